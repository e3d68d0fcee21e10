/* The gate's findings on the picture and in the list (検査の指摘): one number for both, and a way to mend each. */

import { familyOf, turn } from "./workshop-diagram-tools.js";
import { say } from "./workshop-diagram-words.js";

/** Rule → the field of the panel where it is mended. */
const FIELD = {
  "timer-missing": "period", "literal-period": "period", "unknown-period": "period", "unknown-due": "due",
  "missing-form": "form", "unknown-operator": "operator", "operator-parameters": "operator", "unknown-letter": "operator",
  "unknown-table": "decision", "unknown-part": "called", "lane-role": "role", "differs-from": "differs",
  "unlabelled-node": "name", "unlabelled-way": "name", "message-missing": "message", "message-unknown": "message",
  "condition-missing": "condition", "not-a-condition": "condition", "expression-unreadable": "condition",
  "dead-end": "append", "missing-end": "append", "id-not-a-name": "id", "reserved-id": "id", "missing-id": "id",
  "several-flows-leaving": "append", "loop-marker": "turn",
};

const WORDS = {
  mend: ["自動で直す", "Mend"],
  there: ["直す所へ", "Go there"],
  other: ["別の図({file})", "Another file ({file})"],
  none: ["指摘はありません", "Nothing found"],
  error: ["誤り", "Error"],
  warning: ["注意", "Warning"],
  mended: ["直しました。元に戻すには Ctrl+Z", "Mended. Ctrl+Z takes it back."],
};

/** Rules that one press can mend; each answers whether it did. All of it is undone like anything drawn. */
const MENDS = {
  "plain-task": (modeler, element) => familyOf(element) === "activity" && turn(modeler, element, "userTask"),
  "script-task": (modeler, element) => familyOf(element) === "activity" && turn(modeler, element, "serviceTask"),
  "complex-gateway": (modeler, element) => familyOf(element) === "gateway" && turn(modeler, element, "exclusiveGateway"),
  "gateway-no-default": (modeler, element) => {
    const free = (element.outgoing || []).filter((flow) => !flow.businessObject.conditionExpression);
    const flow = free.length === 1 ? free[0] : null;
    if (flow) modeler.get("modeling").updateProperties(element, { default: flow.businessObject });
    return flow !== null;
  },
  "condition-on-only-way": dropCondition,
  "condition-misplaced": dropCondition,
  "boundary-not-interrupting": (modeler, element) => update(modeler, element, { cancelActivity: true }),
  "default-not-own": (modeler, element) => update(modeler, element, { default: undefined }),
  "not-executable": (modeler, element) => {
    const process = element.businessObject.processRef || element.businessObject;
    modeler.get("modeling").updateModdleProperties(element, process, { isExecutable: true });
    return true;
  },
};

function update(modeler, element, values) {
  modeler.get("modeling").updateProperties(element, values);
  return true;
}

function dropCondition(modeler, element) {
  return Boolean(element.waypoints) && update(modeler, element, { conditionExpression: undefined });
}

const said = (finding) => say([finding.message_ja, finding.message_en]);

/** Shows findings on the canvas and in a list. */
export class Findings {
  constructor(modeler, list, count, { path, open, announce }) {
    Object.assign(this, { modeler, list, count, path, open, announce });
  }

  /** Replaces what is shown. */
  show(findings) {
    this.findings = findings;
    const overlays = this.modeler.get("overlays");
    overlays.remove({ type: "finding" });
    const numbers = new Map();
    findings.forEach((finding, index) => {
      const element = this._element(finding);
      if (element) numbers.set(element, [...(numbers.get(element) || []), { number: index + 1, finding }]);
    });
    for (const [element, marks] of numbers) this._mark(overlays, element, marks);
    const none = document.createElement("li");
    none.textContent = say(WORDS.none);
    this.list.replaceChildren(...(findings.length ? findings.map((one, index) => this._line(one, index)) : [none]));
    this.count.textContent = findings.length;
  }

  _element(finding) {
    if (finding.path !== this.path) return null;
    const registry = this.modeler.get("elementRegistry");
    const found = finding.element && registry.get(finding.element);
    if (found) return found;
    const holder = registry.find((one) => one.businessObject?.processRef?.id === finding.element);
    return holder || null;
  }

  _mark(overlays, element, marks) {
    const sign = document.createElement("span");
    sign.className = marks.some((one) => one.finding.severity === "error") ? "finding" : "finding mild";
    sign.textContent = marks.map((one) => one.number).join("・");
    sign.title = marks.map((one) => said(one.finding)).join("\n");
    const place = element.waypoints ? { top: -10, left: 0 } : { top: -12, left: -12 };
    overlays.add(element, "finding", { position: place, html: sign, scale: { min: 0.85, max: 1.25 } });
  }

  _line(finding, index) {
    const line = document.createElement("li");
    const element = this._element(finding);
    const word = document.createElement("b");
    word.textContent = `${index + 1} ${say(WORDS[finding.severity])}`;
    word.className = finding.severity;
    const text = document.createElement("span");
    text.textContent = ` ${said(finding)} `;
    line.append(word, text);
    if (finding.path !== this.path) {
      const other = document.createElement("span");
      other.className = "soft";
      other.textContent = say(WORDS.other, { file: finding.path });
      line.append(other);
    }
    if (!element) return line;
    line.append(this._button(say(WORDS.there), index, () => this.open(element, this._field(finding, element))));
    if (MENDS[finding.rule]) line.append(" ", this._button(say(WORDS.mend), index, () => this._mend(finding, element)));
    return line;
  }

  _button(word, index, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn small";
    button.textContent = word;
    button.setAttribute("aria-label", `${word} ${index + 1}`);
    button.addEventListener("click", act);
    return button;
  }

  _field(finding, element) {
    if (["unknown-name", "unknown-field", "expression-unreadable", "step-as-value"].includes(finding.rule)) {
      return element.waypoints ? "condition" : "operator";
    }
    return FIELD[finding.rule] || "name";
  }

  _mend(finding, element) {
    if (MENDS[finding.rule](this.modeler, element)) this.announce(WORDS.mended);
    else this.open(element, this._field(finding, element));
  }
}
