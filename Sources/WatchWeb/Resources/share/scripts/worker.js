// Sets the service worker up for who is signed in, and keeps what this device saw last for the page that is shown without a
// line: in this browser alone, and no longer than somebody is signed in.
"use strict";
(() => {
  // Only where a browser trusts the line.
  if (!("serviceWorker" in navigator) || !("caches" in window)) return;

  if (!("inside" in document.body.dataset)) {
    leaveIfOut();
    return;
  }
  navigator.serviceWorker.register("/service-worker.js", { updateViaCache: "none" }).catch(() => {});
  keep();
  document.addEventListener("saar:replaced", keep);

  // MARK: what was seen last

  async function keep() {
    const { mood } = document.body.dataset;
    if (mood !== "asleep" && mood !== "awake") return;
    const call = document.querySelector(".top a.call");
    const text = (place) => [...document.querySelectorAll(place)].map((part) => part.innerText.trim().replace(/\s+/g, " ")).join(". ");
    const last = {
      at: Date.now(), mood, language: document.documentElement.lang, title: text("h1"), says: text(".banner p"),
      alert: document.querySelector("main").dataset.says ?? "", path: location.pathname,
      call: call && { link: call.getAttribute("href"), label: call.innerText.trim() }
    };
    try {
      await (await caches.open("saar-last")).put("/last", Response.json(last));
    } catch {
      // A browser that keeps nothing shows the number alone.
    }
  }

  // MARK: who has left

  // A page on which nobody is signed in may be an answer of a house that could not look just then. So it is asked before
  // anything is forgotten; and nobody is asked on whose device there is nothing.
  async function leaveIfOut() {
    const names = await caches.keys();
    if (!names.includes("saar-last") && !names.includes("saar-push")) return;
    const answer = await fetch("/api/v1/me", { cache: "no-store" });
    if (answer.status !== 401) return;
    await Promise.all(["saar-last", "saar-push"].map((name) => caches.delete(name)));
    const registration = await navigator.serviceWorker.getRegistration();
    await (await registration?.pushManager?.getSubscription())?.unsubscribe();
  }
})();
