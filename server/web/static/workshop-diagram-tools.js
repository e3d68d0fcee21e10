/* Tools of the diagram editor: what can be drawn anew, in words of the office. Only what the gate accepts is offered;
   whatever else a file brings along stays as it is, and can be turned into one of these. */

import { KINDS, say } from "./workshop-diagram-words.js";

/** Kind → what is made, and the sign it is drawn with. */
export const MADE = {
  userTask: { type: "bpmn:UserTask", sign: "user-task" },
  serviceTask: { type: "bpmn:ServiceTask", sign: "service-task" },
  businessRuleTask: { type: "bpmn:BusinessRuleTask", sign: "business-rule-task" },
  callActivity: { type: "bpmn:CallActivity", sign: "call-activity" },
  exclusiveGateway: { type: "bpmn:ExclusiveGateway", sign: "gateway-xor" },
  parallelGateway: { type: "bpmn:ParallelGateway", sign: "gateway-parallel" },
  inclusiveGateway: { type: "bpmn:InclusiveGateway", sign: "gateway-or" },
  eventBasedGateway: { type: "bpmn:EventBasedGateway", sign: "gateway-eventbased" },
  "intermediateCatchEvent timer": { type: "bpmn:IntermediateCatchEvent", event: "bpmn:TimerEventDefinition", sign: "intermediate-event-catch-timer" },
  "intermediateCatchEvent message": { type: "bpmn:IntermediateCatchEvent", event: "bpmn:MessageEventDefinition", sign: "intermediate-event-catch-message" },
  startEvent: { type: "bpmn:StartEvent", sign: "start-event-none" },
  endEvent: { type: "bpmn:EndEvent", sign: "end-event-none" },
  textAnnotation: { type: "bpmn:TextAnnotation", sign: "text-annotation" },
};

/** What may be put behind a step, in the order of the menu. */
export const FOLLOWERS = Object.keys(MADE).filter((kind) => kind !== "startEvent");

/** What an element may be turned into: activities, gateways and events among themselves. */
export const TURNS = {
  activity: ["userTask", "serviceTask", "businessRuleTask", "callActivity"],
  gateway: ["exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway"],
  event: ["intermediateCatchEvent timer", "intermediateCatchEvent message", "endEvent"],
  boundary: ["boundaryEvent timer", "boundaryEvent message"],
};

const TARGETS = {
  "boundaryEvent timer": { type: "bpmn:BoundaryEvent", eventDefinitionType: "bpmn:TimerEventDefinition" },
  "boundaryEvent message": { type: "bpmn:BoundaryEvent", eventDefinitionType: "bpmn:MessageEventDefinition" },
};

/** The family of kinds that an element may be turned into; none for flows, lanes and notes. */
export function familyOf(element) {
  const type = element.type || "";
  if (type === "bpmn:BoundaryEvent") return "boundary";
  if (/Task$|:CallActivity$/.test(type)) return "activity";
  if (/Gateway$/.test(type)) return "gateway";
  return /:(Intermediate\w+|End)Event$/.test(type) ? "event" : "";
}

/** What makes an element of a kind, for the library's factory. */
export function recipe(kind) {
  const { type, event } = MADE[kind];
  return event ? { type, eventDefinitionType: event } : { type };
}

/** Turns an element into another kind; name, arrows and settings go along. */
export function turn(modeler, element, kind) {
  const made = TARGETS[kind] || recipe(kind);
  const turned = modeler.get("bpmnReplace").replaceElement(element, made);
  modeler.get("selection").select(turned);
  return turned;
}

const ROOM = 160;   // pixels that a new step takes between two others

/** Puts a new element behind another one, joined by an arrow; where one arrow leaves already, in between. */
export function append(modeler, element, kind) {
  const shape = modeler.get("elementFactory").createShape(recipe(kind));
  const ways = (element.outgoing || []).filter((one) => one.type === "bpmn:SequenceFlow");
  const between = ways.length === 1 && kind !== "endEvent" && !/Gateway$/.test(element.type) && !/Annotation/.test(kind);
  const placed = between ? insert(modeler, ways[0], shape) : modeler.get("autoPlace").append(element, shape);
  modeler.get("selection").select(placed);
  return placed;
}

/** Puts a new element into an arrow, and makes room for it where the arrow runs to the right. */
function insert(modeler, flow, shape) {
  const modeling = modeler.get("modeling");
  const { source, target } = flow;
  if (target.x > source.x + source.width && target.x - source.x - source.width < ROOM + 40) {
    const at = source.x + source.width + 10;
    const all = modeler.get("elementRegistry").filter((one) => !one.waypoints && one.parent);
    const { movingShapes, resizingShapes } = modeler.get("spaceTool").calculateAdjustments(all, "x", ROOM, at);
    modeling.createSpace(movingShapes, resizingShapes, { x: ROOM, y: 0 }, "e", at);
  }
  const from = flow.waypoints[0];
  const next = flow.waypoints[1];
  const far = Math.abs(next.x - from.x) + Math.abs(next.y - from.y);
  const step = Math.min(1, (shape.width / 2 + 30) / Math.max(far, 1));
  const middle = { x: from.x + (next.x - from.x) * step, y: from.y + (next.y - from.y) * step };
  return modeling.createShape(shape, middle, flow);
}

/** Puts a new element into the middle of what is seen, in the procedure's frame where there is one. */
export function place(modeler, kind) {
  const canvas = modeler.get("canvas");
  const view = canvas.viewbox();
  const middle = { x: view.x + view.width / 2, y: view.y + view.height / 2 };
  const inside = (one) => middle.x > one.x && middle.x < one.x + one.width && middle.y > one.y && middle.y < one.y + one.height;
  const pools = modeler.get("elementRegistry").filter((one) => one.type === "bpmn:Participant");
  const parent = pools.find(inside) || pools[0] || canvas.getRootElement();
  const at = parent.width && !inside(parent) ? { x: parent.x + parent.width / 2, y: parent.y + parent.height / 2 } : middle;
  const shape = modeler.get("elementFactory").createShape(recipe(kind));
  const placed = modeler.get("modeling").createShape(shape, at, parent);
  modeler.get("selection").select(placed);
  return placed;
}

/** The limit or news on the edge of a task. */
export function attach(modeler, task, kind) {
  const shape = modeler.get("elementFactory").createShape(TARGETS[kind]);
  const at = { x: task.x + task.width * 0.75, y: task.y + task.height };
  const placed = modeler.get("modeling").createShape(shape, at, task, { attach: true });
  modeler.get("selection").select(placed);
  return placed;
}

class Pad {
  constructor(contextPad, modeling, connect, popupMenu, injector) {
    Object.assign(this, { modeling, connect, popupMenu, injector });
    contextPad.registerProvider(this);
  }

  getContextPadEntries(element) {
    const entries = {};
    const modeler = this.injector.get("bpmnjs");
    const add = (name, group, sign, word, click) => {
      entries[name] = { group, className: `bpmn-icon-${sign}`, title: say(word), action: { click } };
    };
    if (/Task$|Gateway$|:CallActivity$|:(Start|Boundary|Intermediate\w+)Event$|:SubProcess$/.test(element.type)) {
      for (const kind of ["userTask", "serviceTask", "exclusiveGateway", "endEvent"]) {
        add(`append-${kind}`, "model", MADE[kind].sign, [`次に: ${KINDS[kind][0]}`, `Next: ${KINDS[kind][1]}`], () => append(modeler, element, kind));
      }
    }
    if (element.type === "bpmn:Lane" || element.type === "bpmn:Participant") {
      add("lane-above", "lane", "lane-insert-above", ["上に帯を足す", "Add a lane above"], () => this.modeling.addLane(element, "top"));
      add("lane-below", "lane", "lane-insert-below", ["下に帯を足す", "Add a lane below"], () => this.modeling.addLane(element, "bottom"));
    } else if (!element.waypoints && element.type !== "label") {
      add("connect", "connect", "connection-multi", ["ほかの要素へつなぐ", "Connect"], (event) => this.connect.start(event, element));
    }
    add("delete", "edit", "trash", ["削除する", "Delete"], () => this.modeling.removeElements([element]));
    return entries;
  }
}
Pad.$inject = ["contextPad", "modeling", "connect", "popupMenu", "injector"];

/** Replaces the library's palette and pad by ours; its own are written for every element of the standard. */
export const toolsModule = {
  __init__: ["contextPadProvider"],
  contextPadProvider: ["type", Pad],
  paletteProvider: ["value", null],
  replaceMenuProvider: ["value", null],
};

/** The row of tools: a press with the mouse takes the new element along, Enter puts it behind what is chosen. */
export function toolbar(modeler, place_, announce) {
  const made = Object.keys(MADE).map((kind) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "tool";
    button.dataset.kind = kind;
    button.innerHTML = `<i class="bpmn-icon-${MADE[kind].sign}" aria-hidden="true"></i><span></span>`;
    button.querySelector("span").textContent = say(KINDS[kind]);
    button.addEventListener("click", (event) => use(event, kind));
    return button;
  });

  function use(event, kind) {
    const chosen = modeler.get("selection").get()[0];
    if (event.detail > 0) {
      modeler.get("create").start(event, modeler.get("elementFactory").createShape(recipe(kind)));
      announce(["置く所を押してください。やめるときは Esc", "Press where it should stand. Esc puts it back."]);
      return;
    }
    const follows = chosen && familyOf(chosen) && FOLLOWERS.includes(kind);
    const placed = follows || chosen?.type === "bpmn:StartEvent" ? append(modeler, chosen, kind) : place(modeler, kind);
    announce(["{what}を足しました", "Added: {what}"], { what: say(KINDS[kind]) });
    modeler.get("canvas").scrollToElement(placed);
  }

  place_.replaceChildren(...made);
}
