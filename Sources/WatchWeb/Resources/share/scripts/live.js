// Keeps a page up to date while it is open. The server's own rendering is the only one: on news the page is fetched
// again and the parts of it that changed take the place of the old ones; what somebody is typing stays.
"use strict";
(() => {
  const main = document.querySelector("main[data-live]");
  if (!main) return;
  const subject = { alert: main.dataset.alert, group: main.dataset.group };
  const connection = document.getElementById("connection");
  const news = document.getElementById("news");
  const announcement = document.getElementById("announcement");
  const beat = Number(main.dataset.heartbeat) * 1000;
  const silence = Number(main.dataset.silence) * 1000;

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

  // When the page was last seen to be as the server has it; and whether the last look failed, so that it may not be.
  let lookedAt = Date.now();
  let isStale = false;
  let failures = 0;
  // How long an answer may take: one that never comes must not keep the page from looking again.
  const patience = 15000;

  async function refresh() {
    if (isOut) return;
    if (fetching) {
      again = true;
      return;
    }
    fetching = true;
    // What comes while the page is on its way, only the next look can show.
    const asked = unseen.length;
    const stop = new AbortController();
    const limit = setTimeout(() => stop.abort(), patience);
    try {
      // What of it is shown, a part of a list or all that was said, stands in its address.
      const answer = await fetch(location.pathname + location.search, {
        headers: { Accept: "text/html" }, cache: "no-store", signal: stop.signal
      });
      if (answer.status === 401) signedOut();
      // Who may not see it any more, having left or been suspended, is told so; who is writing keeps the words.
      else if ([403, 404, 410].includes(answer.status) && !isTyping()) lookAgain();
      else if (answer.ok) replace(new DOMParser().parseFromString(await answer.text(), "text/html"), answer.redirected);
      isStale = answer.status >= 500 || answer.status === 429;
    } catch {
      isStale = true;
    } finally {
      clearTimeout(limit);
      fetching = false;
      if (isStale) {
        failures += 1;
        setTimeout(refreshSoon, Math.min(60000, 2000 * 2 ** Math.min(failures, 5)) * (0.5 + Math.random()), true);
      } else {
        failures = 0;
        lookedAt = Date.now();
      }
      paint();
      unseen.splice(0, asked).forEach(banner);
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

  // What stands in the place of something that had the focus: the same button of the same form, or none.
  const twin = (old, part) => old.id ? document.getElementById(old.id)
    : [...part.querySelectorAll(old.localName)].find((one) => one.name === old.name && one.value === old.value
      && one.getAttribute("href") === old.getAttribute("href")
      && one.form?.getAttribute("action") === old.form?.getAttribute("action"));

  // What a part looks like: the key of its forms is another one on each page, and no news.
  const look = (part) => part.innerHTML.replace(/(name="requestKey" value=")[^"]*/g, "$1");

  // An open alert in a list.
  const open = ".card.awake:has(a[href^='/alerts/'])";

  function replace(fresh, isElsewhere) {
    // A page for strangers, where this one was for somebody: their session is over.
    if (!fresh.querySelector("main[data-live]")) {
      signedOut();
      return;
    }
    // Somebody else has signed in in this browser, or what the page is made of is another: let in, or put out.
    const names = (page) => [...page.querySelectorAll("[data-part]")].map((part) => part.dataset.part).join();
    const isOther = fresh.querySelector("main").dataset.line !== main.dataset.line;
    if (isOther && isTyping() && main.dataset.line !== "") {
      signedOut();
      return;
    }
    if ((isOther || !isElsewhere && names(fresh) !== names(document)) && !isTyping()) {
      lookAgain();
      return;
    }
    title = fresh.title;
    entitle();
    document.body.dataset.mood = fresh.body.dataset.mood;
    const texts = [];
    let isWhole = true;
    for (const part of main.querySelectorAll("[data-part]")) {
      const next = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
      if (next && look(part) === look(next)) continue;
      if (!next || isInUse(part)) {
        isWhole = false;
        continue;
      }
      const focused = part.contains(document.activeElement) ? document.activeElement : null;
      const known = new Set([...part.querySelectorAll("li[id]")].map((item) => item.id));
      const listed = new Set([...part.querySelectorAll(open)].map((card) => card.querySelector("a").href));
      const before = part.querySelector(".banner-word")?.textContent;
      part.replaceChildren(...next.childNodes);
      for (const item of part.querySelectorAll("li[id]")) {
        if (known.has(item.id)) continue;
        item.classList.add("fresh");
        texts.push([...item.querySelectorAll(".said-head strong, .said-head span, .words")]
          .map((piece) => piece.textContent).join(", "));
      }
      for (const card of part.querySelectorAll(open)) {
        if (listed.has(card.querySelector("a").href)) continue;
        texts.push([...card.querySelectorAll("h3, p:not(.hint)")].map((piece) => piece.textContent).join(", "));
      }
      const after = part.querySelector(".banner-word")?.textContent;
      if (after && after !== before) texts.push(after);
      if (focused) twin(focused, part)?.focus({ preventScroll: true });
    }
    for (const box of news.querySelectorAll(".news")) if (isShown(box.dataset.alert)) box.remove();
    entitle();
    // Where something was left as it was, since somebody is at work in it, the page may not show all of its news.
    const { alert, shows } = fresh.querySelector("main").dataset;
    if (isWhole && alert === main.dataset.alert) main.dataset.shows = shows;
    document.dispatchEvent(new CustomEvent("saar:replaced"));
    if (texts.length > 0) announcement.textContent = texts.join(". ");
  }

  // Somebody ended this session, here or elsewhere. What is on the page goes, unless somebody is writing on it.
  function signedOut() {
    isOut = true;
    document.dispatchEvent(new CustomEvent("saar:out"));
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

  // What the tab is called: news goes before what the page is.
  let title = document.title;
  function entitle() {
    const newest = [...news.querySelectorAll(".news:not(.over) span")].at(-1);
    document.title = newest ? `${newest.textContent} – ${title}` : title;
  }

  // What an alert is, where, in which group and, once it has ended, how, as its own page says it to who looks; "" when that
  // page does not come, null when there is nothing to tell: it has ended, or has not, or is not for them.
  async function words(alert, isOver) {
    const stop = new AbortController();
    const limit = setTimeout(() => stop.abort(), 5000);
    try {
      const answer = await fetch(`/alerts/${alert}`, {
        headers: { Accept: "text/html" }, cache: "no-store", signal: stop.signal
      });
      if (!answer.ok) return [403, 404, 410].includes(answer.status) ? null : "";
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      return (page.body.dataset.mood === "awake") !== isOver ? page.querySelector("main")?.dataset.says ?? "" : null;
    } catch {
      return "";
    } finally {
      clearTimeout(limit);
    }
  }

  // An alert that this page does not show. It is said once.
  const bannered = new Set();
  async function banner(data) {
    if (bannered.has(data.alertId)) return;
    bannered.add(data.alertId);
    if (data.groupId !== subject.group && await isMuted(data.groupId, data.alertId)) return;
    if (isShown(data.alertId)) return;
    const said = await words(data.alertId, false);
    if (said !== null && bannered.has(data.alertId)) say(data.alertId, said || main.dataset.news, false);
  }

  const isShown = (alert) => main.querySelector(`[data-part] a[href="/alerts/${alert}"]`) !== null;

  // What was said of it before goes: a new box is read out, one that has changed is not everywhere.
  const bannerOf = (alert) => news.querySelector(`[data-alert="${alert}"]`);
  function say(alert, said, isOver) {
    const box = document.createElement("p");
    const text = document.createElement("span");
    const link = document.createElement("a");
    box.className = isOver ? "news over" : "news";
    box.dataset.alert = alert;
    text.textContent = said;
    link.href = `/alerts/${alert}`;
    link.textContent = main.dataset.look;
    box.append(text, link);
    bannerOf(alert)?.remove();
    news.append(box);
    entitle();
  }

  // It has ended: who was told of it here is told how. Opened again, it is news again.
  async function end(alert) {
    bannered.delete(alert);
    if (!bannerOf(alert)) return;
    const said = await words(alert, true);
    if (bannered.has(alert)) return;
    if (said !== null && !isShown(alert)) return say(alert, said || main.dataset.over, true);
    bannerOf(alert)?.remove();
    entitle();
  }

  // By which somebody hears of an alert for the first time.
  const tellings = new Set(["alert-shared", "alert-forwarded"]);

  function hear({ type, data: text }) {
    const data = JSON.parse(text);
    if (type === "reach-changed") {
      reach(data);
      return;
    }
    // What is said of a test of the group's alarm, tested.js says.
    if (type === "members-changed" || type === "test-alarm-sent") {
      if (data.groupId === subject.group) refreshSoon();
      return;
    }
    const isHere = subject.alert ? data.alertId === subject.alert
      : subject.group ? data.groupId === subject.group : true;
    const isNew = tellings.has(type);
    // Told in one of one's groups, it may stand in the list of another: this page knows once it has looked.
    const mayBeListed = !subject.alert && main.querySelector("[data-part]");
    if (isNew && data.alertId !== subject.alert) {
      if (mayBeListed) unseen.push(data);
      else banner(data);
    }
    if (type === "alert-closed") end(data.alertId);
    if (isHere || isShown(data.alertId) || isNew && mayBeListed) refreshSoon();
    if (isHere || isNew) document.dispatchEvent(new CustomEvent("saar:shown", { detail: { type, event: data.eventId } }));
  }

  function reach(data) {
    if (data.alertId !== subject.alert) return;
    const line = document.getElementById("reach");
    if (!line) {
      refreshSoon();
      return;
    }
    for (const figure of main.querySelectorAll("[data-figure]")) {
      const [part, name] = figure.dataset.figure.split(".");
      const number = (name ? data.reach[part]?.[name] : data.reach[part]) ?? 0;
      figure.textContent = "time" in figure.dataset
        ? took(number, figure.closest("dl").dataset) : number.toLocaleString(document.documentElement.lang);
      figure.parentElement.hidden = number === 0;
    }
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

  // As the page writes it: seconds up to two minutes, then whole minutes, rounded up.
  function took(seconds, words) {
    const isLong = seconds > 120;
    const number = isLong ? Math.ceil(seconds / 60) : seconds;
    return (isLong ? words.minutes : words.seconds).replace(
      "{count}", number.toLocaleString(document.documentElement.lang));
  }

  // MARK: the line

  // As line.js has it: opening, on, off, refused, or none. Without one the page looks by itself.
  let line = "opening";
  const looksItself = () => line === "refused" || line === "none";
  let isOut = false;
  let wasOff = false;

  // Live is said only while it is so: something was heard of the line a moment ago, the browser is not off line, and the
  // page was fetched when it last had to be. Who has no line is told that the page looks by itself, while it does.
  function paint() {
    if (isOut) return;
    const isOffline = navigator.onLine === false || isStale;
    connection.hidden = line === "opening" && !isOffline;
    const looks = looksItself() && Date.now() - lookedAt <= silence;
    const isOn = !isOffline && (line === "on" || looks);
    const text = !isOn ? connection.dataset.off : looks ? connection.dataset.looks : connection.dataset.on;
    connection.className = isOn ? "connection" : "connection off";
    if (connection.hidden || connection.textContent === text) return;
    connection.textContent = text;
    // Said to who cannot see it when it goes, and when it is back.
    if (!isOn || wasOff) announcement.textContent = text;
    wasOff = !isOn;
  }

  document.addEventListener("saar:line", (event) => {
    const isFirst = line === "opening";
    line = event.detail;
    paint();
    // A stream that was refused may mean that nobody is signed in here any more: the page knows. What happened before
    // the line came, or came back, stands on the page itself; what nobody looks at waits until somebody does, since the
    // stream brings what it missed.
    if (line === "refused") refreshSoon(true);
    else if (line === "on" && (isFirst || document.visibilityState === "visible")) refreshSoon();
  });
  document.addEventListener("saar:heard", (event) => hear(event.detail));
  document.addEventListener("saar:beat", () => {
    if ("watching" in main.dataset && document.visibilityState === "visible") refreshSoon();
  });

  // Who has no line looks by themselves.
  setInterval(() => {
    paint();
    if (isOut || !looksItself() || document.visibilityState !== "visible") return;
    if (Date.now() - lookedAt > beat) refreshSoon(true);
  }, 5000);

  // Whoever looks again sees how things stand now, not how they stood.
  function wake() {
    paint();
    if (isOut || document.visibilityState !== "visible") return;
    refreshSoon(looksItself());
  }
  document.addEventListener("visibilitychange", wake);
  addEventListener("online", wake);
  addEventListener("offline", paint);
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    lookedAt = 0;
    wake();
  });
})();
