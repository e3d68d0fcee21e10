"""Ids of a diagram drawn elsewhere (内部の名): given anew with everything that refers to them."""

from __future__ import annotations

import re
from collections.abc import Collection

from lxml import etree

_NAME = re.compile(r"[A-Za-z_]\w*\Z")


def taken_ids(root: etree._Element) -> list[str]:
    """Every id of the file."""
    return [own for one in root.iter(etree.Element) if (own := one.get("id"))]


def above(element: etree._Element) -> etree._Element:
    """What an element stands in; never asked of the root."""
    found = element.getparent()
    assert found is not None  # noqa: S101 - BPMN's parts all stand inside definitions
    return found


def drop_attribute(element: etree._Element, name: str) -> None:
    """Takes an attribute away, if it is there."""
    if name in element.attrib:
        del element.attrib[name]


def as_name(own: str, taken: Collection[str]) -> str:
    """`own` as a name that expressions can read, unlike every other id; itself where it is one already."""
    if _NAME.match(own):
        return own
    plain = re.sub(r"\W", "_", own)
    name = plain if _NAME.match(plain) else f"n_{plain}"
    while name in taken:
        name += "_"
    return name


def rename(root: etree._Element, old: str, new: str) -> None:
    """Gives an id anew wherever it stands: as an id, in a reference, in the picture; names and texts stay."""
    for one in root.iter(etree.Element):
        for key, value in one.attrib.items():
            if key != "name" and _same(str(value), old):
                one.set(key, new)
        if len(one) == 0 and one.text is not None and _refers(one) and _same(one.text.strip(), old):
            one.text = new


def _same(value: str, old: str) -> bool:
    return value == old or value.rpartition(":")[2] == old


def _refers(one: etree._Element) -> bool:
    """Elements whose text is a reference: `incoming`, `outgoing`, `flowNodeRef`, `sourceRef` …"""
    name = etree.QName(one).localname
    return name in ("incoming", "outgoing", "source", "target") or name.endswith(("Ref", "Refs"))
