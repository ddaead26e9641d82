// Keeps an alert that was opened by its link up to date: who has no account has no stream, so the page looks again now
// and then while somebody looks at it.
"use strict";
(() => {
  const part = document.querySelector("[data-linked]");
  const announcement = document.getElementById("linked-news");
  if (!part) return;
  const pause = 15000;

  async function look() {
    if (document.visibilityState === "visible") {
      try {
        const answer = await fetch(location.pathname, { headers: { Accept: "text/html" }, cache: "no-store" });
        if (!answer.ok) {
          // Over: the page that says so takes its place.
          if (answer.status === 410 || answer.status === 404) location.reload();
          return;
        }
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-linked]");
        if (fresh && fresh.innerHTML !== part.innerHTML) {
          const before = part.querySelectorAll(".said > li").length;
          part.replaceChildren(...fresh.childNodes);
          const news = [...part.querySelectorAll(".said > li")].slice(before).map((item) => item.innerText);
          if (news.length > 0) announcement.textContent = news.join(". ");
        }
      } catch {
        // The line is gone: the next look may find it.
      }
    }
  }

  async function run() {
    await look();
    setTimeout(run, pause);
  }

  setTimeout(run, pause);
  document.addEventListener("visibilitychange", look);
})();
