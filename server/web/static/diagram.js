/* The live picture of a case: past = green with a tick, now = blue frame and flag, not yet = black on white. The list of
   steps beside it says the same in words. The library's mark at the lower right stays free, as its licence asks. */
"use strict";

(() => {
  const MARK_ROOM = 40;    // pixels kept free below for the library's mark
  const READABLE = 1;     // the smallest scale at which the labels are read at arm's length
  const place = document.getElementById("diagram");
  if (!place || typeof BpmnJS === "undefined") return;
  const marks = JSON.parse(place.dataset.marks);
  const canvas = document.createElement("div");
  canvas.className = "canvas";

  /* The whole picture, or at least READABLE with the present step in the middle: small letters help nobody. */
  function show(viewer, smallest) {
    const box = viewer.get("canvas");
    const { inner, outer } = box.viewbox();
    const whole = Math.min(1.25, (outer.width - 24) / inner.width, (outer.height - MARK_ROOM - 24) / inner.height);
    const scale = Math.max(whole, smallest);
    const room = { width: outer.width / scale, height: outer.height / scale };
    const now = viewer.get("elementRegistry").get((marks.now || [])[0]);
    const middle = scale > whole && now ? now : inner;
    box.viewbox({
      x: inside(middle.x + middle.width / 2 - room.width / 2, inner.x - 12 / scale, inner.x + inner.width + 12 / scale - room.width),
      y: inside(middle.y + middle.height / 2 - room.height / 2, inner.y - 12 / scale, inner.y + inner.height + (MARK_ROOM + 12) / scale - room.height),
      ...room,
    });
  }

  /* `at` between the edges; a picture smaller than the room stands in its middle (across) or at its top. */
  const inside = (at, first, last) => (last < first ? first : Math.min(Math.max(at, first), last));

  function paint(viewer) {
    const box = viewer.get("canvas");
    const registry = viewer.get("elementRegistry");
    const overlays = viewer.get("overlays");
    for (const id of marks.past || []) {
      const element = registry.get(id);
      if (!element) continue;
      box.addMarker(id, "past");
      if (element.width >= 60) overlays.add(id, { position: { top: 6, right: 16 }, html: '<i class="tick"></i>' });
    }
    for (const id of marks.now || []) {
      if (registry.get(id)) box.addMarker(id, "now");
    }
    for (const [id, text] of Object.entries(marks.flag || {})) {
      if (!registry.get(id)) continue;
      const flag = document.createElement("span");
      flag.className = "flag";
      flag.textContent = text;
      overlays.add(id, { position: { top: -32, left: 0 }, html: flag });
    }
  }

  function zoomButtons(viewer) {
    const buttons = document.getElementById("zoom");
    if (!buttons) return;
    buttons.hidden = false;
    buttons.addEventListener("click", (event) => {
      const how = event.target.closest("[data-zoom]")?.dataset.zoom;
      if (how === "fit") show(viewer, 0);
      if (how === "in") viewer.get("zoomScroll").stepZoom(1);
      if (how === "out") viewer.get("zoomScroll").stepZoom(-1);
    });
  }

  async function draw() {
    const answer = await fetch(place.dataset.xml, { headers: { Accept: "application/xml" } });
    if (!answer.ok) return;
    place.append(canvas);
    const viewer = new BpmnJS({ container: canvas });
    await viewer.importXML(await answer.text());
    place.classList.add("ready");
    const picture = canvas.querySelector("svg");
    picture.setAttribute("role", "img");
    picture.setAttribute("aria-label", place.getAttribute("aria-label"));
    show(viewer, (marks.now || []).length ? READABLE : 0);
    paint(viewer);
    zoomButtons(viewer);
  }

  draw().catch(() => canvas.remove());
})();
