"""`kokuho levy`: what a household would owe (保険料の試算), by the levy engine itself and with its grounds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from server.cli.output import emit, json_option
from server.cli.value_files import file_values, values_option
from server.domain.levy.assess import Levy, assess
from server.domain.levy.model import Part
from server.domain.levy.parameters import Parameters, load_parameters
from server.domain.levy.reading import read_household
from server.domain.levy.trace import trace
from server.domain.refusals import Refused

_MOST_BYTES = 1_000_000
_PART_JA = {Part.BASIC: "医療分", Part.SUPPORT: "支援金分", Part.CARE: "介護分", Part.CHILD: "子ども・子育て支援金分"}


@click.group()
def levy() -> None:
    """保険料(賦課)/ the levy."""


@levy.command()
@click.option(
    "--household",
    "file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="世帯のファイル(JSON、- は標準入力) / the household as JSON",
)
@values_option
@json_option
def estimate(file: Path, folder: Path | None, as_json: bool) -> None:
    """世帯の保険料を試算する / estimates the levy of a household for a year."""
    given = read_json(file)
    household = read_household(given)
    parameters = load_parameters(file_values(folder), household.fiscal_year)
    found = assess(household, parameters)
    data = {
        "parts": {part.value: found.amount(part) for part in Part},
        "total": found.total,
        "trace": trace(found, parameters),
        "fiscal_year": household.fiscal_year,
        "reduction_tenths": found.judgement.tenths,
        "provisional": bool(found.unknown),
        "household": given,
    }
    emit(data, lambda: _text(found, parameters), as_json=as_json)


def read_json(file: Path, field: str = "household") -> object:
    """The file's JSON, each field once, no number but a whole one of JSON; else `levy_file_unreadable`."""
    try:
        with click.open_file(str(file), "rb") as stream:
            raw = stream.read(_MOST_BYTES + 1)
        if len(raw) > _MOST_BYTES:
            raise ValueError(f"more than {_MOST_BYTES} bytes")
        read = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_no_number)
        json.dumps(read, ensure_ascii=False).encode()  # half a character could be read but never printed again
        return read
    except (ValueError, RecursionError, OSError) as error:
        raise Refused("levy_file_unreadable", at_field=field, fault=_fault(error)) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(name for name, _ in pairs if [n for n, _ in pairs].count(name) > 1)
        raise ValueError(f"the field {twice[:40]!r} is given twice")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number of JSON")


def _fault(error: BaseException) -> str:
    if isinstance(error, RecursionError):
        return "too deep"
    return "not UTF-8" if isinstance(error, UnicodeError) else str(error)


def _text(found: Levy, parameters: Parameters) -> str:
    lines = [f"{found.household.fiscal_year}年度(4月から翌年3月)の保険料の試算"]
    lines += [f"  {_PART_JA[part]}: {found.amount(part):,}円" for part in found.parts]
    lines.append(f"  合計: {found.total:,}円")
    if found.judgement.tenths:
        lines.append(f"  法定軽減: {found.judgement.tenths}割")
    if found.unknown:
        lines.append(f"  所得の分からない人がいるため軽減前の仮の額です(members: {', '.join(found.unknown)})")
    for line in trace(found, parameters):
        where = [_PART_JA[Part(str(line["part"]))]] if "part" in line else []
        where += [f"({line['person']})"] if "person" in line else []
        lines.append(f"    {' '.join([*where, str(line['ja'])])}: {line['value']} [{line.get('article', '')}]")
    return "\n".join(lines)
