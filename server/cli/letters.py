"""`kokuho letters`: rendering a letter from a file or a sample, to look at it and to keep its goldens.

Nothing is issued here: no number is taken, nothing is archived. What is wanted for the post goes through a case;
`posted` records what the post office took of it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from server.casework.hand_over_batch import BatchView, batch_files, list_batches
from server.casework.post_letters import post_letters
from server.cli.output import emit, json_option
from server.cli.tools import open_installation, operator_caller
from server.domain.refusals import Refused
from server.printing import fonts
from server.printing.check import SAMPLES, read_sample
from server.printing.faults import Held, LetterFault, StackMissing
from server.printing.heads import Letter, load_letters
from server.printing.raster import write_pages
from server.printing.render import Rendered, render
from server.settings import read_settings


@click.group()
def letters() -> None:
    """通知書 / official letters."""


@letters.command("render")
@click.argument("letter")
@click.option("--data", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="値の JSON / frozen data")
@click.option("--sample", type=click.Choice(SAMPLES), help="見本の値 / a sample beside the letter")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="出力先 / where to write")
@click.option("--void", is_flag=True, help="「見本」と刷り、公印を刷らない / marked as a sample, without a seal")
@json_option
def render_letter(letter: str, data: Path | None, sample: str | None, out: Path, void: bool, as_json: bool) -> None:
    """LETTER(slug/name)を PDF とページごとの PNG にする / renders one letter."""
    if (data is None) == (sample is None):
        raise click.UsageError("--data と --sample のどちらか一つ / exactly one of --data and --sample")
    settings = read_settings()
    root = settings.tree / "letters"
    try:
        fonts.set_up(settings.data)
        found = _letter(root, letter)
        values = _read(data) if data else read_sample(root, letter, str(sample))
        rendered = render(found, values, void=void)
    except Held as held:
        raise held.as_refusal() from held
    except LetterFault as fault:
        raise Refused("letter_faulty", fault=str(fault)) from fault
    except StackMissing as missing:
        raise Refused("print_system_missing", what=str(missing)) from missing
    files = _write(rendered, out, f"{letter.replace('/', '-')}-{sample or (data.stem if data else '')}")
    emit(_report(rendered, files), lambda: "\n".join(str(file) for file in files), as_json=as_json)


@letters.command("posted")
@click.argument("office")
@click.option("--slip", required=True, help="差出票の番号 / number of the post office's slip")
@click.option("--pieces", required=True, type=click.IntRange(min=1), help="差出票の通数 / the count on it")
@click.option("--pulled", multiple=True, help="引き抜いた通知書のID / letters pulled before")
@json_option
def posted(office: str, slip: str, pieces: int, pulled: tuple[str, ...], as_json: bool) -> None:
    """OFFICE の引渡し済みの通知書を、差出票の番号と通数で発送済みにする / records what the post office took."""
    _, services = open_installation()
    count = post_letters(services, operator_caller(), office, slip, pieces, pulled)
    told = {"office": office, "slip": slip, "posted": count, "pulled": list(pulled)}
    emit(told, lambda: f"{count}通を発送済みにしました / {count} letters posted", as_json=as_json)


@letters.command("batches")
@json_option
def batches(as_json: bool) -> None:
    """一括印刷の一覧と進み具合 / bulk prints: how far each is, what is held."""
    _, services = open_installation()
    found = [_batch_told(one) for one in list_batches(services, operator_caller())]
    text = "\n".join(
        f"{one['batch_id']} {one['letter']} {one['status']} {one['printed']}/{one['letters']}通"
        f"  保留 {one['held']}  ファイル {one['files']}  見比べ {one['compared']} {one['way']}"
        for one in found
    )
    emit(found, text or "一括印刷はありません / no bulk prints", as_json=as_json)


@letters.command("batch")
@click.argument("batch_id")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="出力先 / where to write")
@json_option
def batch(batch_id: str, out: Path, as_json: bool) -> None:
    """BATCH_ID のファイルと索引・集計を委託先へ書き出す / files, index and sums for the print house."""
    _, services = open_installation()
    files = batch_files(services, operator_caller(), batch_id)
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (out / name).write_bytes(content)
    told = {"batch_id": batch_id, "files": [str(out / name) for name in files]}
    emit(told, lambda: "\n".join(told["files"]), as_json=as_json)


def _batch_told(view: BatchView) -> dict[str, Any]:
    one = view.batch
    return {
        "batch_id": one.batch_id,
        "letter": one.letter,
        "case_id": one.case_id,
        "status": one.status,
        "way": one.way,
        "letters": one.letters,
        "printed": view.counts.get("RENDERED", 0),
        "held": view.counts.get("HELD", 0),
        "gone": view.counts.get("GONE", 0),
        "files": sum(chunk.pdf_hash is not None for chunk in view.chunks),
        "pages": sum(chunk.pages for chunk in view.chunks),
        "compared": one.compared,
    }


def _letter(root: Path, letter: str) -> Letter:
    found = load_letters(root).get(letter)
    if found is None:
        raise Refused("letter_unknown", letter=letter)
    return found


def _read(file: Path) -> dict[str, Any]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as fault:
        raise click.BadParameter(f"{file}: {fault}", param_hint="--data") from fault
    if not isinstance(content, dict):
        raise click.BadParameter(f"{file}: an object is expected", param_hint="--data")
    return content


def _write(rendered: Rendered, out: Path, name: str) -> list[Path]:
    out.mkdir(parents=True, exist_ok=True)
    pdf = out / f"{name}.pdf"
    pdf.write_bytes(rendered.pdf)
    return [pdf, *write_pages(rendered.pdf, out, name)]


def _report(rendered: Rendered, files: list[Path]) -> dict[str, Any]:
    return {
        "files": [str(file) for file in files],
        "pages": rendered.pages,
        "sha256": rendered.sha256,
        "template_hash": rendered.template_hash,
        "fingerprint": rendered.fingerprint,
        "fonts": list(rendered.fonts),
        "seals": rendered.seals,
    }
