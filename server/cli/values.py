"""`kokuho values`: the dated values (日付つきの数値) between files and the database, and the year's holidays."""

from __future__ import annotations

from pathlib import Path

import click

from server.casework.deploy_procedure import load_values as state_values
from server.cli.output import FOUND, OK, emit, json_option
from server.cli.tools import open_installation, operator_caller
from server.exchange import holiday_file
from server.exchange.values_files import default_directories, load_values, read_values
from server.exchange.values_writer import values_text, write_values

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def values() -> None:
    """日付つきの数値(法令・条例) / dated values of law and city."""


@values.command()
@click.argument("folders", metavar="[DIR…]", nargs=-1, type=FOLDER)
@json_option
def check(folders: tuple[Path, ...], as_json: bool) -> int:
    """DIR(なければ同梱のもの)の値に隙間や重なりがないかを調べる / gaps, overlaps and other faults of the files."""
    rows, faults = read_values(_folders(folders))
    data = {
        "rows": len(rows),
        "faults": [{"path": one.path, "line": one.line, "fault": one.fault} for one in faults],
    }
    text = "\n".join(map(str, faults)) or f"{len(rows)}行に誤りはありません / no faults"
    emit(data, text, as_json=as_json)
    return FOUND if faults else OK


@values.command("import")
@click.argument("folders", metavar="[DIR…]", nargs=-1, type=FOLDER)
@json_option
def import_(folders: tuple[Path, ...], as_json: bool) -> None:
    """DIR(なければ同梱のもの)の値をデータベースに入れる / state the files' values in the database."""
    rows = load_values(_folders(folders))
    _, services = open_installation()
    origin = " ".join(folder.name for folder in folders) or "shipped"
    changed = state_values(services, operator_caller(), rows, origin=origin)
    emit({"rows": len(rows), "changed": changed}, f"{len(rows)}行のうち{changed}行を入れました", as_json=as_json)


@values.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@json_option
def export(folder: Path, as_json: bool) -> None:
    """データベースの値を DIR に書き出す / write the database's values, one file per topic."""
    _, services = open_installation()
    with services.database.read() as conn:
        rows = services.values(conn).rows()
    files = write_values(rows, folder)
    data = {"rows": len(rows), "files": [file.name for file in files]}
    emit(data, f"{len(rows)}行を{len(files)}つのファイルに書きました", as_json=as_json)


@values.command()
@click.argument("file", metavar="CSV", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--since", default=2000, show_default=True, type=click.IntRange(1955, 2999), help="この年から")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="書き出すファイル(なければ画面)")
def holidays(file: Path, since: int, out: Path | None) -> None:
    """内閣府の祝日CSVから値のファイルを作る / make the file of holidays; years not in the CSV stay as they are."""
    fresh = holiday_file.read_holidays(file.read_bytes(), since=since)
    years = {row.valid_from for row in fresh}
    standing = [row for row in load_values(default_directories()) if row.key == holiday_file.KEY]
    text = values_text("holidays", [*fresh, *(row for row in standing if row.valid_from not in years)])
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")
        click.echo(f"{out.name}: {min(years).year}年から{max(years).year}年までを入れ替えました")


def _folders(given: tuple[Path, ...]) -> tuple[Path, ...]:
    return given or default_directories()
