/* What stands behind an element, read and written: every change is one command of the modeler, so it can be undone.
   Our own settings are elements of the SpiffWorkflow vocabulary inside extensionElements; they are handled as the plain
   elements they are, so that whatever else stands beside them is kept. */

export const SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core";
const FORMAL = "bpmn:FormalExpression";

const named = (element, local) => element.$descriptor?.ns?.localName === local && element.$descriptor.ns.uri === SPIFF;
const children = (element, local) => (element?.$children || []).filter((one) => named(one, local));
const extensions = (object) => object.extensionElements?.get("values") || [];
const extension = (object, local) => extensions(object).find((one) => named(one, local));

/** Reads and writes the settings of elements through one modeler. */
export class Fields {
  constructor(modeler) {
    this.modeling = modeler.get("modeling");
    this.moddle = modeler.get("moddle");
    this.registry = modeler.get("elementRegistry");
    this.factory = modeler.get("bpmnFactory");
    this.canvas = modeler.get("canvas");
  }

  // ---- our own settings ----------------------------------------------------------------------------------------

  /** The value of a setting, "" where it is not set. */
  property(object, name) {
    return children(extension(object, "properties"), "property").find((one) => one.name === name)?.value ?? "";
  }

  /** Sets a setting; "" takes it away. */
  setProperty(element, name, value) {
    const old = extension(element.businessObject, "properties");
    const kept = (old?.$children || []).filter((one) => !(named(one, "property") && one.name === name));
    const place = (old?.$children || []).findIndex((one) => named(one, "property") && one.name === name);
    const wanted = value === "" ? [] : [this._any("property", { name, value })];
    kept.splice(place < 0 ? kept.length : place, 0, ...wanted);
    this._exchange(element, old, kept.length ? this._any("properties", { ...this._attributes(old), $children: kept }) : null);
  }

  /** The operator of a step: `{id, parameters: [{id, type, value}]}`. */
  operator(object) {
    const found = extension(object, "serviceTaskOperator");
    const list = children(children(found, "parameters")[0], "parameter");
    return { id: found?.id || "", parameters: list.map(({ id, type, value }) => ({ id, type, value: value ?? "" })) };
  }

  /** Sets the operator with its parameters; those without a value are left out. */
  setOperator(element, id, parameters) {
    const given = parameters.filter((one) => one.value.trim() !== "");
    const list = given.map(({ id: name, type, value }) => this._any("parameter", { id: name, type: type || "any", value }));
    const inside = list.length ? [this._any("parameters", { $children: list })] : [];
    const old = extension(element.businessObject, "serviceTaskOperator");
    this._exchange(element, old, id ? this._any("serviceTaskOperator", { id, $children: inside }) : null);
  }

  /** The table of a deciding step. */
  decision(object) {
    return (extension(object, "calledDecisionId")?.$body || "").trim();
  }

  setDecision(element, id) {
    const old = extension(element.businessObject, "calledDecisionId");
    this._exchange(element, old, id ? this._any("calledDecisionId", { $body: id }) : null);
  }

  // ---- what the standard has a place for -----------------------------------------------------------------------

  setPlain(element, values) {
    this.modeling.updateProperties(element, values);
  }

  /** The timer of an event: `{kind, text}` with kind timeDuration, timeDate or timeCycle. */
  timer(object) {
    const definition = object.eventDefinitions?.find((one) => one.$type === "bpmn:TimerEventDefinition");
    if (!definition) return null;
    const kind = ["timeDuration", "timeDate", "timeCycle"].find((one) => definition[one]) || "timeDuration";
    return { kind, text: (definition[kind]?.body || "").trim() };
  }

  /** The period that a timer waits for. */
  setPeriod(element, text) {
    const definition = element.businessObject.eventDefinitions.find((one) => one.$type === "bpmn:TimerEventDefinition");
    const expression = this.moddle.create(FORMAL, { body: text });
    expression.$parent = definition;
    const wanted = { timeDuration: text ? expression : undefined, timeDate: undefined, timeCycle: undefined };
    this.modeling.updateModdleProperties(element, definition, wanted);
  }

  /** The news an event waits for, by name. */
  message(object) {
    const definition = object.eventDefinitions?.find((one) => one.$type === "bpmn:MessageEventDefinition");
    return definition ? definition.messageRef?.name || "" : null;
  }

  setMessage(element, name) {
    const definition = element.businessObject.eventDefinitions.find((one) => one.$type === "bpmn:MessageEventDefinition");
    this.modeling.updateModdleProperties(element, definition, { messageRef: name ? this._messageNamed(name) : undefined });
  }

  /** The names of news that the diagram knows. */
  messages() {
    return this._definitions().get("rootElements").filter((one) => one.$type === "bpmn:Message").map((one) => one.name || "");
  }

  condition(flow) {
    return flow.conditionExpression?.body || "";
  }

  setCondition(element, text) {
    const expression = text.trim() === "" ? undefined : this.moddle.create(FORMAL, { body: text });
    if (expression) expression.$parent = element.businessObject;
    this.modeling.updateProperties(element, { conditionExpression: expression });
  }

  /** Makes a flow the way that is taken when no other is. */
  setDefault(element, chosen) {
    const source = element.source;
    this.modeling.updateProperties(source, { default: chosen ? element.businessObject : undefined });
  }

  documentation(object) {
    return object.get("documentation")?.[0]?.text || "";
  }

  setDocumentation(element, text) {
    const others = (element.businessObject.get("documentation") || []).slice(1);
    const first = text === "" ? [] : [this.factory.create("bpmn:Documentation", { text })];
    this.modeling.updateProperties(element, { documentation: [...first, ...others] });
  }

  /** Steps and their answers that come before: names that expressions may use. */
  names(choices, slug) {
    const found = [];
    for (const element of this.registry.getAll()) {
      const object = element.businessObject;
      if (element.type === "label" || element.labelTarget) continue;
      for (const part of this._answers(object, choices, slug)) found.push({ ...part, element: object.name || object.id });
    }
    return found;
  }

  _answers(object, choices) {
    if (object.$type === "bpmn:UserTask" || object.$type === "bpmn:StartEvent") {
      const name = this.property(object, "form") || (object.$type === "bpmn:StartEvent" ? "start" : object.id);
      const at = object.$type === "bpmn:StartEvent" ? "start" : object.id;
      const fields = choices.forms.find((one) => one.id === name)?.fields || [];
      return [{ id: at, name: "" }, ...fields.map((one) => ({ id: `${at}.${one.id}`, name: one.name }))];
    }
    if (object.$type === "bpmn:ServiceTask") {
      const outputs = choices.operators.find((one) => one.id === this.operator(object).id)?.outputs || [];
      return [{ id: object.id, name: "" }, ...outputs.map((one) => ({ id: `${object.id}.${one.id}`, name: "" }))];
    }
    if (object.$type === "bpmn:BusinessRuleTask") {
      const outputs = choices.tables.find((one) => one.id === this.decision(object))?.outputs || [];
      return outputs.map((one) => ({ id: `${object.id}.${one}`, name: "" }));
    }
    return [];
  }

  // ---- inside --------------------------------------------------------------------------------------------------

  _prefix() {
    const taken = this._definitions().$attrs || {};
    const found = Object.entries(taken).find(([name, value]) => name.startsWith("xmlns:") && value === SPIFF);
    return found ? found[0].slice("xmlns:".length) : "spiffworkflow";
  }

  _any(local, values) {
    return this.moddle.createAny(`${this._prefix()}:${local}`, SPIFF, values);
  }

  _attributes(element) {
    if (!element) return {};
    return Object.fromEntries(Object.entries(element).filter(([name]) => !name.startsWith("$")));
  }

  /** Puts `wanted` where `old` stood among the extensions; null takes it away. */
  _exchange(element, old, wanted) {
    const object = element.businessObject;
    const values = [...extensions(object)];
    const place = old ? values.indexOf(old) : values.length;
    values.splice(place, old ? 1 : 0, ...(wanted ? [wanted] : []));
    if (!object.extensionElements) {
      const holder = this.factory.create("bpmn:ExtensionElements", { values });
      holder.$parent = object;
      this.modeling.updateProperties(element, { extensionElements: holder });
    } else if (values.length === 0) {
      this.modeling.updateProperties(element, { extensionElements: undefined });
    } else {
      this.modeling.updateModdleProperties(element, object.extensionElements, { values });
    }
  }

  _definitions() {
    let at = this.canvas.getRootElement().businessObject;
    while (at.$parent) at = at.$parent;
    return at;
  }

  _messageNamed(name) {
    const definitions = this._definitions();
    const roots = definitions.get("rootElements");
    const found = roots.find((one) => one.$type === "bpmn:Message" && one.name === name);
    if (found) return found;
    const made = this.factory.create("bpmn:Message", { name });
    made.$parent = definitions;
    roots.push(made);
    return made;
  }
}
