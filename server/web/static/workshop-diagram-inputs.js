/* Fields of the panel (欄): label, control and hint, drawn alike; each tells its new value when it is left. */

const element = (tag, values = {}, ...inside) => {
  const made = Object.assign(document.createElement(tag), values);
  made.append(...inside.filter(Boolean));
  return made;
};

/** Makes the fields of one panel; ids are `set-<name>`, so that a field is found again when the panel is drawn anew. */
export class Inputs {
  /** One line of text; `list` offers words `[value, what it is]`. */
  line(name, label, value, write, { hint = "", list = null } = {}) {
    const control = element("input", { type: "text", value, autocomplete: "off", spellcheck: false });
    const words = list && element("datalist", { id: `set-${name}-list` });
    words?.append(...list.map(([id, text]) => element("option", { value: id, label: text })));
    if (words) control.setAttribute("list", words.id);
    return this._field(name, label, control, hint, () => write(control.value.trim()), words);
  }

  /** Several lines of text. */
  area(name, label, value, write) {
    const control = element("textarea", { value, rows: 2 });
    return this._field(name, label, control, "", () => write(control.value.trim()));
  }

  /** One of `[value, word]`. */
  select(name, label, value, options, write, { hint = "" } = {}) {
    const control = element("select");
    control.append(...options.map(([id, word]) => element("option", { value: id, textContent: word, selected: id === value })));
    return this._field(name, label, control, hint, () => write(control.value));
  }

  /** A tick. */
  tick(name, word, on, write) {
    const control = element("input", { type: "checkbox", id: `set-${name}`, checked: on });
    control.addEventListener("change", () => write(control.checked));
    return element("p", { className: "tick-line" }, control, element("label", { htmlFor: control.id, textContent: word }));
  }

  /** Several ticks under one word; nothing where there is nothing to tick. */
  checks(name, word, options, chosen, write) {
    if (options.length === 0) return null;
    const group = element("fieldset", { id: `set-${name}`, tabIndex: -1 }, element("legend", { textContent: word }));
    const known = new Set(options.map(([id]) => id));
    const rest = chosen.filter((id) => !known.has(id));
    for (const [id, text] of [...options, ...rest.map((one) => [one, one])]) {
      const box = element("input", { type: "checkbox", id: `set-${name}-${id}`, value: id, checked: chosen.includes(id) });
      box.addEventListener("change", () => write([...group.querySelectorAll("input:checked")].map((one) => one.value)));
      group.append(element("p", { className: "tick-line" }, box, element("label", { htmlFor: box.id, textContent: text })));
    }
    return group;
  }

  /** A choice with a button that acts on it. */
  act(name, label, options, word, act) {
    const control = element("select", { id: `set-${name}` });
    control.append(...options.map(([id, text]) => element("option", { value: id, textContent: text })));
    const button = element("button", { type: "button", className: "btn small", textContent: word, ariaLabel: `${label}: ${word}` });
    button.addEventListener("click", () => act(control.value));
    return element("div", { className: "field" }, element("label", { htmlFor: control.id, textContent: label }), element("p", { className: "row" }, control, button));
  }

  /** Plain buttons `[word, act]` in a row. */
  buttons(list) {
    const made = list.map(([word, act]) => {
      const button = element("button", { type: "button", className: "btn small", textContent: word });
      button.addEventListener("click", act);
      return button;
    });
    return element("p", { className: "row" }, ...made);
  }

  _field(name, [word, must = ""], control, hint, write, beside = null) {
    control.id = `set-${name}`;
    control.addEventListener("change", write);
    const label = element("label", { htmlFor: control.id, textContent: word });
    if (must) label.append(" ", element("span", { className: "must", textContent: must }));
    const said = hint && element("p", { className: "hint", id: `${control.id}-hint`, textContent: hint });
    if (said) control.setAttribute("aria-describedby", said.id);
    return element("div", { className: "field" }, label, control, beside, said);
  }
}
