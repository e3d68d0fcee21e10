"""Rules of time (期限): a period has a name and dated values; what is written in a diagram cannot be mended by law."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from lxml import etree

from server.engine.faults import StepFault
from server.engine.lint_model import Diagram, Node, bpmn_children, tag_of
from server.engine.lint_rules import Neighbours, Said, rule, title
from server.engine.literal_time import literal_timer
from server.engine.safe_xml import text_in

_SOME_INSTANT = datetime(2026, 1, 1, tzinfo=UTC)


def _timers(diagram: Diagram) -> Iterator[tuple[Node, etree._Element, list[etree._Element]]]:
    for node in diagram.nodes():
        for definition in node.definitions:
            if tag_of(definition) == "timerEventDefinition":
                yield node, definition, list(bpmn_children(definition, "timeDuration", "timeDate", "timeCycle"))


def literal_time(kind: str, text: str) -> bool:
    """Whether `text` is a written period in a duration, or a written day or instant in a date."""
    is_period = text.strip("\"' ").startswith("P")
    try:
        return literal_timer(text, _SOME_INSTANT) is not None and is_period == (kind == "timeDuration")
    except StepFault:
        return False


@rule("timer-missing")
def timer_missing(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """A timer says when."""
    for node, _, times in _timers(diagram):
        if len(times) != 1 or not text_in(times[0]):
            yield Said(
                node,
                f"「{title(node)}」に期間が一つ要ります。",
                f"'{title(node)}' needs exactly one period or date.",
            )


@rule("timer-cycle")
def timer_cycle(diagram: Diagram, _around: Neighbours) -> Iterator[Said]:
    """A repeating timer freezes the first month's length and catches up all at once after a stop."""
    for node, _, times in _timers(diagram):
        if any(tag_of(one) == "timeCycle" for one in times):
            yield Said(
                node,
                "繰り返しの時間は使えません。待つ所に戻る矢印を引いてください。",
                "A repeating timer cannot run here; draw a flow back to the wait.",
            )


@rule("literal-period")
def literal_period(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """In the tree a period is named, for its length is law and changes on a day."""
    for node, _, times in _timers(diagram):
        for one in times:
            text = text_in(one)
            if tag_of(one) != "timeCycle" and literal_time(tag_of(one), text):
                yield Said(
                    node,
                    f"期間「{text}」が図に直に書かれています。日付つきの値の名前(例: document_wait)にしてください。",
                    f"The period '{text}' is written in the diagram; name a dated value (for example document_wait).",
                    "error" if around.in_tree else "warning",
                )


@rule("unknown-period")
def unknown_period(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """A period that is no written one is a name among the dated values."""
    for node, _, times in _timers(diagram):
        for one in times:
            text, tag = text_in(one), tag_of(one)
            if tag == "timeCycle" or not text or literal_time(tag, text):
                continue
            if tag == "timeDate" or text not in around.periods:
                yield Said(
                    node,
                    f"期間「{text[:60]}」は日付つきの値にありません。値を作るか、名前を直してください。",
                    f"There is no period '{text[:60]}' among the dated values; add it or mend the name.",
                )


@rule("unknown-due")
def unknown_due(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """The due date of a task is a named period too."""
    for node in diagram.nodes():
        due = node.properties.get("due")
        if due is not None and due not in around.periods:
            yield Said(
                node,
                f"期限「{due[:60]}」は日付つきの値にありません。",
                f"There is no period '{due[:60]}' for the task's due date.",
                "error" if around.in_tree else "warning",
            )


@rule("part-waits")
def part_waits(diagram: Diagram, around: Neighbours) -> Iterator[Said]:
    """A shared part may wait for people, never for a date or for news."""
    if not (around.is_part and around.in_tree):
        return
    for node in diagram.nodes():
        if node.event in {"timer", "message"} or node.tag in {"receiveTask", "eventBasedGateway"}:
            yield Said(
                node,
                "共通の部品の中で日付や知らせを待つことはできません。呼び出す側で待ってください。",
                "A shared part must not wait for a date or news; wait in the procedure that calls it.",
            )
