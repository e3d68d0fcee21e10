"""The frame of the gate's rules (検査規則の枠): what a rule is told, what it says, and the register of all rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from server.domain.roles import ROLES
from server.engine.decision_model import Table
from server.engine.findings import Finding, Severity
from server.engine.lint_model import Diagram, Flow, Node, Scope
from server.engine.safe_xml import line_of


@dataclass(frozen=True, slots=True)
class OperatorShape:
    """What an operator takes and gives, by names; `required` are the inputs without a default."""

    inputs: frozenset[str]
    required: frozenset[str]
    outputs: frozenset[str]
    tables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartShape:
    """A called part, seen from its caller.

    `reads` are the paths it does not set itself, `writes` the keys it leaves in the case, `throws` the codes of errors
    it ends in, `not_by` the steps of its callers whose actors may not do a task in it.
    """

    reads: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()
    throws: frozenset[str] = frozenset()
    not_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Everything around a diagram that its rules ask about; nothing is read from disk by a rule.

    `in_tree` turns on the rules of the procedures' tree. `forms` maps a form to the names of its answers, `tables` a
    decision to its table, `parts` a process to what it reads and writes; each is None when the thing itself is faulty.
    `table_ids` are the tree's tables as operators name them (`slug/table`). `is_part` marks a diagram that is called.
    """

    in_tree: bool = False
    slug: str = ""
    is_part: bool = False
    forms: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    tables: Mapping[str, Table | None] = field(default_factory=dict)
    table_ids: frozenset[str] = frozenset()
    operators: Mapping[str, OperatorShape] = field(default_factory=dict)
    letters: frozenset[str] = frozenset()
    periods: frozenset[str] = frozenset()
    parts: Mapping[str, PartShape | None] = field(default_factory=dict)
    roles: frozenset[str] = frozenset(ROLES)


Subject = Node | Flow | Scope | etree._Element | None


@dataclass(frozen=True, slots=True)
class Said:
    """What a rule says of one subject, in both languages."""

    subject: Subject
    ja: str
    en: str
    severity: Severity = "error"


Rule = Callable[[Diagram, Neighbours], Iterator[Said]]
RULES: dict[str, Rule] = {}


def rule(name: str) -> Callable[[Rule], Rule]:
    """Registers a rule under its stable id; a second one of that id is a fault of ours."""

    def register(check: Rule) -> Rule:
        if name in RULES:
            raise TypeError(f"rule {name} is registered twice")
        RULES[name] = check
        return check

    return register


def run_rules(diagram: Diagram, around: Neighbours) -> Iterator[Finding]:
    """Every rule over one diagram."""
    for name, check in RULES.items():
        for said in check(diagram, around):
            yield finding(diagram.path, name, said)


def finding(path: str, name: str, said: Said) -> Finding:
    """What was said, with the place of its subject."""
    subject = said.subject
    element = subject if subject is None or isinstance(subject, etree._Element) else subject.element
    if element is None:
        return Finding(path, "", "", None, said.severity, name, said.ja, said.en)
    owner = _with_id(element)
    label = element.get("name") or owner.get("name") or ""
    return Finding(path, owner.get("id") or "", label, line_of(element), said.severity, name, said.ja, said.en)


def _with_id(element: etree._Element) -> etree._Element:
    """The element itself, or the nearest one around it that has an id (a condition is shown at its flow)."""
    found: etree._Element | None = element
    while found is not None and not found.get("id"):
        found = found.getparent()
    return element if found is None else found


def title(node: Node | Flow | Scope) -> str:
    """How a message names something of the diagram: its label, else its id."""
    return " ".join(node.name.split()) or node.id
