"""Arrows and the nodes at their ends, put into a diagram drawn elsewhere (矢印の書き換え), with their picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from server.engine.lint_model import BPMN, SPIFF
from server.engine.rewrite_ids import above, as_name, taken_ids

_DI = "http://www.omg.org/spec/BPMN/20100524/DI"
_DC = "http://www.omg.org/spec/DD/20100524/DC"
_WAY = "http://www.omg.org/spec/DD/20100524/DI"
_GAP = 50  # pixels between a node and what is put beside it
_ROUND = 36  # pixels of an event
_DIAMOND = 50  # pixels of a gateway

Box = tuple[float, float, float, float]


def join_links(root: etree._Element, throw: etree._Element) -> Callable[[], None] | None:
    """One arrow instead of a pair of links of one name; None where `throw` is no link with exactly one catch."""
    name = _link(throw)
    scope = above(throw)
    catches = [one for one in scope if _local(one) == "intermediateCatchEvent" and _link(one) == name]
    ways = [] if len(catches) != 1 else _leaving(scope, catches[0])
    if name is None or len(ways) != 1:
        return None

    def act() -> None:
        target = ways[0].get("targetRef") or ""
        for flow in [one for one in scope if one.get("targetRef") == throw.get("id")]:
            flow.set("targetRef", target)
            _say(_by_id(scope, target), "incoming", flow.get("id") or "")
            _redraw(root, flow)
        for gone in (throw, catches[0], ways[0]):
            _erase(root, gone)

    return act


def fork_behind(root: etree._Element, node: etree._Element) -> Callable[[], None] | None:
    """A gateway that all arrows leave by; None where fewer than two leave `node`, or one is conditional."""
    scope = above(node)
    ways = _leaving(scope, node)
    if len(ways) < 2 or not node.get("id") or node.get("default") or any(_conditional(one) for one in ways):
        return None

    def act() -> None:
        gateway = _put(root, node, "parallelGateway", _DIAMOND, behind=True)
        for flow in ways:
            flow.set("sourceRef", gateway.get("id") or "")
            _unsay(node, flow.get("id") or "")
            _say(gateway, "outgoing", flow.get("id") or "")
            _redraw(root, flow)
        _join(root, node, gateway)

    return act


def put_end_behind(root: etree._Element, node: etree._Element) -> Callable[[], None]:
    """An end event behind a node that nothing leaves."""

    def act() -> None:
        scope = node.getparent()
        if scope is not None and not _leaving(scope, node):  # what a joined link was goes first
            _join(root, node, _put(root, node, "endEvent", _ROUND, behind=True))

    return act


def put_start_before(root: etree._Element, node: etree._Element) -> Callable[[], None]:
    """A start event before the first node."""

    def act() -> None:
        _join(root, _put(root, node, "startEvent", _ROUND, behind=False), node)

    return act


def give_role(lane: etree._Element, role: str) -> Callable[[], None] | None:
    """The role as our setting of a lane; None where it has one."""
    if any(one.get("name") == "role" for one in lane.iter(f"{{{SPIFF}}}property")):
        return None

    def act() -> None:
        holder = lane.find(f"{{{BPMN}}}extensionElements")
        if holder is None:
            holder = etree.Element(f"{{{BPMN}}}extensionElements")
            notes = sum(1 for one in lane if _local(one) == "documentation")
            lane.insert(notes, holder)
        settings = etree.SubElement(holder, f"{{{SPIFF}}}properties", nsmap={"spiffworkflow": SPIFF})
        etree.SubElement(settings, f"{{{SPIFF}}}property", name="role", value=role)

    return act


# ---- nodes and arrows ----------------------------------------------------------------------------


def _put(root: etree._Element, beside: etree._Element, tag: str, size: int, *, behind: bool) -> etree._Element:
    own = _free(root, f"{beside.get('id')}_{tag}")
    made = etree.Element(f"{{{BPMN}}}{tag}", id=own)
    beside.addnext(made)
    for reference in [*root.iter(f"{{{BPMN}}}flowNodeRef")]:
        if (reference.text or "").strip() == beside.get("id"):
            copy = etree.Element(reference.tag)
            copy.text = own
            reference.addnext(copy)
    plane, box = _plane(root), _box(root, beside.get("id") or "")
    if plane is not None and box is not None:
        x = box[0] + box[2] + _GAP if behind else box[0] - _GAP - size
        shape = etree.SubElement(plane, f"{{{_DI}}}BPMNShape", id=_free(root, f"{own}_di"), bpmnElement=own)
        at = {"x": x, "y": box[1] + box[3] / 2 - size / 2, "width": size, "height": size}
        etree.SubElement(shape, f"{{{_DC}}}Bounds", {key: f"{value:g}" for key, value in at.items()})
    return made


def _join(root: etree._Element, source: etree._Element, target: etree._Element) -> None:
    own = _free(root, f"{source.get('id')}_to_{target.get('id')}")
    ends = {"id": own, "sourceRef": source.get("id") or "", "targetRef": target.get("id") or ""}
    flow = etree.Element(f"{{{BPMN}}}sequenceFlow", ends)
    target.addnext(flow)
    _say(source, "outgoing", own)
    _say(target, "incoming", own)
    plane = _plane(root)
    if plane is not None and _box(root, ends["sourceRef"]) and _box(root, ends["targetRef"]):
        etree.SubElement(plane, f"{{{_DI}}}BPMNEdge", id=_free(root, f"{own}_di"), bpmnElement=own)
        _redraw(root, flow)


def _redraw(root: etree._Element, flow: etree._Element) -> None:
    """A straight line between the two ends, where both are in the picture."""
    boxes = [_box(root, flow.get(end) or "") for end in ("sourceRef", "targetRef")]
    edge = next(iter(_drawn(root, flow.get("id") or "")), None)
    if edge is None or boxes[0] is None or boxes[1] is None:
        return
    for old in edge.findall(f"{{{_WAY}}}waypoint"):
        edge.remove(old)
    (x, y, width, height), (there, below, _, tall) = boxes[0], boxes[1]
    for place, point in enumerate(((x + width, y + height / 2), (there, below + tall / 2))):
        drawn = etree.Element(f"{{{_WAY}}}waypoint", x=f"{point[0]:g}", y=f"{point[1]:g}")
        edge.insert(place, drawn)


def _erase(root: etree._Element, gone: etree._Element) -> None:
    own = gone.get("id") or ""
    for drawn in _drawn(root, own):
        above(drawn).remove(drawn)
    for one in list(root.iter(f"{{{BPMN}}}incoming", f"{{{BPMN}}}outgoing", f"{{{BPMN}}}flowNodeRef")):
        if (one.text or "").strip() == own:
            above(one).remove(one)
    above(gone).remove(gone)


def _say(node: etree._Element | None, what: str, flow: str) -> None:
    """Writes an arrow into a node's list, in the order of the schema."""
    if node is None:
        return
    before = ("documentation", "extensionElements", "auditing", "monitoring", "categoryValueRef", "incoming")
    heads = before if what == "incoming" else (*before, "outgoing")
    place = sum(1 for one in node if _local(one) in heads)
    line = etree.Element(f"{{{BPMN}}}{what}")
    line.text = flow
    node.insert(place, line)


def _unsay(node: etree._Element, flow: str) -> None:
    for one in node.findall(f"{{{BPMN}}}outgoing"):
        if (one.text or "").strip() == flow:
            node.remove(one)


# ---- looking -------------------------------------------------------------------------------------


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _link(event: etree._Element) -> str | None:
    definition = event.find(f"{{{BPMN}}}linkEventDefinition")
    return None if definition is None else definition.get("name") or ""


def _leaving(scope: etree._Element, node: etree._Element) -> list[etree._Element]:
    own = node.get("id")
    return [one for one in scope if _local(one) == "sequenceFlow" and one.get("sourceRef") == own]


def _conditional(flow: etree._Element) -> bool:
    return flow.find(f"{{{BPMN}}}conditionExpression") is not None


def _by_id(scope: etree._Element, own: str) -> etree._Element | None:
    return next((one for one in scope if one.get("id") == own), None)


def _plane(root: etree._Element) -> etree._Element | None:
    return next(root.iter(f"{{{_DI}}}BPMNPlane"), None)


def _drawn(root: etree._Element, own: str) -> Iterator[etree._Element]:
    found = root.iter(f"{{{_DI}}}BPMNShape", f"{{{_DI}}}BPMNEdge")
    return iter([one for one in found if (one.get("bpmnElement") or "").rpartition(":")[2] == own])


def _box(root: etree._Element, own: str) -> Box | None:
    bounds = next((one.find(f"{{{_DC}}}Bounds") for one in _drawn(root, own)), None)
    if bounds is None:
        return None
    try:
        x, y, width, height = (float(bounds.get(key) or 0) for key in ("x", "y", "width", "height"))
    except ValueError:
        return None
    return x, y, width, height


def _free(root: etree._Element, wanted: str) -> str:
    taken = set(taken_ids(root))
    wanted = as_name(wanted, taken)
    while wanted in taken:
        wanted += "_"
    return wanted
