"""The deploy gate for diagrams (図の検査): whatever the engine would run wrongly is refused, all findings at once.

The rules stand by theme in the `lint_…` modules; importing them fills the register. `lint_diagram` reads no file but
the bytes it is given: what stands around the diagram comes in as `Neighbours`.
"""

from __future__ import annotations

from server.engine import (
    lint_activities,
    lint_collaboration,
    lint_contents,
    lint_events,
    lint_expressions,
    lint_gateways,
    lint_lanes,
    lint_names,
    lint_soundness,
    lint_structure,
    lint_timers,
    lint_whitelist,
)
from server.engine.findings import Finding, in_reading_order
from server.engine.lint_model import Diagram, read_diagram
from server.engine.lint_rules import RULES, Neighbours, OperatorShape, PartShape, run_rules
from server.engine.lint_schema import schema_findings
from server.engine.safe_xml import XmlRefused, parse

__all__ = ["RULES", "Neighbours", "OperatorShape", "PartShape", "lint_diagram", "open_diagram"]

_THEMES = (
    lint_whitelist,
    lint_structure,
    lint_contents,
    lint_gateways,
    lint_events,
    lint_timers,
    lint_activities,
    lint_expressions,
    lint_names,
    lint_collaboration,
    lint_lanes,
    lint_soundness,
)


def lint_diagram(path: str, data: bytes, around: Neighbours) -> list[Finding]:
    """Everything the gate has to say of one diagram, in reading order; with an error among it, it must not run."""
    diagram, findings = open_diagram(path, data)
    if diagram is None:
        return findings
    found = list(run_rules(diagram, around))
    found += schema_findings(path, diagram.root)
    return in_reading_order(found)


def open_diagram(path: str, data: bytes) -> tuple[Diagram | None, list[Finding]]:
    """The diagram in a file, or why its bytes are not read."""
    try:
        return read_diagram(path, parse(data)), []
    except XmlRefused as error:
        return None, [Finding(path, "", "", error.line, "error", error.rule, error.message_ja, error.message_en)]
