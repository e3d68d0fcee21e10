"""`kokuho difference`: what changed between two versions of a procedure, in words (版の違い).

OLD and NEW are folders (a tree, or one procedure's folder), files, or versions on record (`arrears@2`; `arrears@` is
the one in force). Nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from server.casework.services import Services
from server.casework.workshop import compare as comparing
from server.casework.workshop.running import files_by_reference, running_cases
from server.cli.output import OK, emit, json_option
from server.cli.tools import open_installation
from server.clock import Clock
from server.exchange.values_files import default_directories
from server.settings import ROOT

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--old-values", type=_FOLDER, help="旧の値のフォルダー / folder of the old values")
@click.option("--new-values", type=_FOLDER, help="新の値のフォルダー / folder of the new values")
@click.option("--cases", is_flag=True, help="進行中の案件を数える / count the running cases touched")
@json_option
def difference(old: str, new: str, old_values: Path | None, new_values: Path | None, cases: bool, as_json: bool) -> int:
    """OLD から NEW への違い / what changed from OLD to NEW."""
    services = open_installation()[1] if cases or "@" in f"{old}{new}" else None
    sides = [_tree(one, values, services) for one, values in ((old, old_values), (new, new_values))]
    around = comparing.read_tree(ROOT / "workflows").files
    found = comparing.compare(sides[0], sides[1], Clock().business_day(), around)
    report: dict[str, Any] = {
        "changes": [one.as_json() for one in found.changes],
        "procedures": list(found.procedures),
        "shared": {part: list(users) for part, users in found.shared.items()},
    }
    if services is not None:
        report["running_cases"] = running_cases(services, found.procedures)
    emit(report, _text(report), as_json=as_json)
    return OK


def _tree(written: str, values: Path | None, services: Services | None) -> comparing.Tree:
    folders = () if values is None else (values,)
    path = Path(written)
    if services is not None and "@" in written and not path.exists():
        return comparing.Tree(files_by_reference(services, written), comparing.read_values_of(folders))
    if not path.exists():
        raise click.BadParameter(f"{written}: ありません / does not exist", param_hint="OLD NEW")
    default = default_directories() if path.resolve() == ROOT.resolve() else ()
    return comparing.read_tree(path, folders or default)


def _text(report: dict[str, Any]) -> Callable[[], str]:
    def lines() -> str:
        told = [f"{one['ja']} / {one['en']}" for one in report["changes"]] or ["違いはありません / no difference"]
        told += [
            f"部品「{part}」を使う手続 / called by: {'、'.join(users) or '—'}"
            for part, users in report["shared"].items()
        ]
        if report["procedures"]:
            told.append(f"及ぶ手続 / procedures touched: {'、'.join(report['procedures'])}")
        for slug, count in report.get("running_cases", {}).items():
            told.append(f"進行中の案件 / running cases {slug}: {count}")
        return "\n".join(told)

    return lines
