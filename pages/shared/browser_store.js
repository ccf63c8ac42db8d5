// `keep` is null until the session knows whether this browser keeps a self-assessment: then it is told what was found.
// A browser that allows no storage has found nothing.
export default function (component) {
  const { data, setTriggerValue } = component;
  try {
    if (data.keep === null) setTriggerValue("found", localStorage.getItem(data.name) ?? "");
    else if (data.keep) localStorage.setItem(data.name, data.text);
    else localStorage.removeItem(data.name);
  } catch {
    if (data.keep === null) setTriggerValue("found", "");
  }
}
