"""States at every waiting place of every diagram: a copy of the diagram leads from its start straight to the place.

A state holds standing tokens and nothing of the way to them, so what the copy gives is a state of the diagram itself
once it carries that version's hash.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from lxml import etree

from server.domain.facts import Facts
from server.engine.definition import Procedure, build_procedure, read_procedure_files
from server.engine.migrate import move_state
from server.engine.step import Surround, advance
from server.engine.types import Command, Start, StepResult
from server.operators.registry import load_operators
from tests.shipped_values import shipped_values

ROOT = Path(__file__).resolve().parents[2]
AT = datetime(2026, 11, 18, 0, 30, tzinfo=UTC)
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
WAITS = ("userTask", "receiveTask", "eventBasedGateway", "intermediateCatchEvent")
MOST_ROUNDS = 12

Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Place:
    """A waiting place: the element, the diagram it stands in, and the call that leads there (empty: the main one)."""

    slug: str
    path: str
    element: str
    call: str = ""

    def __str__(self) -> str:
        return "/".join(one for one in (self.slug, self.call, self.element) if one)


def slugs() -> list[str]:
    """Every procedure of the tree."""
    found = sorted((ROOT / "workflows").iterdir())
    return [one.name for one in found if (one / f"{one.name}.bpmn").is_file()]


def files_of(slug: str) -> dict[str, bytes]:
    """The files of a procedure as they are deployed."""
    return read_procedure_files(ROOT, slug)


def places(slug: str) -> Iterator[Place]:
    """Where a case of this procedure can wait, in called parts too."""
    files = files_of(slug)
    main = f"workflows/{slug}/{slug}.bpmn"
    yield from (Place(slug, main, one) for one in _waits(files[main]))
    for call in etree.fromstring(files[main]).iter(f"{BPMN}callActivity"):
        part = f"workflows/_shared/{call.get('calledElement')}/{call.get('calledElement')}.bpmn"
        yield from (Place(slug, part, one, str(call.get("id"))) for one in _waits(files[part]))


def standing_at(place: Place, procedure: Procedure) -> StepResult:
    """A case of `procedure` that stands at the place, as the step that led there told it."""
    files = files_of(place.slug)
    main = f"workflows/{place.slug}/{place.slug}.bpmn"
    led = {main: leading(files[main], place.call or place.element)}
    if place.call:
        led[place.path] = leading(files[place.path], place.element)
    jumped = build_procedure({**files, **led}, place.slug)
    found = stepped(None, Start({}, header(place.slug), "saeki"), jumped)
    if found.status != "active":
        return found
    assert found.state is not None
    return StepResult(
        found.status, move_state(found.state, procedure), found.open_tasks, found.subscriptions, found.next_due
    )


def header(slug: str) -> dict[str, Any]:
    """A case's header."""
    received = {"channel": "COUNTER", "received_on": "2026-11-18", "started_by": "saeki"}
    return {"id": "1", "number": "R8-000001", "procedure": slug, "office": "hq", "household_key": "1000001", **received}


def stepped(state: bytes | None, command: Command, procedure: Procedure, at: datetime = AT) -> StepResult:
    """One step, registers being empty."""
    facts: dict[Any, Any] = {}
    result = StepResult("failed")
    for _ in range(MOST_ROUNDS):
        around = Surround(at, procedure, load_operators().operators, Facts(facts), shipped_values())
        result, _ = advance(state, command, around)
        if result.status != "needs_facts":
            break
        facts |= dict.fromkeys(result.needs)
    return result


def leading(diagram: bytes, element: str) -> bytes:
    """The diagram with its start's way leading to this element."""
    tree = etree.fromstring(diagram)
    begin = next(tree.iter(f"{BPMN}startEvent")).get("id")
    by_id = {one.get("id"): one for one in tree.iter() if isinstance(one.tag, str)}
    flow = next(one for one in tree.iter(f"{BPMN}sequenceFlow") if one.get("sourceRef") == begin)
    start = flow.get("id")
    before, after = by_id[flow.get("targetRef")], by_id[element]
    for told in [one for one in before.findall(f"{BPMN}incoming") if one.text == start]:
        before.remove(told)
    flow.set("targetRef", element)
    incoming = etree.Element(f"{BPMN}incoming")
    incoming.text = start
    extension = after.find(f"{BPMN}extensionElements")
    after.insert(0 if extension is None else 1, incoming)
    return bytes(etree.tostring(tree))


INSERTED = "put_behind"


def with_a_task_behind(diagram: bytes, *elements: str, name: str = INSERTED) -> bytes:
    """The diagram with a person's task directly behind these elements (behind each way out of a waiting gateway)."""
    tree = etree.fromstring(diagram)
    process = next(tree.iter(f"{BPMN}process"))
    flows = list(process.iter(f"{BPMN}sequenceFlow"))
    gateways = {one.get("id") for one in process.iter(f"{BPMN}eventBasedGateway")} & set(elements)
    behind = {str(one.get("targetRef")) for one in flows if one.get("sourceRef") in gateways}
    sources = behind | (set(elements) - gateways)
    for number, flow in enumerate(one for one in flows if one.get("sourceRef") in sources):
        _put(process, flow, f"{name}_{number}")
    return bytes(etree.tostring(tree))


def other_periods(diagram: bytes, period: str) -> bytes:
    """The diagram with every timer naming another period."""
    tree = etree.fromstring(diagram)
    for one in tree.iter(f"{BPMN}timeDuration"):
        one.text = period
    return bytes(etree.tostring(tree))


def renamed(diagram: bytes, element: str) -> bytes:
    """The diagram with this element under another id."""
    old, new = element.encode(), f"{element}_anew".encode()
    text = diagram
    for before, after in ((b'"', b'"'), (b">", b"<")):
        text = text.replace(before + old + after, before + new + after)
    return text


def later(due: datetime) -> datetime:
    """Just after an instant."""
    return due + timedelta(minutes=1)


def _put(process: Any, flow: Any, name: str) -> None:
    source, own = flow.attrib["sourceRef"], flow.attrib["id"]
    task = etree.SubElement(process, f"{BPMN}userTask", id=name, name="見る")
    for tag, text in (("incoming", f"to_{name}"), ("outgoing", own)):
        etree.SubElement(task, f"{BPMN}{tag}").text = text
    etree.SubElement(process, f"{BPMN}sequenceFlow", id=f"to_{name}", sourceRef=source, targetRef=name)
    flow.set("sourceRef", name)
    before = next(one for one in process.iter() if one.get("id") == source)
    for told in [one for one in before.findall(f"{BPMN}outgoing") if one.text == own]:
        told.text = f"to_{name}"
    for lane in process.iter(f"{BPMN}lane"):
        if lane.find(f"{BPMN}flowNodeRef") is not None:
            etree.SubElement(lane, f"{BPMN}flowNodeRef").text = name
            break


def _waits(diagram: bytes) -> list[str]:
    tree = etree.fromstring(diagram)
    gateways = {one.get("id") for one in tree.iter(f"{BPMN}eventBasedGateway")}
    behind = {one.get("targetRef") for one in tree.iter(f"{BPMN}sequenceFlow") if one.get("sourceRef") in gateways}
    found = [one for tag in WAITS for one in tree.iter(f"{BPMN}{tag}")]
    return [str(one.get("id")) for one in found if one.get("id") not in behind]
