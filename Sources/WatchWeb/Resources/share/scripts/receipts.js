// Says which news this page has shown, once somebody looks at it: who has seen it here is not woken for it by another channel,
// and whoever reported it hears how far it has come. The page names what it shows; live.js says what it heard since
// (`saar:shown`), and when the page was fetched again (`saar:replaced`).
"use strict";
(() => {
  const main = document.querySelector("main[data-live]");
  if (!main) return;
  // What people are told of beyond open pages.
  const told = new Set([
    "alert-shared", "alert-forwarded", "alert-corrected", "alert-asked", "alert-closed", "alert-reopened", "message-retracted",
    "test-alarm-sent"
  ]);
  const named = () => main.dataset.shows.split(" ").filter((event) => event !== "");

  // What a letter led to says so, and nothing that comes later does. Nor does the address from here on: a page that looks
  // again by itself, in a tab that nobody looks at, was not led there.
  const by = main.dataset.by;
  const led = new Set(by ? named() : []);
  if (by) {
    const address = new URL(location.href);
    address.searchParams.delete("by");
    history.replaceState(history.state, "", address);
  }

  // What the house has a receipt for is remembered for as long as the tab is open, for whoever is signed in: the next one
  // in it says for themselves what they have seen.
  const place = main.dataset.line ? `saar-receipts:${main.dataset.line}` : "";
  const most = 500;
  function kept() {
    try {
      return new Set(JSON.parse(sessionStorage.getItem(place)) ?? []);
    } catch {
      return new Set();
    }
  }
  function keep(event) {
    if (!place) return;
    try {
      sessionStorage.setItem(place, JSON.stringify([...kept().add(event)].slice(-most)));
    } catch {
      // A browser that keeps nothing: a second receipt changes nothing.
    }
  }

  const receipted = kept();
  const waiting = new Set();
  let isOut = false;

  // A street that is told at the same moment does not answer at the same moment. What did not arrive is said again when
  // the page looks again.
  const send = (event) => setTimeout(async () => {
    try {
      const answer = await fetch(`/api/v1/events/${event}/receipts`, {
        method: "POST", headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ channel: led.has(event) ? by : undefined }), keepalive: true
      });
      if (answer.ok) keep(event);
      else if (answer.status === 429 || answer.status >= 500) receipted.delete(event);
    } catch {
      receipted.delete(event);
    }
  }, Math.random() * 1500);

  function shown(event) {
    if (isOut || !event || receipted.has(event)) return;
    if (document.visibilityState !== "visible") {
      waiting.add(event);
      return;
    }
    waiting.delete(event);
    receipted.add(event);
    send(event);
  }

  function look() {
    for (const event of [...named(), ...waiting]) shown(event);
  }

  document.addEventListener("saar:shown", ({ detail }) => { if (told.has(detail.type)) shown(detail.event); });
  document.addEventListener("saar:replaced", look);
  document.addEventListener("saar:out", () => { isOut = true; });
  document.addEventListener("visibilitychange", look);
  addEventListener("online", look);
  addEventListener("pageshow", look);
  look();
})();
