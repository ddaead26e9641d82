// Keeps an alert that was opened by its link up to date: who has no account has no stream, so the page looks again
// now and then while somebody looks at it. All that can change is renewed: what was retracted goes from here, too.
"use strict";
(() => {
  const parts = document.querySelectorAll("[data-linked]");
  const announcement = document.getElementById("linked-news");
  if (parts.length === 0) return;
  const pause = 15000;

  function renew(page) {
    const news = [];
    for (const part of parts) {
      const fresh = page.querySelector(`[data-linked="${part.dataset.linked}"]`);
      if (!fresh || fresh.innerHTML === part.innerHTML) continue;
      const before = part.querySelectorAll(".said > li").length;
      const wasRetracted = part.querySelector(".retracted") !== null;
      part.replaceChildren(...fresh.childNodes);
      news.push(...[...part.querySelectorAll(".said > li")].slice(before).map((item) => item.innerText));
      if (!wasRetracted) news.push(part.querySelector(".retracted")?.innerText ?? "");
    }
    const told = news.filter((text) => text !== "");
    if (told.length > 0) announcement.textContent = told.join(". ");
  }

  async function look() {
    if (document.visibilityState !== "visible") return;
    // One that never comes must not keep the page from looking again.
    const stop = new AbortController();
    const limit = setTimeout(() => stop.abort(), pause);
    try {
      const answer = await fetch(location.pathname, {
        headers: { Accept: "text/html" }, cache: "no-store", signal: stop.signal
      });
      if (answer.ok) renew(new DOMParser().parseFromString(await answer.text(), "text/html"));
      // Over: the page that says so takes its place.
      else if (answer.status === 410 || answer.status === 404) location.reload();
    } catch {
      // The line is gone: the next look may find it.
    } finally {
      clearTimeout(limit);
    }
  }

  async function run() {
    await look();
    setTimeout(run, pause);
  }

  setTimeout(run, pause);
  document.addEventListener("visibilitychange", look);
  addEventListener("online", look);
  addEventListener("pageshow", (event) => { if (event.persisted) look(); });
})();
