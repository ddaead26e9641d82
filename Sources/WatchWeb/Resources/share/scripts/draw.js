// Draws an area on a map, corner by corner. The map itself is loaded only when somebody wants to draw; without a script
// the area is said by a radius or by neighbourhoods.
"use strict";
(() => {
  const box = document.getElementById("draw");
  const field = document.getElementById("area");
  if (!box || !field) return;
  const panel = document.getElementById("draw-panel");
  const open = document.getElementById("draw-open");
  const state = document.getElementById("draw-state");
  const most = 500;
  box.hidden = false;

  // Where to begin: what was found before, what stands in the box for the place, or the whole country.
  async function start() {
    const known = { latitude: parseFloat(box.dataset.latitude), longitude: parseFloat(box.dataset.longitude) };
    if (Number.isFinite(known.latitude) && Number.isFinite(known.longitude)) return [known.latitude, known.longitude, 15];
    const typed = document.getElementById("at")?.value.trim();
    if (typed) {
      try {
        const answer = await fetch(`/api/v1/places?limit=1&q=${encodeURIComponent(typed)}`);
        const place = (await answer.json()).places[0];
        if (place) return [place.location.latitude, place.location.longitude, 15];
      } catch {
        // The country will do.
      }
    }
    return [52.1, 5.1, 8];
  }

  open.addEventListener("click", async () => {
    open.disabled = true;
    try {
      await loadLeaflet();
      panel.hidden = false;
      draw(await start());
      open.parentElement.hidden = true;
    } catch {
      open.disabled = false;
      panel.hidden = false;
      state.textContent = box.dataset.failed;
    }
  });

  function draw([latitude, longitude, zoom]) {
    const map = makeMap("draw-map", box.dataset);
    // Borders and the groups around, so that one sees where one draws. A tap on them is a corner like any other; drawing
    // goes on where they cannot be had.
    const groups = L.geoJSON(null, { interactive: false, style: groupStyle }).addTo(map);
    lookAround(map, (found) => groups.clearLayers().addData(found), () => {});
    map.setView([latitude, longitude], zoom);
    const corners = [];
    const shape = L.polygon([], { color: "#0b4a63" }).addTo(map);

    function corner(place) {
      if (corners.length >= most) return;
      const marker = L.marker(place, {
        draggable: true, keyboard: true, alt: `${box.dataset.corner} ${corners.length + 1}`,
        icon: L.divIcon({ className: "draw-corner", iconSize: [28, 28] })
      }).addTo(map);
      marker.on("drag", show);
      marker.on("dragend", write);
      corners.push(marker);
    }

    function show() {
      shape.setLatLngs(corners.map((marker) => marker.getLatLng()));
    }

    function write() {
      show();
      const ring = corners.map((marker) => marker.getLatLng())
        .map(({ lat, lng }) => [Number(lng.toFixed(6)), Number(lat.toFixed(6))]);
      const isArea = ring.length >= 3;
      field.value = isArea ? JSON.stringify({ type: "Polygon", coordinates: [[...ring, ring[0]]] }) : "";
      state.textContent = `${ring.length} ${box.dataset.points}${isArea ? ` ${box.dataset.done}` : ""}`;
      const way = document.querySelector("input[name=where][value=drawn]");
      if (way && isArea) way.checked = true;
    }

    map.on("click", (event) => {
      corner(event.latlng);
      write();
    });
    document.getElementById("draw-undo").addEventListener("click", () => {
      corners.pop()?.remove();
      write();
    });
    document.getElementById("draw-clear").addEventListener("click", () => {
      for (const marker of corners.splice(0)) marker.remove();
      write();
    });

    // What was drawn before a page came back is there to go on with.
    try {
      const ring = JSON.parse(field.value).coordinates[0];
      for (const [lng, lat] of ring.slice(0, -1)) corner([lat, lng]);
      show();
      map.fitBounds(shape.getBounds(), { padding: [30, 30], animate: false });
    } catch {
      // Nothing was drawn.
    }
  }
})();
