// The line to the server: one stream for all the pages of a browser that were made with the same key, since over
// HTTP/1.1 a browser has six connections to a server, and pages that keep one each leave none for anything else. Whoever
// holds the lock has the stream and passes on what it says; when that page goes, the next one takes over from where it
// was. A line is alive for as long as something is heard of it, and no longer.
//
// Pages hear `saar:line` when it is another one: opening, on, off, refused or none; `saar:heard` for each event, `saar:beat` for
// each sign of life. They say `saar:out` when nobody is signed in here any more.
"use strict";
(() => {
  const main = document.querySelector("main[data-live]");
  if (!main) return;
  const say = (kind, detail) => document.dispatchEvent(new CustomEvent(kind, { detail }));
  // Who hears no group has no line.
  if (!main.dataset.line) {
    document.addEventListener("DOMContentLoaded", () => say("saar:line", "none"), { once: true });
    return;
  }
  const beat = Number(main.dataset.heartbeat) * 1000;
  const silence = Number(main.dataset.silence) * 1000;
  // How long an opening may take, and an answer of the page that holds the line.
  const opening = 20000;
  const answering = 2000;
  const name = `saar-line-${main.dataset.line}`;
  const kinds = [
    "heartbeat", "alert-shared", "reaction-added", "message-retracted", "message-flagged", "alert-forwarded",
    "alert-corrected", "alert-asked", "alert-held", "alert-closed", "alert-reopened", "reach-changed",
    "members-changed", "test-alarm-sent"
  ];

  // As far as this page knows: whether the line is open, and when something was last heard of it.
  let isOpen = false;
  let isLost = false;
  let isRefused = false;
  let heardAt = 0;
  let begunAt = Date.now();
  // When the page that holds the line was last heard, of whatever.
  let holderAt = Date.now();
  // Where the stream stands: whoever opens it next asks for what came since.
  let cursor = "";
  let isOut = false;

  // MARK: what the page is told

  let told = "opening";
  function tell() {
    const now = Date.now();
    // A clock that was put back.
    heardAt = Math.min(heardAt, now);
    const state = isRefused ? "refused" : isOpen ? now - heardAt <= silence ? "on" : "off"
      : isLost || now - begunAt > opening ? "off" : "opening";
    if (state === told) return;
    told = state;
    say("saar:line", state);
  }

  function take(message) {
    if (message.kind === "ask") {
      if (isHolding && source) share({ kind: isOpen ? "open" : isRefused ? "refused" : isLost ? "lost" : "opening" });
      return;
    }
    if (message.kind === "mine") {
      // Of two who take it at the same time, both know which came last.
      if (message.claim > claim || message.claim === claim && message.by > me) letGo();
      holderAt = Date.now();
      return;
    }
    if (message.kind === "gone") {
      const goneAt = Date.now();
      setTimeout(() => { if (!hasLocks && !isHolding && holderAt < goneAt) line(true); }, Math.random() * 500);
      return;
    }
    if (message.by !== me) holderAt = Date.now();
    isOpen = message.kind === "open" || message.kind === "event";
    isRefused = message.kind === "refused";
    isLost = message.kind === "lost";
    if (isOpen) heardAt = Math.max(heardAt, message.at);
    cursor = message.cursor || cursor;
    tell();
    if (message.kind !== "event") return;
    if (message.type === "heartbeat") say("saar:beat");
    else say("saar:heard", { type: message.type, data: message.data });
  }

  // MARK: between the pages of one browser

  const me = `${Date.now()}-${Math.random()}`;
  let channel = null;

  function share(message) {
    const whole = { ...message, by: me, at: message.at ?? heardAt, cursor };
    // What cannot be passed on is heard here all the same.
    try { channel?.postMessage(whole); } catch { channel = null; }
    return whole;
  }

  const pass = (message) => take(share(message));

  // MARK: the stream

  let source = null;
  let triedAt = 0;
  let tries = 0;
  let retry = 0;

  function shut() {
    clearTimeout(retry);
    source?.close();
    source = null;
  }

  function open() {
    shut();
    if (isOut || !isHolding) return;
    if (!("EventSource" in window)) {
      pass({ kind: "refused" });
      return;
    }
    triedAt = Date.now();
    // An address has its bounds; without a cursor the page itself says what was missed.
    const mine = new EventSource("/api/v1/live" + (cursor && cursor.length < 2000 ? `?cursor=${cursor}` : ""));
    source = mine;
    mine.addEventListener("open", () => {
      tries = 0;
      pass({ kind: "open", at: Date.now() });
    });
    mine.addEventListener("error", () => {
      triedAt = Date.now();
      if (mine !== source) return;
      // The browser tries by itself, and says where it was.
      if (mine.readyState !== EventSource.CLOSED) {
        pass({ kind: "lost" });
        return;
      }
      // Refused: nobody is signed in, or who is hears no group, or the house is full. The pages look by themselves. It
      // may have been for the cursor.
      cursor = "";
      pass({ kind: "refused" });
      tries += 1;
      clearTimeout(retry);
      retry = setTimeout(open, Math.min(60000, 2000 * 2 ** Math.min(tries, 5)) * (0.5 + Math.random()));
    });
    for (const kind of kinds) {
      mine.addEventListener(kind, (event) => {
        if (mine !== source) return;
        cursor = event.lastEventId || cursor;
        pass({ kind: "event", type: kind, data: event.data, at: Date.now() });
      });
    }
  }

  // MARK: who holds it

  let isHolding = false;
  let release = null;
  let queue = null;
  // Without locks, as on an address that is not secure, the page that was looked at last holds the line: the newest
  // claim counts.
  let hasLocks = "locks" in navigator;
  let claim = 0;

  function hold() {
    isHolding = true;
    open();
    return new Promise((done) => { release = done; });
  }

  function letGo() {
    isHolding = false;
    shut();
    release?.();
    release = null;
  }

  function line(isTaken = false) {
    if (isOut) return;
    if (!hasLocks) {
      // One that nobody looks at leaves it to the others, unless there is no other.
      if (!isTaken && document.visibilityState !== "visible" && channel) return;
      claim = Date.now();
      share({ kind: "mine", claim });
      hold();
      return;
    }
    queue?.abort();
    const turn = new AbortController();
    queue = turn;
    navigator.locks.request(name, isTaken ? { steal: true } : { signal: turn.signal }, () => {
      if (queue === turn) return hold();
    }).catch((error) => {
      if (queue !== turn) return;
      letGo();
      // Taken by a page that heard nothing of this one, which was asleep: it waits for its turn again.
      if (error.name === "AbortError") line();
      else {
        hasLocks = false;
        line();
      }
    });
  }

  // The line is dead or doubtful: it is opened anew, by who holds it.
  function renew() {
    if (isHolding) {
      // Who was refused goes on looking meanwhile.
      if (!isRefused) pass({ kind: "lost" });
      open();
      return;
    }
    const askedAt = Date.now();
    if (channel) share({ kind: "ask" });
    setTimeout(() => {
      if (isHolding || isOut || document.visibilityState !== "visible") return;
      // Who holds it is asleep, or knows no more than this page does.
      if (holderAt < askedAt || isOpen && Date.now() - heardAt > silence) line(true);
    }, answering);
  }

  // MARK: what is looked at

  function check() {
    const now = Date.now();
    tell();
    // One that was refused is tried again by itself.
    if (isOut || isHolding && isRefused) return;
    if (isHolding) {
      if (isOpen ? now - heardAt > silence : source?.readyState === 0 && now - triedAt > opening) renew();
    } else if (now - Math.max(heardAt, holderAt) > silence + answering) {
      renew();
    }
  }

  function wake(isCertain) {
    if (isOut) return;
    tell();
    if (!hasLocks && !isHolding) line();
    else if (isCertain || Date.now() - heardAt > beat + 5000) renew();
  }

  function begin() {
    channel = "BroadcastChannel" in window ? new BroadcastChannel(name) : null;
    channel?.addEventListener("message", (event) => take(event.data));
    holderAt = Date.now();
    line();
    if (channel) share({ kind: "ask" });
  }

  function end() {
    if (isHolding && !hasLocks) share({ kind: "gone" });
    queue?.abort();
    queue = null;
    letGo();
    channel?.close();
    channel = null;
    isOpen = isLost = isRefused = false;
  }

  setInterval(check, 5000);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") wake(false);
    // Without locks and without a way to hear the others, each page has a line of its own while it is looked at.
    else if (!hasLocks && !channel) letGo();
  });
  addEventListener("online", () => wake(true));
  addEventListener("pagehide", end);
  // A page that comes back from the browser's memory listens anew.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    begunAt = Date.now();
    tell();
    begin();
  });
  document.addEventListener("saar:out", () => {
    isOut = true;
    end();
  });
  // Once the other scripts of the page listen.
  document.addEventListener("DOMContentLoaded", begin, { once: true });
})();
