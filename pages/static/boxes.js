// What Streamlit's boxes do not say of themselves, and where the focus goes when the page around it is drawn anew.
// What stands below a box (.f-below[data-box]) names it, and says whether it must be answered and what is typed into
// it. A card is a group with its heading as the name, and so are questions that belong together.
const KEYBOARDS = { amount: "decimal", yearly: "decimal", ratio: "decimal", date: "decimal", count: "numeric" };
const FOCUSABLE = 'a[href], button, input, textarea, summary, h1[tabindex], [tabindex="0"]';
const FIELDS = 'input:not([type="file"]), textarea, [role="radio"][tabindex="0"], [role="radio"]';
const WITHIN = 5000; // milliseconds in which what was pressed is answered

function set(node, name, value) {
  if (!node || node.getAttribute(name) === value) return;
  if (value === null) node.removeAttribute(name);
  else node.setAttribute(name, value);
}

function named(key) {
  return document.querySelector(`.st-key-${CSS.escape(key)}`);
}

// ------------------------------------------------------------------------------------------------ said of boxes

function describe(below) {
  const control = named(below.dataset.box)?.querySelector('input:not([type="radio"]), textarea, [role="radiogroup"]');
  if (!control) return;
  const parts = [...below.querySelectorAll("[id]")].map((part) => part.id);
  set(control, "aria-describedby", parts.join(" ") || null);
  set(control, "aria-invalid", below.querySelector(".f-fault") ? "true" : null);
  set(control, "aria-required", below.dataset.required === "true" ? "true" : null);
  const keyboard = KEYBOARDS[below.dataset.kind];
  if (keyboard) set(control, "inputmode", keyboard);
}

function group(part, label) {
  set(part, "role", "group");
  if (label?.id) set(part, "aria-labelledby", label.id);
  else if (label) set(part, "aria-label", label.getAttribute("aria-label"));
}

function sayOfBoxes() {
  // Streamlit calls a row of choices required where it cannot be emptied again.
  const belows = [...document.querySelectorAll(".f-below[data-box]")];
  const told = new Set(belows.filter((below) => below.dataset.required === "true").map((below) => below.dataset.box));
  for (const row of document.querySelectorAll('.stMain [role="radiogroup"][aria-required="true"]'))
    if (!told.has(keyOf(row))) set(row, "aria-required", null);
  belows.forEach(describe);
  for (const card of document.querySelectorAll('[class*="st-key-card-"]')) group(card, card.querySelector(".f-card"));
  for (const part of document.querySelectorAll('[class*="st-key-group-"]')) {
    const key = keyOf(part).replace("group-", "");
    const heading = document.getElementById(`q-${key.replace(/^w\d+-(zh|en)-/, "")}-title`);
    group(part, heading ?? named(key)?.querySelector('[role="radiogroup"]'));
  }
  for (const head of document.querySelectorAll('[class*="st-key-head-"]')) {
    const title = head.querySelector(".f-card")?.textContent;
    if (!title) continue;
    for (const button of head.querySelectorAll("button")) set(button, "aria-label", `${button.textContent} ${title}`);
  }
}

// ------------------------------------------------------------------------------------------------ the focus

function keyOf(node) {
  for (let at = node; at; at = at.parentElement) {
    const name = [...at.classList].find((one) => one.startsWith("st-key-"));
    if (name) return name.slice("st-key-".length);
  }
  return "";
}

// The key of a box that is drawn anew, with other answers around it.
function general(key) {
  return key.replace(/w\d+-(zh|en)-/, "w-").replace(/-\d+$/, (end) => (/w\d+-/.test(key) ? end : ""));
}

function anchor(node) {
  for (let at = node; at && at !== document.body; at = at.parentElement) {
    const side = '[data-testid="stSidebar"]';
    if (at.matches(side)) return { at, find: () => document.querySelector(side) };
    if (/^[qr]-/.test(at.id)) return { at, find: () => document.getElementById(at.id) };
    const own = [...at.classList].find((one) => one.startsWith("st-key-"));
    if (own) {
      const wanted = general(own);
      const find = () => [...document.querySelectorAll('[class*="st-key-"]')]
        .find((one) => [...one.classList].some((name) => general(name) === wanted));
      return { at, find };
    }
  }
  return null;
}

function remember(page, node) {
  const from = node.tagName === "H1" ? { at: node, find: () => document } : anchor(node);
  if (!from) return void (page.last = null);
  const among = [...from.at.querySelectorAll(FOCUSABLE)];
  page.last = { node, find: from.find, index: among.indexOf(node), tag: node.tagName, text: node.textContent };
}

function again(last) {
  const place = last.find();
  if (!place) return null;
  const among = [...place.querySelectorAll(FOCUSABLE)].filter((one) => !one.disabled);
  const alike = among.filter((one) => one.tagName === last.tag);
  const found = (last.text && alike.find((one) => one.textContent === last.text))
    || (among[last.index]?.tagName === last.tag ? among[last.index] : alike[0]);
  // What can no longer be pressed has others beside it.
  return found ?? place.closest?.('[class*="st-key-head-"]')?.querySelector("button:enabled") ?? null;
}

function nobody() {
  return !document.activeElement || document.activeElement === document.body;
}

function keepFocus(page) {
  if (page.intent && performance.now() > page.intent.until) page.intent = null;
  const wanted = page.intent && page.intent.find();
  if (wanted) {
    page.intent = null;
    wanted.focus();
    return;
  }
  const { last } = page;
  if (!last || !nobody() || (last.node.isConnected && !last.node.disabled)) return;
  again(last)?.focus({ preventScroll: true });
}

// ------------------------------------------------------------------------------------------------ what is unfolded

// Where a piece that folds stands: the page (the side is every page's), the questions or the result, and the how manieth
// of its kind it is there.
function placeOf(folding) {
  const key = keyOf(folding);
  const around = named(key) ?? folding.closest('[data-testid="stSidebar"], .stMain');
  const alike = [...(around ?? document).querySelectorAll("details")].filter((one) => one.className === folding.className);
  const page = around?.matches('[data-testid="stSidebar"]') ? "" : location.pathname;
  return [page, key, folding.className, alike.indexOf(folding)].join("|");
}

function foldings() {
  return document.querySelectorAll('[data-testid="stHtml"] details');
}

// What the visitor has unfolded stays so when it is drawn anew.
function keepUnfolded(page) {
  for (const one of page.folded.size ? foldings() : []) {
    const open = page.folded.get(placeOf(one));
    if (open !== undefined && one.open !== open) one.open = open;
  }
}

function noteFolding(page, event) {
  const one = event.target.closest?.('[data-testid="stHtml"] details > summary')?.parentElement;
  if (one) page.folded.set(placeOf(one), !one.open);
}

// What is pressed says where one goes on: in the entry that it adds, at the way back from what it removes, on the
// page that it leads to.
function intend(page, event) {
  const link = event.target.closest?.("a[href]");
  if (link && link.origin === location.origin && !link.matches(".f-leave")) {
    const before = location.pathname;
    const title = document.querySelector(".stMain h1");
    return aim(page, () => location.pathname !== before && !window.ourLinks?.wanted && heading(title));
  }
  const key = event.target.closest?.("button") ? keyOf(event.target) : "";
  const found = /^(add|copy|undo|remove|lines)-(.*)$/.exec(key);
  if (!found) return;
  const [, kind, of] = found;
  const cards = () => [...document.querySelectorAll('[class*="st-key-card-"]')];
  const before = new Set(cards().map(keyOf));
  if (kind === "remove") aim(page, () => cards().length < before.size && document.querySelector('[class*="st-key-undo-"] button'));
  else if (kind === "lines") aim(page, () => named(of.replace(/-switch$/, ""))?.querySelector("textarea"));
  else aim(page, () => cards().find((card) => !before.has(keyOf(card)))?.querySelector(FIELDS));
}

function heading(before) {
  const title = document.querySelector(".stMain h1");
  if (!title || (title === before && title.isConnected && document.querySelector('[data-test-script-state="running"]'))) return null;
  title.tabIndex = -1;
  return title;
}

function aim(page, find) {
  page.intent = { find, until: performance.now() + WITHIN };
}

function watchBoxes() {
  const page = window.ourBoxes ?? (window.ourBoxes = {});
  if (page.watcher) return;
  page.folded = new Map();
  const draw = () => {
    page.soon = false;
    sayOfBoxes();
    keepUnfolded(page);
    keepFocus(page);
  };
  const soon = () => {
    if (page.soon) return;
    page.soon = true;
    requestAnimationFrame(draw);
  };
  page.watcher = new MutationObserver(soon);
  page.watcher.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-required", "disabled", "data-box"] });
  document.addEventListener("focusin", (event) => remember(page, event.target), true);
  document.addEventListener("pointerdown", () => { page.intent = null; }, true);
  document.addEventListener("keydown", () => { page.intent = null; }, true);
  document.addEventListener("click", (event) => intend(page, event), true);
  document.addEventListener("click", (event) => noteFolding(page, event), true);
  soon();
}
