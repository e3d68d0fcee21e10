"""`kokuho check`: lints diagrams, tables, forms and letters, all findings at once.

A path may be a file, or a folder of which everything that can be checked is. What stands in a tree
(`workflows/<slug>/`, `forms/<slug>/`, `letters/<slug>/`) is judged by the rules of the tree, anything else by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import click

from server.casework.surroundings import surroundings_of
from server.casework.workshop.walks import broken_walks
from server.cli.output import FOUND, OK, emit, json_option
from server.domain.values import Values
from server.engine.definition import read_procedure_files
from server.engine.faults import DefinitionError
from server.engine.findings import Finding, in_reading_order
from server.engine.lint_lone import check_file
from server.engine.lint_tree import SHARED, Surroundings, check_tree
from server.exchange.form_files import check_form_file
from server.exchange.values_files import default_directories, read_values
from server.operators.registry import load_operators
from server.settings import ROOT, read_settings

_DIAGRAMS = frozenset({".bpmn", ".dmn"})


@click.command()
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@json_option
def check(paths: tuple[Path, ...], as_json: bool) -> int:
    """PATH(図、表、様式、通知書、またはフォルダー)を検査する / lints files or folders."""
    findings = findings_of(paths)
    emit({"findings": [one.as_json() for one in findings]}, lambda: _as_text(findings), as_json=as_json)
    return FOUND if any(one.severity == "error" for one in findings) else OK


def findings_of(paths: Sequence[Path]) -> list[Finding]:
    """Everything found below `paths`, in order of file and line."""
    wanted = _Wanted()
    for path in paths:
        wanted.add(path.absolute())
    relative = not any(path.is_absolute() for path in paths)
    return in_reading_order(replace(one, path=_shown(one.path, relative)) for one in wanted.findings())


def _shown(path: str, relative: bool) -> str:
    """A path as the caller wrote the others: relative to where the command was given, when it lies below."""
    here = Path.cwd()
    return str(Path(path).relative_to(here)) if relative and Path(path).is_relative_to(here) else path


@dataclass(slots=True)
class _Wanted:
    """What the paths of one call name, sorted by the way it is judged."""

    folders: dict[Path, set[str]] = field(default_factory=dict)
    """roots of trees → folders of `workflows` to be judged"""
    lone: set[Path] = field(default_factory=set)
    forms: set[Path] = field(default_factory=set)
    letters: dict[Path, set[str]] = field(default_factory=dict)
    """folders of letters → letters' ids, or nothing for all"""

    def add(self, path: Path) -> None:
        """Takes a file, or everything below a folder."""
        if path.is_dir():
            for file in sorted(path.rglob("*")):
                if file.is_file() and _is_checked(file) and not _is_aside(file.relative_to(path)):
                    self._file(file)
        elif _is_checked(path):
            self._file(path)
        else:
            raise click.BadParameter(f"{path}: .bpmn, .dmn, forms/*.yaml, letters/*", param_hint="PATH")

    def _file(self, path: Path) -> None:
        kind = _room(path)
        if _is_walk(path):
            self.folders.setdefault(path.parents[3], set()).add(path.parents[1].name)
        elif path.suffix in _DIAGRAMS:
            folder = _tree_folder(path)
            if folder is None:
                self.lone.add(path)
            else:
                self.folders.setdefault(folder[0], set()).add(folder[1])
        elif kind == "letters":
            letter = f"{path.parent.name}/{path.name.split('.', 1)[0]}"
            self.letters.setdefault(path.parent.parent, set()).add(letter)
        else:
            self.forms.add(path)

    def findings(self) -> Iterator[Finding]:
        """The findings of everything taken."""
        for root, folders in self.folders.items():
            yield from check_tree(root, _surroundings(root), folders)
            yield from _broken_walks(root, folders)
        around = _surroundings(ROOT) if self.lone else Surroundings()  # read once, however many files ask
        for file in sorted(self.lone):
            yield from check_file(file, around)
        for file in sorted(self.forms):
            yield from (Finding(**_texts(one)) for one in check_form_file(file))
        for folder, letters in self.letters.items():
            yield from _letter_findings(folder, letters)


def _broken_walks(root: Path, folders: set[str]) -> Iterator[Finding]:
    """Recorded walks (筋書き) of these procedures that no longer hold, by the values that come with the program."""
    slugs = [one for one in sorted(folders) if (root / "workflows" / one / "scenarios").is_dir()]
    values = Values(read_values(default_directories())[0]) if slugs else Values(())
    for slug in slugs:
        try:
            files = read_procedure_files(root, slug)
        except DefinitionError:
            continue  # a part is missing: the diagram's own findings say so
        for one in broken_walks(slug, files, load_operators().operators, values):
            yield replace(one, path=str(root / one.path))


def _is_aside(path: Path) -> bool:
    """Whether a file lies in a folder of tools (hidden, or packages), which nobody means by "everything below"."""
    return any(part.startswith(".") or part == "node_modules" for part in path.parts[:-1])


def _room(path: Path) -> str:
    """`forms` or `letters` for a file two levels below a folder of that name, else nothing."""
    name = path.parent.parent.name
    return name if name in {"forms", "letters"} else ""


def _is_checked(path: Path) -> bool:
    if path.suffix in _DIAGRAMS or _is_walk(path):
        return True
    if _room(path) == "letters":
        return path.name.endswith((".yaml", ".html.j2", ".json", ".css")) and path.parent.name != "_base"
    return path.suffix == ".yaml" and (_room(path) == "forms" or _is_form(path))


def _is_walk(path: Path) -> bool:
    """Whether a file is a recorded walk of a procedure of a tree: `workflows/<slug>/scenarios/<name>.yaml`."""
    folders = [one.name for one in path.parents[:3]]
    return path.suffix == ".yaml" and folders[0] == "scenarios" and folders[2:] == ["workflows"]


def _is_form(path: Path) -> bool:
    """Whether a YAML file outside the tree calls itself a form."""
    try:
        return any(line.startswith("form:") for line in path.read_text(encoding="utf-8").splitlines()[:200])
    except (OSError, UnicodeDecodeError):
        return False


def _tree_folder(path: Path) -> tuple[Path, str] | None:
    """The tree's root and the folder's name below `workflows`, or None for a file outside a tree."""
    folder = path.parent
    if folder.parent.name == "workflows":
        return folder.parent.parent, folder.name
    if folder.parent.name == SHARED and folder.parent.parent.name == "workflows":
        return folder.parent.parent.parent, f"{SHARED}/{folder.name}"
    return None


def _surroundings(root: Path) -> Surroundings:
    return surroundings_of(root, load_operators().operators)


def _letter_findings(folder: Path, letters: set[str]) -> Iterator[Finding]:
    # Imported here: rendering loads the fonts, which the checks of diagrams need not wait for.
    from server.printing import check as letter_check
    from server.printing import fonts

    fonts.set_up(read_settings().data)
    for one in letter_check.check_letters(folder):
        if one.path.split(".", 1)[0] in letters or "/" not in one.path:
            yield Finding(str(folder / one.path), "", "", None, "error", one.rule, one.message_ja, one.message_en)


def _texts(found: Mapping[str, object]) -> dict[str, Any]:
    return dict(found)


def _as_text(findings: Sequence[Finding]) -> str:
    if not findings:
        return "指摘はありません / no findings"
    return "\n".join(
        f"{one.path}:{one.line or ''}: {one.severity}: {one.message_ja} / {one.message_en} "
        f"[{one.rule}{' ' + one.element if one.element else ''}]"
        for one in findings
    )
