// "Near me": where somebody is, asked once and only when they press. The address keeps it to about a hundred metres.
"use strict";

const near = document.getElementById("near");
if (near && "geolocation" in navigator) {
  const state = document.getElementById("near-state");
  near.parentElement.hidden = false;
  near.addEventListener("click", () => {
    state.textContent = near.dataset.busy;
    navigator.geolocation.getCurrentPosition(
      (found) => {
        const place = `${found.coords.latitude.toFixed(3)},${found.coords.longitude.toFixed(3)}`;
        const answer = new URL(near.form.action);
        answer.search = `?near=${place}`;
        location.assign(answer);
      },
      () => { state.textContent = near.dataset.failed; },
      { enableHighAccuracy: false, timeout: 10000, maximumAge: 60000 }
    );
  });
}
