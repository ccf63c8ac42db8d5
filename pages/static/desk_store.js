// The scenarios on the desk, which this tab keeps by itself (sessionStorage: it goes with the tab) and hands to a session
// that asks for them. A browser that allows no storage has kept nothing.
export default function ({ data, setStateValue }) {
  let kept = "";
  try {
    if (data.asks) kept = sessionStorage.getItem(data.name) ?? "";
    else sessionStorage.setItem(data.name, data.text);
  } catch {
    kept = "";
  }
  const answered = (window.ourDesks ??= {});
  if (!data.asks || answered[data.name] === data.asks) return;
  answered[data.name] = data.asks; // once for each session and desk
  setStateValue("found", kept); // no trigger: a run that ends early would lose it
}
