"""Who uses what among diagrams (図の利用関係): named periods with the elements that wait, parts and who calls them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from server.engine.lint_model import Diagram, Node, bpmn_children, read_diagram, tag_of
from server.engine.safe_xml import XmlRefused, parse, text_in


def waits_named(diagrams: Mapping[str, bytes]) -> dict[str, list[tuple[str, str]]]:
    """Named period → who waits for it or falls due by it: procedure or part, and the element's name, once each.

    A clock on an element's edge is known by the name of that element.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for diagram in _read(diagrams):
        nodes = {node.id: node for node in diagram.nodes()}
        for node in nodes.values():
            named = nodes.get(node.host or "", node)
            user = (PurePosixPath(diagram.path).stem, " ".join(named.name.split()) or named.id)
            for period in _periods(node):
                if user not in found.setdefault(period, []):
                    found[period].append(user)
    return found


def calls_of(diagrams: Mapping[str, bytes]) -> dict[str, set[str]]:
    """Procedure → the shared parts it calls, through other parts too, and the forms its tasks could take from them."""
    direct: dict[str, set[str]] = {}
    folders: dict[str, str] = {}
    for diagram in _read(diagrams):
        name = PurePosixPath(diagram.path).stem
        folders[name] = diagram.path
        for node in diagram.nodes():
            used = {node.called} if node.tag == "callActivity" else set()
            if node.tag == "userTask":
                used = {(node.properties.get("form") or node.id).removeprefix("_shared/")}
            direct.setdefault(name, set()).update(used - {""})
    return {name: _reach(name, direct) for name, path in folders.items() if "/_shared/" not in path}


def _reach(name: str, direct: Mapping[str, set[str]]) -> set[str]:
    waiting, seen = [name], set[str]()
    while waiting:
        for one in direct.get(waiting.pop(), set()) - seen:
            seen.add(one)
            waiting.append(one)
    return seen


def _periods(node: Node) -> list[str]:
    timers = [
        text_in(part)
        for definition in node.definitions
        for part in bpmn_children(definition)
        if tag_of(part) in ("timeDuration", "timeCycle", "timeDate")
    ]
    due = node.properties.get("due")
    return [one for one in (*timers, due or "") if one]


def _read(diagrams: Mapping[str, bytes]) -> list[Diagram]:
    found = []
    for path in sorted(diagrams):
        try:
            found.append(read_diagram(path, parse(diagrams[path])))
        except XmlRefused:  # the gate tells what is wrong with it
            continue
    return found
