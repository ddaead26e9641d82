// Keeps a report while it is being written: through signing in, a dead line, a browser that was closed. It stays on
// this device only, for a day, and is forgotten once it was shared.
"use strict";
(() => {
  const prefix = "saar-draft:";
  const lifetime = 24 * 60 * 60 * 1000;
  const kept = ["behaviour", "place", "latitude", "longitude", "appearance", "vehicle", "direction", "licencePlate",
    "policeText", "kind", "by", "number", "calledAt", "requestKey", "asked", "separate"];
  const words = ["behaviour", "place", "appearance", "vehicle", "licencePlate", "policeText"];

  // What cannot be read is no draft.
  const read = (key) => {
    try {
      const draft = JSON.parse(store.getItem(key));
      return typeof draft?.fields === "object" && Date.now() - draft.at < lifetime ? draft : null;
    } catch {
      return null;
    }
  };

  let store;
  try {
    store = window.localStorage;
    for (const key of Object.keys(store).filter((key) => key.startsWith(prefix))) {
      if (!read(key)) store.removeItem(key);
    }
  } catch {
    // A browser that keeps nothing: the form works all the same.
    return;
  }

  // It was shared: nobody needs the draft any more.
  if (document.body.dataset.done === "shared") {
    for (const key of Object.keys(store).filter((key) => key.startsWith(prefix))) store.removeItem(key);
  }

  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const key = prefix + form.dataset.draft;
  const note = document.getElementById("draft-note");

  function save() {
    const fields = {};
    for (const [name, value] of new FormData(form)) if (kept.includes(name) && value !== "") fields[name] = value;
    try {
      if (words.some((name) => (fields[name] ?? "").trim() !== "")) {
        store.setItem(key, JSON.stringify({ at: Date.now(), fields }));
      } else {
        store.removeItem(key);
      }
    } catch {
      // Full: what is on the page is still there.
    }
  }

  function say(text) {
    note.textContent = text;
    note.hidden = false;
  }

  function restore() {
    const draft = read(key);
    if (!draft) return;
    // What the server gave back is newer than what was kept.
    const isFilled = words.some((name) => (form.elements[name]?.value ?? "").trim() !== "");
    if (isFilled) return;
    for (const [name, value] of Object.entries(draft.fields)) {
      const field = form.elements[name];
      // The time that a page offers by itself was nobody's word.
      if (!field || (name === "calledAt" && !draft.fields.by)) continue;
      field.value = value;
      const details = (field instanceof Element ? field : field[0])?.closest("details");
      if (details && words.includes(name)) details.open = true;
    }
    say(note.dataset.kept);
  }

  restore();
  form.addEventListener("input", save);
  form.addEventListener("change", save);
  addEventListener("pagehide", save);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });

  // Sending: once the server has taken it, the browser goes where it says. When the line is dead, the words stay on the
  // page, and what stands there then is sent again (with the same request key: it can count only once) until it gets
  // through.
  let timer = 0;
  let pressed = null;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save();
    pressed = event.submitter?.name ? event.submitter : null;
    clearTimeout(timer);
    attempt(0);
  });

  async function attempt(tries) {
    timer = 0;
    const body = new URLSearchParams(new FormData(form));
    if (pressed) body.set(pressed.name, pressed.value);
    const stop = new AbortController();
    const limit = setTimeout(() => stop.abort(), 15000);
    let answer;
    try {
      answer = await fetch(form.action, {
        method: "POST", body, signal: stop.signal, headers: { Accept: "text/html" }, cache: "no-store"
      });
    } catch {
      note.setAttribute("role", "alert");
      say(note.dataset.offline);
      note.scrollIntoView({ block: "center" });
      timer = setTimeout(() => attempt(tries + 1), Math.min(30000, 2000 * 1.5 ** tries));
      return;
    } finally {
      clearTimeout(limit);
      for (const button of document.querySelectorAll("button[type=submit]")) button.disabled = false;
    }
    if (answer.redirected && answer.ok) {
      location.assign(answer.url);
      return;
    }
    // Not taken as it is: the browser itself shows why, with every word still in the form.
    if (pressed) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = pressed.name;
      field.value = pressed.value;
      form.append(field);
    }
    form.submit();
  }

  // The line is back: at once, not at the next try.
  addEventListener("online", () => {
    if (!timer) return;
    clearTimeout(timer);
    attempt(0);
  });
})();
