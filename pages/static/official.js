// While an official is signed in. When the session has ended (here, in another tab, or by itself), an official's page
// is left at once and any other is drawn anew without what is the official's. The server is asked, never the clock, and
// asking does not prolong the session.
const EVERY = 60_000; // milliseconds

async function look() {
  let answer;
  try {
    answer = await fetch("/session", { cache: "no-store" });
  } catch {
    return; // the server cannot be reached: Streamlit says so itself
  }
  if (answer.status === 401) leave();
}

function leave() {
  const { pages, address, send } = window.ourOfficial;
  const here = location.pathname.replaceAll("/", "");
  if (pages.includes(here)) location.replace(`${address}&next=${encodeURIComponent(here + location.search)}`);
  else send("left", true);
}

async function signOut(event) {
  const link = event.target.closest && event.target.closest("a.f-sign-out");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  try {
    // With our own origin in it, whatever the page's policy for referrers.
    const done = await fetch(link.href, { method: "POST", referrerPolicy: "same-origin" });
    location.replace(done.ok ? done.url : link.href);
  } catch {
    location.assign(link.href);
  }
}

export default function ({ data, setTriggerValue }) {
  const isFirst = !window.ourOfficial;
  const tab = (window.ourOfficial ??= {});
  Object.assign(tab, { pages: data.pages, address: data.address, send: setTriggerValue });
  if (!isFirst) return;
  tab.channel = new BroadcastChannel("official");
  tab.channel.onmessage = look;
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  document.addEventListener("click", signOut, true);
}
