// Lets this device be woken, after a tap and not before; looks at each start whether it still may be, since browsers let
// subscriptions die without a word; and tests one's alarm: from here to the device and back.
"use strict";
(() => {
  if (!("inside" in document.body.dataset)) return;
  const panels = [...document.querySelectorAll("[data-push]")];
  const isAble = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window && "caches" in window;
  // An iPad says that it is a Mac, and has fingers on it.
  const isApple = /iPhone|iPad|iPod/.test(navigator.userAgent) || navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1;
  const isAtHome = navigator.standalone === true || matchMedia("(display-mode: standalone)").matches;
  const day = 24 * 60 * 60 * 1000;

  // MARK: what is known on this device

  const remembered = async () => (await (await caches.match("/push", { cacheName: "saar-push" }))?.json().catch(() => null)) ?? null;
  async function remember(state) {
    await (await caches.open("saar-push")).put("/push", Response.json(state));
  }

  async function ask(path, method, body) {
    const answer = await fetch(`/api/v1${path}`, {
      method, cache: "no-store", headers: body ? { "Content-Type": "application/json" } : {},
      body: body && JSON.stringify(body)
    });
    if (!answer.ok) throw Object.assign(new Error(`${method} ${answer.status}`), { status: answer.status });
    return answer.status === 204 || answer.status === 202 ? null : answer.json();
  }

  const bytes = (key) => Uint8Array.from(atob(key.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
  const isSame = (buffer, key) => buffer && [...new Uint8Array(buffer)].join() === [...bytes(key)].join();

  // Subscribes, with the house's key as it is now, and tells the house.
  async function subscribe() {
    const registration = await navigator.serviceWorker.ready;
    const { publicKey } = await ask("/push-key", "GET");
    let subscription = await registration.pushManager.getSubscription();
    if (subscription && !isSame(subscription.options.applicationServerKey, publicKey)) {
      await subscription.unsubscribe();
      subscription = null;
    }
    subscription ??= await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(publicKey) });
    const before = await remembered();
    const { id } = await ask("/me/subscriptions", "POST", subscription);
    // What it was known by before leads nowhere any more.
    if (before?.id && before.id !== id) await ask(`/me/subscriptions/${before.id}`, "DELETE").catch(() => {});
    await remember({ id, endpoint: subscription.endpoint, at: Date.now() });
    return id;
  }

  // MARK: a fresh look

  // Only where somebody said yes on this device, and the browser still lets us: nobody is asked anything here.
  async function look() {
    const state = await remembered();
    if (!state || Notification.permission !== "granted") return;
    const registration = await navigator.serviceWorker.getRegistration();
    const subscription = await registration?.pushManager.getSubscription();
    if (subscription?.endpoint !== state.endpoint) return void await subscribe();
    if (Date.now() - state.at < day) return;
    // Somebody ended it on another device, or the house heard that it leads nowhere: it is not begun again behind their back.
    const { subscriptions } = await ask("/me/subscriptions", "GET");
    if (subscriptions.some((one) => one.id === state.id)) await subscribe();
    else await forget();
  }

  async function forget() {
    await caches.delete("saar-push");
    const registration = await navigator.serviceWorker.getRegistration();
    await (await registration?.pushManager.getSubscription())?.unsubscribe();
  }

  // MARK: what is offered

  async function standing() {
    if (!isAble) return isApple && !isAtHome ? "home" : "unable";
    if (Notification.permission === "denied") return "denied";
    const state = await remembered();
    if (!state || Notification.permission !== "granted") return "off";
    const registration = await navigator.serviceWorker.getRegistration();
    return await registration?.pushManager.getSubscription() ? "on" : "off";
  }

  const says = (panel) => panel.querySelector("[data-offer-says]");

  async function offer() {
    if (panels.length === 0) return;
    const now = await standing();
    for (const panel of panels) {
      const shown = now === "on" && "off" in panel.dataset ? "" : now;
      for (const part of panel.querySelectorAll("[data-offer]")) part.hidden = part.dataset.offer !== shown;
      // Who is asked has something to say yes to, and has not said no lately.
      if ("asks" in panel.dataset) panel.hidden = !["off", "home"].includes(now) && !panel.contains(document.activeElement) || isLater();
    }
  }

  const later = "saar-push-later";
  function isLater() {
    try {
      return Date.now() - Number(localStorage.getItem(later)) < 30 * day;
    } catch {
      return false;
    }
  }

  async function wake(panel) {
    const line = says(panel);
    line.textContent = line.dataset.busy;
    try {
      // Asked first, while the tap still counts.
      if (await Notification.requestPermission() === "granted") await subscribe();
      line.textContent = "";
      // The page about oneself lists it.
      if (!("asks" in panel.dataset) && await standing() === "on") location.replace("/me?done=push-woken#woken");
    } catch {
      line.textContent = line.dataset.failed;
    }
    await offer();
  }

  document.addEventListener("click", (event) => {
    const panel = event.target.closest?.("[data-push]");
    if (!panel) return;
    if (event.target.closest("[data-wake]")) wake(panel);
    if (event.target.closest("[data-later]")) {
      panel.hidden = true;
      try {
        localStorage.setItem(later, String(Date.now()));
      } catch {
        // A browser that keeps nothing asks again.
      }
    }
  });

  // MARK: testing one's alarm

  // The page has it all in its own words: it is fetched again when there is something to read.
  async function renew() {
    const answer = await fetch("/me", { headers: { Accept: "text/html" }, cache: "no-store" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-part=woken]");
    document.querySelector("[data-part=woken]")?.replaceChildren(...fresh?.childNodes ?? []);
  }

  const pause = (milliseconds) => new Promise((resume) => {
    setTimeout(resume, milliseconds);
    // The worker says at once what it has shown on this device.
    navigator.serviceWorker?.addEventListener("message", () => setTimeout(resume, 100), { once: true });
  });

  addEventListener("submit", async (event) => {
    const { test: id } = event.target.dataset;
    if (!id) return;
    event.preventDefault();
    const panel = event.target.closest("[data-push]");
    const line = says(panel);
    const patience = Number(panel.dataset.patience) * 1000;
    line.textContent = line.dataset.busy;
    try {
      await ask(`/me/subscriptions/${id}/test`, "POST", {});
      const begun = Date.now();
      let test;
      do {
        await pause(1000);
        const { subscriptions } = await ask("/me/subscriptions", "GET");
        test = subscriptions.find((one) => one.id === id)?.test;
      } while (test && !test.shownAt && test.state !== "refused" && Date.now() - begun <= patience);
      await renew();
      line.textContent = document.getElementById(`push-${id}`)?.querySelector(".tested p")?.textContent ?? "";
    } catch {
      line.textContent = line.dataset.failed;
    }
  });

  // Ended here, it is not begun again by the next look.
  addEventListener("submit", async (event) => {
    const { ends: id } = event.target.dataset;
    if (!id || !isAble) return;
    event.preventDefault();
    if ((await remembered())?.id === id) await forget().catch(() => {});
    event.target.submit();
  });

  document.addEventListener("saar:replaced", () => { offer().catch(() => {}); });
  offer().catch(() => {});
  if (isAble) look().then(offer).catch(() => {});
})();
