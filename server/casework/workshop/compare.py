"""Two versions side by side (版の比較): folders, or versions on record, with what else a change touches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from server.casework.workshop.titles import Title, file_titles
from server.domain.refusals import Refused
from server.domain.values import DatedValue
from server.engine.definition import SHARED
from server.engine.difference import differences
from server.engine.difference_types import Change, Periods
from server.engine.difference_values import PERIOD, VALUES, period_lengths, value_changes
from server.engine.waits_for import calls_of, waits_named
from server.exchange.values_files import read_values

ROOMS = ("workflows", "forms", "letters")
MAX_FILE_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class Tree:
    """One side: files by path below the root (`workflows/…`, `forms/…`, `letters/…`) and the dated values."""

    files: Mapping[str, bytes]
    values: Sequence[DatedValue] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed, and the procedures it touches: a shared part's change touches all that call it."""

    changes: Sequence[Change]
    procedures: Sequence[str]
    shared: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """changed part or named period → the procedures that use it"""
    titles: Mapping[str, Title] = field(default_factory=dict)
    """changed file → its name as people know it (Japanese, English)"""


def read_tree(root: Path, value_directories: Iterable[Path] = ()) -> Tree:
    """The tree below a folder; a folder of one procedure (`workflows/arrears`) or a single file also makes one.

    Raises `Refused("workshop_nothing_here")` when nothing of a procedure is there.
    """
    files = {path: file.read_bytes() for path, file in _found(root) if file.stat().st_size <= MAX_FILE_BYTES}
    if not files:
        raise Refused("workshop_nothing_here", path=root.name)
    return Tree(files, read_values_of(value_directories))


def read_values_of(directories: Iterable[Path]) -> tuple[DatedValue, ...]:
    """The rows of some folders, as far as they can be read."""
    return tuple(read_values(directories)[0])


def compare(old: Tree, new: Tree, day: date, around: Mapping[str, bytes] | None = None) -> Difference:
    """The difference on a day (it decides which length of a period is told).

    `around` are the files of all procedures, to see who calls a shared part; the new side's own when left out.
    """
    tree = {**(around or {}), **new.files}
    waits: dict[str, list[tuple[str, str]]] = {}
    periods = Periods(period_lengths(old.values, day), period_lengths(new.values, day))
    changes = differences(old.files, new.files, periods)
    if old.values or new.values:
        waits = waits_named({path: data for path, data in tree.items() if path.endswith(".bpmn")})
        users = {period: list(dict.fromkeys(name for _, name in named)) for period, named in waits.items()}
        changes += value_changes(old.values, new.values, users)
    shared = _shared(changes, tree, waits)
    touched = {_slug(one.path) for one in changes} | {slug for slugs in shared.values() for slug in slugs}
    titles = file_titles({**old.files, **new.files}, [one.path for one in changes])
    return Difference(changes, sorted(touched - {"", SHARED}), shared, titles)


def _shared(
    changes: Iterable[Change], tree: Mapping[str, bytes], waits: Mapping[str, Sequence[tuple[str, str]]]
) -> dict[str, list[str]]:
    """The changed shared parts, forms and periods with the procedures that use them, through parts too."""
    diagrams = {path: data for path, data in tree.items() if path.endswith(".bpmn")}
    calls = calls_of(diagrams)
    parts = {one.path.split("/")[2] for one in changes if one.path.startswith(f"workflows/{SHARED}/")}
    forms = {one.path.removesuffix(".yaml").split("/")[2] for one in changes if one.path.startswith(f"forms/{SHARED}/")}
    users: dict[str, list[str]] = {}
    for name in sorted(parts | forms):
        users[name] = sorted(slug for slug, used in calls.items() if name in used)
    for key in sorted({one.element for one in changes if one.path == VALUES and one.element.startswith(PERIOD)}):
        waiting = {name for name, _ in waits.get(key.removeprefix(PERIOD), ())}
        users[key] = sorted(slug for slug, used in calls.items() if slug in waiting or waiting & used)
    return users


def _slug(path: str) -> str:
    parts = path.split("/")
    return parts[1] if len(parts) > 2 and parts[0] in ROOMS else ""


def _found(root: Path) -> Iterable[tuple[str, Path]]:
    if root.is_file():
        return [(_in_tree(root), root)]
    inside = [root / room for room in ROOMS if (root / room).is_dir()] or [root]
    return [
        (_in_tree(file, root), file)
        for folder in inside
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not any(part.startswith(".") or part == "node_modules" for part in file.parts[-4:])
    ]


def _in_tree(file: Path, root: Path | None = None) -> str:
    """The path from the room on, wherever the tree lies; of a lone file its name."""
    parts = file.absolute().parts
    for i in range(len(parts) - 2, -1, -1):
        if parts[i] in ROOMS:
            return "/".join(parts[i:])
    return file.name if root is None else file.relative_to(root).as_posix()
