// A map by Leaflet for a page that is whole without one: what it takes is loaded when somebody wants it.
"use strict";

async function loadLeaflet() {
  const load = (tag, attributes) => new Promise((done, failed) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.addEventListener("load", done);
    element.addEventListener("error", failed);
    document.head.append(element);
  });
  if (window.L) return;
  await load("link", { rel: "stylesheet", href: "/leaflet/leaflet.css" });
  await load("script", { src: "/leaflet/leaflet.js" });
}

// A map in an element, with the pictures of this site under it if it has any; `words` holds where they come from and whom
// to thank.
function makeMap(element, words) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(element, {
    zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, doubleClickZoom: false, minZoom: 6
  });
  map.attributionControl.setPrefix(false);
  map.getContainer().classList.toggle("tiled", Boolean(words.tiles));
  if (words.tiles) {
    const thanks = document.createElement("span");
    thanks.textContent = words.thanks;
    L.tileLayer(words.tiles, { maxZoom: 19, attribution: thanks.innerHTML }).addTo(map);
  }
  return map;
}
