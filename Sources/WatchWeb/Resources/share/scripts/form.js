// What a script adds to a form. Every form works without it.
"use strict";

// A form that is being sent is not sent twice by an impatient thumb. The page is listened to and not each form: news
// may put a new form in the place of one.
function allow(form, isAllowed) {
  if (isAllowed) delete form.dataset.sending;
  else form.dataset.sending = "";
  for (const button of form.elements) if (button.type === "submit") button.disabled = !isAllowed;
}
// On a slow line it is said, beside the button that was pressed, that the words are on their way.
function sayThatItIsSent(form, button) {
  if (!("sending" in form.dataset) || form.querySelector(".sending")) return;
  const note = document.createElement("p");
  note.className = "sending";
  note.setAttribute("role", "status");
  const place = button && form.contains(button) ? button.closest(".buttons, .reactions") ?? button : form.lastElementChild;
  place.after(note);
  // Afterwards, since what a status holds when it comes is not read out.
  setTimeout(() => { note.textContent = document.body.dataset.sending; }, 50);
}
function settle(form) {
  allow(form, true);
  form.querySelector(".sending")?.remove();
}
addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-once]")) return;
  const button = event.submitter;
  // Afterwards, so that the button that was pressed still counts.
  setTimeout(() => allow(form, false), 0);
  setTimeout(() => sayThatItIsSent(form, button), 1000);
  // An answer that never came is no reason to lock anybody out: sent again, it counts once all the same.
  setTimeout(() => allow(form, true), 10000);
});
// Who sends by a script says when the answer is there.
addEventListener("saar:answered", (event) => settle(event.target));
// A page that comes back from the browser's memory can be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) settle(form);
});

// What was just done is said once: not again when the page is looked at anew, nor to who is sent its address.
if (document.body.dataset.done) {
  const address = new URL(location.href);
  address.searchParams.delete("done");
  history.replaceState(history.state, "", address);
}

// A page that answered the form of another address goes by its own, so that looking again finds it; and what was given
// back there is in sight.
if (document.body.dataset.at) {
  history.replaceState(history.state, "", document.body.dataset.at);
  const box = document.querySelector("[data-returned] textarea, [data-returned] input:not([type=hidden])");
  box?.focus({ preventScroll: true });
  box?.closest("[data-returned]").scrollIntoView({ block: "center" });
}

// What goes along as the place is said as it is: a phone's own is told to neighbours roughly, a point that was set as it is.
function tellPosition() {
  document.getElementById("position-part").hidden = document.getElementById("latitude").value === "";
  const { value } = document.getElementById("pointed");
  for (const line of document.querySelectorAll("#position-part [data-pointed]")) line.hidden = line.dataset.pointed !== value;
}

// The place where the phone is.
const position = document.getElementById("position");
if (position && "geolocation" in navigator) {
  const state = document.getElementById("position-state");
  position.hidden = false;
  position.addEventListener("click", () => {
    state.textContent = position.dataset.busy;
    navigator.geolocation.getCurrentPosition(
      (found) => {
        document.getElementById("latitude").value = found.coords.latitude.toFixed(5);
        document.getElementById("longitude").value = found.coords.longitude.toFixed(5);
        state.textContent = position.dataset.found;
        document.getElementById("pointed").value = "";
        document.getElementById("withoutPosition").checked = false;
        tellPosition();
        position.dispatchEvent(new CustomEvent("saar:position", { bubbles: true }));
      },
      () => { state.textContent = position.dataset.failed; },
      { enableHighAccuracy: true, timeout: 10000, maximumAge: 30000 }
    );
  });
}

// Who dials from a page of ours and then reports is asked whether they called: see call.js.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href^='tel:']");
  if (!link) return;
  try {
    sessionStorage.setItem("saar-dialled", JSON.stringify({ number: link.getAttribute("href").slice(4), at: Date.now() }));
  } catch {
    // A browser that keeps nothing asks nothing.
  }
});

// How long ago something was shared goes on counting on a page that stays open; by the page's own clock, which a phone that
// is set wrong has as well.
for (const time of document.querySelectorAll("time[data-minutes]")) {
  const first = Number(time.dataset.minutes);
  const count = () => {
    const minutes = first + Math.floor(performance.now() / 60000);
    time.textContent = minutes >= 60 ? time.dataset.long
      : minutes === 1 ? time.dataset.one : time.dataset.other.replace("{count}", minutes);
  };
  setInterval(count, 15000);
}

// The phone's own way to hand something on: WhatsApp, Signal, a text message.
function offerSharing() {
  if (!navigator.share) return;
  for (const button of document.querySelectorAll("button[data-share]")) button.hidden = false;
}
offerSharing();
document.addEventListener("saar:replaced", offerSharing);
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button[data-share]");
  // Who thinks better of it is told nothing.
  if (button) navigator.share({ text: button.dataset.share }).catch(() => {});
});
