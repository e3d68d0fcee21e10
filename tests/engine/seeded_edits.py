"""Single edits of every kind of property over the shipped procedures, chosen by a seed (種つきの編集).

Each edit knows its file, the two sides it makes of it, and what of them must be told: the kind, and where there is a
text before and after, these.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DMN = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
DI = "{http://www.omg.org/spec/DD/20100524/DI}"
BPMNDI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
VENDOR = "{http://example.org/vendor}"
NODES = ("userTask", "serviceTask", "endEvent", "exclusiveGateway", "startEvent", "businessRuleTask", "callActivity")


@dataclass(frozen=True)
class Edit:
    """One edit: `old` and `new` are the sides that must be told (None: there is none, "": whatever it says)."""

    label: str
    path: str
    before: bytes
    after: bytes
    kind: str
    old: str | None = ""
    new: str | None = ""


Tree = Any  # an element; the library does not say which are there
Found = tuple[str | None, str | None]
Editing = Callable[[Tree, random.Random], Found | None]


def _pick(root: Tree, rng: random.Random, *paths: str) -> Tree | None:
    found = [one for path in paths for one in root.iterfind(f".//{path}")]
    return rng.choice(found) if found else None


def _node(root: Tree, rng: random.Random) -> Tree | None:
    return _pick(root, rng, *(BPMN + tag for tag in NODES))


def _attribute(where: str, name: str, value: str) -> Editing:
    """Another value of an attribute that stands there."""

    def edit(root: Tree, rng: random.Random) -> Found | None:
        found = [one for one in root.iterfind(f".//{where}") if one.get(name) not in (None, value)]
        if not found:
            return None
        one = rng.choice(found)
        old = one.get(name)
        one.set(name, value)
        return old, value

    return edit


def _text(where: str, value: str) -> Editing:
    def edit(root: Tree, rng: random.Random) -> Found | None:
        one = _pick(root, rng, where)
        if one is None or one.text is None:
            return None
        old, one.text = one.text.strip(), value
        return old, value

    return edit


def _property(name: str) -> Editing:
    return _attribute(f'{SPIFF}property[@name="{name}"]', "value", "changed")


def _add_inside(tag: str, text: str) -> Editing:
    """A child that was not there."""

    def edit(root: Tree, rng: random.Random) -> Found | None:
        one = _node(root, rng)
        if one is None or one.find(tag) is not None:
            return None
        child = etree.Element(tag)
        child.text = text
        one.insert(0, child)
        return None, text

    return edit


def _vendor_attribute(root: Tree, rng: random.Random) -> Found | None:
    one = _node(root, rng)
    assert one is not None
    one.set(f"{VENDOR}colour", "red")
    return None, "red"


def _vendor_element(root: Tree, rng: random.Random) -> Found | None:
    one = _pick(root, rng, f"{BPMN}userTask/{BPMN}extensionElements")
    if one is None:
        return None
    etree.SubElement(one, f"{VENDOR}setting").text = "kept"
    return None, "kept"


def _root_attribute(root: Tree, rng: random.Random) -> Found | None:
    root.set("exporter", "another product")
    return None, "another product"


def _default(root: Tree, rng: random.Random) -> Found | None:
    one = _pick(root, rng, f"{BPMN}exclusiveGateway[@default]")
    if one is None:
        return None
    old = one.get("default")
    ways = [way.get("id") for way in root.iterfind(f".//{BPMN}sequenceFlow") if way.get("sourceRef") == one.get("id")]
    other = next((way for way in ways if way != old), None)
    if other is None:
        return None
    one.set("default", other)
    return old, other


def _lane(root: Tree, rng: random.Random) -> Found | None:
    lanes = root.findall(f".//{BPMN}lane")
    if len(lanes) < 2:
        return None
    source = rng.choice([lane for lane in lanes if lane.find(f"{BPMN}flowNodeRef") is not None])
    target = next(lane for lane in lanes if lane is not source)
    target.append(source.findall(f"{BPMN}flowNodeRef")[-1])
    return source.get("name"), target.get("name")


def _add_parameter(root: Tree, rng: random.Random) -> Found | None:
    one = _pick(root, rng, f"{SPIFF}parameters")
    if one is None:
        return None
    etree.SubElement(one, f"{SPIFF}parameter", id="extra", type="any", value="case.number")
    return None, ""


def _drop(where: str) -> Editing:
    def edit(root: Tree, rng: random.Random) -> Found | None:
        one = _pick(root, rng, where)
        if one is None:
            return None
        one.getparent().remove(one)
        return "", None

    return edit


def _new_end(root: Tree, rng: random.Random) -> Found | None:
    process = root.find(f"{BPMN}process")
    assert process is not None
    etree.SubElement(process, f"{BPMN}endEvent", id="one_more_end", name="もう一つの終わり")
    return None, ""


def _retarget(root: Tree, rng: random.Random) -> Found | None:
    """A flow led elsewhere, its nodes' lists kept right."""
    flow = _pick(root, rng, f"{BPMN}process/{BPMN}sequenceFlow")
    assert flow is not None
    old, name = flow.get("targetRef"), flow.get("id")
    ends = [one.get("id") for one in root.iterfind(f".//{BPMN}endEvent") if one.get("id") != old]
    if not ends:
        return None
    listed = next((one for one in root.iterfind(f".//{BPMN}incoming") if one.text == name), None)
    if listed is None:
        return None
    target = next(one for one in root.iterfind(f".//{BPMN}endEvent") if one.get("id") == ends[0])
    target.append(listed)
    flow.set("targetRef", ends[0])
    return old, ends[0]


def _rename(root: Tree, rng: random.Random) -> Found | None:
    """Another id, everywhere it is named."""
    one = _pick(root, rng, f"{BPMN}userTask", f"{BPMN}serviceTask")
    assert one is not None
    old, new = one.get("id"), f"{one.get('id')}_renamed"
    for element in root.iter():
        for key, value in element.attrib.items():
            if value == old and key in ("id", "sourceRef", "targetRef", "attachedToRef", "bpmnElement"):
                element.set(key, new)
        if element.text and element.text.strip() == old and element.tag == f"{BPMN}flowNodeRef":
            element.text = new
    return old, new


def _ways(root: Tree, rng: random.Random) -> Found | None:
    """Two conditions of a gateway asked in the other order."""
    asking: dict[str, list[Tree]] = {}
    for flow in root.iterfind(f".//{BPMN}sequenceFlow"):
        if flow.find(f"{BPMN}conditionExpression") is not None:
            asking.setdefault(flow.get("sourceRef") or "", []).append(flow)
    several = sorted(key for key, flows in asking.items() if len(flows) > 1)
    if not several:
        return None
    first, *_, last = asking[rng.choice(several)]
    last.addnext(first)
    return None, None


def _event(root: Tree, rng: random.Random) -> Found | None:
    one = _pick(root, rng, f"{BPMN}timerEventDefinition")
    if one is None:
        return None
    holder = one.getparent()
    holder.remove(one)
    etree.SubElement(holder, f"{BPMN}messageEventDefinition", messageRef="case_event_message")
    return "", ""


def _move_shape(root: Tree, rng: random.Random) -> Found | None:
    one = _pick(root, rng, f"{BPMNDI}BPMNShape/{DC}Bounds")
    assert one is not None
    one.set("x", str(float(one.get("x") or 0) + 10))
    return None, None


def _bend(root: Tree, rng: random.Random) -> Found | None:
    one = _pick(root, rng, f"{DI}waypoint")
    assert one is not None
    one.set("y", str(float(one.get("y") or 0) + 5))
    return None, None


def _shuffle(root: Tree, rng: random.Random) -> Found | None:
    nodes = root.findall(f"{BPMN}process/{BPMN}userTask")
    if len(nodes) < 2:
        return None
    nodes[-1].addnext(nodes[0])
    return None, None


def _cell(tag: str) -> Editing:
    def edit(root: Tree, rng: random.Random) -> Found | None:
        one = _pick(root, rng, f"{DMN}{tag}/{DMN}text")
        if one is None or one.text == '"seeded"':
            return None
        old, one.text = " ".join((one.text or "").split()), '"seeded"'
        return old, '"seeded"'

    return edit


def _move_row(root: Tree, rng: random.Random) -> Found | None:
    rows = root.findall(f".//{DMN}rule")
    if len(rows) < 3:
        return None
    ordered = root.find(f".//{DMN}decisionTable").get("hitPolicy") in ("FIRST", "COLLECT", "RULE ORDER")
    rows[-1].addnext(rows[0])
    return ("1", str(len(rows))) if ordered else (None, None)


def _new_row(root: Tree, rng: random.Random) -> Found | None:
    one = _pick(root, rng, f"{DMN}rule")
    assert one is not None
    copy = etree.fromstring(etree.tostring(one))
    copy.set("id", "one_more_row")
    one.addnext(copy)
    return None, ""


DIAGRAM: tuple[tuple[str, str, Editing], ...] = (
    ("name of a task", "changed", _attribute(f"{BPMN}userTask", "name", "別の名前")),
    ("name of a way", "changed", _attribute(f"{BPMN}sequenceFlow[@name]", "name", "別の答え")),
    ("name of the pool", "changed", _attribute(f"{BPMN}participant", "name", "別の手続")),
    ("name of the process", "changed", _attribute(f"{BPMN}process", "name", "別の手続")),
    ("attribute of the process", "changed", _attribute(f"{BPMN}process", "isExecutable", "false")),
    ("attribute of the file", "added", _root_attribute),
    ("documentation", "added", _add_inside(f"{BPMN}documentation", "なぜここで確かめるか")),
    ("vendor attribute", "added", _vendor_attribute),
    ("vendor element", "added", _vendor_element),
    ("condition", "changed", _text(f"{BPMN}conditionExpression", "case.number = 1")),
    ("condition dropped", "removed", _drop(f"{BPMN}conditionExpression")),
    ("default way", "changed", _default),
    ("lane of a step", "changed", _lane),
    ("name of a lane", "changed", _attribute(f"{BPMN}lane", "name", "別の係")),
    ("role of a lane", "changed", _property("role")),
    ("act of a task", "changed", _property("act")),
    ("due date of a task", "changed", _property("due")),
    ("form of a task", "changed", _property("form")),
    ("second person", "changed", _property("differs_from")),
    ("property dropped", "removed", _drop(f'{SPIFF}property[@name="due"]')),
    ("operator", "changed", _attribute(f"{SPIFF}serviceTaskOperator", "id", "other/operator")),
    ("input of an operator", "changed", _attribute(f"{SPIFF}parameter", "value", "case.other")),
    ("type of an input", "changed", _attribute(f"{SPIFF}parameter", "type", "string")),
    ("input added", "added", _add_parameter),
    ("input dropped", "removed", _drop(f"{SPIFF}parameter")),
    ("table of a rule task", "changed", _text(f"{SPIFF}calledDecisionId", "other_table")),
    ("named period", "changed", _text(f"{BPMN}timeDuration", "another_wait")),
    ("message", "changed", _attribute(f"{BPMN}message", "name", "other_event")),
    ("interrupting or not", "added", lambda root, rng: _not_interrupting(root, rng)),
    ("called part", "changed", _attribute(f"{BPMN}callActivity", "calledElement", "other_part")),
    ("kind of event", "changed", _event),
    ("text of a note", "changed", _text(f"{BPMN}textAnnotation/{BPMN}text", "別の条文")),
    ("line of a note dropped", "removed", _drop(f"{BPMN}association")),
    ("end added", "added", _new_end),
    ("flow dropped", "removed", lambda root, rng: _drop_flow(root, rng)),
    ("target of a flow", "changed", _retarget),
    ("id of a step", "changed", _rename),
    ("order of ways", "moved", _ways),
    ("place of a shape", "layout", _move_shape),
    ("bend of a line", "layout", _bend),
    ("order in the file", "layout", _shuffle),
)

TABLE: tuple[tuple[str, str, Editing], ...] = (
    ("name of a table", "changed", _attribute(f"{DMN}decision", "name", "別の表")),
    ("hit policy", "changed", _attribute(f"{DMN}decisionTable", "hitPolicy", "ANY")),
    ("label of a column", "changed", _attribute(f"{DMN}input", "label", "別の列")),
    ("label of an answer", "changed", _attribute(f"{DMN}output", "label", "別の答え")),
    ("type of a column", "changed", _attribute(f"{DMN}inputExpression", "typeRef", "Any")),
    ("expression of a column", "changed", _text(f"{DMN}inputExpression/{DMN}text", "case.other")),
    ("question in a cell", "changed", _cell("inputEntry")),
    ("answer in a cell", "changed", _cell("outputEntry")),
    ("article of a row", "changed", _text(f"{DMN}annotationEntry/{DMN}text", "別の条文")),
    ("row added", "added", _new_row),
    ("row dropped", "removed", _drop(f"{DMN}rule")),
    ("row moved", "row", _move_row),
)

# label, kind, pattern, replacement, sides
_Line = tuple[str, str, str, str, str | None, str | None]
FORM: tuple[_Line, ...] = (
    ("label of a field", "changed", r"label: \{ja: ([^,}]+), en:", "label: {ja: 別の表示, en:", "", "別の表示"),
    ("upper limit", "changed", r"max: (\d+)", "max: 7777", "", "7777"),
    ("required dropped", "removed", r"(required: true)(, |\n *)", "", "はい", None),
    ("type of a field", "changed", r"type: (textarea)", "type: text", "textarea", "text"),
    ("width", "changed", r"width: (\d+)", "width: 77", "", "77"),
    (
        "label of an option",
        "changed",
        r"(?<=, ja: )([^,}]+)(?=, en)",
        "別の選択",
        "",
        "別の選択",
    ),
    ("version of a form", "changed", r"version: (\d+)", "version: 99", "", "99"),
)
HEAD: tuple[_Line, ...] = (
    ("title of a letter", "changed", r"title: \{ja: ([^,}]+),", "title: {ja: 別の通知,", "", "別の通知"),
    ("page limit", "changed", r"page_limit: (\d+)", "page_limit: 7", "", "7"),
    ("issuer", "changed", r"issuer: (\S+)", "issuer: 別の者", "", "別の者"),
    ("retention", "changed", r"retention_years: (\d+)", "retention_years: 77", "", "77"),
)
TEXT: tuple[_Line, ...] = (
    ("sentence changed", "changed", r"ください。", "くださるようお願いします。", "", ""),
    ("sentence added", "added", r'(<p class="note)', r"<p>新しい文です。</p>" + "\n" + r"\1", None, "新しい文です。"),
    ("setting of a line", "layout", r'<p class="note', '<p class="other', "", ""),
)


def _not_interrupting(root: Tree, rng: random.Random) -> Found | None:
    one = _pick(root, rng, f"{BPMN}boundaryEvent")
    if one is None or one.get("cancelActivity") is not None:
        return None
    one.set("cancelActivity", "false")
    return None, "false"


def _drop_flow(root: Tree, rng: random.Random) -> Found | None:
    """A flow taken out with its places in the lists and in the picture."""
    flow = _pick(root, rng, f"{BPMN}process/{BPMN}sequenceFlow")
    assert flow is not None
    name = flow.get("id")
    if any(one.get("default") == name for one in root.iter()):
        return None
    for one in list(root.iter(f"{BPMN}incoming", f"{BPMN}outgoing", f"{BPMNDI}BPMNEdge")):
        if name in (one.text, one.get("bpmnElement")):
            one.getparent().remove(one)
    flow.getparent().remove(flow)
    return "", None


def edits(seed: int) -> Iterator[Edit]:
    """One edit of every kind, each on a file and a place that the seed chooses."""
    rng = random.Random(seed)
    diagrams, tables = _files("workflows/**/*.bpmn"), _files("workflows/**/*.dmn")
    for label, kind, editing in DIAGRAM:
        yield _in_xml(label, kind, editing, diagrams, rng)
    for label, kind, editing in TABLE:
        yield _in_xml(label, kind, editing, tables, rng)
    for lines, files in ((FORM, "forms/**/*.yaml"), (HEAD, "letters/[a-z]*/*.yaml"), (TEXT, "letters/[a-z]*/*.j2")):
        for line in lines:
            yield _in_text(line, _files(files), rng)


def _files(pattern: str) -> Mapping[str, bytes]:
    return {str(one.relative_to(ROOT)): one.read_bytes() for one in sorted(ROOT.glob(pattern))}


def _in_xml(label: str, kind: str, editing: Editing, files: Mapping[str, bytes], rng: random.Random) -> Edit:
    for path in rng.sample(sorted(files), len(files)):
        root = etree.fromstring(files[path])
        sides = editing(root, rng)
        if sides is not None:
            told = kind if kind != "row" else "layout" if sides == (None, None) else "moved"
            return Edit(label, path, files[path], etree.tostring(root), told, *sides)
    raise AssertionError(f"no file has a place for: {label}")


def _in_text(line: _Line, files: Mapping[str, bytes], rng: random.Random) -> Edit:
    label, kind, pattern, replacement, old, new = line
    for path in rng.sample(sorted(files), len(files)):
        text = files[path].decode()
        found = re.search(pattern, text)
        if found is not None and found.group() != replacement:
            before = (
                found.group(1).strip().strip(chr(34)) if old == "" and found.groups() and kind == "changed" else old
            )
            after = re.sub(pattern, replacement, text, count=1)
            return Edit(label, path, text.encode(), after.encode(), kind, before, new)
    raise AssertionError(f"no file has a place for: {label}")
