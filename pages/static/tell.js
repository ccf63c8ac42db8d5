// Signed out: the other tabs of this browser look whether their session still lives (see official.js).
new BroadcastChannel("official").postMessage("look");
