"""Column types of decision tables (列の型): FEEL's own, a few plain vendor words, and item definitions over them."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from server.engine.decision_model import ColumnType
from server.engine.decision_xml import Declared, Notes, dmn_children, local

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
        if _is_collection_or_object(item):
            return ResolvedType("any", None)
        allowed = allowed or _allowed_text(item)
        name = _base(item)
    return ResolvedType(_plain(name, element, notes), allowed)


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


def _is_collection_or_object(item: etree._Element) -> bool:
    kinds = {local(child) for child in dmn_children(item)}
    return item.get("isCollection") == "true" or bool(kinds & {"itemComponent", "functionItem"})


def _base(item: etree._Element) -> str:
    return next(((child.text or "").strip() for child in dmn_children(item) if local(child) == "typeRef"), "")


def _allowed_text(item: etree._Element) -> str | None:
    for child in dmn_children(item):
        if local(child) in {"allowedValues", "typeConstraint"}:
            return next(((part.text or "").strip() for part in dmn_children(child) if local(part) == "text"), None)
    return None
