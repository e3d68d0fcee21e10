"""The outer shape of a DMN file (DMN の外枠): namespaces, the one decision, its declared inputs and item types.

What is known to change nothing (layout, notes, sources) is passed over; all else that is not read is a finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from server.engine.findings import Finding, Severity
from server.engine.safe_xml import line_of

DMN_NAMESPACES = frozenset(
    {
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20151101/dmn11.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    }
)
FEEL_LANGUAGES = frozenset(
    {
        "feel",
        "http://www.omg.org/spec/FEEL/20140401",
        "http://www.omg.org/spec/DMN/20180521/FEEL/",
        "https://www.omg.org/spec/DMN/20191111/FEEL/",
        "https://www.omg.org/spec/DMN/20211108/FEEL/",
        "https://www.omg.org/spec/DMN/20230324/FEEL/",
    }
)

NOTES = frozenset({"description", "extensionElements", "question", "allowedAnswers"})
_DEFINITIONS = NOTES | {
    "decision",
    "inputData",
    "itemDefinition",
    "knowledgeSource",
    "textAnnotation",
    "association",
    "group",
    "performanceIndicator",
    "organizationUnit",
}
_DECISION = NOTES | {
    "variable",
    "informationRequirement",
    "authorityRequirement",
    "decisionTable",
    "supportedObjective",
    "impactedPerformanceIndicator",
    "decisionMaker",
    "decisionOwner",
    "usingProcess",
    "usingTask",
}


def local(element: etree._Element) -> str:
    return etree.QName(element).localname


def namespace(element: etree._Element) -> str:
    return etree.QName(element).namespace or ""


@dataclass(slots=True)
class Notes:
    """Collects findings of one file with their places."""

    path: str
    findings: list[Finding] = field(default_factory=list)

    def say(self, element: etree._Element | None, rule: str, ja: str, en: str, severity: Severity = "error") -> None:
        identity = "" if element is None else element.get("id") or ""
        name = "" if element is None else element.get("name") or element.get("label") or ""
        line = None if element is None else line_of(element)
        self.findings.append(Finding(self.path, identity, name, line, severity, rule, ja, en))


@dataclass(frozen=True, slots=True)
class Declared:
    """What a file declares around its table: names (some with spaces) and types."""

    names: frozenset[str]
    types: dict[str, str]
    """declared name → its type's name"""
    items: dict[str, etree._Element]
    """item definitions by name"""


def dmn_children(element: etree._Element) -> Iterator[etree._Element]:
    """Children in the element's own namespace; layout and vendor elements are passed over."""
    own = namespace(element)
    return (child for child in element if namespace(child) == own)


def find_decision(root: etree._Element, notes: Notes) -> etree._Element | None:
    """The file's one decision with a table; what else it holds that would have to run is a finding."""
    if local(root) != "definitions" or namespace(root) not in DMN_NAMESPACES:
        notes.say(
            root,
            "table-not-dmn",
            "決定表(DMN 1.1〜1.5)のファイルではありません。",
            "This is not a decision table file (DMN 1.1 to 1.5).",
        )
        return None
    _refuse_unknown(root, _DEFINITIONS, notes)
    decisions = [child for child in dmn_children(root) if local(child) == "decision"]
    if len(decisions) != 1:
        notes.say(
            decisions[1] if decisions else root,
            "table-one-decision",
            f"一つのファイルに決定は一つだけ置けます({len(decisions)}個あります)。ファイルを分けてください。",
            f"A file holds exactly one decision (found {len(decisions)}); split the file.",
        )
        return None
    return _checked_decision(decisions[0], notes)


def _checked_decision(decision: etree._Element, notes: Notes) -> etree._Element | None:
    _refuse_unknown(decision, _DECISION, notes)
    for requirement in decision.iter("{*}requiredDecision", "{*}requiredKnowledge"):
        notes.say(
            requirement.getparent(),
            "table-needs-others",
            "他の決定や業務知識に依存する決定は使えません。値を入力として渡してください。",
            "A decision that depends on others cannot run here; hand their values in as inputs.",
        )
    tables = [child for child in dmn_children(decision) if local(child) == "decisionTable"]
    if len(tables) != 1:
        notes.say(
            decision,
            "table-missing",
            "決定の中に決定表が一つ要ります(式や関数の決定は使えません)。",
            "The decision needs exactly one decision table (no literal expressions or functions).",
        )
        return None
    return decision


def _refuse_unknown(element: etree._Element, known: frozenset[str], notes: Notes) -> None:
    for child in dmn_children(element):
        if local(child) not in known:
            notes.say(
                child,
                "table-unknown-element",
                f"「{local(child)}」は実行できません。削除するか、決定表に直してください。",
                f"'{local(child)}' cannot run here; delete it or turn it into a decision table.",
            )


def refuse_language(element: etree._Element, notes: Notes) -> None:
    """An expression language other than FEEL is a finding, wherever it is declared."""
    written = element.get("expressionLanguage")
    if written and written.strip().lower() not in {known.lower() for known in FEEL_LANGUAGES}:
        notes.say(
            element,
            "table-language",
            f"式の言語「{written[:80]}」は読めません。FEEL で書いてください。",
            f"The expression language '{written[:80]}' is not read here; use FEEL.",
        )


def declarations(root: etree._Element) -> Declared:
    """Names of inputs and of their parts, with types, from `inputData` and `itemDefinition`."""
    items = {
        str(child.get("name")): child
        for child in dmn_children(root)
        if local(child) == "itemDefinition" and child.get("name")
    }
    types: dict[str, str] = {}
    for child in dmn_children(root):
        if local(child) == "inputData" and child.get("name"):
            variable = next((part for part in dmn_children(child) if local(part) == "variable"), child)
            types[" ".join(str(variable.get("name") or child.get("name")).split())] = variable.get("typeRef") or ""
    parts = {
        " ".join(str(part.get("name")).split())
        for item in items.values()
        for part in item.iter("{*}itemComponent")
        if part.get("name")
    }
    return Declared(frozenset(types) | parts, types, items)
