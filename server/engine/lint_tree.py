"""The gate over the procedures' tree (手続フォルダーの検査): diagrams with their tables, shared parts and neighbours.

A procedure is `workflows/<slug>/<slug>.bpmn` with its tables beside it; a part stands in `workflows/_shared/<part>/`.
What is asked of other rooms (forms, operators, periods, letters) is handed in as `Surroundings`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from server.domain.roles import ROLES
from server.engine.decision import Table, analyse, inspect_table
from server.engine.findings import Finding, errors_in, in_reading_order
from server.engine.lint import Neighbours, OperatorShape, PartShape, lint_diagram, open_diagram
from server.engine.lint_data import part_shape
from server.engine.safe_xml import MAX_BYTES

SHARED = "_shared"
_ROOM = MAX_BYTES + 1  # one byte more than may be read is enough to be refused


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the gate is told by other rooms: forms by id with the names of their answers (None when faulty), operators,
    names of periods, letters by id, roles."""

    forms: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    operators: Mapping[str, OperatorShape] = field(default_factory=dict)
    periods: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset(ROLES)


def check_tree(root: Path, surroundings: Surroundings, folders: Iterable[str] | None = None) -> list[Finding]:
    """All findings of `root/workflows`, or of some of its folders (`enrolment`, `_shared/decision`)."""
    found = check_files(_files(root), surroundings, folders)
    return [replace(one, path=str(root / one.path)) for one in found]


def check_folders(root: Path, surroundings: Surroundings, folders: Iterable[str]) -> dict[str, list[Finding]]:
    """As `check_tree`, the findings of each folder by itself: the tables of the tree are judged once for all."""
    tree = _Tree(_files(root), surroundings)
    found = {name: tree.findings_of(name) if name in tree.by_folder else [] for name in folders}
    return {
        name: [replace(one, path=str(root / one.path)) for one in in_reading_order(some)]
        for name, some in found.items()
    }


def _files(root: Path) -> dict[str, bytes]:
    return {str(file.relative_to(root).as_posix()): read_bytes(file) for file in _workflow_files(root / "workflows")}


def _workflow_files(folder: Path) -> Iterator[Path]:
    return (file for kind in ("*.bpmn", "*.dmn") for file in sorted(folder.rglob(kind)))


def read_bytes(file: Path) -> bytes:
    """The file, or as much of it as shows that it is too large."""
    with file.open("rb") as stream:
        return stream.read(_ROOM)


def check_files(
    files: Mapping[str, bytes], surroundings: Surroundings, folders: Iterable[str] | None = None
) -> list[Finding]:
    """As `check_tree`, from memory: `workflows/…` paths to bytes, as a deployment carries them."""
    tree = _Tree(files, surroundings)
    wanted = tree.folders if folders is None else [name for name in tree.folders if name in set(folders)]
    return in_reading_order(one for name in wanted for one in tree.findings_of(name))


class _Tree:
    """The folders of one tree; what is asked twice is read once."""

    def __init__(self, files: Mapping[str, bytes], surroundings: Surroundings) -> None:
        self.files = files
        self.around = surroundings
        self.by_folder: dict[str, list[str]] = {}
        for path in sorted(files):
            self.by_folder.setdefault(str(PurePosixPath(path).parent).removeprefix("workflows").strip("/"), []).append(
                path
            )
        self.folders = list(self.by_folder)
        self._tables: dict[str, dict[str, Table | None]] = {}
        self._table_findings: dict[str, list[Finding]] = {}
        self._parts: dict[str, PartShape | None] = {}
        for folder in self.folders:
            self._read_tables(folder)
        self.table_ids = frozenset(
            f"{PurePosixPath(folder).name}/{name}" for folder, tables in self._tables.items() for name in tables
        )

    def findings_of(self, folder: str) -> list[Finding]:
        slug = PurePosixPath(folder).name
        found = [*self._table_findings[folder], *self._misplaced(folder, slug)]
        diagram = f"workflows/{folder}/{slug}.bpmn"
        if diagram in self.files:
            found += lint_diagram(diagram, self.files[diagram], self._neighbours(folder))
            found += self._unused_tables(folder, slug, self.files[diagram].decode(errors="replace"))
        return found

    def _neighbours(self, folder: str) -> Neighbours:
        slug = PurePosixPath(folder).name
        return Neighbours(
            in_tree=True,
            slug=slug,
            is_part=folder.startswith(f"{SHARED}/"),
            forms=self.around.forms,
            tables=self._tables[folder],
            table_ids=self.table_ids,
            operators=self.around.operators,
            letters=self.around.letters,
            periods=self.around.periods,
            parts=self._part_shapes(folder),
            roles=self.around.roles,
        )

    # -- tables ----------------------------------------------------------------------------------------------

    def _read_tables(self, folder: str) -> None:
        self._tables[folder], self._table_findings[folder] = {}, []
        for path in (one for one in self.by_folder[folder] if one.endswith(".dmn")):
            table, found = check_table(path, self.files[path], in_tree=True)
            stem = PurePosixPath(path).stem
            if table is not None and table.id != stem:
                found.append(_file_finding(path, "table-file-name", *_table_name(table.id, stem)))
            self._tables[folder][stem] = table if table is not None and not errors_in(found) else None
            self._table_findings[folder] += found

    def _unused_tables(self, folder: str, slug: str, diagram: str) -> Iterator[Finding]:
        asked = {table for shape in self.around.operators.values() for table in shape.tables}
        for name in self._tables[folder]:
            if f">{name}<" not in diagram and f"{slug}/{name}" not in asked:
                yield _file_finding(
                    f"workflows/{folder}/{name}.dmn",
                    "table-unused",
                    f"決定表「{name}」はどこからも使われていません。使うか、削除してください。",
                    f"The table '{name}' is asked by nobody; use or delete it.",
                )

    # -- parts -----------------------------------------------------------------------------------------------

    def _part_shapes(self, caller: str) -> dict[str, PartShape | None]:
        """Of the parts that `caller` calls: to read others would find rings of calls where there are none."""
        path = f"workflows/{caller}/{PurePosixPath(caller).name}.bpmn"
        diagram = open_diagram(path, self.files.get(path, b""))[0]
        called = set() if diagram is None else {node.called for node in diagram.nodes() if node.tag == "callActivity"}
        names = [name for name in self.folders if name.startswith(f"{SHARED}/") and name != caller]
        return {part: self._shape(name) for name in names if (part := PurePosixPath(name).name) in called}

    def _shape(self, folder: str) -> PartShape | None:
        if folder not in self._parts:
            self._parts[folder] = None  # a part that comes back to itself while being read is faulty
            slug = PurePosixPath(folder).name
            path = f"workflows/{folder}/{slug}.bpmn"
            diagram = open_diagram(path, self.files.get(path, b""))[0]
            around = self._neighbours(folder)
            if diagram is not None and not errors_in(lint_diagram(path, self.files[path], around)):
                self._parts[folder] = part_shape(diagram, around)
        return self._parts[folder]

    def _misplaced(self, folder: str, slug: str) -> Iterator[Finding]:
        diagrams = [path for path in self.by_folder[folder] if path.endswith(".bpmn")]
        for path in diagrams:
            if PurePosixPath(path).name != f"{slug}.bpmn":
                yield _file_finding(
                    path,
                    "file-name",
                    f"図のファイル名は {slug}.bpmn にしてください(フォルダーに一つだけ)。",
                    f"Name the diagram {slug}.bpmn; a folder holds one.",
                )
        if not diagrams:
            yield _file_finding(
                f"workflows/{folder}", "file-name", f"{slug}.bpmn がありません。", f"There is no {slug}.bpmn here."
            )


def check_table(path: str, data: bytes, *, in_tree: bool) -> tuple[Table | None, list[Finding]]:
    """One table with its findings, those of its gaps and overlaps included when it can be read."""
    table, found = inspect_table(data, path)
    if table is not None and not errors_in(found):
        found = [*found, *analyse(table, in_tree=in_tree)]
        if in_tree:
            found += _decimals(table)
    return table, found


def _decimals(table: Table) -> Iterator[Finding]:
    """In the tree an answer goes into case data, which holds whole numbers only."""
    for row in table.rows:
        for answer in row.outputs:
            if any("." in part for part in [str(answer)] if part.replace(".", "", 1).lstrip("-").isdigit()):
                yield Finding(
                    table.path,
                    row.id,
                    table.name,
                    row.line,
                    "error",
                    "table-decimal",
                    f"{row.number}行目の答え {answer} は小数です。率は日付つきの値に置いてください。",
                    f"Row {row.number} answers with the decimal {answer}; rates belong to the dated values.",
                )


def _table_name(found: str, stem: str) -> tuple[str, str]:
    return (
        f"決定の id「{found}」をファイル名「{stem}」と同じにしてください。",
        f"The decision's id '{found}' must be its file's name '{stem}'.",
    )


def _file_finding(path: str, rule: str, ja: str, en: str) -> Finding:
    return Finding(path, "", "", None, "error", rule, ja, en)
