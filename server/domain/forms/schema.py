"""The API's face of a form: JSON Schema 2020-12 that accepts exactly what `read_answers` accepts of JSON.

What the schema language cannot say stands beside it as annotations: `x-dates` (a date's bound within its object:
`today`, a day or the name of a field), the formats `my-number` (check digit) and `no-my-number` (free text without a
My Number) and `x-sealed` (a reference to a number entered before). Titles and descriptions are Japanese, `x-title-en`
is English.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from server.domain.effects import JSON
from server.domain.forms import kinds
from server.domain.forms.check_marks import MARK_FIELDS, MATCH
from server.domain.forms.dates import PARTIAL
from server.domain.forms.model import Condition, Field, FormDefinition, answered
from server.domain.forms.tree import SEALED

Schema = dict[str, JSON]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DAY = "^(?:187[3-9]|18[89][0-9]|19[0-9]{2}|20[0-9]{2}|2100)-[0-9]{2}-[0-9]{2}$"
_TRIMMED = r"(?!\s)(?![\s\S]*\s$)"


def json_schema(form: FormDefinition, *, check_groups: Sequence[str] = ()) -> Schema:
    """The schema of the JSON that `form` takes; `check_groups` are the ids of the value groups of a second check."""
    schema = _scope(form.fields, check_groups)
    return {"$schema": DIALECT, "$id": f"urn:kokuho:form:{form.form}:{form.version}", "title": form.title.ja, **schema}


def _scope(fields: Sequence[Field], groups: Sequence[str]) -> Schema:
    """One object: its fields, what is required, and for fields shown only sometimes the condition and what follows."""
    by_name = {field.name: field for field in answered(tuple(fields))}
    schema: Schema = {"type": "object", "properties": {}, "required": [], "additionalProperties": False, "allOf": []}
    for field in by_name.values():
        if field.read_only:
            schema["properties"][field.name] = {**_titles(field), "readOnly": True, "enum": [None, ""]}
            continue
        asked = _asked(field, by_name, groups)
        if field.show_if:
            schema["properties"].update({name: _titles(field) for name in asked["properties"]})
            schema["allOf"].append({"if": _conditions(field, by_name), "then": asked})
        else:
            schema["properties"].update(asked["properties"])
            schema["required"].extend(asked.get("required", []))
            schema["allOf"].extend(asked.get("allOf", []))
    return {key: value for key, value in schema.items() if value != []}


def _asked(field: Field, by_name: Mapping[str, Field], groups: Sequence[str]) -> Schema:
    """What holds of a field when it is shown."""
    if field.partial:
        asked = _partial(field)
    else:
        needed = field.required or (field.type == "group" and bool(field.min))
        schema = _marks(groups) if field.type == "check_groups" else _SCHEMAS[field.type](field)
        titled = {**_titles(field), **schema}
        asked = {"properties": {field.name: titled if needed else _or_null(titled)}}
        if needed:
            asked["required"] = [field.name]
    further = [*asked.get("allOf", []), *_bounds(field, by_name)]
    if field.complete_if is not None and groups:
        further.append({"if": _condition(field.complete_if, by_name), "then": _complete(field, groups)})
    return {**asked, "allOf": further} if further else asked


def _or_null(schema: Schema) -> Schema:
    if "enum" in schema:
        return {**schema, "type": [schema["type"], "null"], "enum": [*schema["enum"], None]}
    if "type" in schema:
        return {**schema, "type": [schema["type"], "null"]}
    return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}


def _titles(field: Field) -> Schema:
    titles: Schema = {"title": field.label.ja, "x-title-en": field.label.en}
    if field.hint is not None:
        titles["description"] = field.hint.ja
    return titles


def _text(field: Field) -> Schema:
    longest = field.max if field.max is not None else kinds.MAX_LENGTH[field.type]
    allowed = rf"(?:\n|[^{kinds.UNSEEN}])" if field.type == "textarea" else f"[^{kinds.UNSEEN}]"
    pattern = f"^{_TRIMMED}{allowed}+$"
    return {
        "type": "string",
        "minLength": field.min or 1,
        "maxLength": longest,
        "pattern": pattern,
        "format": "no-my-number",
    }


def _kana(field: Field) -> Schema:
    longest = field.max if field.max is not None else kinds.MAX_LENGTH["kana"]
    return {"type": "string", "maxLength": longest, "pattern": kinds.KANA}


def _pattern(pattern: str) -> Callable[[Field], Schema]:
    return lambda _field: {"type": "string", "pattern": pattern}


def _date(_field: Field) -> Schema:
    return {"type": "string", "format": "date", "pattern": _DAY}


def _number(field: Field) -> Schema:
    largest = field.max if field.max is not None else kinds.MAX_NUMBER[field.type]
    smallest = field.min if field.min is not None else kinds.smallest_number(field)
    return {"type": "integer", "minimum": smallest, "maximum": largest}


def _my_number(_field: Field) -> Schema:
    typed = {"type": "string", "pattern": kinds.MY_NUMBER, "format": "my-number", "writeOnly": True}
    return {"anyOf": [typed, {"type": "string", "pattern": f"^{SEALED}", "x-sealed": True}]}


def _choice(field: Field) -> Schema:
    return {"type": "string", "enum": list(field.option_values), "x-labels": _labels(field)}


def _labels(field: Field) -> JSON:
    return {option.value: {"ja": option.label.ja, "en": option.label.en} for option in field.options}


def _checkbox(field: Field) -> Schema:
    return {"type": "boolean", "enum": [True]} if field.required else {"type": "boolean"}


def _checkboxes(field: Field) -> Schema:
    items = {"type": "string", "enum": list(field.option_values)}
    schema: Schema = {"type": "array", "items": items, "uniqueItems": True, "x-labels": _labels(field)}
    if field.max is not None:
        schema["maxItems"] = field.max
    few = max(field.min or 0, 1 if field.required else 0)
    if few > 1 and not field.required:
        return {"anyOf": [{**schema, "minItems": few}, {"type": "array", "maxItems": 0}]}
    return {**schema, "minItems": few} if few > 0 and field.required else schema


def _group(field: Field) -> Schema:
    return {"type": "array", "items": _scope(field.fields, ()), "minItems": field.min or 0, "maxItems": field.max}


_SCHEMAS: Mapping[str, Callable[[Field], Schema]] = {
    "text": _text,
    "textarea": _text,
    "name": _text,
    "kana": _kana,
    "wareki_date": _date,
    "date": _date,
    "number": _number,
    "yen": _number,
    "postal_code": _pattern(kinds.POSTAL_CODE),
    "phone": _pattern(kinds.PHONE),
    "my_number": _my_number,
    "radio": _choice,
    "select": _choice,
    "checkbox": _checkbox,
    "checkboxes": _checkboxes,
    "file": _pattern(kinds.UPLOAD_ID),
    "group": _group,
}


def _partial(field: Field) -> Schema:
    """A birth date: whole under its own name, or its known parts under the companion's, never both."""
    whole, parts = field.name, field.partial_name
    nothing: Schema = {"properties": {whole: {"type": "null"}, parts: {"type": "null"}}}
    either: list[JSON] = [
        {"properties": {whole: {"type": "string"}, parts: {"type": "null"}}, "required": [whole]},
        {"properties": {whole: {"type": "null"}, parts: {"type": "string"}}, "required": [parts]},
    ]
    titles = _titles(field)
    return {
        "properties": {
            whole: {**titles, **_or_null(_date(field))},
            parts: {**titles, "type": ["string", "null"], "pattern": f"^(?:{PARTIAL.pattern})$"},
        },
        "allOf": [{"anyOf": either if field.required else [*either, nothing]}],
    }


def _marks(groups: Sequence[str]) -> Schema:
    mark = _scope(MARK_FIELDS, ())
    return {"type": "object", "properties": dict.fromkeys(groups, mark), "additionalProperties": False}


def _complete(field: Field, groups: Sequence[str]) -> Schema:
    """Every group marked, and marked equal."""
    equal = {"properties": {"mark": {"const": MATCH}}}
    marks = {"type": "object", "required": list(groups), "properties": dict.fromkeys(groups, equal)}
    return {"properties": {field.name: marks}, "required": [field.name]}


def _conditions(field: Field, by_name: Mapping[str, Field]) -> Schema:
    """The conditions of a field, with those of the fields it hangs on."""
    together: list[Schema] = []
    for condition in field.show_if:
        together.append(_condition(condition, by_name))
        inner = by_name[condition.field]
        if inner.show_if:
            together.append(_conditions(inner, by_name))
    return together[0] if len(together) == 1 else {"allOf": together}


def _condition(condition: Condition, by_name: Mapping[str, Field]) -> Schema:
    field = by_name[condition.field]
    found = [_holds(field, value) for value in condition.values]
    any_of = found[0] if len(found) == 1 else {"anyOf": found}
    return {"not": any_of} if condition.test == "not" else any_of


def _holds(field: Field, value: JSON) -> Schema:
    """That a field has `value` (null: is empty; false: is not ticked), absent fields being empty."""
    if value is None:
        return _is_empty(field)
    if field.type == "checkbox" and value is False:
        return {"not": _holds(field, True)}
    test: Schema = {"contains": {"const": value}, "type": "array"} if field.type == "checkboxes" else {"const": value}
    return {"properties": {field.name: test}, "required": [field.name]}


def _is_empty(field: Field) -> Schema:
    if field.type == "checkbox":
        return _holds(field, False)
    names = (field.name, field.partial_name) if field.partial else (field.name,)
    return {"properties": {name: {"enum": [None, [], {}]} for name in names}}


def _bounds(field: Field, by_name: Mapping[str, Field]) -> list[JSON]:
    """The bounds of a date; a bound by another date holds only while that one is asked."""
    found: list[JSON] = []
    for key, bound in (("not_after", field.not_after), ("not_before", field.not_before)):
        if bound is None:
            continue
        schema: Schema = {"x-dates": {"field": field.name, key: bound}}
        other = by_name.get(bound)
        if other is not None and other.show_if:
            schema = {"if": _conditions(other, by_name), "then": schema}
        found.append(schema)
    return found
