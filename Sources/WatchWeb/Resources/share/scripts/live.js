// Keeps a page up to date while it is open. The server's own rendering is the only one: on news the page is fetched
// again and the parts of it that changed take the place of the old ones; what somebody is typing stays.
"use strict";
(() => {
  const main = document.querySelector("main[data-live]");
  if (!main || !("EventSource" in window)) return;
  const subject = { alert: main.dataset.alert, group: main.dataset.group };
  const connection = document.getElementById("connection");
  const news = document.getElementById("news");
  const announcement = document.getElementById("announcement");
  const kinds = [
    "alert-shared", "reaction-added", "message-retracted", "message-flagged", "alert-forwarded", "alert-corrected",
    "alert-asked", "alert-held", "alert-closed", "alert-reopened", "vigilance-call"
  ];
  // What people are told of beyond open pages: a device says when it has shown it.
  const told = new Set([
    "alert-shared", "alert-forwarded", "alert-corrected", "alert-closed", "alert-reopened", "message-retracted",
    "vigilance-call"
  ]);

  // MARK: receipts

  const receipted = new Set();
  let waiting = [];

  // A street that is told at the same moment does not answer at the same moment.
  const send = (event) => setTimeout(() => {
    fetch(`/api/v1/events/${event}/receipts`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: "{}", keepalive: true
    }).catch(() => receipted.delete(event));
  }, Math.random() * 1500);

  function shown(event) {
    if (!event || receipted.has(event)) return;
    if (document.visibilityState !== "visible") {
      waiting.push(event);
      return;
    }
    receipted.add(event);
    send(event);
  }

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return;
    const seen = waiting;
    waiting = [];
    seen.forEach(shown);
  });

  // MARK: the page

  // New alerts that the page will show by itself once it was fetched.
  const unseen = [];
  let fetching = false;
  let again = false;
  let timer = 0;

  // Several events in one moment are one look. A page without parts has nothing to renew; whether it is still for who
  // looks at it is asked all the same when the line was refused.
  function refreshSoon(isRefused = false) {
    if (!isRefused && !main.querySelector("[data-part]")) return;
    clearTimeout(timer);
    timer = setTimeout(refresh, 30 + Math.random() * 200);
  }

  async function refresh() {
    if (fetching) {
      again = true;
      return;
    }
    fetching = true;
    try {
      // Who asked for all that was said goes on seeing it.
      const all = new URLSearchParams(location.search).has("all") ? "?all=1" : "";
      const answer = await fetch(location.pathname + all, { headers: { Accept: "text/html" }, cache: "no-store" });
      if (answer.status === 401) signedOut();
      // Who may not see it any more, having left or been suspended, is told so; who is writing keeps the words.
      else if ([403, 404, 410].includes(answer.status) && !isTyping()) lookAgain();
      else if (answer.ok) replace(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      // The stream says when the line is back, and then the page is fetched.
    } finally {
      fetching = false;
      unseen.splice(0).forEach(banner);
      if (again) {
        again = false;
        refreshSoon();
      }
    }
  }

  // A form of this page that is on its way leads somewhere by itself, and its answer says what was done: looking again
  // meanwhile would throw that answer away. Should it never come, the page looks again all the same.
  let isLeaving = false;
  addEventListener("submit", (event) => { if (!event.defaultPrevented) isLeaving = true; });
  function lookAgain() {
    if (isLeaving) setTimeout(() => location.reload(), 10000);
    else location.reload();
  }

  // Somebody is at work in it: words typed, a choice changed, a part unfolded, a form on its way. What the server gave
  // back with a refusal is somebody's work, too, although no box has changed since.
  function isInUse(part) {
    if (part.querySelector("details[open], [data-returned], [data-sending], [aria-invalid]")) return true;
    return [...part.querySelectorAll("textarea, input, select")].some((box) =>
      box.type === "radio" || box.type === "checkbox" ? box.checked !== box.defaultChecked
        : box.type !== "hidden" && "defaultValue" in box && box.value !== box.defaultValue);
  }

  function isTyping() {
    return main.querySelector("[data-returned]") !== null
      || [...main.querySelectorAll("[data-part], form")].some(isInUse);
  }

  // What a part looks like: the key of its forms is another one on each page, and no news.
  const look = (part) => part.innerHTML.replace(/(name="requestKey" value=")[^"]*/g, "$1");

  function replace(fresh) {
    // A page for strangers, where this one was for somebody: their session is over.
    if (!fresh.querySelector("main[data-live]")) {
      signedOut();
      return;
    }
    document.title = fresh.title;
    document.body.dataset.mood = fresh.body.dataset.mood;
    const texts = [];
    for (const part of main.querySelectorAll("[data-part]")) {
      const next = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
      if (!next || look(part) === look(next) || isInUse(part)) continue;
      const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
      const known = new Set([...part.querySelectorAll("li[id]")].map((item) => item.id));
      const before = part.querySelector(".banner-word")?.textContent;
      part.replaceChildren(...next.childNodes);
      for (const item of part.querySelectorAll("li[id]")) {
        if (known.has(item.id)) continue;
        item.classList.add("fresh");
        texts.push([...item.querySelectorAll(".said-head strong, .said-head span, .words")]
          .map((piece) => piece.textContent).join(", "));
      }
      const after = part.querySelector(".banner-word")?.textContent;
      if (after && after !== before) texts.push(after);
      if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    }
    document.dispatchEvent(new CustomEvent("saar:replaced"));
    if (texts.length > 0) announcement.textContent = texts.join(". ");
  }

  // Somebody ended this session, here or elsewhere. What is on the page goes, unless somebody is writing on it.
  function signedOut() {
    isOut = true;
    if (!isTyping()) {
      lookAgain();
      return;
    }
    const link = document.createElement("a");
    link.href = "/sign-in";
    link.target = "_blank";
    link.textContent = connection.dataset.in;
    connection.hidden = false;
    connection.className = "connection off";
    connection.replaceChildren(connection.dataset.out + " ", link);
  }

  // Whether somebody has muted the group: asked for only when there is something to keep quiet about. An alert that has
  // come to another group of theirs, too, is told by one of them; it is kept quiet only where all of these are muted.
  let places;
  async function isMuted(group, alert) {
    places ??= fetch("/api/v1/me").then((answer) => answer.json()).then((me) => me.memberships).catch(() => []);
    const mine = await places;
    if (!mine.some((place) => place.groupId === group && place.muted)) return false;
    for (const place of mine) {
      if (place.muted || place.groupId === group) continue;
      const known = await fetch(`/api/v1/groups/${place.groupId}/alerts?limit=20`)
        .then((answer) => answer.json()).then((list) => list.alerts).catch(() => []);
      if (known.some((one) => one.id === alert)) return false;
    }
    return true;
  }

  // An alert that this page does not show.
  async function banner(data) {
    if (data.groupId !== subject.group && await isMuted(data.groupId, data.alertId)) return;
    if (news.querySelector(`[data-alert="${data.alertId}"]`)) return;
    if (main.querySelector(`[data-part] a[href="/alerts/${data.alertId}"]`)) return;
    const box = document.createElement("p");
    const text = document.createElement("span");
    const link = document.createElement("a");
    box.className = "news";
    box.dataset.alert = data.alertId;
    text.textContent = main.dataset.news;
    link.href = `/alerts/${data.alertId}`;
    link.textContent = main.dataset.look;
    box.append(text, link);
    news.append(box);
  }

  function hear(event) {
    const data = JSON.parse(event.data);
    const isHere = subject.alert ? data.alertId === subject.alert
      : subject.group ? data.groupId === subject.group : true;
    const isNew = event.type === "alert-shared" || event.type === "alert-forwarded" || event.type === "vigilance-call";
    // Told in one of one's groups, it may stand in the list of another: this page knows once it has looked.
    const mayBeListed = !subject.alert && main.querySelector("[data-part]");
    if (isNew && data.alertId !== subject.alert) {
      if (mayBeListed) unseen.push(data);
      else banner(data);
    }
    if (event.type === "alert-closed") news.querySelector(`[data-alert="${data.alertId}"]`)?.remove();
    const isListed = main.querySelector(`[data-part] a[href="/alerts/${data.alertId}"]`);
    if (isHere || isListed || isNew && mayBeListed) refreshSoon();
    if (told.has(event.type) && (isHere || isNew)) shown(data.eventId);
  }

  function reach(event) {
    const data = JSON.parse(event.data);
    const line = document.getElementById("reach");
    if (data.alertId !== subject.alert || !line) return;
    const numbers = { told: data.reach.told, audience: data.reach.audience, within: data.reach.within.seconds4 };
    const language = document.documentElement.lang;
    const pattern = numbers.told === 0 ? line.dataset.none : line.dataset.pattern;
    line.textContent = pattern.replace(/\{(\w+)\}/g, (whole, name) =>
      numbers[name]?.toLocaleString(language) ?? whole);
    const bar = document.getElementById("reach-bar");
    if (bar) {
      bar.max = Math.max(numbers.audience, 1);
      bar.value = numbers.told;
    }
  }

  // MARK: the line

  let tries = 0;
  let isOut = false;

  function state(isOn) {
    connection.hidden = false;
    connection.className = isOn ? "connection" : "connection off";
    connection.textContent = isOn ? connection.dataset.on : connection.dataset.off;
  }

  function listen() {
    const source = new EventSource("/api/v1/live");
    let opened = false;
    source.addEventListener("open", () => {
      tries = 0;
      state(true);
      // What happened between the making of the page and the opening of the line stands on the page itself. When the
      // browser reconnects by itself it says where it was, and the stream brings what it missed.
      if (!opened) refreshSoon();
      opened = true;
    });
    source.addEventListener("error", () => {
      state(false);
      if (source.readyState !== EventSource.CLOSED) return;
      if (isOut) return;
      // A stream that was refused may mean that nobody is signed in here any more: the page knows.
      refreshSoon(true);
      tries += 1;
      setTimeout(listen, Math.min(60000, 2000 * 2 ** Math.min(tries, 5)) * (0.5 + Math.random()));
    });
    for (const kind of kinds) source.addEventListener(kind, hear);
    source.addEventListener("reach-changed", reach);
    addEventListener("pagehide", () => source.close(), { once: true });
  }

  // A page that comes back from the browser's memory listens anew.
  addEventListener("pageshow", (event) => { if (event.persisted) listen(); });
  listen();
  shown(main.dataset.shows);
})();
