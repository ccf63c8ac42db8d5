// What this computer keeps of companies for whom somebody has ticked it (localStorage): one entry each, which belongs to
// the tab that wrote it last. A tab whose entry another tab has written or removed since stops keeping, and says so:
// two tabs never overwrite each other.
const HOLDS = "companies that this tab keeps"; // in the tab: the revision that it knows of each
const shelfOf = (data) => `self-assessment/${data.policy}/`;

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function entry(data, id) {
  return parsed(stored(localStorage, shelfOf(data) + id));
}

function shelved(data) {
  const found = [];
  let names = [];
  try {
    names = Object.keys(localStorage).filter((name) => name.startsWith(shelfOf(data)));
  } catch {
    // a browser that allows no storage keeps no company
  }
  for (const name of names) {
    const there = parsed(stored(localStorage, name));
    if (there) found.push({ id: name.slice(shelfOf(data).length), name: there.name, changed: there.changed });
  }
  return found.sort((one, other) => other.changed - one.changed);
}

// Streamlit draws anew when it is told: only where the list says something else.
function tellShelf(tab) {
  const list = shelved(tab.data);
  const what = JSON.stringify(list.map(({ id, name }) => [id, name]).sort());
  if (what === (tab.shelf ?? "[]")) return;
  tab.shelf = what;
  tab.set("companies", JSON.stringify({ list }));
}

function keepCompany(tab) {
  const { data, send } = tab;
  const holds = parsed(stored(sessionStorage, HOLDS)) ?? {};
  if (!data.company || !data.record) return;
  const { id, name, rev } = data.company;
  const known = holds[id] ?? rev;
  const there = entry(data, id);
  if (known && (!there || there.rev !== known)) {
    delete holds[id];
    store(sessionStorage, HOLDS, JSON.stringify(holds));
    return send("left", JSON.stringify({ id, why: there ? "elsewhere" : "gone" }));
  }
  const { before, submitted, ...record } = JSON.parse(data.record); // those two are the tab's
  const text = JSON.stringify(record);
  if (there && there.record === text) return;
  const fresh = crypto.getRandomValues(new Uint32Array(2)).join("-");
  const written = JSON.stringify({ name, changed: Date.now(), rev: fresh, record: text });
  if (!store(localStorage, shelfOf(data) + id, written)) return send("left", JSON.stringify({ id, why: "full" }));
  store(sessionStorage, HOLDS, JSON.stringify({ ...holds, [id]: fresh }));
}

function obey(tab) {
  const { data, send } = tab;
  if (!data.order || tab.obeyed === data.order.number) return;
  tab.obeyed = data.order.number;
  const ids = data.order.remove ?? [];
  for (const id of ids) store(localStorage, shelfOf(data) + id, "");
  if (ids.length) {
    const holds = parsed(stored(sessionStorage, HOLDS)) ?? {};
    for (const id of ids) delete holds[id];
    store(sessionStorage, HOLDS, JSON.stringify(holds));
  }
  if (data.order.open) send("opened", JSON.stringify({ id: data.order.open, ...entry(data, data.order.open) }));
}

function watchShelf(tab) {
  window.addEventListener("storage", () => tellShelf(tab));
}
