// What lies around on a map by Leaflet, asked anew for each view: borders of our own, and the groups as this reader may see
// them. Loaded by whatever shows a map, so that one means something without any pictures under it.
"use strict";

// `shown` gets the groups of a view, `failed` is told when they could not be had.
function lookAround(map, shown, failed) {
  map.createPane("outlines").style.zIndex = 350;
  const outlines = L.geoJSON(null, { pane: "outlines", interactive: false, style: { className: "map-outline" } });
  outlines.addTo(map);

  // The answer to the newest question counts; one that is on its way for a view that was left is given up.
  let question = null;
  async function look() {
    question?.abort();
    const mine = question = new AbortController();
    const bounds = map.getBounds();
    const box = [
      Math.max(-180, bounds.getWest()), Math.max(-90, bounds.getSouth()),
      Math.min(180, bounds.getEast()), Math.min(90, bounds.getNorth())
    ].map((degrees) => degrees.toFixed(4)).join(",");
    const kind = map.getZoom() < 9 ? "province" : "municipality";
    // A border may be off by less than what a point of the screen shows: 40,075 km around the equator in 256 points.
    const metres = Math.floor(156543 * Math.cos(map.getCenter().lat * Math.PI / 180) / 2 ** map.getZoom());
    async function ask(path) {
      const answer = await fetch(path, { signal: mine.signal, headers: { Accept: "application/geo+json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    }
    try {
      const [borders, found] = await Promise.all([
        ask(`/api/v1/outlines?kind=${kind}&metres=${metres}&bbox=${box}`), ask(`/api/v1/groups?limit=500&bbox=${box}`)
      ]);
      outlines.clearLayers().addData(borders);
      shown(found);
    } catch (error) {
      if (error.name !== "AbortError") failed();
    }
  }

  let waiting = 0;
  map.on("moveend", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 200);
  });
}

// How a group is drawn.
const groupStyle = (feature) => ({
  className: feature.properties.standing === "listed" ? "map-group" : "map-group waiting"
});
