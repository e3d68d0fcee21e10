"""Findings (指摘): what the gate says about a diagram, table, form or letter, with the place and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `element` and `name` are empty and `line` is None when it concerns the file as a whole.

    An error keeps a file from being deployed or run; a warning does not. `rule` is stable; both messages say what is
    wrong and how to mend it.
    """

    path: str
    element: str
    name: str
    line: int | None
    severity: Severity
    rule: str
    message_ja: str
    message_en: str

    def as_json(self) -> dict[str, object]:
        """The finding as data, as `kokuho check --json` prints it."""
        return {
            "path": self.path,
            "element": self.element,
            "name": self.name,
            "line": self.line,
            "severity": self.severity,
            "rule": self.rule,
            "message_ja": self.message_ja,
            "message_en": self.message_en,
        }


def errors_in(findings: Iterable[Finding]) -> list[Finding]:
    """Only what keeps a file from running."""
    return [finding for finding in findings if finding.severity == "error"]


def in_reading_order(findings: Iterable[Finding]) -> list[Finding]:
    """By file, line and rule; the same thing said twice is said once."""
    return sorted(set(findings), key=lambda f: (f.path, f.line or 0, f.element, f.rule, f.message_en))
