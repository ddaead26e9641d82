// Keeps a report while it is being written: through signing in, a dead line, a browser that was closed. It stays on
// this device only, for a day, and is forgotten once it was shared, or added to an alert that was open already.
"use strict";
(() => {
  const prefix = "saar-draft:";
  const lifetime = 24 * 60 * 60 * 1000;
  // That somebody called, and where the phone is, is true for less long: it is asked for again.
  const truth = 15 * 60 * 1000;
  const call = ["by", "number", "calledAt"];
  const position = ["latitude", "longitude", "pointed", "withoutPosition"];
  const kept = ["behaviour", "place", "latitude", "longitude", "appearance", "vehicle", "direction", "licencePlate",
    "policeText", "kind", "by", "number", "calledAt", "pointed", "withoutPosition", "requestKey", "asked", "separate", "asPolice"];
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

  // A form of this tab that ends a draft was on its way. If the page says that it arrived, nobody needs the draft any
  // more; what a page's address says by itself ends none.
  const sent = sessionStorage.getItem("saar-sent");
  sessionStorage.removeItem("saar-sent");
  if (sent && ["shared", "reacted"].includes(document.body.dataset.done)) {
    store.removeItem(sent);
    spend(location.pathname);
  }

  // The keys of forms that were shared, and where that can be seen, for a day: a browser that goes back may bring the
  // filled form once more, and nobody is to share it twice.
  function spent() {
    try {
      return JSON.parse(store.getItem("saar-spent")).filter((one) => Date.now() - one.at < lifetime);
    } catch {
      return [];
    }
  }
  // Those under which what is being written was sent so far: each page on its way has one of its own.
  function tried() {
    try {
      return JSON.parse(sessionStorage.getItem("saar-tried")) ?? [];
    } catch {
      return [];
    }
  }
  function spend(path) {
    const keys = tried().map((key) => ({ key, path, at: Date.now() }));
    sessionStorage.removeItem("saar-tried");
    try {
      store.setItem("saar-spent", JSON.stringify([...keys, ...spent()].slice(0, 40)));
    } catch {
      // Full: the server knows the same report again for a while.
    }
  }

  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  // The page may be made anew under its entry in the browser's history; the entry knows the first key.
  const keys = () => [form.elements.requestKey.value, history.state?.saarForm].filter(Boolean);
  if (!history.state?.saarForm) history.replaceState({ ...history.state, saarForm: keys()[0] }, "");
  function trying() {
    sessionStorage.setItem("saar-tried", JSON.stringify([...new Set([...tried(), ...keys()])].slice(-10)));
  }

  // Who comes back to what they have shared begins anew, and is told so.
  function renew() {
    const before = spent().find((one) => keys().includes(one.key));
    if (!before) return false;
    sessionStorage.setItem("saar-renewed", before.path);
    // The entry keeps what it knows when its own address takes its place. Without the place on the page, which would only
    // be gone to.
    history.replaceState({ ...history.state, saarForm: undefined }, "");
    location.replace(location.href.split("#")[0]);
    return true;
  }
  if (renew()) return;
  addEventListener("pageshow", (event) => { if (event.persisted && renew()) isShared = true; });
  const before = sessionStorage.getItem("saar-renewed");
  sessionStorage.removeItem("saar-renewed");
  if (before) {
    const sentNote = document.getElementById("sent-note");
    sentNote.querySelector("a").href = before;
    sentNote.hidden = false;
  }
  const key = prefix + form.dataset.draft;
  const note = document.getElementById("draft-note");
  // When the call and the position were last said.
  let said = { call: 0, position: 0 };
  let isShared = false;

  function save() {
    if (isShared) return;
    const fields = {};
    for (const [name, value] of new FormData(form)) if (kept.includes(name) && value !== "") fields[name] = value;
    try {
      if (words.some((name) => (fields[name] ?? "").trim() !== "")) {
        store.setItem(key, JSON.stringify({ at: Date.now(), fields, said }));
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
    // What the server gave back is newer than what was kept.
    const isFilled = words.some((name) => (form.elements[name]?.value ?? "").trim() !== "");
    if (isFilled) said = draft?.said ?? { call: Date.now(), position: Date.now() };
    if (!draft || isFilled) return;
    said = draft.said ?? said;
    const isAged = (name) => call.includes(name) && Date.now() - said.call > truth
      || position.includes(name) && Date.now() - said.position > truth;
    for (const [name, value] of Object.entries(draft.fields)) {
      const field = form.elements[name];
      // The time that a page offers by itself was nobody's word.
      if (!field || isAged(name) || (name === "calledAt" && !draft.fields.by)) continue;
      if (field.type === "checkbox") field.checked = true;
      else field.value = value;
      const details = (field instanceof Element ? field : field[0])?.closest("details");
      if (details && words.includes(name)) details.open = true;
    }
    tellPosition();
    const isGone = ["by", "latitude"].some((name) => draft.fields[name] && isAged(name));
    say(note.dataset.kept + (isGone ? " " + note.dataset.aged : ""));
  }

  restore();
  form.addEventListener("input", (event) => {
    if (call.includes(event.target.name)) said.call = Date.now();
    save();
  });
  form.addEventListener("saar:position", () => {
    said.position = Date.now();
    save();
  });
  form.addEventListener("change", save);
  addEventListener("pagehide", save);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });

  addEventListener("submit", (event) => {
    if (!event.target.matches("[data-ends-draft]")) return;
    sessionStorage.setItem("saar-sent", key);
    trying();
  });

  // Sending: once the server has taken it, the browser goes where it says. When the line is dead, or the server is away
  // for the moment, the words stay on the page, and what stands there then is sent again (with the same request key: it
  // can count only once) until it gets through.
  let timer = 0;
  let pressed = null;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save();
    pressed = event.submitter?.name ? event.submitter : null;
    clearTimeout(timer);
    attempt(0);
  });

  function later(text, tries, atLeast = 0) {
    note.setAttribute("role", "alert");
    say(text);
    note.scrollIntoView({ block: "center" });
    timer = setTimeout(() => attempt(tries + 1), Math.max(atLeast, Math.min(30000, 2000 * 1.5 ** tries)));
  }

  // A server that is being replaced, a database that is away, a proxy that is asked too much: no word about the report.
  // A page that gives the form back is one.
  async function isAway(answer) {
    if (![429, 502, 503, 504].includes(answer.status)) return false;
    return !new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("form[data-draft]");
  }

  // What it asks for, in seconds or as a moment, a minute at most.
  function asked(answer) {
    const text = answer.headers.get("Retry-After") ?? "";
    const wait = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
    return Math.min(60000, Math.max(0, wait || 0));
  }

  async function attempt(tries) {
    timer = 0;
    trying();
    const body = new URLSearchParams(new FormData(form));
    if (pressed) body.set(pressed.name, pressed.value);
    const stop = new AbortController();
    const limit = setTimeout(() => stop.abort(), 15000);
    let answer;
    let isOff;
    try {
      answer = await fetch(form.action, {
        method: "POST", body, signal: stop.signal, headers: { Accept: "text/html" }, cache: "no-store"
      });
      isOff = await isAway(answer);
    } catch {
      later(note.dataset.offline, tries);
      return;
    } finally {
      clearTimeout(limit);
      for (const button of document.querySelectorAll("button[type=submit]")) button.disabled = false;
      form.dispatchEvent(new CustomEvent("saar:answered", { bubbles: true }));
    }
    if (isOff) {
      later(note.dataset.busy, tries, asked(answer));
      return;
    }
    if (answer.redirected && answer.ok) {
      isShared = new URL(answer.url).searchParams.get("done") === "shared";
      if (isShared) {
        store.removeItem(key);
        spend(new URL(answer.url).pathname);
      }
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
    sessionStorage.setItem("saar-sent", key);
    form.submit();
  }

  // The line is back: at once, not at the next try.
  addEventListener("online", () => {
    if (!timer) return;
    clearTimeout(timer);
    attempt(0);
  });
})();
