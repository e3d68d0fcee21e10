"""Comparing two elements of XML through and through (要素の比較): attributes, texts, all that is inside, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

_KEYED = {"property": "name", "parameter": "id"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One property that differs: its place inside the element (`timerEventDefinition/timeDuration`), both sides."""

    what: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What is left out of a comparison because it is compared elsewhere, and how repeated children are told apart."""

    skip_child: Callable[[etree._Element], bool] = field(default=lambda _: False)
    skip_attribute: Callable[[str, str], bool] = field(default=lambda _where, _name: False)
    key: Callable[[etree._Element, int], str | None] = field(default=lambda _element, _index: None)


def local(element: etree._Element) -> str:
    """The element's name without its namespace."""
    return etree.QName(element).localname


def text(element: etree._Element) -> str:
    """The element's own text, space at the ends of lines and between them of no account."""
    return "\n".join(line.strip() for line in (element.text or "").strip().splitlines())


def leaves(old: etree._Element, new: etree._Element, reading: Reading, where: str = "") -> Iterator[Leaf]:
    """Everything in which two elements differ; what one of them has alone is one leaf with all that is in it."""
    for name in sorted(set(old.attrib) | set(new.attrib)):
        if not reading.skip_attribute(where, str(name)) and old.get(name) != new.get(name):
            yield Leaf(f"{where}@{_short(str(name))}", old.get(name), new.get(name))
    if text(old) != text(new):
        yield Leaf(where or "text", text(old) or None, text(new) or None)
    before, after = children(old, reading), children(new, reading)
    for key in dict.fromkeys([*before, *after]):
        inside = f"{where}/{key}" if where else key
        if key not in after:
            yield from _alone(inside, before[key], old_side=True)
        elif key not in before:
            yield from _alone(inside, after[key], old_side=False)
        else:
            yield from leaves(before[key], after[key], reading, inside)


def _alone(where: str, element: etree._Element, *, old_side: bool) -> Iterator[Leaf]:
    """An element only one side has: its parts one by one when it only holds others, else as one."""
    parts = list(element)
    if parts and not element.attrib and not text(element) and local(element) in {"extensionElements", "properties"}:
        for key, part in children(element, Reading()).items():
            yield from _alone(f"{where}/{key}", part, old_side=old_side)
        return
    said = content(element)
    yield Leaf(where, said if old_side else None, None if old_side else said)


def children(element: etree._Element, reading: Reading) -> dict[str, etree._Element]:
    """The children by what tells them apart among their sisters: a name or id where it has one, else their number."""
    found: dict[str, etree._Element] = {}
    counted: dict[str, int] = {}
    for child in element:
        if not isinstance(child.tag, str) or reading.skip_child(child):
            continue
        name = _short(child.tag)
        number = counted[name] = counted.get(name, 0) + 1
        own = reading.key(child, number) or child.get(_KEYED.get(local(child), "-"))
        key = f"{name}[{own}]" if own else name if number == 1 else f"{name}[{number}]"
        found[key if key not in found else f"{key}[{number}]"] = child
    return found


def content(element: etree._Element) -> str:
    """An element in one line: its text, or its attributes, with what is inside."""
    said = [f"{_short(str(name))}={value!s}" for name, value in sorted(element.items()) if str(name) != "id"]
    own = [text(element)] if text(element) else []
    inside = [content(child) for child in element if isinstance(child.tag, str)]
    return " ".join([*own, *said, *inside]).strip() or local(element)


def fingerprint(element: etree._Element, reading: Reading) -> str:
    """All that an element says, but not its own id: equal for two elements that differ in their id alone."""
    own = sorted((str(name), str(value)) for name, value in element.attrib.items() if str(name) != "id")
    inside = [(key, fingerprint(child, reading)) for key, child in children(element, reading).items()]
    return repr((element.tag, own, text(element), inside))


def _short(name: str) -> str:
    """A name without the namespaces of our own vocabulary; one of another product keeps what tells it apart."""
    if not name.startswith("{"):
        return name
    namespace, _, own = name[1:].partition("}")
    known = any(part in namespace for part in ("omg.org/spec", "spiffworkflow.org"))
    return own if known else f"{namespace.rstrip('/').rsplit('/', 1)[-1]}:{own}"
