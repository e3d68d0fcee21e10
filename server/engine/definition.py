"""A procedure as it runs (手続の定義): built from file contents, identified by their hash, shared by all its cases.

No file is read while building, so a version kept in the database and one in a folder come out the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

from server.engine.cache import VersionCache
from server.engine.decision import TableInvalid, read_table
from server.engine.decision_model import Table
from server.engine.faults import DefinitionError
from server.engine.gateways import names_read_by, prepare
from server.engine.lint_model import Diagram, Scope, read_diagram
from server.engine.nodes import Node
from server.engine.outline import Element, Placed, TaskDef, label, outline, walk
from server.engine.parsing import Reader
from server.engine.safe_xml import XmlRefused, parse

SHARED = "_shared"
_PRODUCES = frozenset({"userTask", "serviceTask", "businessRuleTask", "receiveTask", "intermediateCatchEvent"})


@dataclass(frozen=True)
class Procedure:
    """One version of a procedure. `hash` identifies it by content; `manifest` maps each of its files to its SHA-256.

    `tasks` are the people's tasks by element id; `elements` all flow nodes for the list of steps; `tables` by
    `folder/decision`; `forms` by key (`enrolment/enter`), as bytes; `parts` the called parts' ids; `diagrams` the BPMN
    bytes by process id, `diagram` that of the main process. `spec` and `subspecs` are the engine's and never change.
    `lone` marks a file outside the tree, run by its milder rules.
    """

    slug: str
    name: str
    hash: str
    manifest: Mapping[str, str]
    tasks: Mapping[str, TaskDef]
    elements: tuple[Element, ...]
    tables: Mapping[str, Table]
    forms: Mapping[str, bytes]
    parts: tuple[str, ...]
    diagrams: Mapping[str, bytes]
    files: Mapping[str, bytes] = field(repr=False)
    spec: Any = field(repr=False)
    subspecs: Mapping[str, Any] = field(repr=False)
    lone: bool = False

    @property
    def diagram(self) -> bytes:
        """The main process's BPMN file as it was deployed."""
        return self.diagrams[self.spec.name]

    @cached_property
    def element_ids(self) -> frozenset[str]:
        """The ids of all flow nodes."""
        return frozenset(element.id for element in self.elements)

    @cached_property
    def names_read(self) -> frozenset[str]:
        """The first names of everything that expressions and tables look up."""
        elements = [one for spec in (self.spec, *self.subspecs.values()) for one in spec.task_specs.values()]
        return frozenset(name.partition(".")[0] for one in elements for name in names_read_by(one))

    def table(self, name: str) -> Table | None:
        """The table `folder/decision`, or `decision` of the procedure's own folder."""
        return self.tables.get(name if "/" in name else f"{self.slug}/{name}")


class ProcedureCache(VersionCache[Procedure]):
    """Built procedures by hash, the least used dropped; safe for many threads. See `VersionCache.get`."""

    def get(self, version: str, files: Callable[[], tuple[str, Mapping[str, bytes]]]) -> Procedure:
        """The procedure with the hash `version`; `files` answers slug and contents and is asked once.

        Raises `DefinitionError` when the contents do not have that hash or do not make a procedure.
        """

        def build() -> Procedure:
            slug, contents = files()
            procedure = build_procedure(contents, slug)
            if procedure.hash != version:
                raise DefinitionError(f"the files of {slug} have the hash {procedure.hash}, not {version}")
            return procedure

        return self.get_or_build(version, build)


def manifest_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """Path → SHA-256 (hexadecimal) of each file, in order of path."""
    return {path: hashlib.sha256(files[path]).hexdigest() for path in sorted(files)}


def hash_of(manifest: Mapping[str, str]) -> str:
    """SHA-256 over the sorted lines `hash  path` of a manifest: the version's identity."""
    lines = "".join(f"{manifest[path]}  {path}\n" for path in sorted(manifest))
    return hashlib.sha256(lines.encode()).hexdigest()


def build_procedure(files: Mapping[str, bytes], slug: str) -> Procedure:
    """The procedure `slug` from its files by path below the tree's root (`workflows/…`, `forms/…`).

    Raises `DefinitionError` with the place. The gate says everything that is wrong at once; this says the first.
    """
    main_path = f"workflows/{slug}/{slug}.bpmn"
    if main_path not in files:
        raise DefinitionError("the diagram is missing", path=main_path)
    diagrams = [_diagram(path, files[path]) for path in sorted(files) if path.endswith(".bpmn")]
    tables = {f"{_folder(path)}/{(table := _table(path, files[path])).id}": table for path in _tables_in(files)}
    reader = Reader(tables, slug)
    main = next((process for d in diagrams if d.path == main_path for process in d.processes), None)
    if main is None or main.id != slug:
        raise DefinitionError(f"the process must have the id {slug!r}", path=main_path)
    return assemble(Sources(files, diagrams, tables, reader, main, slug))


@dataclass(frozen=True)
class Sources:
    """What a procedure is assembled from: parsed diagrams, tables, the parser that will read them, the main process."""

    files: Mapping[str, bytes]
    diagrams: list[Diagram]
    tables: Mapping[str, Table]
    reader: Reader
    main: Scope
    slug: str


def assemble(sources: Sources) -> Procedure:
    """Puts the parts together and makes the processes ready to run. Raises `DefinitionError`."""
    processes = _processes(sources.diagrams)
    placed = list(walk(sources.main, processes))
    used = list(dict.fromkeys(p.process.id for p in placed))
    spec, subspecs = _specs(sources, used)
    forms = {path.removeprefix("forms/").removesuffix(".yaml"): data for path, data in _forms_in(sources.files)}
    tasks = _annotate(placed, {spec.name: spec, **subspecs}, sources.slug, forms)
    manifest = manifest_of(sources.files)
    paths = {process.id: diagram.path for diagram in sources.diagrams for process in diagram.processes}
    return Procedure(
        slug=sources.slug,
        name=" ".join(sources.main.name.split()) or sources.slug,
        hash=hash_of(manifest),
        manifest=MappingProxyType(manifest),
        tasks=MappingProxyType(tasks),
        elements=outline(placed),
        tables=MappingProxyType(dict(sources.tables)),
        forms=MappingProxyType(forms),
        parts=tuple(name for name in used if name != sources.main.id),
        diagrams=MappingProxyType({name: sources.files[paths[name]] for name in used}),
        files=MappingProxyType(dict(sources.files)),
        spec=spec,
        subspecs=MappingProxyType(subspecs),
        lone=sources.reader.lone,
    )


def _specs(sources: Sources, used: list[str]) -> tuple[Any, dict[str, Any]]:
    reader = sources.reader
    wanted = set(used)
    try:
        for diagram in sources.diagrams:
            if wanted & {process.id for process in diagram.processes}:
                reader.add(diagram)
        spec = reader.get_spec(sources.main.id)
        subspecs = reader.get_subprocess_specs(sources.main.id)
    except ValidationException as error:
        raise DefinitionError(str(error.args[0]), error.id, error.file_name) from error
    for one in (spec, *subspecs.values()):
        prepare(one)
    return spec, subspecs


def _annotate(
    placed: list[Placed], specs: Mapping[str, Any], slug: str, forms: Mapping[str, bytes]
) -> dict[str, TaskDef]:
    """Writes lane, form and properties to the engine's elements; answers the people's tasks."""
    tasks: dict[str, TaskDef] = {}
    owners: dict[str, str] = {}
    named: dict[tuple[str, str], list[Node]] = {}
    for spec in specs.values():
        for one in spec.task_specs.values():
            if isinstance(one, Node):
                named.setdefault((spec.name, one.bpmn_id), []).append(one)
    for p in placed:
        if p.node.tag in _PRODUCES and owners.setdefault(p.node.id, p.process.id) != p.process.id:
            raise DefinitionError(f"{owners[p.node.id]} and {p.process.id} both have an element of this id", p.node.id)
        form = _form_key(p, slug, forms)
        for node in named.get((p.scope.id, p.node.id), ()):
            _write(node, p, form)
        if p.node.tag == "userTask":
            definition = TaskDef(p.node.id, label(p.node), p.lane.role, form, p.node.properties, p.path)
            tasks.setdefault(p.node.id, definition)
    return tasks


def _write(spec: Node, p: Placed, form: str) -> None:
    spec.element_type = p.node.tag
    spec.bpmn_name = label(p.node)
    spec.role = "" if p.lane.borrowed else p.lane.role
    spec.form = form
    spec.properties = MappingProxyType(dict(p.node.properties))


def _form_key(p: Placed, slug: str, forms: Mapping[str, bytes]) -> str:
    """A task's form: its own id, or what its property `form` names, in its procedure's folder, else in `_shared`."""
    named = p.node.properties.get("form") or p.node.id
    if "/" in named:
        return named
    own = f"{slug if p.process.id == slug else SHARED}/{named}"
    return own if own in forms or f"{SHARED}/{named}" not in forms else f"{SHARED}/{named}"


def _processes(diagrams: list[Diagram]) -> dict[str, Scope]:
    found: dict[str, Scope] = {}
    for diagram in diagrams:
        for process in diagram.processes:
            if process.id in found:
                raise DefinitionError(f"two processes have the id {process.id!r}", path=diagram.path)
            found[process.id] = process
    return found


def _diagram(path: str, data: bytes) -> Diagram:
    try:
        return read_diagram(path, parse(data))
    except XmlRefused as error:
        raise DefinitionError(str(error), path=path) from error


def _table(path: str, data: bytes) -> Table:
    try:
        return read_table(data, path)
    except TableInvalid as error:
        raise DefinitionError(str(error), path=path) from error


def _tables_in(files: Mapping[str, bytes]) -> list[str]:
    return [path for path in sorted(files) if path.endswith(".dmn")]


def _forms_in(files: Mapping[str, bytes]) -> list[tuple[str, bytes]]:
    return [(path, files[path]) for path in sorted(files) if path.startswith("forms/") and path.endswith(".yaml")]


def _folder(path: str) -> str:
    return path.rpartition("/")[0].rpartition("/")[2]


def read_procedure_files(root: Path, slug: str) -> dict[str, bytes]:
    """The files of a procedure in a tree: its diagram, tables and recorded walks, the called parts', and their forms.

    Raises `DefinitionError` when the diagram or a called part is missing.
    """
    files = _folder_files(root, f"workflows/{slug}", slug)
    walks = sorted((root / "workflows" / slug / "scenarios").glob("*.yaml"))
    files |= {f"workflows/{slug}/scenarios/{file.name}": file.read_bytes() for file in walks}
    waiting, seen = [slug], {slug}
    while waiting:
        name = waiting.pop()
        path = f"workflows/{slug}/{slug}.bpmn" if name == slug else f"workflows/{SHARED}/{name}/{name}.bpmn"
        for node in _diagram(path, files[path]).nodes():
            if node.tag == "callActivity" and node.called not in seen:
                seen.add(node.called)
                waiting.append(node.called)
                files |= _folder_files(root, f"workflows/{SHARED}/{node.called}", node.called)
    forms = {f"forms/{slug}/{file.name}": file for file in sorted((root / "forms" / slug).glob("*.yaml"))}
    files |= {path: file.read_bytes() for path, file in forms.items()}
    return files | _shared_forms(root, files, slug)


def _folder_files(root: Path, folder: str, name: str) -> dict[str, bytes]:
    diagram = root / folder / f"{name}.bpmn"
    if not diagram.is_file():
        raise DefinitionError("the diagram is missing", path=f"{folder}/{name}.bpmn")
    chosen = [diagram, *sorted((root / folder).glob("*.dmn"))]
    return {f"{folder}/{file.name}": file.read_bytes() for file in chosen}


def _shared_forms(root: Path, files: Mapping[str, bytes], slug: str) -> dict[str, bytes]:
    """The shared forms that the tasks of these diagrams name."""
    found: dict[str, bytes] = {}
    for path in sorted(path for path in files if path.endswith(".bpmn")):
        for node in _diagram(path, files[path]).nodes():
            named = (node.properties.get("form") or node.id).removeprefix(f"{SHARED}/")
            file = root / "forms" / SHARED / f"{named}.yaml"
            shared = "/" not in named and f"forms/{slug}/{named}.yaml" not in files
            if node.tag == "userTask" and shared and file.is_file():
                found[f"forms/{SHARED}/{named}.yaml"] = file.read_bytes()
    return found
