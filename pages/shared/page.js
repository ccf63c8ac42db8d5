// What Streamlit's page lacks. Its own words inside widgets are English and the page's language is unset: this watches
// the page and says them in the visitor's language (a pair is {zh, en}; a {name} in it stands for whatever is there).
// The link to the page that one is on is marked as such. On a phone, following a link closes the side.
const ATTRIBUTES = ["aria-label", "placeholder", "title", "alt"];
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

export default function (component) {
  const { data } = component;
  document.documentElement.lang = data.lang;
  const translate = translator(data.words, data.to);

  const say = (node) => {
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
    for (const child of node.childNodes) say(child);
  };

  const mark = () => {
    for (const link of document.querySelectorAll('header a[href], [data-testid="stSidebar"] a[href]')) {
      if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  };

  const close = (event) => {
    if (!event.target.closest || !event.target.closest('[data-testid="stSidebar"] a[href]')) return;
    if (!matchMedia("(max-width: 768px)").matches) return;
    const button = document.querySelector('[data-testid="stSidebarCollapseButton"] button');
    if (button) button.click();
  };
  document.addEventListener("click", close);

  say(document.body);
  mark();
  const observer = new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(say);
      else say(change.target);
    }
    mark();
  });
  observer.observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
  });
  return () => {
    observer.disconnect();
    document.removeEventListener("click", close);
  };
}
