"""Repetition that a lone file may mark (繰り返しの印): only what the engine counts exactly as BPMN says."""

from __future__ import annotations

from lxml import etree

from server.engine.feel import FeelError, compile_expression
from server.engine.lint_model import bpmn_children, tag_of
from server.engine.safe_xml import attributes, text_in

_LOOP_ATTRIBUTES = frozenset({"id", "testBefore", "loopMaximum"})
_INSTANCE_ATTRIBUTES = frozenset({"id", "isSequential"})
_INSTANCE_PARTS = frozenset(
    {
        "loopCardinality",
        "loopDataInputRef",
        "inputDataItem",
        "completionCondition",
        "extensionElements",
        "documentation",
    }
)


def can_repeat(marker: etree._Element) -> bool:
    """Whether a standard loop or a multi-instance marker holds nothing but what is counted and compared."""
    names = {name for name in attributes(marker) if not name.startswith("{")}
    if tag_of(marker) == "standardLoopCharacteristics":
        return names <= _LOOP_ATTRIBUTES and _can_loop(marker)
    return names <= _INSTANCE_ATTRIBUTES and _can_multiply(marker)


def _can_loop(marker: etree._Element) -> bool:
    maximum = marker.get("loopMaximum")
    condition = next(bpmn_children(marker, "loopCondition"), None)
    if maximum is not None and not (maximum.isascii() and maximum.isdigit() and int(maximum) > 0):
        return False
    return (maximum is not None or condition is not None) and (condition is None or _reads(condition))


def _can_multiply(marker: etree._Element) -> bool:
    parts = list(bpmn_children(marker))
    counts = [part for part in parts if tag_of(part) in {"loopCardinality", "loopDataInputRef"}]
    if len(counts) != 1 or any(tag_of(part) not in _INSTANCE_PARTS for part in parts):
        return False
    return all(
        _reads(part)
        for part in parts
        if tag_of(part) in {"completionCondition", "loopCardinality"} | {tag_of(counts[0])}
    )


def _reads(element: etree._Element) -> bool:
    try:
        compile_expression(text_in(element))
    except FeelError:
        return False
    return True
