// The call of a report: every button dials the number that was chosen, and who comes back from a call is asked at the top
// of the page whether they made it, so that a thumb is enough to share. Comes after draft.js: a draft brings its number.
"use strict";
(() => {
  const form = document.querySelector("form[data-draft]");
  const panel = document.getElementById("called");
  if (!form || !panel) return;
  const top = panel.previousElementSibling;
  const title = document.getElementById("called-title");
  const answers = document.getElementById("called-answers");
  const next = document.getElementById("called-next");
  const share = document.getElementById("called-share");
  const calledAt = form.elements.calledAt;
  const radios = [...form.querySelectorAll("input[name=number]")];
  // That somebody called is true for so long; a page that is opened later asks nothing.
  const truth = 15 * 60 * 1000;

  const digits = (text) => text.replace(/\D/g, "");
  const radioOf = (number) => radios.find((radio) => digits(radio.value) === digits(number));
  const clock = (at) => new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit", minute: "2-digit", hour12: false, timeZone: calledAt.dataset.zone
  }).format(at).replace(/^24/, "00");
  const put = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  // MARK: the number

  function dial() {
    const chosen = radios.find((radio) => radio.checked)?.closest(".number");
    if (!chosen) return;
    // A number that is not known here has no button of its own: then the others dial what there is for danger.
    const own = chosen.querySelector("a.call") ?? form.querySelector(".number[data-urgent] a.call");
    for (const call of document.querySelectorAll("a.call")) {
      if (call.closest(".number")) continue;
      call.href = own.href;
      call.querySelector("span").textContent = own.querySelector("span").textContent;
    }
    for (const text of document.querySelectorAll("[data-when]")) {
      text.hidden = (text.dataset.when === "urgent") !== ("urgent" in chosen.dataset);
    }
  }
  for (const radio of radios) radio.addEventListener("change", dial);

  // Says it as somebody would who chooses by hand, so that the draft keeps it.
  function choose(radio) {
    if (radio.checked) return;
    radio.checked = true;
    for (const kind of ["input", "change"]) radio.dispatchEvent(new Event(kind, { bubbles: true }));
  }

  // MARK: the call

  function dialled() {
    try {
      const call = JSON.parse(sessionStorage.getItem("saar-dialled"));
      return call && Date.now() - call.at < truth && radioOf(call.number) ? call : null;
    } catch {
      return null;
    }
  }
  function forget() {
    try { sessionStorage.removeItem("saar-dialled"); } catch { /* Nothing was kept. */ }
  }

  // Who dials called now, and not when the page was opened, unless they said otherwise.
  let isTimeSaid = false;
  calledAt.addEventListener("input", () => { isTimeSaid = true; });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='tel:']");
    const radio = link && radioOf(link.getAttribute("href"));
    if (!radio) return;
    choose(radio);
    if (!isTimeSaid) calledAt.value = clock(new Date());
    // A phone leaves the page and comes back. Where something else dials, the page never leaves.
    setTimeout(ask, 3000);
  });

  let asked = 0;
  function ask() {
    const call = dialled();
    const isSaid = form.elements.by.value === "self";
    if (!call || isSaid || call.at === asked || document.visibilityState !== "visible") return;
    asked = call.at;
    title.textContent = put(panel.dataset.question, { number: radioOf(call.number).value });
    answers.hidden = false;
    next.hidden = share.hidden = true;
    top.after(panel);
    panel.hidden = false;
    title.focus({ preventScroll: true });
    panel.scrollIntoView({ block: "center" });
  }

  // What a report needs besides the call; the page's own words for it are the last to say.
  function isTold() {
    const filled = (name) => form.elements[name].value.trim() !== "";
    const isPlaced = filled("place") || filled("latitude");
    return form.elements.kind.value === "missing-person" ? isPlaced || filled("appearance")
      : filled("behaviour") && isPlaced;
  }

  document.getElementById("called-yes").addEventListener("click", () => {
    const call = dialled() ?? { number: radios.find((radio) => radio.checked).value, at: asked };
    const radio = radioOf(call.number);
    const time = clock(new Date(call.at));
    forget();
    choose(radio);
    choose(document.getElementById("by"));
    calledAt.value = time;
    calledAt.dispatchEvent(new Event("input", { bubbles: true }));
    title.textContent = put(panel.dataset.said, { number: radio.value, time });
    answers.hidden = true;
    share.hidden = false;
    if (isTold()) {
      share.focus();
      return;
    }
    // The words first: then the button is right under them.
    next.hidden = false;
    document.getElementById("place").closest(".field").after(panel);
    const box = document.getElementById(form.elements.behaviour.value.trim() === "" ? "behaviour" : "place");
    box.focus();
  });
  document.getElementById("called-no").addEventListener("click", () => {
    forget();
    panel.hidden = true;
    document.querySelector(".panel.urgent a.call").focus();
  });

  form.addEventListener("submit", forget);

  // MARK: coming back

  document.addEventListener("visibilitychange", ask);
  addEventListener("focus", ask);
  addEventListener("pageshow", () => {
    dial();
    ask();
  });
  dial();
})();
