// Where it is, pointed out on a map in a report. Without a script, or without pictures under the map, the place is said in
// words.
"use strict";
(() => {
  const box = document.getElementById("point");
  const form = box?.closest("form");
  if (!form) return;
  const open = document.getElementById("point-open");
  const panel = document.getElementById("point-panel");
  const state = document.getElementById("point-state");
  const { latitude, longitude, pointed } = form.elements;
  box.hidden = false;
  let map;
  let mark;

  open.addEventListener("click", async () => {
    open.disabled = true;
    panel.hidden = false;
    try {
      await loadLeaflet();
      open.parentElement.hidden = true;
      begin();
    } catch {
      open.disabled = false;
      state.textContent = box.dataset.failed;
    }
  });

  function begin() {
    map = makeMap("point-map", box.dataset);
    const known = [parseFloat(latitude.value), parseFloat(longitude.value)];
    if (known.every(Number.isFinite)) {
      map.setView(known, 17);
      show(known);
    } else {
      const [west, south, east, north] = box.dataset.box.split(",").map(Number);
      map.fitBounds([[south, west], [north, east]], { animate: false });
    }
    map.on("click", (event) => set(event.latlng));
    // By keyboard the map is moved under its middle.
    document.getElementById("point-middle").addEventListener("click", () => set(map.getCenter()));
    map.getContainer().focus({ preventScroll: true });
  }

  function show(place) {
    if (mark) mark.setLatLng(place);
    else mark = L.circleMarker(place, { radius: 10, className: "point-mark", interactive: false }).addTo(map);
  }

  function set({ lat, lng }) {
    latitude.value = lat.toFixed(5);
    longitude.value = lng.toFixed(5);
    pointed.value = "1";
    show([lat, lng]);
    state.textContent = box.dataset.set;
    document.getElementById("withoutPosition").checked = false;
    tellPosition();
    box.dispatchEvent(new CustomEvent("saar:position", { bubbles: true }));
  }

  // The phone's own place, asked for afterwards, takes the point's.
  form.addEventListener("saar:position", (event) => {
    if (event.target === box || !map) return;
    const place = [parseFloat(latitude.value), parseFloat(longitude.value)];
    show(place);
    map.setView(place, 17);
    state.textContent = "";
  });
})();
