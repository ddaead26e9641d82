// Runs while no page is open. Four things: it shows what is pushed and says that it did; it leads from there to the alert;
// it subscribes anew when the browser has to; and without a line it shows whom to call. What it must know stands before this
// text, put there by the server: `saar` with its version, words, and the parts of the page for no line.

const shelf = `saar-shell-${saar.version}`;
const languages = Object.keys(saar.words);
const offline = (language) => `/offline?language=${language}&v=${saar.version}`;
const shell = [...languages.map(offline), ...saar.parts];
const parts = new Set(saar.parts);

// MARK: keeping what is needed without a line

// Of this version or not at all: while servers are replaced one by one, another may answer, and a page that is half of one
// version and half of another is worse than the one before. Then this worker is not installed, and the browser tries again.
async function keep(address) {
  const answer = await fetch(address, { cache: "no-cache", credentials: "omit" });
  if (!answer.ok || !answer.headers.get("Cache-Control")?.includes("immutable")) throw new Error(`not of this version: ${address}`);
  return answer;
}

addEventListener("install", (event) => event.waitUntil((async () => {
  const answers = await Promise.all(shell.map(keep));
  const place = await caches.open(shelf);
  await Promise.all(shell.map((address, number) => place.put(address, answers[number])));
  await skipWaiting();
})()));

addEventListener("activate", (event) => event.waitUntil((async () => {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("saar-shell-") && name !== shelf).map((name) => caches.delete(name)));
  await registration.navigationPreload?.enable();
  await clients.claim();
})()));

// MARK: the page for no line

addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== location.origin) return;
  // What this device saw last is nobody's any more. The rest is for the browser to do.
  if (request.method === "POST" && ["/sign-out", "/me/erasure"].includes(address.pathname)) event.waitUntil(caches.delete("saar-last"));
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(visit(event));
  else if (parts.has(address.pathname + address.search)) event.respondWith(part(request));
});

async function visit(event) {
  try {
    return await event.preloadResponse ?? await fetch(event.request);
  } catch (error) {
    const place = await caches.open(shelf);
    return await place.match(offline(await language()), { ignoreVary: true }) ?? Response.error();
  }
}

async function part(request) {
  const place = await caches.open(shelf);
  return await place.match(request, { ignoreVary: true }) ?? fetch(request);
}

// The last page's own, else what the browser speaks.
async function language() {
  const last = await (await caches.match("/last", { cacheName: "saar-last" }))?.json().catch(() => null);
  return [last?.language, ...navigator.languages.map((tag) => tag.slice(0, 2))].find((one) => languages.includes(one)) ?? languages[0];
}

// MARK: what is pushed

// What wakes again although something about the same alert is still shown, and stays until somebody has looked.
const alarms = new Set(["alarm", "reopening", "test", "test-alarm"]);

addEventListener("push", (event) => event.waitUntil(show(event)));

async function show(event) {
  const told = read(event);
  const { data } = told;
  const words = saar.words[told.lang] ?? saar.words[await language()];
  // Of one device, by its owner, who looks at a page of ours; or of a whole group's, which goes the way of an alarm.
  const isOwnTest = data.kind === "test";
  const isTest = isOwnTest || data.kind === "test-alarm";
  // Who looks at a page of ours has it before their eyes, and is not startled.
  const isLooking = !isOwnTest && (await windows()).some((page) => page.visibilityState === "visible");
  const isQuiet = isLooking || told.silent === true;
  const actions = isTest ? [] : [{ action: "seen", title: words.seen }];
  if (data.callLabel) actions.push({ action: "call", title: data.callLabel });
  await registration.showNotification(told.title || "Saar", {
    body: told.body ?? words.news, lang: told.lang, tag: told.tag ?? "", timestamp: told.timestamp, icon: saar.icon,
    badge: saar.badge, actions, data: { ...data, navigate: told.navigate },
    // A browser refuses both of these together, and the one without a tag.
    silent: isQuiet, renotify: !isQuiet && Boolean(told.tag) && alarms.has(data.kind),
    requireInteraction: !isQuiet && alarms.has(data.kind) && !isTest
  });
  await Promise.all([
    receive(data.receipt),
    told.badge === undefined ? null : navigator.setAppBadge?.(told.badge).catch(() => {}),
    windows().then((pages) => pages.forEach((page) => page.postMessage({ kind: "saar:shown", about: data.kind })))
  ]);
}

// A browser that reads the declarative form itself hands it over read. What cannot be read is shown all the same: browsers
// take the right to push from who shows nothing.
function read(event) {
  const shown = event.notification ?? event.proposedNotification;
  if (shown) {
    const { title, body, lang, tag, timestamp, navigate, silent } = shown;
    return { title, body, lang, tag, timestamp, navigate, silent, badge: event.appBadge ?? undefined, data: shown.data ?? {} };
  }
  try {
    const { notification: { app_badge: badge, data, ...told } } = event.data.json();
    return { ...told, badge, data: data ?? {} };
  } catch {
    return { data: {} };
  }
}

const windows = () => clients.matchAll({ type: "window", includeUncontrolled: true });
const wait = (milliseconds) => new Promise((resume) => setTimeout(resume, milliseconds));

// Says that it was shown: who is sent something and says nothing is told by another way. A line that has just come back
// loses the first word, so it is said again; twice changes nothing.
async function receive(receipt) {
  if (!/^[0-9a-f]{64}$/.test(receipt ?? "")) return;
  for (const pause of [0, 1000, 3000, 8000]) {
    await wait(pause);
    try {
      const answer = await fetch(`/api/v1/receipts/${receipt}`, { method: "POST", keepalive: true });
      if (answer.status < 500 && answer.status !== 429) return;
    } catch {
      // No line yet.
    }
  }
}

// MARK: from there to the alert

addEventListener("notificationclick", (event) => {
  const { notification, action } = event;
  notification.close();
  const { receipt } = notification.data ?? {};
  navigator.clearAppBadge?.().catch(() => {});
  event.waitUntil(action === "seen" ? receive(receipt) : Promise.all([lead(notification.data, action), receive(receipt)]));
});

function parsed(address, base) {
  try {
    return new URL(address, base);
  } catch {
    return null;
  }
}

// To a page of this site, whatever was pushed.
async function lead(data, action) {
  const home = new URL("/", location.origin);
  const address = parsed(data?.navigate ?? "/", home);
  const target = address?.origin === home.origin ? address : home;
  // A browser dials from no notification: the button for it is right before the eyes.
  if (action === "call") target.hash = "call";
  const open = (await windows()).find((page) => new URL(page.url).pathname === target.pathname);
  if (!open) return clients.openWindow(target.href);
  const page = await open.focus();
  // A page that no worker of ours looks after cannot be led.
  if (action === "call") await page.navigate(target.href).catch(() => clients.openWindow(target.href));
}

// MARK: subscribing anew

addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));

async function renew(event) {
  const state = await (await caches.match("/push", { cacheName: "saar-push" }))?.json().catch(() => null);
  const before = event.oldSubscription?.options;
  const subscription = event.newSubscription ?? await registration.pushManager.subscribe({
    userVisibleOnly: true, applicationServerKey: before?.applicationServerKey ?? await key()
  });
  const answer = await fetch("/api/v1/me/subscriptions", {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(subscription)
  });
  if (!answer.ok) return;
  const { id } = await answer.json();
  if (state?.id && state.id !== id) await fetch(`/api/v1/me/subscriptions/${state.id}`, { method: "DELETE" });
  const place = await caches.open("saar-push");
  await place.put("/push", Response.json({ id, endpoint: subscription.endpoint, at: Date.now() }));
}

async function key() {
  const { publicKey } = await (await fetch("/api/v1/push-key")).json();
  const text = atob(publicKey.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
}
