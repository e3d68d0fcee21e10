"""The difference of two diagrams (図の違い): elements by id, their lanes, flows and insides; positions apart.

An element whose id alone changed is told as that, once. A flow's list in its node (`incoming`, `outgoing`) repeats what
the flows say and is compared only where it contradicts them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from server.engine.difference_types import Change, Periods, moved, say, say_in
from server.engine.difference_words import EXTENSIONS, PROPERTIES, Words, called, element_word
from server.engine.difference_xml import Leaf, Reading, content, fingerprint, leaves, local, text
from server.engine.lint_model import GATEWAYS, NODES, SUBPROCESSES, tag_of
from server.engine.safe_xml import parse

_HOLDERS = SUBPROCESSES | {"definitions", "collaboration", "process", "laneSet", "childLaneSet"}
_INSIDE = frozenset(
    {"documentation", "extensionElements", "ioSpecification", "standardLoopCharacteristics", "incoming", "outgoing"}
    | {"multiInstanceLoopCharacteristics", "flowNodeRef", "conditionExpression", "monitoring", "auditing"}
)
_REFERENCES = ("sourceRef", "targetRef", "attachedToRef", "default", "messageRef", "errorRef", "processRef")
_PERIODS = ("/timeDuration", "property[due]@value")
_BY_TEXT = ("incoming", "outgoing", "flowNodeRef")


@dataclass(slots=True)
class _Side:
    """One version of a diagram, its elements by id."""

    root: etree._Element
    units: dict[str, etree._Element] = field(default_factory=dict)
    lanes: dict[str, str] = field(default_factory=dict)
    """node → the innermost lane that names it"""

    def name(self, reference: str | None) -> str:
        """What a person calls the element that a reference names."""
        found = self.units.get(reference or "")
        if found is None:
            return reference or ""
        if local(found) == "sequenceFlow" and not found.get("name"):
            return f"{self.name(found.get('sourceRef'))}→{self.name(found.get('targetRef'))}"
        return " ".join((found.get("name") or reference or "").split())

    def place(self, unit: str) -> Words:
        """An element as a sentence names it."""
        found = self.units[unit]
        word, own = element_word(local(found)), self.name(unit)
        if local(found) == "textAnnotation":
            own = content(found)[:20]
        return Words(f"{word.ja}「{own}」", f"{word.en} “{own}”")

    def flows(self, source: str) -> list[str]:
        """The ways out of a node that ask something, in the order in which they are asked."""
        ways = [key for key, one in self.units.items() if one.get("sourceRef") == source and _asks(one)]
        return ways if len(ways) > 1 else []


def diagram_changes(path: str, old: bytes, new: bytes, periods: Periods) -> Iterator[Change]:
    """What changed in a diagram. Raises `XmlRefused`."""
    before, after = _side(parse(old)), _side(parse(new))
    renamed = _renamed(before, after)
    told = {new_id: after.place(new_id) for new_id in renamed}
    if renamed:
        _name_back(after.root, renamed)
        after = _side(after.root)
    for new_id, old_id in renamed.items():
        yield say("changed", path, old_id, before.name(old_id), "@id", told[new_id], PROPERTIES["@id"], old_id, new_id)
    yield from _elements(path, before, after, periods)
    yield from _layout(path, before, after)


def _side(root: etree._Element) -> _Side:
    side = _Side(root)
    for element in root.iter():
        if tag_of(element) and _is_unit(element):
            own = element.get("id") or ""
            side.units.setdefault(own, element)
            for reference in element if local(element) == "lane" else ():
                if tag_of(reference) == "flowNodeRef":
                    side.lanes[text(reference)] = own  # an inner lane comes after the one around it
    return side


def _is_unit(element: etree._Element) -> bool:
    holder = element.getparent()
    if not element.get("id") or local(element) in _INSIDE:
        return False
    if holder is None:
        return tag_of(element) == "definitions"
    return tag_of(holder) in _HOLDERS or local(element) == "childLaneSet"


def _elements(path: str, before: _Side, after: _Side, periods: Periods) -> Iterator[Change]:
    for unit in dict.fromkeys([*before.units, *after.units]):
        if unit not in after.units:
            yield _come_or_gone("removed", path, unit, before)
        elif unit not in before.units:
            yield _come_or_gone("added", path, unit, after)
        else:
            yield from _inside(path, unit, before, after, periods)


def _come_or_gone(kind: str, path: str, unit: str, side: _Side) -> Change:
    said = content(side.units[unit])
    old, new = (said, None) if kind == "removed" else (None, said)
    return say(kind, path, unit, side.name(unit), "element", side.place(unit), Words("", ""), old, new)


def _inside(path: str, unit: str, before: _Side, after: _Side, periods: Periods) -> Iterator[Change]:
    old, new = before.units[unit], after.units[unit]
    place, name = after.place(unit), after.name(unit)
    if old.tag != new.tag:
        words = (element_word(local(old)), element_word(local(new)))
        kind = Words("種類", "kind")
        yield say_in("changed", path, unit, name, "kind", place, kind, words, (local(old), local(new)))
    for leaf in _one_event(leaves(old, new, _READING)):
        yield _told(path, unit, leaf, before, after, periods)
    lane, lane_now = before.lanes.get(unit), after.lanes.get(unit)
    if lane != lane_now:
        sides = (before.name(lane) or "—", after.name(lane_now) or "—")
        yield say("changed", path, unit, name, "lane", place, PROPERTIES["lane"], *sides)
    for direction in ("incoming", "outgoing"):
        listed, listed_now = _contradiction(before, unit, direction), _contradiction(after, unit, direction)
        if listed != listed_now:
            yield say("changed", path, unit, name, direction, place, PROPERTIES[direction], listed, listed_now)
    if local(new) in GATEWAYS and (order := moved(before.flows(unit), after.flows(unit))):
        first = "・".join(after.name(one) for one in order)
        label = Words(f"行き先を調べる順({first})", f"order of ways ({first})")
        yield say("moved", path, unit, name, "order", place, label, None, None)


def _told(path: str, unit: str, leaf: Leaf, before: _Side, after: _Side, periods: Periods) -> Change:
    """One property in words: references by the names of what they name, periods by their length."""
    if leaf.what.endswith(_PERIODS) and leaf.old in periods.old and leaf.new in periods.new:
        return _longer(path, unit, leaf, after, periods)
    tail = leaf.what.rpartition("@")[2]
    old = None if leaf.old is None else Words(leaf.old, leaf.old)
    new = None if leaf.new is None else Words(leaf.new, leaf.new)
    if tail in _REFERENCES or leaf.what == "@calledElement":
        old = old and Words(before.name(leaf.old), before.name(leaf.old))
        new = new and Words(after.name(leaf.new), after.name(leaf.new))
    elif leaf.what.endswith(_PERIODS):
        old, new = old and _period(leaf.old, periods.old), new and _period(leaf.new, periods.new)
    kind = "removed" if new is None else "added" if old is None else "changed"
    shown = (old or Words("", ""), new or Words("", ""))
    place, label = after.place(unit), _label(leaf.what)
    return say_in(kind, path, unit, after.name(unit), leaf.what, place, label, shown, (leaf.old, leaf.new))


def _longer(path: str, unit: str, leaf: Leaf, after: _Side, periods: Periods) -> Change:
    """Another named period: by its length, and who waits; a clock on an element's edge belongs to that element."""
    old, new = leaf.old or "", leaf.new or ""
    host = after.units[unit].get("attachedToRef")
    who, label = called([after.name(host or unit)]), _label(leaf.what)
    which = f"{after.name(unit)}: {old} → {new}" if host else f"{old} → {new}"
    was, now = periods.old[old], periods.new[new]
    ja = f"{who.ja}の{label.ja}を{was.ja}から{now.ja}へ({which})"
    en = f"{label.en} of {who.en} from {was.en} to {now.en} ({which})"
    return Change(path, unit, after.name(unit), leaf.what, "changed", old, new, ja, en)


def _period(name: str | None, lengths: object) -> Words:
    known = lengths.get(name or "") if isinstance(lengths, dict) else None
    return Words(name or "", name or "") if known is None else Words(f"{name}({known.ja})", f"{name} ({known.en})")


def _label(what: str) -> Words:
    if what in PROPERTIES:
        return PROPERTIES[what]
    extension = "extensionElements/properties/property["
    if what.startswith(extension):
        own = what.removeprefix(extension).partition("]")[0]
        return EXTENSIONS.get(own, Words(f"属性「{own}」", f"property “{own}”"))
    _, found, rest = what.partition("/parameters/parameter[")
    if found:
        own, _, tail = rest.partition("]")
        kind = Words("型", "type of ") if tail == "@type" else Words("", "")
        return Words(f"入力「{own}」{'の' + kind.ja if kind.ja else ''}", f"{kind.en}input “{own}”")
    return PROPERTIES.get("/".join(what.split("/")[-2:]), Words(f"属性「{what}」", f"attribute “{what}”"))


def _one_event(found: Iterator[Leaf]) -> Iterator[Leaf]:
    """An event of another kind is one change, not one gone and one come."""
    rest = list(found)
    gone = [one for one in rest if one.what.endswith("EventDefinition") and one.new is None]
    come = [one for one in rest if one.what.endswith("EventDefinition") and one.old is None]
    if len(gone) == len(come) == 1:
        rest = [one for one in rest if one not in (*gone, *come)]
        yield Leaf("event", f"{gone[0].what}: {gone[0].old}", f"{come[0].what}: {come[0].new}")
    yield from rest


def _contradiction(side: _Side, unit: str, direction: str) -> str | None:
    """Where a node's own list of flows differs from the flows; a node that lists none contradicts nothing."""
    listed = {text(one) for one in side.units[unit] if tag_of(one) == direction}
    if not listed or local(side.units[unit]) not in NODES:
        return None
    end = "targetRef" if direction == "incoming" else "sourceRef"
    flows = {key for key, one in side.units.items() if one.get(end) == unit and local(one) == "sequenceFlow"}
    return ", ".join(sorted(listed ^ flows)) or None


def _asks(flow: etree._Element) -> bool:
    return any(tag_of(child) == "conditionExpression" for child in flow)


def _skips(child: etree._Element) -> bool:
    """What is compared as an element of its own, or in another way."""
    if not tag_of(child):
        return child.tag.startswith("{http://www.omg.org/spec/BPMN/20100524/DI}")
    return local(child) in _BY_TEXT or _is_unit(child)


_READING = Reading(skip_child=_skips, skip_attribute=lambda where, name: not where and name == "id")

# -- ids that changed -----------------------------------------------------------------------------------------


def _renamed(before: _Side, after: _Side) -> dict[str, str]:
    """New id → old id of what differs in its id alone, where there is no doubt which is which."""
    gone = _by_content(before, set(before.units) - set(after.units))
    come = _by_content(after, set(after.units) - set(before.units))
    return {come[key][0]: ids[0] for key, ids in gone.items() if len(ids) == 1 and len(come.get(key, [])) == 1}


def _by_content(side: _Side, ids: set[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in sorted(ids):
        found.setdefault(fingerprint(side.units[one], _READING), []).append(one)
    return found


def _name_back(root: etree._Element, renamed: dict[str, str]) -> None:
    """Writes the old ids over the new ones, so that everything else can be compared."""
    for element in root.iter():
        for name, value in element.attrib.items():
            if value in renamed and (name in ("id", "bpmnElement") or name in _REFERENCES):
                element.set(name, renamed[value])
        if local(element) in _BY_TEXT and text(element) in renamed:
            element.text = renamed[text(element)]


# -- what only looks different -------------------------------------------------------------------------------


def _layout(path: str, before: _Side, after: _Side) -> Iterator[Change]:
    drawn, drawn_now = _drawn(before.root), _drawn(after.root)
    for one in sorted(set(drawn) | set(drawn_now)):
        both = one not in before.units.keys() ^ after.units.keys()
        if both and drawn.get(one) != drawn_now.get(one):
            place = after.place(one) if one in after.units else Words("図", "diagram")
            where = Words("位置・大きさ", "position and size")
            yield say("layout", path, one, after.name(one), "layout", place, where, None, None)
    order = moved(*([key for key, el in side.units.items() if local(el) != "sequenceFlow"] for side in (before, after)))
    if order:
        names = "・".join(after.name(one) for one in order[:5])
        words = Words(f"書かれた順({names})", f"order in the file ({names})")
        yield say(
            "layout", path, order[0], after.name(order[0]), "text_order", Words("図", "diagram"), words, None, None
        )


def _drawn(root: etree._Element) -> dict[str, str]:
    """How each element is drawn, by id; the plane and styles under their own names."""
    found: dict[str, str] = {}
    for holder in (one for one in root if not tag_of(one) and one.tag.endswith("}BPMNDiagram")):
        reading = Reading(skip_child=lambda one: one.get("bpmnElement") is not None and local(one) != "BPMNPlane")
        found[""] = found.get("", "") + fingerprint(holder, reading)
        for one in holder.iter():
            named = one.get("bpmnElement") if isinstance(one.tag, str) else None
            if named and local(one) != "BPMNPlane":
                found[named] = found.get(named, "") + fingerprint(one, Reading(skip_child=_empty_label))
    return found


def _empty_label(part: etree._Element) -> bool:
    """A label without a place or a style, as editors write one when a name is changed: it is drawn like none."""
    return local(part) == "BPMNLabel" and len(part) == 0 and not set(part.attrib) - {"id"}
