/* The panel of settings (設定の欄): one form for what is chosen on the picture, in the words of the office. A field is
   written down when one leaves it; each is one step that can be undone. What the file brings along besides is named. */

import { Inputs } from "./workshop-diagram-inputs.js";
import { FOLLOWERS, TURNS, append, attach, familyOf, turn } from "./workshop-diagram-tools.js";
import { SPIFF } from "./workshop-diagram-fields.js";
import { KINDS, kindOf, kindWord, say } from "./workshop-diagram-words.js";

const WORDS = {
  nothing: ["要素を選んでください。下の一覧からも選べます", "Choose an element, on the picture or in the list below"],
  name: ["名前", "Name"],
  way: ["札(分かれ道の答え)", "Label of the way"],
  note: ["注釈の文", "Text of the note"],
  form: ["様式", "Form"],
  own: ["要素と同じ名の様式({id})", "Form of the same name ({id})"],
  due: ["処理期限", "Due"],
  act: ["進めるボタンの言葉", "Word of the forward button"],
  differs: ["別の人が行う(次の仕事をした人のほか)", "Another person than who did"],
  waiting: ["待つもの", "Waits for"],
  documents: ["書類", "Papers"],
  fresh: ["開くたびに台帳を読み直す", "Reads the registers anew each time it is opened"],
  checks: ["照合する入力", "Checks the entry of"],
  operator: ["自動処理", "Operator"],
  input: ["渡すもの: {name}({type})", "Input: {name} ({type})"],
  must: ["※必須", "required"],
  outputs: ["出るもの: {names}", "Gives: {names}"],
  decision: ["表", "Table"],
  table: ["見るもの: {inputs} → 出るもの: {outputs}", "Asks: {inputs} → gives: {outputs}"],
  called: ["共通の部品", "Shared part"],
  period: ["期間", "Period"],
  written: ["図に直に書かれた期間: {text}", "A period written in the diagram: {text}"],
  lengthens: ["期間の長さは「値」で変えます。ここでは、どの期間を待つかを選びます", "The length is changed among the values; here you choose which period is waited for"],
  value: ["値の頁でこの期間の長さを変える", "Change the length of this period among the values"],
  article: ["根拠: {article}", "Article: {article}"],
  message: ["知らせの名", "Name of the news"],
  condition: ["条件", "Condition"],
  conditions: ["例: enter.result = \"AGREE\" 使える名前は候補に出ます", "For example: enter.result = \"AGREE\". Names that may be used are offered"],
  default: ["ほかに当てはまらないときの道", "The way when no other holds"],
  role: ["担当の役割", "Role"],
  documentation: ["覚え書き", "Notes"],
  more: ["詳しく", "More"],
  id: ["内部の名", "Id"],
  kept: ["ほかの製品の設定も保っています: {names}", "Settings of other products are kept: {names}"],
  append: ["次に足す", "Add behind it"],
  turn: ["種類を変える", "Change its kind"],
  attach: ["期限を付ける", "Attach a time limit"],
  attachNews: ["知らせを付ける", "Attach news"],
  remove: ["削除する", "Delete"],
  do: ["行う", "Do"],
  none: ["(なし)", "(none)"],
  unknown: ["{id}(一覧にありません)", "{id} (not in the list)"],
};
const TYPES = { int: ["数", "number"], str: ["文字", "text"], bool: ["はい・いいえ", "yes or no"], date: ["日付", "date"], Decimal: ["数", "number"],
  JSON: ["何でも", "anything"], Any: ["何でも", "anything"], JSONObject: ["ひとまとまりの答え", "answers together"] };

const typeWord = (type) => type.split("|").map((one) => one.trim()).filter((one) => one !== "None")
  .map((one) => (TYPES[one] ? say(TYPES[one]) : one)).join("・");

/** The panel for one modeler; `open(element, field)` chooses an element and goes to one of its fields. */
export class Panel {
  constructor(modeler, place, fields, choices, slug, values) {
    Object.assign(this, { modeler, place, fields, choices, slug, values, element: null });
    this.inputs = new Inputs();
  }

  /** Shows an element's settings; null says that nothing is chosen. */
  show(element) {
    this.element = element?.labelTarget || element;
    const focus = this.place.contains(document.activeElement) ? document.activeElement.id : "";
    const parts = this.element ? this._parts(this.element, this.element.businessObject) : [this._text(say(WORDS.nothing))];
    this.place.replaceChildren(...parts.filter(Boolean));
    if (focus) document.getElementById(focus)?.focus();
  }

  /** Goes to a field of what is shown. */
  focus(name) {
    const field = document.getElementById(`set-${name}`) || this.place.querySelector("input, textarea, select");
    field?.closest("details")?.setAttribute("open", "");
    field?.focus();
  }

  _parts(element, object) {
    const head = document.createElement("h3");
    head.textContent = kindWord(object);
    return [head, this._name(element, object), ...this._own(element, object), ...this._acts(element), this._more(element, object)];
  }

  _name(element, object) {
    if (object.$type === "bpmn:TextAnnotation") return this._area("name", WORDS.note, object.text || "", (text) => this.fields.setPlain(element, { text }));
    const word = object.$type === "bpmn:SequenceFlow" ? WORDS.way : WORDS.name;
    return this._area("name", word, object.name || "", (text) => this.fields.setPlain(element, { name: text || undefined }));
  }

  _own(element, object) {
    const parts = {
      userTask: () => this._person(element, object),
      startEvent: () => [this._form(element, object)],
      serviceTask: () => this._operator(element, object),
      businessRuleTask: () => this._table(element, object),
      callActivity: () => [this._called(element, object)],
      sequenceFlow: () => this._flow(element, object),
      lane: () => [this._role(element, object)],
    }[kindOf(object).split(" ")[0]]?.() || [];
    if (this.fields.timer(object)) parts.push(...this._period(element, object));
    if (this.fields.message(object) !== null) parts.push(this._message(element, object));
    return parts;
  }

  // ---- a person's task -----------------------------------------------------------------------------------------

  _form(element, object) {
    const options = [["", say(WORDS.own, { id: object.$type === "bpmn:StartEvent" ? "start" : object.id })]];
    options.push(...this.choices.forms.map((one) => [one.id, `${one.name}(${one.id})`]));
    return this._setting(element, object, "form", WORDS.form, options);
  }

  _person(element, object) {
    const others = this._people(element).map((one) => [one.id, one.businessObject.name || one.id]);
    const checked = this.fields.property(object, "differs_from").split(/[\s,]+/).filter(Boolean);
    const separator = /,/.test(this.fields.property(object, "differs_from")) ? "," : " ";
    const write = (names) => this.fields.setProperty(element, "differs_from", names.join(separator));
    return [
      this._form(element, object),
      this._setting(element, object, "due", WORDS.due, this._periodOptions()),
      this._toValue(this.fields.property(object, "due")),
      this._line("act", WORDS.act, this.fields.property(object, "act"), (text) => this.fields.setProperty(element, "act", text)),
      this.inputs.checks("differs", say(WORDS.differs), others, checked, write),
      this._setting(element, object, "waiting", WORDS.waiting, [["", say(WORDS.none)], ["documents", say(WORDS.documents)]]),
      this._setting(element, object, "checks", WORDS.checks, [["", say(WORDS.none)], ...others]),
      this.inputs.tick("fresh", say(WORDS.fresh), this.fields.property(object, "fresh") === "true",
        (on) => this.fields.setProperty(element, "fresh", on ? "true" : "")),
    ];
  }

  _people(element) {
    const registry = this.modeler.get("elementRegistry");
    return registry.filter((one) => /:(UserTask|StartEvent)$/.test(one.type) && one !== element && one.type !== "label");
  }

  // ---- automatic steps -----------------------------------------------------------------------------------------

  _operator(element, object) {
    const { id, parameters } = this.fields.operator(object);
    const own = this.choices.operators.filter((one) => one.id.startsWith(`${this.slug}/`));
    const rest = this.choices.operators.filter((one) => !one.id.startsWith(`${this.slug}/`));
    const options = [["", say(WORDS.none)], ...[...own, ...rest].map((one) => [one.id, one.id])];
    const chosen = this.choices.operators.find((one) => one.id === id);
    const select = this._select("operator", WORDS.operator, id, options, (name) => this.fields.setOperator(element, name, name ? parameters : []), chosen?.name);
    const known = new Set((chosen?.inputs || []).map((one) => one.id));
    const extra = parameters.filter((one) => !known.has(one.id)).map((one) => ({ id: one.id, type: one.type, required: false }));
    const inputs = [...(chosen?.inputs || []), ...extra].map((one) => this._input(element, id, parameters, one));
    const outputs = chosen?.outputs.length ? this._text(say(WORDS.outputs, { names: chosen.outputs.map((one) => one.id).join("・") })) : null;
    return [select, ...inputs, outputs];
  }

  _input(element, operator, parameters, input) {
    const value = parameters.find((one) => one.id === input.id)?.value || "";
    const write = (text) => {
      const others = parameters.filter((one) => one.id !== input.id);
      const place = parameters.findIndex((one) => one.id === input.id);
      others.splice(place < 0 ? others.length : place, 0, { ...parameters[place], id: input.id, value: text });
      this.fields.setOperator(element, operator, others);
    };
    const label = [say(WORDS.input, { name: input.id, type: typeWord(input.type) }), input.required ? say(WORDS.must) : ""];
    if (input.id === "letter") return this.inputs.select(`input-${input.id}`, label, value, this._letters(value), write);
    return this.inputs.line(`input-${input.id}`, label, value, write, { list: this._names() });
  }

  _letters(value) {
    const quoted = this.choices.letters.map((one) => [`"${one.id}"`, `${one.name}(${one.id})`]);
    const known = value === "" || quoted.some(([one]) => one === value);
    return [["", say(WORDS.none)], ...(known ? [] : [[value, value]]), ...quoted];
  }

  _table(element, object) {
    const id = this.fields.decision(object);
    const options = [["", say(WORDS.none)], ...this.choices.tables.map((one) => [one.id, `${one.name}(${one.id})`])];
    const chosen = this.choices.tables.find((one) => one.id === id);
    const hint = chosen && say(WORDS.table, { inputs: chosen.inputs.join("・"), outputs: chosen.outputs.join("・") });
    return [this._select("decision", WORDS.decision, id, options, (name) => this.fields.setDecision(element, name), hint)];
  }

  _called(element, object) {
    const options = [["", say(WORDS.none)], ...this.choices.parts.map((one) => [one.id, `${one.name}(${one.id})`])];
    const write = (name) => this.fields.setPlain(element, { calledElement: name || undefined });
    return this._select("called", WORDS.called, object.calledElement || "", options, write);
  }

  // ---- time, news, ways ----------------------------------------------------------------------------------------

  _periodOptions() {
    const known = this.choices.periods.map((one) => [one.id, `${one.name} — ${one.id}`]);
    return [["", say(WORDS.none)], ...known];
  }

  _period(element, object) {
    const { text } = this.fields.timer(object);
    const chosen = this.choices.periods.find((one) => one.id === text);
    const hint = chosen ? say(WORDS.article, { article: chosen.article }) : text && say(WORDS.written, { text });
    return [
      this._select("period", WORDS.period, text, this._periodOptions(), (name) => this.fields.setPeriod(element, name), hint),
      this._text(say(WORDS.lengthens)),
      this._toValue(text),
    ];
  }

  /** The way to the value behind a named period, in the same draft; the values' page leads back here. */
  _toValue(name) {
    if (!this.choices.periods.some((one) => one.id === name)) return null;
    const key = encodeURIComponent(`period.${name}`);
    const line = document.createElement("p");
    const link = document.createElement("a");
    link.href = `${this.values}?q=${key}&key=${key}#form`;
    link.textContent = say(WORDS.value);
    line.append(link);
    return line;
  }

  _message(element, object) {
    const names = [...new Set(["case_event", ...this.fields.messages()])].filter(Boolean);
    const options = [["", say(WORDS.none)], ...names.map((one) => [one, one])];
    return this._select("message", WORDS.message, this.fields.message(object), options, (name) => this.fields.setMessage(element, name));
  }

  _flow(element, object) {
    const source = element.source?.businessObject;
    const asks = /:(Exclusive|Inclusive|Complex)Gateway$/.test(source?.$type || "");
    if (!asks && !object.conditionExpression) return [];
    const write = (text) => this.fields.setCondition(element, text);
    return [
      this.inputs.line("condition", [say(WORDS.condition)], this.fields.condition(object), write, { list: this._names(), hint: say(WORDS.conditions) }),
      asks ? this.inputs.tick("default", say(WORDS.default), source.default === object, (on) => this.fields.setDefault(element, on)) : null,
    ];
  }

  _role(element, object) {
    const options = [["", say(WORDS.none)], ...this.choices.roles.map((one) => [one.id, one.name])];
    return this._setting(element, object, "role", WORDS.role, options);
  }

  // ---- acts, and what is seldom asked for ----------------------------------------------------------------------

  _acts(element) {
    const family = familyOf(element);
    const acts = [];
    if (family || element.type === "bpmn:StartEvent") {
      const words = FOLLOWERS.map((kind) => [kind, say(KINDS[kind])]);
      if (element.type !== "bpmn:EndEvent") acts.push(this.inputs.act("append", say(WORDS.append), words, say(WORDS.do), (kind) => append(this.modeler, element, kind)));
    }
    const turns = (TURNS[family] || []).filter((kind) => kind !== kindOf(element.businessObject));
    if (turns.length) acts.push(this.inputs.act("turn", say(WORDS.turn), turns.map((kind) => [kind, say(KINDS[kind])]), say(WORDS.do), (kind) => turn(this.modeler, element, kind)));
    const buttons = [];
    if (element.type === "bpmn:UserTask") {
      buttons.push([say(WORDS.attach), () => attach(this.modeler, element, "boundaryEvent timer")]);
      buttons.push([say(WORDS.attachNews), () => attach(this.modeler, element, "boundaryEvent message")]);
    }
    if (element.parent) buttons.push([say(WORDS.remove), () => this.modeler.get("modeling").removeElements([element])]);
    return [...acts, this.inputs.buttons(buttons)];
  }

  _more(element, object) {
    const details = document.createElement("details");
    const summary = document.createElement("summary");
    summary.textContent = say(WORDS.more);
    const write = (text) => { if (/^[A-Za-z_][\w.-]*$/.test(text) && text !== object.id) this.fields.setPlain(element, { id: text }); else this.show(element); };
    details.append(summary, this._area("documentation", WORDS.documentation, this.fields.documentation(object), (text) => this.fields.setDocumentation(element, text)),
      this._line("id", WORDS.id, object.id || "", write));
    const foreign = (object.extensionElements?.get("values") || []).filter((one) => one.$descriptor?.ns?.uri !== SPIFF).map((one) => one.$type);
    if (foreign.length) details.append(this._text(say(WORDS.kept, { names: [...new Set(foreign)].join("・") })));
    return details;
  }

  // ---- small helps ---------------------------------------------------------------------------------------------

  _names() {
    return this.fields.names(this.choices, this.slug).map((one) => [one.id, [one.element, one.name].filter(Boolean).join(" ")]);
  }

  _setting(element, object, name, word, options) {
    return this._select(name, word, this.fields.property(object, name), options, (value) => this.fields.setProperty(element, name, value));
  }

  _select(name, word, value, options, write, hint = "") {
    const known = options.some(([one]) => one === value);
    const all = known ? options : [...options, [value, say(WORDS.unknown, { id: value })]];
    return this.inputs.select(name, [say(word)], value, all, write, { hint });
  }

  _area(name, word, value, write) {
    return this.inputs.area(name, [say(word)], value, write);
  }

  _line(name, word, value, write) {
    return this.inputs.line(name, [say(word)], value, write);
  }

  _text(text) {
    const line = document.createElement("p");
    line.className = "hint";
    line.textContent = text;
    return line;
  }
}
