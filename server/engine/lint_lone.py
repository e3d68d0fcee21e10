"""The gate for a file by itself (単独ファイルの検査): no rule of the tree, and what stands in its own folder is found.

Tables are found by the id of their decision, called parts by the id of their process; each that is used is judged too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from server.engine.decision import Table
from server.engine.faults import DefinitionError
from server.engine.findings import Finding, errors_in, in_reading_order
from server.engine.lint import Neighbours, PartShape, lint_diagram, open_diagram
from server.engine.lint_data import part_shape
from server.engine.lint_model import Diagram
from server.engine.lint_tree import Surroundings, check_table, read_bytes
from server.engine.lone import build_lone, may_hold


def check_file(path: Path, surroundings: Surroundings) -> list[Finding]:
    """All findings of one diagram or table outside the tree, with those of what it uses beside it."""
    if path.suffix == ".dmn":
        return in_reading_order(check_table(str(path), read_bytes(path), in_tree=False)[1])
    folder = _Folder(path.parent, surroundings)
    folder.judge(path, called=False)
    found = folder.findings
    return in_reading_order(found if errors_in(found) else [*found, *_unbuilt(path, path.parent)])


@dataclass(slots=True)
class _Folder:
    """The folder of a lone file; every file of it that is used is judged once."""

    folder: Path
    surroundings: Surroundings
    findings: list[Finding] = field(default_factory=list)
    parts: dict[Path, PartShape | None] = field(default_factory=dict)

    def judge(self, path: Path, *, called: bool) -> PartShape | None:
        """What the diagram reads and writes, or None when it has errors; a ring of calls has some."""
        if path in self.parts:
            return self.parts[path]
        self.parts[path] = None
        data = read_bytes(path)
        diagram = open_diagram(str(path), data)[0]
        around = Neighbours(
            is_part=called,
            operators=self.surroundings.operators,
            periods=self.surroundings.periods,
            roles=self.surroundings.roles,
            tables={} if diagram is None else self._tables(diagram),
            parts={} if diagram is None else self._parts(diagram),
        )
        found = lint_diagram(str(path), data, around)
        self.findings += found
        if diagram is not None and not errors_in(found):
            self.parts[path] = part_shape(diagram, around)
        return self.parts[path]

    def _tables(self, diagram: Diagram) -> dict[str, Table | None]:
        asked = {node.decision for node in diagram.nodes() if node.tag == "businessRuleTask"} - {""}
        tables: dict[str, Table | None] = {}
        for file in sorted(self.folder.glob("*.dmn")) if asked else ():
            data = read_bytes(file)
            table, found = check_table(str(file), data, in_tree=False) if _holds_any(data, asked) else (None, [])
            if table is not None and table.id in asked:
                if table.id in tables:
                    self._twice(file, table.id, "unknown-table")
                tables[table.id] = None if errors_in(found) or table.id in tables else table
                self.findings += found
        return tables

    def _parts(self, diagram: Diagram) -> dict[str, PartShape | None]:
        own = {process.id for process in diagram.processes}
        wanted = {node.called for node in diagram.nodes() if node.tag == "callActivity"} - own - {""}
        parts: dict[str, PartShape | None] = {}
        for file in sorted(self.folder.glob("*.bpmn")) if wanted else ():
            data = read_bytes(file)
            other = open_diagram(str(file), data)[0] if _holds_any(data, wanted) else None
            held = set() if other is None else {process.id for process in other.processes}
            for name in sorted(wanted & held):
                if name in parts:
                    self._twice(file, name, "unknown-part")
                parts[name] = None if name in parts else self.judge(file, called=True)
        return parts

    def _twice(self, file: Path, name: str, rule: str) -> None:
        self.findings.append(
            Finding(
                str(file),
                name,
                "",
                None,
                "error",
                rule,
                f"「{name}」が同じフォルダーの二つのファイルにあります。どちらかを移してください。",
                f"'{name}' stands in two files of this folder; move one of them away.",
            )
        )


def _holds_any(data: bytes, names: set[str]) -> bool:
    return any(may_hold(data, name) for name in names)


def _unbuilt(path: Path, folder: Path) -> list[Finding]:
    """The last net: what no rule has anything against can be built; if not, that is said before anybody tries it."""
    data = read_bytes(path)
    asks = any(may_hold(data, tag) for tag in ("callActivity", "businessRuleTask"))
    neighbours = {
        file.name: read_bytes(file)
        for kind in (("*.bpmn", "*.dmn") if asks else ())
        for file in sorted(folder.glob(kind))
    }
    try:
        build_lone(path.name, data, neighbours)
    except DefinitionError as error:
        ja, en = f"この図は組み立てられません: {error}", f"The diagram cannot be put together: {error}"
        return [Finding(str(path), "", "", None, "error", "cannot-be-built", ja, en)]
    return []
