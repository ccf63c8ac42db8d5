// Notices that the server cannot be heard, says so in our own words, and lets the visitor go on typing meanwhile.
//
// A socket that has fallen silent (a sleep, a lift, a router that forgot it) looks open for a quarter of an hour. So
// what was sent must be answered, if only with the acknowledgement of a heartbeat; else the socket is given up, and
// Streamlit's page looks for another.
const SOON = 3000; // milliseconds within which the server says something
const LONG_AGO = 20000; // what was heard before that says nothing of now
const NOTICED = 800; // a shorter break is not worth a word
const MOMENT = 100;
const AT_LAST = 10000; // when nobody waits any longer
const HEARTBEAT = new Uint8Array([0x88, 0x01, 0x01]); // BackMsg { app_heartbeat: true }

const APP = '[data-testid="stApp"]';
const STATE = "data-test-connection-state";
const TEXT_BOX = '[class*="st-key-w"] input[type="text"]';

function isConnected() {
  return document.querySelector(APP)?.getAttribute(STATE) === "CONNECTED";
}

function listenTo(line) {
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (...what) {
    if (line.socket !== this) {
      line.socket = this;
      line.heard = performance.now();
      this.addEventListener("message", () => {
        line.heard = performance.now();
        line.asked = null;
      });
    }
    line.asked ??= { at: performance.now(), rung: false };
    return send.apply(this, what);
  };
}

function ring(line) {
  if (line.socket?.readyState !== WebSocket.OPEN) return;
  line.socket.send(HEARTBEAT);
  line.asked = { at: performance.now(), rung: true };
}

function giveUp(line) {
  const { socket } = line;
  line.asked = null;
  socket.close();
  // The browser waits for the other end to agree, which it will not; Streamlit's page need not.
  socket.dispatchEvent(new CloseEvent("close", { code: 1006 }));
}

function look(line) {
  const now = performance.now();
  const slept = now - line.looked > LONG_AGO;
  line.looked = now;
  if (!isConnected() || line.socket?.readyState !== WebSocket.OPEN) return;
  if (slept || (line.asked && !line.asked.rung && now - line.asked.at > SOON)) ring(line);
  else if (line.asked?.rung && now - line.asked.at > SOON) giveUp(line);
}

function ringIfQuiet(line) {
  if (isConnected() && !line.asked && performance.now() - line.heard > LONG_AGO) ring(line);
}

// Until the server can be heard; not for ever.
async function untilConnected() {
  for (const until = performance.now() + AT_LAST; !isConnected() && performance.now() < until;)
    await new Promise((done) => setTimeout(done, MOMENT));
}

// ------------------------------------------------------------------------------------------------ what is said

function saying(text, kind) {
  let banner = document.getElementById("connection");
  if (!banner) {
    banner = document.createElement("div");
    banner.id = "connection";
    banner.setAttribute("role", "status");
    document.body.append(banner);
  }
  banner.style.colorScheme = getComputedStyle(document.querySelector(APP)).colorScheme;
  banner.className = kind;
  banner.textContent = text;
}

function sayBack(line, text) {
  if (!line.said || !isConnected()) return;
  line.said = false;
  saying(text, "back");
  line.hush = setTimeout(() => document.getElementById("connection")?.remove(), 10000);
}

// Streamlit's own word about it is English and names Streamlit.
function dismissStreamlits() {
  for (const dialog of document.querySelectorAll('[role="dialog"]'))
    if (!dialog.querySelector('[data-testid="stVerticalBlock"]') && dialog.textContent.includes("Streamlit"))
      dialog.querySelector("button")?.click();
}

// Streamlit closes every box while it is cut off, and whoever types falls out of it; what is typed into a text box is
// safe with us.
function openBoxes(line) {
  for (const box of document.querySelectorAll(`${TEXT_BOX}:disabled`)) box.disabled = false;
  backToBox(line);
  requestAnimationFrame(() => backToBox(line));
}

// A server that was started anew has the page drawn anew, the box too.
function backToBox(line) {
  if (!line.box || document.activeElement !== document.body) return;
  if (!line.box.isConnected) line.box = document.querySelector(`.${line.key} input`) ?? line.box;
  line.box.focus({ preventScroll: true });
}

function noteBox(line) {
  document.addEventListener("focusin", (event) => {
    // Streamlit's own word about a cut takes the focus for a moment, until it is put away.
    if (!isConnected() && event.target.closest?.('[role="dialog"]')) return;
    line.box = event.target.matches?.(TEXT_BOX) ? event.target : null;
    line.key = line.box && /st-key-w\S+/.exec(line.box.closest('[class*="st-key-w"]').className)[0];
  });
  document.addEventListener("pointerdown", (event) => {
    if (event.target !== line.box) line.box = null;
  }, true);
}

function changed(line, tab) {
  const connected = isConnected();
  if (!connected && line.connected) {
    line.connected = false;
    clearTimeout(line.hush);
    line.soon = setTimeout(() => {
      line.said = true;
      saying(tab.data.words.cut, "cut");
    }, NOTICED);
  }
  if (!connected && line.socket) {
    openBoxes(line);
    dismissStreamlits();
  }
  if (connected && !line.connected) {
    line.connected = true;
    line.since = performance.now();
    clearTimeout(line.soon);
    if (line.socket) tab.onReconnected();
  }
  if (connected && performance.now() - line.since < SOON) backToBox(line);
}

function watchConnection(tab) {
  const line = { connected: isConnected(), since: -SOON, looked: performance.now(), heard: performance.now() };
  listenTo(line);
  noteBox(line);
  setInterval(() => look(line), 1000);
  window.addEventListener("online", () => ring(line));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && ringIfQuiet(line));
  document.addEventListener("input", () => ringIfQuiet(line), true);
  new MutationObserver(() => changed(line, tab)).observe(document.documentElement, {
    subtree: true, childList: true, attributes: true, attributeFilter: [STATE],
  });
  return line;
}
