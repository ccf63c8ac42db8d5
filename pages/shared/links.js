// Follows links inside our own HTML within the session, and brings the place that the address asks for into view.
// A link that leaves the app's pages (.f-leave) is the browser's own.
// Called again whenever the data changes: what listens is set up once for the page, and speaks through the last call.
function follow(event) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = event.target.closest && event.target.closest('[data-testid="stHtml"] a[href]:not(.f-leave)');
  if (!link || link.origin !== location.origin || link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  window.ourLinks.send("link", link.getAttribute("href"));
}

function show(links) {
  const place = document.getElementById(links.wanted);
  if (!place) return;
  links.shown = links.visit;
  links.watcher.disconnect();
  const folded = place.closest("details");
  if (folded) folded.open = true;
  (folded || place).scrollIntoView({ block: folded ? "start" : "center" });
}

export default function (component) {
  const { data, setTriggerValue } = component;
  const isFirst = !window.ourLinks;
  const links = (window.ourLinks ??= {});
  links.send = setTriggerValue;
  if (isFirst) {
    document.addEventListener("click", follow);
    links.watcher = new MutationObserver(() => show(links));
  }
  links.watcher.disconnect();
  links.wanted = data.at;
  links.visit = data.visit;
  if (!data.at) {
    links.shown = "";
  } else if (links.shown !== data.visit) {
    links.watcher.observe(document.body, { childList: true, subtree: true });
    show(links);
  }
}
