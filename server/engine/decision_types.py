"""Column types of decision tables (列の型): FEEL's own, a few plain vendor words, and item definitions over them."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from server.engine.decision_model import ColumnType
from server.engine.decision_xml import Declared, Notes, dmn_children, local
from server.engine.lint_model import is_true

_TYPES: dict[str, ColumnType] = {
    "": "any",
    "any": "any",
    "string": "string",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "integer": "integer",
    "long": "integer",
    "double": "number",
    "context": "any",
    "list": "any",
}
_MAX_CHAIN = 10


@dataclass(frozen=True, slots=True)
class ResolvedType:
    """A column's type and the text of the values its item definition allows."""

    type: ColumnType
    allowed: str | None = None


def resolve(written: str | None, declared: Declared, element: etree._Element, notes: Notes) -> ResolvedType:
    """The column type named by `written` (a `typeRef`); times, durations and unknown names are findings."""
    name, allowed = (written or "").strip(), None
    for _ in range(_MAX_CHAIN):
        short = name.rpartition(":")[2].strip()
        item = declared.items.get(name, declared.items.get(short))
        if item is None:
            return ResolvedType(_plain(short, element, notes), allowed)
        limits = _allowed_text(item)
        if _is_collection_or_object(item):
            _refuse_limits(bool(limits or allowed), element, notes)
            return ResolvedType("any", None)
        _refuse_limits(bool(limits and allowed), element, notes)
        allowed = allowed or limits
        name = _base(item)
    return ResolvedType(_plain(name, element, notes), allowed)


def resolve_both(
    written: str | None, declared_type: str | None, declared: Declared, element: etree._Element, notes: Notes
) -> ResolvedType:
    """A column's type where its name is declared with one too: they must not differ; either may limit its values."""
    own, other = (resolve(one, declared, element, notes) for one in (written, declared_type))
    if not written or not declared_type:
        return own if written else other
    numbers = {own.type, other.type} == {"number", "integer"}
    if own.type != other.type and "any" not in (own.type, other.type) and not numbers:
        notes.say(
            element,
            "table-type",
            f"型が二通り({written} と {declared_type})に書かれています。同じにしてください。",
            f"Two types are written ({written} and {declared_type}); make them the same.",
        )
    return ResolvedType(other.type if own.type == "any" else own.type, own.allowed or other.allowed)


def _plain(name: str, element: etree._Element, notes: Notes) -> ColumnType:
    found = _TYPES.get(name.lower())
    if found is None:
        notes.say(
            element,
            "table-type",
            f"型「{name}」は使えません。string、number、boolean、date のどれかにしてください。",
            f"The type '{name}' cannot be used; take string, number, boolean or date.",
        )
    return found or "any"


def _refuse_limits(found: bool, element: etree._Element, notes: Notes) -> None:
    """Limits of lists and objects, and limits upon limits, are not checked when a table is asked."""
    if found:
        notes.say(
            element,
            "table-type",
            "リストや物の型の値の制限、重ねた制限は働きません。欄の値の一覧に書いてください。",
            "Limits on lists or objects, and limits upon limits, have no effect; list the column's own values.",
        )


def _is_collection_or_object(item: etree._Element) -> bool:
    kinds = {local(child) for child in dmn_children(item)}
    return is_true(item.get("isCollection")) or bool(kinds & {"itemComponent", "functionItem"})


def _base(item: etree._Element) -> str:
    return next(((child.text or "").strip() for child in dmn_children(item) if local(child) == "typeRef"), "")


def _allowed_text(item: etree._Element) -> str | None:
    for child in dmn_children(item):
        if local(child) in {"allowedValues", "typeConstraint"}:
            return next(((part.text or "").strip() for part in dmn_children(child) if local(part) == "text"), None)
    return None
