// Says above whatever page is open that the alarm of a group is tested, calmly: nothing is going on, and no page wakes. Where the
// page says it itself, it stands there alone.
"use strict";
(() => {
  const main = document.querySelector("main[data-live]");
  const news = document.getElementById("news");
  if (!main || !news) return;

  const isMentioned = (test) => main.querySelector(`[data-part] [data-test="${test}"]`) !== null;
  const boxOf = (test) => news.querySelector(`[data-test="${test}"]`);

  // Who has muted the group is told of nothing in it, unless they look at it.
  async function isMuted(group) {
    if (group === main.dataset.group) return false;
    const mine = await fetch("/api/v1/me").then((answer) => answer.json()).then((me) => me.memberships).catch(() => []);
    return mine.some((place) => place.groupId === group && place.muted);
  }

  document.addEventListener("saar:heard", async ({ detail: { type, data: text } }) => {
    if (type !== "test-alarm-sent") return;
    const { eventId, groupId, testAlarm: { id } } = JSON.parse(text);
    if (await isMuted(groupId)) return;
    if (!isMentioned(id) && !boxOf(id)) {
      const box = document.createElement("p");
      box.className = "news over";
      box.dataset.test = id;
      box.append(Object.assign(document.createElement("span"), { textContent: main.dataset.test }));
      news.append(box);
    }
    document.dispatchEvent(new CustomEvent("saar:shown", { detail: { type, event: eventId } }));
  });

  document.addEventListener("saar:replaced", () => {
    for (const box of news.querySelectorAll("[data-test]")) if (isMentioned(box.dataset.test)) box.remove();
  });
})();
