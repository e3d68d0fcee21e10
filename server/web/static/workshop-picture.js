/* Pictures with badges: figures on the elements of a procedure, or the numbers of a difference on its two pictures. Each
   stands in a figure with data-xml and data-badges; the table beside it says the same in words, and its buttons
   ([data-shows]) bring an element into the middle. */
"use strict";

(() => {
  const SMALLEST = 1;     // the smallest scale at which the letters are read at arm's length; one moves the picture instead
  const ROOM = 28;        // pixels around the whole picture
  const MARK_ROOM = 40;   // pixels kept free below for the library's mark
  const PLACES = {
    above: { top: -14, left: -6 },
    below: { bottom: 8, left: -6 },
    lower: { bottom: -16, left: -6 },
    corner: { top: -16, right: 14 },
  };
  const pictures = [];

  function badge(one) {
    const box = document.createElement("span");
    box.className = `badge ${one.look}`;
    box.textContent = one.text;
    return box;
  }

  /* A flow carries its badge at the middle of its longest piece, so that it hides no bend. */
  function middleOf(flow) {
    const pieces = flow.waypoints.slice(1).map((end, i) => ({ from: flow.waypoints[i], end }));
    const length = (one) => Math.hypot(one.end.x - one.from.x, one.end.y - one.from.y);
    const longest = pieces.reduce((best, one) => (length(one) > length(best) ? one : best));
    const left = Math.min(...flow.waypoints.map((one) => one.x));
    const top = Math.min(...flow.waypoints.map((one) => one.y));
    return { left: (longest.from.x + longest.end.x) / 2 - left - 14, top: (longest.from.y + longest.end.y) / 2 - top - 11 };
  }

  function put(viewer, badges) {
    const registry = viewer.get("elementRegistry");
    for (const one of badges) {
      const element = registry.get(one.id);
      if (!element) continue;
      if (one.marker) viewer.get("canvas").addMarker(one.id, one.marker);
      const position = element.waypoints ? middleOf(element) : PLACES[one.at] || PLACES.corner;
      viewer.get("overlays").add(one.id, { position, html: badge(one) });
    }
  }

  /* The whole picture, never smaller than `smallest`; then its left upper corner. */
  function whole(viewer, smallest) {
    const canvas = viewer.get("canvas");
    canvas.resized();
    const { inner, outer } = canvas.viewbox();
    if (!outer.width || !outer.height) return;
    const fits = Math.min(1.25, (outer.width - 2 * ROOM) / inner.width, (outer.height - 2 * ROOM - MARK_ROOM) / inner.height);
    const scale = Math.max(fits, smallest);
    canvas.viewbox({ x: inner.x - ROOM / scale, y: inner.y - ROOM / scale, width: outer.width / scale, height: outer.height / scale });
  }

  /* The element in the middle, with a frame around it; false where this picture does not hold it. */
  function bring(viewer, id) {
    const canvas = viewer.get("canvas");
    const registry = viewer.get("elementRegistry");
    registry.forEach((one) => canvas.removeMarker(one, "sought"));
    const element = registry.get(id);
    if (!element) return false;
    const points = element.waypoints || [element, { x: element.x + element.width, y: element.y + element.height }];
    const middle = (axis) => (Math.min(...points.map((one) => one[axis])) + Math.max(...points.map((one) => one[axis]))) / 2;
    const { width, height } = canvas.viewbox();
    canvas.viewbox({ x: middle("x") - width / 2, y: middle("y") - height / 2, width, height });
    canvas.addMarker(id, "sought");
    return true;
  }

  async function draw(place) {
    const answer = await fetch(place.dataset.xml, { headers: { Accept: "application/xml" } });
    if (!answer.ok) return;
    const canvas = document.createElement("div");
    canvas.className = "canvas";
    place.append(canvas);
    try {
      const viewer = new BpmnJS({ container: canvas });
      await viewer.importXML(await answer.text());
      const svg = canvas.querySelector("svg");
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", place.getAttribute("aria-label"));
      whole(viewer, SMALLEST);
      put(viewer, JSON.parse(place.dataset.badges));
      pictures.push({ place, viewer });
      place.classList.add("ready");
    } catch {
      canvas.remove();   // the words stay
    }
  }

  /* One's own picture's zoom; a picture of a pair moves with the other one. */
  document.addEventListener("click", (event) => {
    const how = event.target.closest("[data-zoom]")?.dataset.zoom;
    for (const { viewer } of how ? pictures : []) {
      if (how === "fit") whole(viewer, 0);
      else viewer.get("zoomScroll").stepZoom(how === "in" ? 1 : -1);
    }
    const sought = event.target.closest("[data-shows]");
    if (!sought) return;
    const ids = sought.dataset.shows.split(" ");
    const found = pictures.filter(({ viewer }) => ids.map((id) => bring(viewer, id)).includes(true));
    found[0]?.place.scrollIntoView({ block: "center" });
  });

  /* On paper the whole picture, in the width of the sheet. */
  window.addEventListener("beforeprint", () => {
    for (const { place, viewer } of pictures) {
      place.classList.add("paper-size");
      whole(viewer, 0);
    }
  });
  window.addEventListener("afterprint", () => {
    for (const { place, viewer } of pictures) {
      place.classList.remove("paper-size");
      whole(viewer, SMALLEST);
    }
  });

  async function start() {
    const places = [...document.querySelectorAll("figure[data-badges]")];
    if (!places.length || typeof BpmnJS === "undefined") return;
    await Promise.all(places.map(draw));
    document.querySelectorAll("[data-with-picture]").forEach((one) => { one.hidden = pictures.length === 0; });
  }

  start();
})();
