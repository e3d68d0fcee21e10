"""Names in both directions: what a diagram names exists, and what exists is named (no manifest, no orphan).

Process id = slug; a user task's form is its own id unless its property names another; decision id = table file;
operator id = `<slug>/<function>`; letter id = `<slug>/<letter>`.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import yaml

from server import settings
from server.domain.roles import ROLES
from server.exchange.values_files import default_directories, load_values
from server.operators.registry import load_operators
from tests.architecture.tree import ROOT, program, syntax, text_of, tracked

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"
SHARED = "_shared"
SLUG = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
AUTOMATIC_LANE = "system"
LETTER_PARTS = (".yaml", ".html.j2", ".typical.json", ".hardest.json")


@dataclass(frozen=True)
class Diagram:
    """One diagram and the folder it stands in, as far as names go."""

    file: Path
    tree: ET.Element

    @property
    def folder(self) -> Path:
        return self.file.parent

    @property
    def slug(self) -> str:
        return self.folder.name

    @property
    def is_part(self) -> bool:
        return self.folder.parent.name == SHARED

    def all(self, tag: str) -> list[ET.Element]:
        return list(self.tree.iter(tag))

    def forms(self) -> set[str]:
        """The files of the forms its user tasks show; the start form belongs to every procedure, not to a part."""
        wanted = {_property(task, "form") or task.attrib["id"] for task in self.all(f"{BPMN}userTask")}
        return {_form_file(self.slug, form) for form in wanted | (set() if self.is_part else {"start"})}

    def roles(self) -> set[str]:
        return {_property(lane, "role") or lane.attrib["id"] for lane in self.all(f"{BPMN}lane")}

    def decisions(self) -> set[str]:
        return {f"{self.folder / str(node.text).strip()}.dmn" for node in self.all(f"{SPIFF}calledDecisionId")}

    def operators(self) -> set[str]:
        return {node.attrib["id"] for node in self.all(f"{SPIFF}serviceTaskOperator")}

    def parts(self) -> set[str]:
        return {node.attrib["calledElement"] for node in self.all(f"{BPMN}callActivity")}


def _property(node: ET.Element, name: str) -> str | None:
    own = node.findall(f"{BPMN}extensionElements/{SPIFF}properties/{SPIFF}property")
    return next((prop.attrib["value"] for prop in own if prop.attrib["name"] == name), None)


def _form_file(slug: str, form: str) -> str:
    """Beside the procedure, else among the shared ones."""
    folder, _, name = form.rpartition("/")
    own = Path("forms") / (folder or slug) / f"{name}.yaml"
    return str(own if own in tracked() else Path("forms") / SHARED / f"{name}.yaml")


def files(place: str, suffix: str) -> set[str]:
    return {str(file) for file in tracked() if file.parts[0] == place and file.name.endswith(suffix)}


DIAGRAMS = [Diagram(Path(name), ET.fromstring(text_of(Path(name)))) for name in sorted(files("workflows", ".bpmn"))]
PROCEDURES = [diagram for diagram in DIAGRAMS if not diagram.is_part]
REGISTRY = load_operators()
needs_diagrams = pytest.mark.skipif(not DIAGRAMS, reason="no diagram stands under workflows/")


@needs_diagrams
def test_a_process_bears_the_name_of_its_file_and_folder() -> None:
    for diagram in DIAGRAMS:
        ids = [process.attrib["id"] for process in diagram.all(f"{BPMN}process")]
        assert ids == [diagram.file.stem] == [diagram.slug], diagram.file
        assert SLUG.fullmatch(diagram.slug)


# What a clerk does in one go at the counter, or the night by itself, has no diagram: 納付書再発行, 延滞金の確定.
ACTS = {"slip_reissue", "late_charge"}


@needs_diagrams
def test_every_folder_of_a_procedure_has_the_name_of_a_diagram() -> None:
    slugs = {diagram.slug for diagram in PROCEDURES} | {SHARED, "_base"} | ACTS
    folders = {
        Path(file).parts[1]
        for place in ("forms", "letters", "workflows")
        for file in files(place, "")
        if len(Path(file).parts) > 2
    }
    assert folders <= slugs, f"folders without a diagram: {folders - slugs}"


@needs_diagrams
def test_every_user_task_has_its_form_and_every_form_its_task() -> None:
    shown = {form for diagram in DIAGRAMS for form in diagram.forms()}
    assert shown == files("forms", ".yaml")


@needs_diagrams
def test_a_form_says_its_own_name() -> None:
    for name in files("forms", ".yaml"):
        file = Path(name)
        assert yaml.safe_load(text_of(file))["form"] == f"{file.parent.name}/{file.stem}", file


@needs_diagrams
def test_every_table_called_is_there_and_every_table_is_called() -> None:
    by_diagrams = {table for diagram in DIAGRAMS for table in diagram.decisions()}
    folders = {diagram.slug: diagram.folder for diagram in DIAGRAMS}
    by_operators = {
        f"{folders[slug] / table}.dmn"
        for one in REGISTRY.operators.values()
        for slug, table in (name.split("/") for name in one.tables)
    }
    assert by_diagrams | by_operators == files("workflows", ".dmn")


@needs_diagrams
def test_a_table_bears_the_name_of_its_file() -> None:
    for name in files("workflows", ".dmn"):
        tables = [node for node in ET.fromstring(text_of(Path(name))) if node.tag.endswith("}decision")]
        assert [node.attrib["id"] for node in tables] == [Path(name).stem]


@needs_diagrams
def test_every_operator_called_is_registered_and_every_registered_one_is_called() -> None:
    assert {one for diagram in DIAGRAMS for one in diagram.operators()} == set(REGISTRY.operators)


@needs_diagrams
def test_an_operator_belongs_to_a_procedure_or_a_part() -> None:
    slugs = {diagram.slug for diagram in DIAGRAMS}
    assert {one.split("/")[0] for one in REGISTRY.operators} <= slugs


@needs_diagrams
def test_every_part_called_is_there_and_every_part_is_called() -> None:
    called = {part for diagram in DIAGRAMS for part in diagram.parts()}
    assert called == {diagram.slug for diagram in DIAGRAMS if diagram.is_part}


def test_every_letter_has_its_files_and_its_builder() -> None:
    letters: dict[str, set[str]] = {}
    for name in files("letters", ""):
        file = Path(name)
        if len(file.parts) == 3 and not file.parts[1].startswith("_"):
            stem = file.name.partition(".")[0]
            letters.setdefault(f"{file.parts[1]}/{stem}", set()).add(file.name.removeprefix(stem))
    assert letters.keys() == REGISTRY.letters.keys()
    for letter, parts in letters.items():
        assert parts >= set(LETTER_PARTS), f"{letter} lacks {set(LETTER_PARTS) - parts}"


def test_every_letter_is_asked_for_somewhere() -> None:
    """By an operator or a use case, whole or for any procedure (`f"{slug}/receipt"`); registering it does not count."""
    named = {*REGISTRY.letters, *(f"/{letter.split('/')[1]}" for letter in REGISTRY.letters)}
    asked = {
        node.value
        for file in program()
        if any(name in text_of(file) for name in named)
        for call in ast.walk(syntax(file))
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "letter")
        for node in ast.iter_child_nodes(call)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    unasked = {letter for letter in REGISTRY.letters if letter not in asked and f"/{letter.split('/')[1]}" not in asked}
    assert unasked == set()


@needs_diagrams
def test_a_lane_carries_the_id_of_a_role() -> None:
    for diagram in DIAGRAMS:
        assert diagram.roles() <= ROLES.keys() | {AUTOMATIC_LANE}, diagram.file


def test_the_glossary_lists_every_procedure_and_every_role() -> None:
    rows = {
        (match.group(1), match.group(2).strip())
        for match in re.finditer(r"^\| `(\w+)` \| ([^|]+)\|", text_of(Path("workflows/README.md")), re.MULTILINE)
    }
    for diagram in DIAGRAMS:
        title = diagram.all(f"{BPMN}process")[0].attrib["name"]
        assert (diagram.slug, title) in rows, f"workflows/README.md: `{diagram.slug}` is {title}"
    for role in ROLES.values():
        assert (role.id, role.ja) in rows, f"workflows/README.md: `{role.id}` is {role.ja}"


def test_every_key_of_the_values_is_described_with_its_unit() -> None:
    shipped = {
        (re.sub(r"^office\.\w+\.", "office.*.", row.key), row.unit) for row in load_values(default_directories())
    }
    described = re.findall(r"^\| `([\w.*]+)` \| (\w+) \|", text_of(Path("docs/values.md")), re.MULTILINE)
    assert set(described) == shipped
    assert len(described) == len(set(described))


def test_every_setting_is_described() -> None:
    described = set(re.findall(r"^\| `(KOKUHO_\w+)` \|", text_of(Path("docs/operators.md")), re.MULTILINE))
    assert described == settings.NAMES


def test_the_tree_was_found() -> None:
    assert (ROOT / "server").is_dir()
    assert files("server", ".py")
