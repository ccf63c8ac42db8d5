// Follows links inside our own HTML within the session, and brings the place that the address asks for into view.
// A link that leaves the app's pages (.f-leave) is the browser's own.
// One to a file that takes a moment to make (.f-leave[data-waits]) says so in the words that it carries until the file
// has begun to arrive, and is not followed a second time meanwhile.
// Called again whenever the data changes: what listens is set up once for the page, and speaks through the last call.
function follow(event) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = event.target.closest && event.target.closest('[data-testid="stHtml"] a[href]:not(.f-leave)');
  if (!link || link.origin !== location.origin || link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  window.ourLinks.send("link", link.getAttribute("href"));
}

async function fetchFile(event) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = event.target.closest && event.target.closest("a.f-leave[data-waits][href]");
  if (!link || link.origin !== location.origin) return;
  event.preventDefault();
  const address = link.href;
  const making = window.ourLinks.making;
  if (making.has(address)) return;
  making.add(address);
  const words = link.textContent;
  const said = spokenBeside(link);
  link.setAttribute("aria-busy", "true");
  link.textContent = link.dataset.waits;
  said.className = "m-sr";
  said.textContent = link.dataset.waits;
  try {
    const answer = await fetch(address, { credentials: "same-origin", cache: "no-store" });
    if (answer.ok && answer.headers.has("content-disposition")) {
      said.textContent = "";
      save(await answer.blob(), answer.headers.get("content-disposition"));
    } else {
      refuse(said, reason(await answer.text()));
    }
  } catch {
    refuse(said, ""); // nobody is reached; the page stays, with all that was typed
  } finally {
    making.delete(address);
    link.removeAttribute("aria-busy");
    link.textContent = words;
  }
}

// Why there is no file, in the server's words or, where it has none, in ours.
function refuse(said, why) {
  said.className = "f-refused";
  said.textContent = why || window.ourLinks.fails;
}

function spokenBeside(link) {
  const next = link.nextElementSibling;
  if (next && next.dataset.said) return next;
  const said = document.createElement("span");
  said.dataset.said = "true";
  said.setAttribute("role", "status");
  link.after(said);
  return said;
}

// What the server's page says of it, in the language of this page.
function reason(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const lang = document.documentElement.lang.slice(0, 2);
  const part = page.querySelector(`section[lang="${lang}"]`) || page.querySelector("section");
  return part ? [...part.querySelectorAll("p")].filter((p) => !p.querySelector("a")).map((p) => p.textContent).join(" ") : "";
}

function save(file, disposition) {
  const name = /filename\*=utf-8''([^;]+)/i.exec(disposition);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name ? decodeURIComponent(name[1]) : "";
  link.className = "f-leave";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
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
  links.fails = data.fails;
  if (isFirst) {
    links.making = new Set();
    document.addEventListener("click", follow);
    document.addEventListener("click", fetchFile);
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
