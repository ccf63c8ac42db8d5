// The law's text with its numbers as controls. Every change is told with a number of its own until the server says that
// it was taken; meanwhile the number shows what was pressed. What stands next to a number is told by the server: nothing
// is computed here. A number that has the focus keeps it, and what is being typed in it, while the rest is drawn anew.

function make(tag, name, ...inside) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  node.append(...inside);
  return node;
}

function set(node, name, value) {
  if (value) node.setAttribute(name, value);
  else node.removeAttribute(name);
}

function width(text) {
  const wide = [...text].filter((letter) => letter.codePointAt(0) > 0x2e7f).length;
  return `${(wide + (text.length - wide) * 0.57 + 0.4).toFixed(2)}em`;
}

// ------------------------------------------------------------------------------------------------ telling

function tell(panel, what) {
  panel.told.last += 1;
  panel.told.asked.push({ at: panel.told.last, lang: document.documentElement.lang.startsWith("en") ? "en" : "zh", ...what });
  panel.send("asked", JSON.stringify({ visit: panel.data.visit, asked: panel.told.asked }));
}

// What stands in a number now: what was pressed and is not taken yet, before what the server said.
function now(panel, dial) {
  const told = panel.told.asked.filter((each) => each.name === dial.name).at(-1);
  return told ? told.text : dial.now;
}

function write(panel, dial, text) {
  const typed = text.trim();
  if (typed === now(panel, dial) && !dial.fault) return;
  tell(panel, { name: dial.name, text: typed });
  for (const part of panel.parts) if (part.dial.name === dial.name) show(panel, part);
}

function step(panel, part, way) {
  const { dial } = part;
  const row = [...dial.less].reverse().concat([dial.now], dial.more);
  const at = row.indexOf(now(panel, dial));
  if (at < 0 && panel.told.asked.some((each) => each.name === dial.name)) {
    part.steps += way; // from what was typed, once the server has read it
    return;
  }
  const next = row[(at < 0 ? dial.less.length : at) + way];
  if (next === undefined) return;
  write(panel, dial, next);
  if (document.activeElement === part.input) part.input.select(); // what is typed next takes its place
}

// ------------------------------------------------------------------------------------------------ one number

function control(panel, place) {
  const input = make("input", "rf-in");
  Object.assign(input, { type: "text", autocomplete: "off", spellcheck: false, maxLength: 40 });
  input.setAttribute("inputmode", "decimal");
  const [less, more] = [-1, 1].map((way) => {
    const button = make("button", "rf-step", way < 0 ? "−" : "+");
    Object.assign(button, { type: "button", tabIndex: -1 });
    // The number keeps the focus: without it there would be no buttons to press.
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => step(panel, part, way));
    return button;
  });
  const old = make("del", "");
  const spoken = make("span", "m-sr");
  const box = make("span", "rf-box", less, input, more);
  const part = { place, input, less, more, old, spoken, node: make("span", "rf-n", old, spoken, box), dial: null, steps: 0 };
  input.addEventListener("focus", () => input.select());
  input.addEventListener("input", () => (input.style.width = width(input.value)));
  input.addEventListener("change", () => write(panel, part.dial, input.value));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") write(panel, part.dial, input.value);
    else if (event.key === "ArrowUp") step(panel, part, 1);
    else if (event.key === "ArrowDown") step(panel, part, -1);
    else if (event.key === "Escape") {
      input.value = now(panel, part.dial);
      input.style.width = width(input.value);
    } else return;
    event.preventDefault();
  });
  panel.parts[place] = part;
  return part.node;
}

function show(panel, part) {
  const { dial, input } = part;
  const waits = panel.told.asked.some((each) => each.name === dial.name);
  const text = now(panel, dial);
  const is = waits ? text : dial.typed || text;
  const isChanged = text !== dial.law;
  const isTyped = document.activeElement === input && input.value !== part.shown && !waits;
  if (!isTyped) input.value = is;
  part.shown = is;
  input.style.width = width(input.value);
  part.node.classList.toggle("mine", isChanged);
  part.old.textContent = isChanged ? dial.law : "";
  part.spoken.textContent = "";
  set(input, "aria-label", dial.spoken);
  set(input, "title", dial.hint);
  const fault = waits ? "" : dial.fault;
  set(input, "aria-invalid", fault ? "true" : "");
  set(input, "aria-describedby", fault ? `rf-fault-${part.place}` : "");
  part.node.classList.toggle("bad", Boolean(fault));
  set(part.less, "aria-label", dial.to_less);
  set(part.more, "aria-label", dial.to_more);
  const row = [...dial.less].reverse().concat([dial.now], dial.more);
  const at = row.indexOf(text);
  part.less.disabled = at === 0;
  part.more.disabled = at === row.length - 1;
  part.fault.textContent = fault;
  part.fault.hidden = !fault;
}

// ------------------------------------------------------------------------------------------------ the text

function paragraph(panel, pieces, label) {
  const line = make("p", "");
  line.lang = "zh-CN";
  const faults = make("div", "rf-faults");
  for (const piece of pieces) {
    if (typeof piece === "number") {
      line.append(control(panel, piece));
      const fault = make("p", "rf-fault");
      fault.id = `rf-fault-${piece}`;
      fault.setAttribute("role", "alert");
      panel.parts[piece].fault = fault;
      faults.append(fault);
    } else if (label && piece.startsWith(label)) {
      line.append(make("b", "", label), piece.slice(label.length));
      label = "";
    } else line.append(piece);
  }
  return [line, faults];
}

function article(panel, told) {
  const node = make("section", "rf-art");
  node.setAttribute("aria-label", told.label);
  told.paragraphs.forEach((pieces, at) => {
    const part = make("div", "rf-par");
    part.append(...paragraph(panel, pieces, at ? "" : told.label));
    node.append(part);
  });
  for (const [label, place] of told.unwritten) {
    const part = make("div", "rf-par");
    part.append(...paragraph(panel, [`${panel.data.words.unwritten}${label} `, place], ""));
    node.append(part);
  }
  for (const note of told.guided) node.append(make("p", "m-note", note));
  if (told.translation.length) {
    const more = make("details", "rf-en", make("summary", "", panel.data.words.translation));
    for (const said of told.translation) more.append(make("p", "", said));
    node.append(more);
  }
  const undo = make("button", "rf-undo");
  undo.type = "button";
  undo.addEventListener("click", () => tell(panel, { undo: told.number }));
  node.append(undo);
  panel.undos[told.number] = { undo, node };
  return node;
}

function build(panel) {
  const { data, root } = panel;
  Object.assign(panel, { parts: [], undos: {}, text: data.text });
  panel.short = make("p", "rf-short");
  panel.short.setAttribute("role", "status");
  const how = make("p", "rf-how", data.words.how);
  const paper = make("div", "rf-paper m-law");
  paper.setAttribute("role", "group");
  paper.setAttribute("aria-label", data.words.panel_label);
  const title = make("p", "rf-title", data.title);
  title.lang = "zh-CN";
  paper.append(title);
  let chapter = "";
  for (const told of data.articles) {
    if (told.chapter !== chapter) {
      const heading = make("p", "rf-chapter", told.chapter);
      heading.lang = "zh-CN";
      paper.append(heading);
    }
    chapter = told.chapter;
    paper.append(article(panel, told));
  }
  panel.all = make("button", "rf-undo rf-all");
  panel.all.type = "button";
  panel.all.addEventListener("click", () => tell(panel, { undo: 0 }));
  paper.append(panel.all);
  root.replaceChildren(panel.short, how, paper);
}

function update(panel) {
  const { data } = panel;
  panel.told.asked = panel.told.asked.filter((each) => each.at > data.taken);
  panel.parts.forEach((part, place) => {
    part.dial = data.dials[place];
    show(panel, part);
    if (part.steps && !panel.told.asked.some((each) => each.name === part.dial.name)) {
      const way = part.steps;
      part.steps = 0;
      step(panel, part, way);
    }
  });
  for (const told of data.articles) {
    const { undo, node } = panel.undos[told.number];
    undo.textContent = told.undo;
    undo.hidden = !told.undo;
    for (const part of node.querySelectorAll(".rf-par")) part.classList.toggle("on", Boolean(part.querySelector(".rf-n.mine")));
  }
  panel.all.textContent = data.undo;
  panel.all.hidden = !data.undo;
  if (panel.short.textContent !== data.short) panel.short.textContent = data.short;
}

export default function ({ data: sent, parentElement, setStateValue }) {
  const data = JSON.parse(new TextDecoder().decode(sent));
  let panel = parentElement.ourLaw;
  if (!panel) {
    const root = make("div", "rf-law");
    parentElement.append(root);
    panel = parentElement.ourLaw = { root };
  }
  // What was told and is not taken yet outlives this place: with the first change the page is drawn anew around the text.
  const told = (window.ourLawTold ??= {});
  if (told.visit !== data.visit) Object.assign(told, { visit: data.visit, asked: [], last: data.taken });
  Object.assign(panel, { data, told, send: setStateValue });
  if (panel.text !== data.text) build(panel);
  update(panel);
}
