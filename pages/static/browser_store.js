// What this tab keeps by itself (sessionStorage: it goes with the tab): the self-assessment as the server last sent it,
// and what the boxes on the screen show that the visitor has used, letter by letter, which the server may not have heard
// of yet. Both are handed to a session that knows neither: after F5, after a cut that lasted, after the server was started
// anew. A box that nobody has used says nothing: Streamlit draws it empty for a moment, whatever the answer is.
const RECORD = "self-assessment";
const SCREEN = "self-assessment on the screen";
const BOX = '[data-testid="stElementContainer"][class*="st-key-w"]';
const ARRIVED = 700; // milliseconds after which the page that one goes back to is drawn
const PARTS = 'input, textarea, [role="radio"], [role="combobox"]'; // a box that is drawn anew has others

function stored(storage, name) {
  try {
    return storage.getItem(name) ?? "";
  } catch {
    return ""; // a browser that allows no storage has kept nothing
  }
}

function store(storage, name, text) {
  try {
    if (text) storage.setItem(name, text);
    else storage.removeItem(name);
    return true;
  } catch {
    return false;
  }
}

function keyOfBox(tab, box) {
  const key = /st-key-(w\d+-\S+)/.exec(box?.className)?.[1];
  return key?.startsWith(tab.boxes) && tab.used.has(box.querySelector(PARTS)) ? key : null;
}

// What a box shows: its text, or the position of the option that is chosen.
function shown(box) {
  const options = [...box.querySelectorAll('[role="radio"], input[type="radio"]')];
  if (options.length) return options.findIndex((one) => one.checked || one.getAttribute("aria-checked") === "true");
  const input = box.querySelector("input, textarea");
  return input ? input.value : (box.querySelector('[role="combobox"]')?.textContent ?? null);
}

function readScreen(tab) {
  const boxes = {};
  for (const box of document.querySelectorAll(BOX)) {
    const key = keyOfBox(tab, box);
    const what = key ? shown(box) : null;
    if (what !== null && what !== -1) boxes[key] = what;
  }
  return boxes;
}

function noteScreen(tab) {
  tab.noting = false;
  const boxes = readScreen(tab);
  if (tab.told) for (const [key, what] of Object.entries(boxes)) if (tab.told[key] !== what) tab.late[key] = what;
  store(sessionStorage, SCREEN, Object.keys(boxes).length ? JSON.stringify(boxes) : "");
}

function soon(tab) {
  if (tab.noting || !tab.boxes) return;
  tab.noting = true;
  setTimeout(() => noteScreen(tab), 0); // after the page has done what the event asks for
}

function use(tab, event) {
  const part = event.target.closest?.(BOX)?.querySelector(PARTS);
  if (part) tab.used.add(part);
}

// A box that was typed into and not left has told nobody.
function leaveBoxes() {
  for (const box of document.querySelectorAll('[class*="st-key-w"] :is(input[type="text"], textarea)'))
    box.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
}

function tell(tab) {
  const screen = stored(sessionStorage, SCREEN);
  tab.told = screen ? JSON.parse(screen) : {};
  tab.late = {};
  tab.send("found", JSON.stringify({ record: stored(sessionStorage, RECORD), screen }));
}

// Whoever goes back in the history out of a box takes along what was typed in it; told sooner, it would lead back to the
// page of the box.
function takeAlong(tab) {
  const box = document.activeElement?.closest(BOX);
  const key = keyOfBox(tab, box);
  if (!key) return;
  tab.late = { ...tab.late, [key]: shown(box) };
  setTimeout(() => tellLate(tab), ARRIVED);
}

// What was typed after the tab had told what it keeps, and before the answer to that had drawn the boxes; or on the page
// before.
function tellLate(tab) {
  const late = tab.late;
  tab.told = null;
  if (late && Object.keys(late).length) tab.send("late", JSON.stringify(late));
  tab.late = null;
}

function begin() {
  const tab = (window.ourTab = { boxes: "", used: new WeakSet() });
  tab.onReconnected = () => {
    leaveBoxes();
    noteScreen(tab);
    tell(tab);
  };
  for (const name of ["input", "change", "click", "keyup"])
    document.addEventListener(name, (event) => use(tab, event), true);
  for (const name of ["input", "change", "click", "keyup", "focusout"])
    document.addEventListener(name, () => soon(tab), true);
  window.addEventListener("popstate", () => takeAlong(tab), true);
  // Who leaves while a letter is being taken down takes it along.
  window.addEventListener("pagehide", () => tab.noting && noteScreen(tab));
  return tab;
}

function keepTab({ data, setTriggerValue, setStateValue }) {
  const isFirst = !window.ourTab;
  const tab = window.ourTab ?? begin();
  Object.assign(tab, { data, send: setTriggerValue, set: setStateValue });
  if (isFirst) {
    tab.line = watchConnection(tab);
    watchShelf(tab);
  }
  if (data.asks) {
    if (tab.answered !== data.asks) {
      tab.answered = data.asks;
      tell(tab);
    }
    return;
  }
  if (store(sessionStorage, RECORD, data.record) && data.record) {
    document.cookie = `${data.cookie}=1; path=/; SameSite=Strict`; // a new visit waits for what the tab has kept
  }
  tab.boxes = data.boxes;
  tellLate(tab);
  if (data.boxes) soon(tab);
  else store(sessionStorage, SCREEN, "");
  obey(tab);
  keepCompany(tab);
  tellShelf(tab);
  sayBack(tab.line, data.words.back);
}
