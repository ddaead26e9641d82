// The page that is shown without a line: what this device saw last, which may have changed since, and the number to call
// that stood there.
"use strict";
(() => {
  const day = 24 * 60 * 60 * 1000;
  const again = document.getElementById("again");
  again.hidden = false;
  again.addEventListener("click", () => location.reload());
  // The line is back: the page that was asked for, if one was.
  addEventListener("online", () => { if (location.pathname !== "/offline") location.reload(); });

  async function show() {
    const last = await (await caches.match("/last", { cacheName: "saar-last" }))?.json();
    if (!last || Date.now() - last.at > day) return;
    const part = document.getElementById("last");
    const put = (name, text) => {
      const place = part.querySelector(`[data-put=${name}]`);
      place.textContent = text;
      place.hidden = !text;
    };
    put("title", last.title);
    put("says", last.says);
    put("alert", last.says === last.alert ? "" : last.alert);
    const at = new Date(last.at);
    const isToday = at.toDateString() === new Date().toDateString();
    const clock = at.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    const date = at.toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "long" });
    put("seen", part.dataset.seen.replace("{time}", isToday ? clock : `${date}, ${clock}`));
    part.hidden = false;
    // A number of the place; the one for everywhere stays as well.
    const call = document.getElementById("call");
    if (!last.call?.link?.startsWith("tel:") || last.call.link === call.getAttribute("href")) return;
    const own = call.cloneNode(true);
    own.removeAttribute("id");
    own.href = last.call.link;
    own.querySelector("span").textContent = last.call.label;
    call.before(own);
  }

  if ("caches" in window) show().catch(() => {});
})();
