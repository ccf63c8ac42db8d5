// Follows links inside our own HTML within the session, and brings the place that the address asks for into view.
// A link that leaves the app's pages (.f-leave) is the browser's own.
// One to a file (.f-leave[data-waits]) says in the words that it carries that it is being made, until it has begun to
// arrive; where it carries none it takes no moment, and says so only when it does. It is not followed a second time
// meanwhile. The server makes it when it has taken what was typed before; with that the link may be drawn anew.
// One that is to be passed on (.f-leave.f-copy) is copied, and says so in the words that it carries.
// A link means what it says to a browser, Streamlit's own too: with Ctrl, Shift or the middle button it opens a tab, in
// the language of this page; and it is followed also where the answer to what was typed just before has moved or
// replaced it between press and release.
// What listens is set up once for the page, and speaks through the last call.
const OURS = '[data-testid="stHtml"] a[href]:not(.f-leave, [href^="#"])';
const LINK = '[data-testid="stApp"] a[href]';
const FILE = "a.f-leave[data-waits][href]";
const STILL = 8; // pixels within which a press is no drag
const LATE = 500; // milliseconds after which one wonders

function wantsTab(event) {
  return event.button === 1 || event.ctrlKey || event.metaKey || event.shiftKey;
}

function follow(event) {
  if (event.defaultPrevented || wantsTab(event)) return;
  const link = event.target.closest && event.target.closest(OURS);
  if (!link || link.origin !== location.origin) return;
  event.preventDefault();
  const links = window.ourLinks;
  if (link.dataset.row) links.row = link.dataset.row;
  else if (link.matches(".f-back") && links.row) return goBack(links);
  else links.row = "";
  links.send("link", link.getAttribute("href"));
}

// To the row from which one came to change an answer: back in the history, where addresses would gather otherwise.
function goBack(links) {
  lookFor(links, links.row);
  links.row = "";
  history.back();
}

// Streamlit's links follow every click within the page; one that asks for a tab is the browser's.
function leaveToBrowser(event) {
  if (wantsTab(event) && event.target.closest && event.target.closest(LINK)) event.stopPropagation();
}

function press(event) {
  const link = event.target.closest && event.target.closest(LINK);
  window.ourLinks.pressed = link && event.button < 2
    ? { link, isOurs: link.matches(OURS), x: event.clientX, y: event.clientY }
    : null;
  if (!link || link.origin !== location.origin || link.closest('[data-testid="stHtml"]')) return;
  const address = new URL(link.href);
  if (address.searchParams.has("lang")) return;
  address.searchParams.set("lang", window.ourLinks.lang);
  link.href = address.href;
}

function release(event) {
  const pressed = window.ourLinks.pressed;
  window.ourLinks.pressed = null;
  if (!pressed || Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > STILL) return;
  const { link } = pressed;
  if (link.isConnected && link.contains(event.target)) return; // the browser makes it a click
  if (wantsTab(event)) return void window.open(link.href, "_blank", "noopener");
  if (link.isConnected) return link.click();
  const href = link.getAttribute("href");
  if (pressed.isOurs) return window.ourLinks.send("link", href);
  [...document.querySelectorAll(LINK)].find((other) => other.getAttribute("href") === href)?.click();
}

async function fetchFile(event) {
  if (event.defaultPrevented || wantsTab(event)) return;
  const link = event.target.closest && event.target.closest(FILE);
  if (!link || link.origin !== location.origin) return;
  event.preventDefault();
  const { making, waits } = window.ourLinks;
  const address = link.href;
  if (making.has(address)) return;
  making.add(address);
  const words = link.textContent;
  const name = link.pathname.split("/").pop();
  const here = () => (link.isConnected ? link : [...document.querySelectorAll(FILE)].find((one) => one.pathname.endsWith(name)) ?? link);
  link.setAttribute("aria-busy", "true");
  const late = setTimeout(() => sayThatItIsMade(here(), link.dataset.waits || waits), link.dataset.waits ? 0 : LATE);
  try {
    await untilConnected();
    const answer = await fetch(here().href, { credentials: "same-origin", cache: "no-store" });
    if (answer.ok && answer.headers.has("content-disposition")) {
      save(await answer.blob(), answer.headers.get("content-disposition"));
      spokenBeside(here()).textContent = "";
    } else {
      refuse(spokenBeside(here()), reason(await answer.text()));
    }
  } catch {
    refuse(spokenBeside(here()), ""); // nobody is reached; the page stays, with all that was typed
  } finally {
    clearTimeout(late);
    making.delete(address);
    here().removeAttribute("aria-busy");
    here().textContent = words;
  }
}

// That a file is being made, for those who see it and those who hear it.
function sayThatItIsMade(link, waits) {
  const said = spokenBeside(link);
  said.className = "m-sr";
  said.textContent = link.textContent = waits;
}

// The address of a link that is to be passed on, with all of it that stands before.
async function copyAddress(event) {
  if (event.defaultPrevented || wantsTab(event)) return;
  const link = event.target.closest && event.target.closest("a.f-copy[href]");
  if (!link) return;
  event.preventDefault();
  const said = spokenBeside(link);
  said.className = "m-over";
  said.textContent = (await isCopied(link.href)) ? link.dataset.copied : `${link.dataset.byHand}${link.href}`;
}

// The clipboard is there over HTTPS and on this machine only; elsewhere a text that is selected can be copied.
async function isCopied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const box = document.createElement("textarea");
    box.value = text;
    box.style.position = "fixed";
    box.style.opacity = "0";
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    return done;
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
  said.className = "m-sr";
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

// Brings a place into view once it is there, and gives its box the focus once that is drawn too, which can be a moment
// later; not where somebody has long gone on.
const LONG = 5000; // milliseconds

function lookFor(links, wanted) {
  links.wanted = wanted;
  links.since = performance.now();
  links.scrolled = false;
  holdStill();
  links.watcher.observe(document.body, { childList: true, subtree: true });
  show(links);
}

// While the rest of the page is drawn, the browser holds still what it chooses itself, the foot of the page for one, and
// the place goes out of view with that: not before somebody does something.
function holdStill() {
  const main = document.querySelector('[data-testid="stMain"]');
  if (!main) return;
  main.style.overflowAnchor = "none";
  for (const act of ["pointerdown", "keydown", "wheel"]) {
    window.addEventListener(act, () => { main.style.overflowAnchor = ""; }, { once: true, capture: true, passive: true });
  }
}

function show(links) {
  const place = document.getElementById(links.wanted);
  const isLate = performance.now() - links.since > LONG;
  if (!place) return;
  const isField = place.matches('[id^="q-"], [id^="r-"]');
  if (!links.scrolled) {
    links.scrolled = true;
    for (let folded = place.closest("details"); folded; folded = folded.parentElement.closest("details")) folded.open = true;
    const folded = isField ? null : place.closest("details");
    (folded || place).scrollIntoView({ block: folded ? "start" : "center" });
  }
  const field = isField ? fieldOf(place) : null;
  if (isField && !field && !isLate) return;
  links.watcher.disconnect();
  if (!isLate) field?.focus({ preventScroll: true });
}

// The box that a place belongs to: the link in a row of answers; the box above what stands below it; the first one
// under a heading of several.
const FIELD = 'input:not([type="file"]), textarea, [role="combobox"], [role="radio"], button';

function fieldOf(place) {
  if (place.matches("tr")) return place.querySelector("a[href]");
  const element = place.closest('[data-testid="stElementContainer"]');
  const box = place.matches(".f-heading") ? element?.nextElementSibling : element?.previousElementSibling;
  return box && (box.querySelector('[aria-checked="true"]') || box.querySelector(FIELD));
}

function followLinks({ data, setTriggerValue }) {
  const isFirst = !window.ourLinks;
  const links = (window.ourLinks ??= {});
  links.send = setTriggerValue;
  links.fails = data.fails;
  links.waits = data.waits;
  links.lang = data.to;
  if (isFirst) {
    links.making = new Set();
    document.addEventListener("click", follow);
    document.addEventListener("click", fetchFile);
    document.addEventListener("click", copyAddress);
    window.addEventListener("click", leaveToBrowser, true);
    window.addEventListener("pointerdown", press, true);
    window.addEventListener("pointerup", release, true);
    links.watcher = new MutationObserver(() => show(links));
  }
  if (!isFirst && !data.at && links.followed !== data.visit) {
    // A link was followed to another page, which begins at its top, not where the one before was left.
    document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  }
  links.followed = data.visit;
  if (!data.at) {
    links.asked = "";
  } else if (links.asked !== data.visit) {
    links.asked = data.visit;
    links.watcher.disconnect();
    lookFor(links, data.at);
  }
}
