/* The diagram editor of the managers' workshop (図の編集): opens a draft's diagram, joins tools, panel, findings and
   saving. Nothing is asked of any other host; what cannot be drawn anew is kept as it came. */

import { Fields } from "./workshop-diagram-fields.js";
import { Findings } from "./workshop-diagram-findings.js";
import { missing, readable, restored } from "./workshop-diagram-keep.js";
import { Panel } from "./workshop-diagram-panel.js";
import { Saver } from "./workshop-diagram-save.js";
import { toolbar, toolsModule } from "./workshop-diagram-tools.js";
import { kindWord, say, translateModule } from "./workshop-diagram-words.js";

const MARK_ROOM = 40;   // pixels kept free below for the library's mark
const READABLE = 0.8;   // the smallest scale at which labels are read
const WORDS = {
  unread: ["図として読めません: {why}", "This cannot be read as a diagram: {why}"],
  unseen: ["この図では表せない要素が{n}あります(枠に入らない手続など)。保存では保ちます", "{n} elements cannot be shown here (a process in no pool, for example). They are kept when saved"],
  others: ["いま開いている人: {names}", "Also here: {names}"],
  picture: ["{what}の図。要素は下の一覧からも選べます", "Diagram of {what}. Elements can be chosen in the list below, too"],
};

const place = document.getElementById("editor");
const part = (name) => document.getElementById(`editor-${name}`);

function announce(word, params) {
  part("said").textContent = say(word, params);
}

/** The whole picture, never larger than it was drawn. */
function fit(modeler) {
  const canvas = modeler.get("canvas");
  const { inner, outer } = canvas.viewbox();
  if (!inner.width || !outer.width) return;
  const scale = Math.min(1, (outer.width - 24) / inner.width, (outer.height - MARK_ROOM - 24) / inner.height);
  canvas.viewbox({ x: inner.x - 12 / scale, y: inner.y - 12 / scale, width: outer.width / scale, height: outer.height / scale });
}

/** An element into view, at a size at which it is read. */
function bring(modeler, element) {
  const canvas = modeler.get("canvas");
  const { outer } = canvas.viewbox();
  if (canvas.zoom() < READABLE) {
    const at = element.waypoints ? element.waypoints[0] : { x: element.x + Math.min(element.width, outer.width) / 2, y: element.y + element.height / 2 };
    canvas.viewbox({ x: at.x - outer.width / 2, y: at.y - outer.height / 2, ...outer });
  } else {
    canvas.scrollToElement(element, { top: 60, right: 60, bottom: 60, left: 60 });
  }
}

/** Every element as a line: the way for the keyboard, and the picture in words. */
function listElements(modeler, list, open) {
  const shown = modeler.get("elementRegistry").filter((one) => one.type !== "label" && one.parent && !one.waypoints);
  const flows = modeler.get("elementRegistry").filter((one) => one.type === "bpmn:SequenceFlow");
  const across = (one, other) => one.x - other.x || one.y - other.y;
  const lines = [...shown.sort(across), ...flows].map((element) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn plain" });
    button.textContent = `${kindWord(element.businessObject)}: ${nameOf(element)}`;
    button.addEventListener("click", () => open(element, "name"));
    const line = document.createElement("li");
    line.append(button);
    return line;
  });
  list.replaceChildren(...lines);
}

function nameOf(element) {
  const object = element.businessObject;
  if (element.type !== "bpmn:SequenceFlow") return object.name || object.text || object.id;
  const ends = [element.source, element.target].map((one) => one?.businessObject.name || one?.id || "");
  return `${object.name ? `${object.name} ` : ""}${ends.join(" → ")}`;
}

/** The editor's own keys outside fields: undo, redo, delete, everywhere and not only while the picture has the focus. */
function keys(modeler) {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.target.matches?.("input, select, textarea") || event.defaultPrevented) return;
    const stack = modeler.get("commandStack");
    const key = event.key.toLowerCase();
    const command = event.ctrlKey || event.metaKey;
    if (command && key === "z" && !event.shiftKey && stack.canUndo()) stack.undo();
    else if (command && (key === "y" || (key === "z" && event.shiftKey)) && stack.canRedo()) stack.redo();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
}

function buttons(modeler) {
  const stack = modeler.get("commandStack");
  const acts = {
    undo: () => stack.canUndo() && stack.undo(),
    redo: () => stack.canRedo() && stack.redo(),
    fit: () => fit(modeler),
    in: () => modeler.get("zoomScroll").stepZoom(1),
    out: () => modeler.get("zoomScroll").stepZoom(-1),
    print: () => window.print(),
    svg: () => saveSvg(modeler),
  };
  part("acts").addEventListener("click", (event) => acts[event.target.closest("[data-do]")?.dataset.do]?.());
  const mark = () => {
    for (const [name, may] of [["undo", stack.canUndo()], ["redo", stack.canRedo()]]) {
      part("acts").querySelector(`[data-do="${name}"]`).setAttribute("aria-disabled", String(!may));
    }
  };
  modeler.on("commandStack.changed", mark);
  mark();
}

async function saveSvg(modeler) {
  const { svg } = await modeler.saveSVG();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  link.download = `${place.dataset.path.split("/").pop().replace(".bpmn", "")}.svg`;
  link.click();
  URL.revokeObjectURL(link.href);
}

function staleBand(saver) {
  part("stale-open").addEventListener("click", () => { saver.dirty = false; window.location.reload(); });
  part("stale-over").addEventListener("click", () => { part("stale").hidden = true; saver.overwrite(); });
  return (said) => {
    part("stale-why").textContent = said.notice || "";
    part("stale").hidden = false;
    part("stale-open").focus();
  };
}

function tell(state, text) {
  const word = part("saved");
  word.dataset.state = state;
  if (word.textContent !== text) word.textContent = text;
}

function showOthers(names) {
  part("others").textContent = names.length ? say(WORDS.others, { names: names.join("・") }) : "";
}

async function start() {
  const answer = await fetch(place.dataset.data, { headers: { Accept: "application/json" } });
  const data = await answer.json();
  if (!answer.ok) throw new Error(data.notice || String(answer.status));
  const modeler = new BpmnJS({ container: part("canvas"), additionalModules: [toolsModule, translateModule] });
  await modeler.importXML(readable(data.xml));
  const lost = missing(data.xml, (await modeler.saveXML({ format: true })).xml);
  const write = async () => restored((await modeler.saveXML({ format: true })).xml, lost);
  join(modeler, data, write);
}

function join(modeler, data, write) {
  const fields = new Fields(modeler);
  const panel = new Panel(modeler, part("panel"), fields, data.choices, data.slug, place.dataset.values);
  const open = (element, field) => {
    modeler.get("selection").select(element);
    bring(modeler, element);
    panel.show(element);
    panel.focus(field);
  };
  const findings = new Findings(modeler, part("findings"), part("count"), { path: data.path, open, announce });
  const saver = new Saver(place, data.rev, { write, tell, on: {} });
  saver.on = { findings: (found) => findings.show(found), others: showOthers, stale: staleBand(saver) };
  const refresh = () => listElements(modeler, part("elements"), open);
  modeler.on("selection.changed", ({ newSelection }) => panel.show(newSelection.length === 1 ? newSelection[0] : null));
  modeler.on("commandStack.changed", () => { saver.changed(); refresh(); redraw(modeler, panel); });
  toolbar(modeler, part("tools"), announce);
  buttons(modeler);
  keys(modeler);
  const picture = part("canvas").querySelector("svg");
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", say(WORDS.picture, { what: place.dataset.title }));
  const drawn = () => { fit(modeler); refresh(); panel.show(null); findings.show(findings.findings || data.findings); tellUnseen(modeler); };
  pictures(modeler, drawn);
  drawn();
  showOthers(data.others);
  place.classList.add("ready");
  Object.assign(place, { modeler, write });
}

/** A file with several pictures (図) shows one at a time; the choice is seen only where there is one. */
function pictures(modeler, after) {
  const pages = modeler.getDefinitions().diagrams.filter((one) => one.plane?.bpmnElement);
  const inner = (one) => /SubProcess$|Transaction$/.test(one.plane.bpmnElement.$type);
  const own = pages.filter((one) => !inner(one));
  if (own.length < 2) return;
  const choice = part("page");
  choice.replaceChildren(...own.map((one, index) => new Option(one.name || one.plane.bpmnElement.name || String(index + 1), String(index))));
  choice.parentElement.hidden = false;
  choice.addEventListener("change", async () => {
    await modeler.open(own[Number(choice.value)]);
    after();
  });
}

/** What the library cannot draw is said, and kept. */
function tellUnseen(modeler) {
  const registry = modeler.get("elementRegistry");
  const plane = modeler.get("canvas").getRootElement().di;
  const unseen = (plane?.get("planeElement") || []).filter((one) => one.bpmnElement && !registry.get(one.bpmnElement.id));
  if (unseen.length) announce(WORDS.unseen, { n: unseen.length });
}

/** What is shown may be gone, or changed by undo. */
function redraw(modeler, panel) {
  const chosen = modeler.get("selection").get();
  panel.show(chosen.length === 1 ? chosen[0] : null);
}

start().catch((fault) => {
  tell("refused", say(WORDS.unread, { why: fault.message }));
  place.classList.add("ready");
});
