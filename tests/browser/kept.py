"""What a diagram's file holds (図の中身): elements, attributes and texts counted, to compare two files."""

from __future__ import annotations

from collections import Counter

from lxml import etree

XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
Thing = tuple[str, str, str, str]


def contents(data: bytes) -> Counter[Thing]:
    """Elements, attributes and texts by the nearest id above them; how a value is spelled does not count."""
    found: Counter[Thing] = Counter()
    for element in etree.fromstring(data).iter(etree.Element):
        above = _nearest(element)
        found[above, str(element.tag), "element", ""] += 1
        for name, value in element.attrib.items():
            found[above, str(element.tag), str(name), _value(element, str(name), str(value))] += 1
        text = " ".join((element.text or "").split())
        if text and len(element) == 0:
            found[above, str(element.tag), "text", text] += 1
    return found


def lost(before: bytes, after: bytes) -> list[Thing]:
    """What the first file holds and the second does not."""
    return sorted((contents(before) - contents(after)).elements())


def _nearest(element: etree._Element) -> str:
    at: etree._Element | None = element
    while at is not None:
        if at.get("id"):
            return str(at.get("id"))
        at = at.getparent()
    return ""


def _value(element: etree._Element, name: str, value: str) -> str:
    """`1` is true, `100.0` is 100, and a type is the same under any prefix."""
    plain = value.strip()
    if name == XSI_TYPE:
        prefix, _, local = plain.rpartition(":")
        return f"{{{element.nsmap.get(prefix or None, '')}}}{local}"
    if plain in ("true", "1", "1.0"):
        return "1"
    if plain in ("false", "0", "0.0", "-0"):
        return "0"
    try:
        return f"{float(plain):g}"
    except ValueError:
        return " ".join(plain.split())
