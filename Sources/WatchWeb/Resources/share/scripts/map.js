// The map of groups, by Leaflet. Borders and areas are our own; pictures under them come from elsewhere only where the
// site says from where. Everything on the map stands in the list below it, too.
"use strict";

const place = document.getElementById("map");
if (place && typeof L === "object") {
  document.getElementById("map-none").hidden = true;
  document.getElementById("map-part").hidden = false;
  const words = place.dataset;
  const list = document.getElementById("map-list");
  const state = document.getElementById("map-state");
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const [west, south, east, north] = words.box.split(",").map(Number);

  const map = L.map(place, {
    zoomControl: false, zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, inertia: !still,
    maxZoom: 17, minZoom: 6, zoomSnap: words.tiles ? 1 : 0.25
  });
  place.classList.toggle("tiled", Boolean(words.tiles));
  map.attributionControl.setPrefix(false);
  L.control.zoom({ zoomInTitle: words.in, zoomOutTitle: words.out }).addTo(map);
  if (words.tiles) {
    const thanks = document.createElement("span");
    thanks.textContent = words.attribution;
    L.tileLayer(words.tiles, { attribution: thanks.innerHTML, maxZoom: 17 }).addTo(map);
  }
  const groups = L.geoJSON(null, {
    style: groupStyle,
    onEachFeature: (feature, layer) => {
      layer.bindPopup(() => about(feature));
      // An area that is smaller than a fingertip is shown as a dot.
      layer.once("add", () => dots.addLayer(dot(feature, layer)));
    }
  }).addTo(map);
  const dots = L.layerGroup();

  function dot(feature, layer) {
    return L.circleMarker(layer.getBounds().getCenter(), { radius: 8, className: "map-group" })
      .bindPopup(() => about(feature));
  }

  function link(feature) {
    const link = document.createElement("a");
    link.href = `/groups/${encodeURIComponent(feature.properties.slug)}`;
    link.textContent = feature.properties.name;
    return link;
  }

  function told(feature) {
    const standing = { proposed: words.proposed, silent: words.silent }[feature.properties.standing];
    return [feature.properties.place, standing].filter(Boolean).join(" · ");
  }

  function about(feature) {
    const box = document.createElement("div");
    const text = document.createElement("p");
    text.textContent = told(feature);
    box.append(link(feature), text);
    return box;
  }

  function row(feature) {
    const row = document.createElement("li");
    const text = document.createElement("span");
    text.textContent = told(feature);
    row.append(link(feature), " ", text);
    return row;
  }

  lookAround(map, (found) => {
    // A popup that somebody reads stays: what is drawn anew would close it.
    if (!place.querySelector(".leaflet-popup")) {
      dots.clearLayers();
      groups.clearLayers().addData(found);
      if (map.getZoom() < 13) dots.addTo(map); else dots.remove();
    }
    const rows = found.features.slice(0, 50).map(row);
    list.replaceChildren(...rows);
    list.hidden = rows.length === 0;
    state.textContent = found.features.length >= 500 ? words.many
      : found.features.length > 50 ? words.closer : found.features.length === 0 ? words.nothing : "";
    place.dataset.ready = "1";
  }, () => {
    state.textContent = words.failed;
  });
  map.fitBounds([[south, west], [north, east]], { animate: false });
}
