// The briefing: all slides are in the page, and one is shown. Keys, touches and buttons go from one to the next at once;
// the address keeps the slide, and which cases are shown. On a slide with steps (a case's ledger), forward shows the
// next step first. What is touched or focused in a chart says its figure below it.
const WIDE = "(min-width: 769px) and (orientation: landscape)"; // as in briefing.css
const SWIPE = 48; // pixels
const KEYS = {
  ArrowRight: "next", ArrowDown: "next", PageDown: "next", " ": "next",
  ArrowLeft: "previous", ArrowUp: "previous", PageUp: "previous",
  Home: "first", End: "last", f: "full", n: "notes", l: "list", t: "turn", Escape: "escape",
};
const THEIR_OWN = {
  " ": "a, button, input, summary",
  ArrowLeft: "input", ArrowRight: "input", ArrowUp: "input, .p-panel", ArrowDown: "input, .p-panel",
  PageUp: ".p-panel", PageDown: ".p-panel", Home: ".p-panel", End: ".p-panel",
};

class Briefing {
  constructor() {
    this.listeners = {
      keydown: (event) => this.pressed(event),
      click: (event) => this.clicked(event),
      change: (event) => this.picked(event),
      focusin: (event) => this.pointed(event),
      pointerover: (event) => this.pointed(event),
      touchstart: (event) => this.touched(event),
      touchend: (event) => this.lifted(event),
      fullscreenchange: () => this.draw(),
    };
    for (const [name, listener] of Object.entries(this.listeners)) {
      document.addEventListener(name, listener, name.startsWith("touch") ? { passive: true } : false);
    }
    this.resized = () => this.draw();
    addEventListener("resize", this.resized);
    removeEventListener("popstate", window.ourWayBack);
    this.watcher = new MutationObserver(() => this.begin());
    this.watcher.observe(document.body, { childList: true, subtree: true });
    this.begin();
  }

  end() {
    this.watcher.disconnect();
    removeEventListener("resize", this.resized);
    for (const [name, listener] of Object.entries(this.listeners)) document.removeEventListener(name, listener);
    if (document.fullscreenElement) document.exitFullscreen();
    // The address that is left has lost the slide by now; who goes back finds it again.
    const { pathname, search } = new URL(this.kept ?? location.href);
    window.ourWayBack = () => {
      if (location.pathname === pathname) history.replaceState(history.state, "", pathname + search);
    };
    addEventListener("popstate", window.ourWayBack);
  }

  // Take up the slides that are in the page now, where they are new: after the first run, and in another language.
  begin() {
    const root = document.querySelector(".p-show");
    if (!root || root === this.root) return;
    this.root = root;
    const asked = new URLSearchParams(location.search);
    const boxes = [...root.querySelectorAll("[data-pick]")];
    const cases = asked.get("cases");
    if (cases !== null) for (const box of boxes) box.checked = cases.split(".").includes(box.dataset.pick);
    this.at = 0;
    this.show(Number.parseInt(asked.get("slide"), 10) - 1 || 0, Infinity);
    root.dataset.ready = "";
  }

  slides() {
    const left = new Set([...this.root.querySelectorAll("[data-pick]")].filter((b) => !b.checked).map((b) => b.dataset.pick));
    return [...this.root.querySelectorAll(".p-slide")].filter((slide) => !left.has(slide.dataset.case));
  }

  steps(slide) {
    return matchMedia(WIDE).matches ? slide.querySelectorAll("[data-step]").length : 0;
  }

  // Show the slide with this number, counted from 0, and so many of its steps.
  show(number, steps) {
    const slides = this.slides();
    const at = Math.min(Math.max(number, 0), slides.length - 1);
    const isOther = slides[at] !== this.slide;
    this.at = at;
    this.slide = slides[at];
    this.step = Math.min(steps, this.steps(this.slide));
    this.draw();
    if (!isOther) return;
    this.slide.scrollTop = 0;
    if (!this.root.contains(document.activeElement) || !document.activeElement.checkVisibility()) this.stage().focus();
    const title = this.slide.querySelector("h1").textContent;
    this.say(this.root.dataset.said, { n: at + 1, of: slides.length, title });
  }

  stage() { return this.root.querySelector(".p-stage"); }

  say(pattern, values) {
    this.root.querySelector(".p-said").textContent = pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  draw() {
    if (!this.root || !this.root.isConnected) return;
    const slides = this.slides();
    for (const slide of this.root.querySelectorAll(".p-slide")) slide.classList.toggle("on", slide === this.slide);
    const steps = this.slide.querySelectorAll("[data-step]");
    const told = this.steps(this.slide) ? this.step : steps.length;
    steps.forEach((row, i) => {
      row.classList.toggle("to-come", i >= told);
      row.classList.toggle("now", i === told - 1 && told < steps.length);
    });
    this.root.querySelector(".p-at").textContent = `${this.at + 1} / ${slides.length}`;
    this.root.style.setProperty("--way", `${((this.at + 1) * 100) / slides.length}%`);
    const ends = { previous: this.at === 0 && this.step <= 1, next: this.at === slides.length - 1 && told >= steps.length };
    for (const [name, isThere] of Object.entries(ends)) {
      this.root.querySelector(`[data-do="${name}"]`).setAttribute("aria-disabled", String(isThere));
    }
    const full = this.root.querySelector('[data-do="full"]');
    full.hidden = !document.fullscreenEnabled;
    full.setAttribute("aria-pressed", String(Boolean(document.fullscreenElement)));
    this.root.querySelector('[data-do="notes"]').setAttribute("aria-pressed", String("notes" in this.root.dataset));
    this.root.querySelector('[data-do="list"]').setAttribute("aria-expanded", String("list" in this.root.dataset));
    for (const entry of this.root.querySelectorAll("[data-slide]")) {
      const of = slides.findIndex((slide) => slide.id === entry.dataset.slide);
      entry.disabled = of < 0;
      if (of === this.at) entry.setAttribute("aria-current", "true");
      else entry.removeAttribute("aria-current");
    }
    this.keep();
  }

  // The address leads back to what is shown, and so does that of the same in the other language.
  keep() {
    const boxes = [...this.root.querySelectorAll("[data-pick]")];
    const picked = boxes.filter((box) => box.checked).map((box) => box.dataset.pick);
    const write = (address) => {
      address.searchParams.set("slide", this.at + 1);
      if (picked.length < boxes.length) address.searchParams.set("cases", picked.join("."));
      else address.searchParams.delete("cases");
      return address;
    };
    const here = write(new URL(location.href));
    if (here.href !== location.href) history.replaceState(history.state, "", here);
    this.kept = here.href;
    for (const link of this.root.querySelectorAll("[data-keep]")) {
      const there = write(new URL(link.href));
      link.setAttribute("href", there.pathname.slice(there.pathname.lastIndexOf("/") + 1) + there.search);
    }
  }

  // ---------------------------------------------------------------- what is done

  next() {
    const steps = this.steps(this.slide);
    // What does not fit a low screen is read before it is left.
    const left = this.slide.scrollHeight - this.slide.clientHeight - this.slide.scrollTop;
    if (matchMedia(WIDE).matches && this.step >= steps && left > 2) {
      return this.slide.scrollBy({ top: this.slide.clientHeight * 0.8 });
    }
    if (this.step < steps) return this.show(this.at, this.step + 1);
    if (this.at < this.slides().length - 1) this.show(this.at + 1, 1);
  }

  previous() {
    if (this.step > 1) return this.show(this.at, this.step - 1);
    if (this.at > 0) this.show(this.at - 1, Infinity);
  }

  first() { this.show(0, 1); }
  last() { this.show(Infinity, Infinity); }

  full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (document.fullscreenEnabled) document.documentElement.requestFullscreen();
  }

  notes() {
    this.root.toggleAttribute("data-notes");
    this.draw();
  }

  list() {
    const isOpen = this.root.toggleAttribute("data-list");
    for (const part of [this.stage(), this.root.querySelector(".p-bar")]) part.inert = isOpen;
    this.draw();
    if (isOpen) this.root.querySelector(".p-panel [aria-current]")?.focus();
    else this.root.querySelector('[data-do="list"]').focus();
  }

  // The chart into its table, and back.
  turn() {
    const other = this.slide.querySelector('[data-view][aria-pressed="false"]');
    if (other) this.view(other);
  }

  escape() {
    if ("list" in this.root.dataset) return this.list();
    if ("notes" in this.root.dataset) return this.notes();
    if (document.fullscreenElement) return document.exitFullscreen();
    this.root.querySelector(".p-leave").click();
  }

  // ---------------------------------------------------------------- who does it

  isMine(event) { return this.root && this.root.isConnected && event.target instanceof Element; }

  pressed(event) {
    if (!this.isMine(event) || event.defaultPrevented || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const what = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!what || event.target.closest("textarea, select, [contenteditable]")) return;
    const own = THEIR_OWN[event.key];
    if (own && event.target.closest(own)) return;
    if ("list" in this.root.dataset && !["escape", "list"].includes(what)) return;
    event.preventDefault();
    event.stopPropagation();
    this[what]();
  }

  clicked(event) {
    if (!this.isMine(event) || !this.root.contains(event.target)) return;
    const button = event.target.closest("button");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    if (button.dataset.do) this[button.dataset.do]();
    else if (button.dataset.slide) {
      this.list();
      this.stage().focus();
      this.show(this.slides().findIndex((slide) => slide.id === button.dataset.slide), 1);
    } else if (button.dataset.view) this.view(button);
    // Who pressed a button with a pointer turns the slides with the space bar next, and does not press it again.
    if (event.detail && !("list" in this.root.dataset)) this.stage().focus();
  }

  // The chart or the table.
  view(button) {
    const slide = button.closest(".p-slide");
    slide.dataset.shows = button.dataset.view;
    for (const other of slide.querySelectorAll("[data-view]")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
  }

  picked(event) {
    if (!this.isMine(event) || !event.target.matches("[data-pick]")) return;
    const now = this.slide;
    const at = this.slides().indexOf(now);
    this.show(at < 0 ? this.at : at, Infinity);
  }

  pointed(event) {
    if (!this.isMine(event)) return;
    const mark = event.target.closest(".p-slide [data-tell]");
    if (!mark) return;
    const slide = mark.closest(".p-slide");
    const tell = slide.querySelector(".p-tell");
    if (!tell) return;
    for (const other of slide.querySelectorAll("[data-tell]")) other.classList.toggle("told", other === mark);
    tell.textContent = mark.dataset.tell;
    tell.classList.add("told");
  }

  touched(event) {
    this.from = null;
    if (!this.isMine(event) || event.touches.length !== 1 || event.target.closest("input, .p-panel")) return;
    if (window.visualViewport && visualViewport.scale > 1) return; // what is enlarged is moved about by the finger
    if (this.stage().contains(event.target)) this.from = event.touches[0];
  }

  lifted(event) {
    if (!this.from || !this.isMine(event)) return;
    const to = event.changedTouches[0];
    const [x, y] = [to.clientX - this.from.clientX, to.clientY - this.from.clientY];
    this.from = null;
    if (Math.abs(x) < SWIPE || Math.abs(x) < 1.5 * Math.abs(y)) return;
    if (x < 0) this.next();
    else this.previous();
  }
}

// Called again whenever Streamlit sees fit; what was set up goes when the page does.
export default function () {
  window.ourBriefing ??= new Briefing();
  return () => {
    if (window.ourBriefing) window.ourBriefing.end();
    delete window.ourBriefing;
  };
}
