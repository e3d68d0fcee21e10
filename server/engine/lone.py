"""A diagram outside the tree (単独の図): built with what stands beside it, for trying it out.

Called parts and tables are found by their ids among the neighbours; what nobody asks for is not even read. Steps that
have nothing behind them pass; periods may be written out; names that no step sets are start data.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from server.engine.decision import TableInvalid, read_table
from server.engine.decision_model import Table
from server.engine.definition import Procedure, Sources, assemble
from server.engine.faults import DefinitionError
from server.engine.lint_model import Diagram, Scope, read_diagram
from server.engine.parsing import Reader
from server.engine.safe_xml import XmlRefused, parse

HOME = "lone"


def may_hold(data: bytes, name: str) -> bool:
    """Whether a file may define something of this id; asked before a whole folder of strangers is parsed."""
    return not name.isascii() or b"\0" in data[:200] or name.encode() in data


def read_folder(folder: Path) -> dict[str, bytes]:
    """The diagrams and tables of a folder by name."""
    found = [file for kind in ("*.bpmn", "*.dmn") for file in sorted(folder.glob(kind))]
    return {file.name: file.read_bytes() for file in found}


def build_lone(name: str, data: bytes, neighbours: Mapping[str, bytes]) -> Procedure:
    """The procedure in one file. Raises `DefinitionError` when it cannot run, or needs what is not beside it."""
    main = _diagram(name, data)
    neighbours = {path: content for path, content in neighbours.items() if path != name}
    diagrams = [main, *_called(main, neighbours)]
    tables = _tables(diagrams, neighbours)
    used = {name: data} | {d.path: neighbours[d.path] for d in diagrams[1:]}
    used |= {table.path: neighbours[table.path] for table in tables.values()}
    reader = Reader(tables, HOME, lone=True)
    process = _first(main)
    return assemble(Sources(used, diagrams, tables, reader, process, process.id))


def _first(diagram: Diagram) -> Scope:
    """The process that begins: one that may run and that no other of the file calls."""
    found = [process for process in diagram.runnable if process.starts] or diagram.processes
    if not found:
        raise DefinitionError("there is no process in the file", path=diagram.path)
    return found[0]


def _called(main: Diagram, neighbours: Mapping[str, bytes]) -> list[Diagram]:
    """The neighbours that hold called processes, and those that these call."""
    known = {process.id for process in main.processes}
    waiting, found = _calls(main), list[Diagram]()
    while waiting:
        wanted = waiting.pop()
        if wanted in known:
            continue
        others = _readable({path: data for path, data in neighbours.items() if may_hold(data, wanted)})
        holders = [d for d in others if any(process.id == wanted for process in d.processes)]
        if len(holders) != 1:
            where = "stands in several files" if holders else "is not beside the file"
            raise DefinitionError(f"the called part {wanted!r} {where}", path=main.path)
        found += holders
        known |= {process.id for process in holders[0].processes}
        waiting |= _calls(holders[0])
    return found


def _calls(diagram: Diagram) -> set[str]:
    return {node.called for node in diagram.nodes() if node.tag == "callActivity"}


def _readable(neighbours: Mapping[str, bytes]) -> list[Diagram]:
    """Neighbours that can be read; a broken one that nobody calls is nobody's trouble."""
    found = []
    for path in sorted(path for path in neighbours if path.endswith(".bpmn")):
        try:
            found.append(_diagram(path, neighbours[path]))
        except DefinitionError:
            continue
    return found


def _tables(diagrams: list[Diagram], neighbours: Mapping[str, bytes]) -> dict[str, Table]:
    wanted = {node.decision for d in diagrams for node in d.nodes() if node.tag == "businessRuleTask"}
    found: dict[str, Table] = {}
    for path in sorted(path for path in neighbours if path.endswith(".dmn")):
        if not any(name and may_hold(neighbours[path], name) for name in wanted):
            continue
        try:
            table = read_table(neighbours[path], path)
        except TableInvalid:
            continue
        if f"{HOME}/{table.id}" in found:
            raise DefinitionError(f"the table {table.id!r} stands in several files", path=path)
        if table.id in wanted:
            found[f"{HOME}/{table.id}"] = table
    return found


def _diagram(path: str, data: bytes) -> Diagram:
    try:
        return read_diagram(path, parse(data))
    except XmlRefused as error:
        raise DefinitionError(str(error), path=path) from error
