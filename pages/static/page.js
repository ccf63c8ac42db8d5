// What Streamlit's page lacks. Its own words inside widgets are English and the page's language is unset: this watches
// the page and says them in the visitor's language (a pair is {zh, en}; a {name} in it stands for whatever is there).
// The link to the page that one is on is marked as such. On a phone, following a link closes the side. A box hands over
// what was typed a moment after it is left; a click that comes sooner (any tap does) would take the visitor to another
// page and be overtaken by it, so such a click waits.
const ATTRIBUTES = ["aria-label", "aria-valuetext", "placeholder", "title", "alt"];
const ESCAPES = /[.*+?^$()|[\]\\]/g;

function rule(from, to) {
  const names = [...from.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
  const pattern = from.replace(ESCAPES, "\\$&").replace(/\{\w+\}/g, "(.+?)");
  return { pattern: new RegExp(`^${pattern}$`), to, names };
}

function translator(pairs, language) {
  const exact = new Map();
  const rules = [];
  for (const pair of pairs) {
    const from = language === "zh" ? pair.en : pair.zh;
    if (from.includes("{")) rules.push(rule(from, pair[language]));
    else exact.set(from, pair[language]);
  }
  return (text) => {
    const trimmed = text.trim();
    if (!trimmed || trimmed.length > 120) return null;
    if (exact.has(trimmed)) return exact.get(trimmed);
    for (const { pattern, to, names } of rules) {
      const match = pattern.exec(trimmed);
      if (match) return names.reduce((said, name, i) => said.replace(`{${name}}`, match[i + 1]), to);
    }
    return null;
  };
}

const HANDED_OVER = 250; // milliseconds

// What was clicked, or, where the answer to what was typed has drawn it anew, the link that leads where it led: a link
// that is no longer on the page would load the page anew.
function present(target) {
  const href = target.getAttribute("href");
  if (target.isConnected || !href) return target.isConnected ? target : null;
  return [...document.querySelectorAll("a[href]")].find((link) => link.getAttribute("href") === href) ?? null;
}

function patience() {
  let typedIn = null;
  let left = -HANDED_OVER;
  const typed = (event) => { typedIn = event.target; };
  const entered = (event) => { if (event.key === "Enter") typedIn = null; };
  const leave = (event) => {
    if (event.target === typedIn) left = performance.now();
    typedIn = null;
  };
  const click = (event) => {
    const target = event.target.closest && event.target.closest("a[href], button:not([data-react-aria-pressable])");
    if (!event.isTrusted || !target || performance.now() - left > HANDED_OVER) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    setTimeout(() => present(target)?.click(), HANDED_OVER);
  };
  const listeners = { input: typed, keydown: entered, focusout: leave, click };
  for (const [name, listener] of Object.entries(listeners)) document.addEventListener(name, listener, true);
}

function closeSide(event) {
  if (event.target.closest && event.target.closest('[data-testid="stSidebar"] a[href]:not(.f-leave)')) closeSideOnPhone();
}

function closeSideOnPhone() {
  if (!matchMedia("(max-width: 768px)").matches) return;
  document.querySelector('[data-testid="stSidebar"][data-collapsed="false"] [data-testid="stSidebarCollapseButton"] button')?.click();
}

function print(event) {
  if (event.target.closest && event.target.closest("button.f-print")) window.print();
}

// What is said about something that was opened is of no use out of sight: on a phone the box for files lies far below,
// or in the side that covers the page.
function bringIntoView(node) {
  const notice = node.matches?.("[data-notice]") ? node : node.querySelector?.("[data-notice]");
  if (!notice || window.ourPage.brought === notice.dataset.notice) return;
  window.ourPage.brought = notice.dataset.notice;
  closeSideOnPhone();
  requestAnimationFrame(() => notice.scrollIntoView({ block: "center" }));
}

// What stays in sight (the total) is read out where it has changed: by a region of its own, which stays while the page
// around it is drawn anew; screen readers do not hear of one that comes together with its words.
function speak() {
  const spoken = document.querySelector("[data-spoken]")?.dataset.spoken ?? "";
  if (!spoken || spoken === window.ourPage.spoken) return;
  const isFirst = window.ourPage.spoken === undefined;
  window.ourPage.spoken = spoken;
  if (!isFirst) document.getElementById("spoken").textContent = spoken;
}

function listenable() {
  const region = document.createElement("div");
  region.id = "spoken";
  region.className = "m-sr";
  region.setAttribute("aria-live", "polite");
  document.body.append(region);
}

// Plotly draws a chart for the width of the screen: on paper it is scaled to that of the page, whole.
const CHART = ".js-plotly-plot .svg-container";

function fitCharts() {
  for (const chart of document.querySelectorAll(CHART)) {
    const { width, height } = chart.getBoundingClientRect();
    chart.style.aspectRatio = `${width} / ${height}`;
    for (const drawn of chart.querySelectorAll(".main-svg")) drawn.setAttribute("viewBox", `0 0 ${width} ${height}`);
  }
}

function unfitCharts() {
  for (const chart of document.querySelectorAll(CHART)) {
    chart.style.aspectRatio = "";
    for (const drawn of chart.querySelectorAll(".main-svg")) drawn.removeAttribute("viewBox");
  }
}

function mark() {
  for (const link of document.querySelectorAll('header a[href], [data-testid="stSidebar"] a[href]')) {
    if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

function say(node, translate) {
  if (node.nodeType === Node.TEXT_NODE) {
    // What a visitor typed, and our own HTML, is never touched.
    if (node.parentElement && node.parentElement.closest('[data-testid="stHtml"], textarea')) return;
    const said = translate(node.data);
    if (said !== null && said !== node.data) node.data = said;
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  for (const name of ATTRIBUTES) {
    const given = node.getAttribute(name);
    const said = given && translate(given);
    if (said && said !== given) node.setAttribute(name, said);
  }
  for (const child of node.childNodes) say(child, translate);
}

function watch(page) {
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") {
        for (const node of change.addedNodes) {
          say(node, page.translate);
          bringIntoView(node);
        }
      }
      else say(change.target, page.translate);
    }
    mark();
    speak();
  }).observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
  });
}

function teach(data) {
  const isFirst = !window.ourPage;
  const page = (window.ourPage ??= {});
  if (page.language !== data.to) {
    page.language = data.to;
    page.translate = translator(WORDS, data.to);
    document.documentElement.lang = data.lang;
    say(document.body, page.translate);
  }
  mark();
  if (!isFirst) return;
  listenable();
  speak();
  watch(page);
  watchBoxes();
  patience();
  document.addEventListener("click", closeSide);
  document.addEventListener("click", print);
  addEventListener("beforeprint", fitCharts);
  addEventListener("afterprint", unfitCharts);
}
