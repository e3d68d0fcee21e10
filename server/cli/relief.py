"""`kokuho relief estimate`: what a relief would come to (減免の試算), with the row of the table that gave it.

`kokuho relief copay`: which measure of relief of co-payments a household gets (一部負担金の減免の試算), and how long.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import click

from server.cli.levy import read_json
from server.cli.output import emit, json_option
from server.cli.value_files import file_values, values_option
from server.domain.copay_relief.judging import Found, judge, to_pay
from server.domain.copay_relief.reading import Case as CopayCase
from server.domain.copay_relief.reading import read_case as copay_case
from server.domain.copay_relief.rows import DEFER
from server.domain.copay_relief.rules import Rule as CopayRule
from server.domain.copay_relief.rules import load_rule as copay_rule
from server.domain.copay_relief.words import WHY as COPAY_WHY
from server.domain.copay_relief.words import share_words
from server.domain.levy.assess import assess
from server.domain.levy.parameters import load_parameters
from server.domain.levy.reading import read_household
from server.domain.levy.relief_bases import bases_of
from server.domain.relief.choice import LevyBase, Reckoned, reckon
from server.domain.relief.reading import Case, read_case
from server.domain.relief.rows import with_drop
from server.domain.values import Values

_WHY = {"LATE": "納期限を過ぎた期別だけ", "NO_ROW": "表のどの行にも当たらない", "NOTHING": "減免する額がない"}


@click.group()
def relief() -> None:
    """保険料の減免 / reliefs on application."""


@relief.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@values_option
@json_option
def estimate(file: Path, folder: Path | None, as_json: bool) -> None:
    """減免の額を試算する / estimates a relief: FILE is a case as JSON (- for standard input)."""
    case = read_case(read_json(file, field="case"))
    values = file_values(folder)
    levy = _levy(case, values)
    found = reckon(case.application, [levy], case.fiscal_year, values)
    before = levy.total
    relieved = found.relieved[0] if found.relieved else None
    data = {
        "granted": bool(found.yen),
        "why": found.why,
        "before": before,
        "relief": found.yen,
        "after": before - found.yen,
        "by_part": {} if relieved is None else {part.value: yen for part, yen in relieved.yen.items()},
        "row": None if relieved is None else relieved.row,
        "rates": {} if relieved is None else {name: str(rate) for name, rate in relieved.rates},
        "share": None if relieved is None else str(relieved.share),
        "drop": str(with_drop(case.application.facts).get("drop", "")) or None,
        "article": None if relieved is None else relieved.article,
        "reduction_tenths": levy.tenths,
    }
    emit(data, lambda: _text(found, before), as_json=as_json)


@relief.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@values_option
@json_option
def copay(file: Path, folder: Path | None, as_json: bool) -> None:
    """一部負担金の減免を試算する / tries a relief of co-payments: FILE is a case as JSON (- for standard input)."""
    case = copay_case(read_json(file, field="case"))
    values = file_values(folder)
    rule = copay_rule(values, case.ground, case.application.applied_on)
    found = judge(case.application, rule)
    granted = found.why is None
    away = found.share if granted else Fraction(0)
    data = {
        "granted": granted,
        "why": found.why,
        "measure": found.measure if granted else None,
        "share": str(away),
        "from": None if found.first_day is None else found.first_day.isoformat(),
        "to": None if found.last_day is None else found.last_day.isoformat(),
        "months": found.months,
        "months_left": found.left,
        "ratio": None if found.ratio is None else str(found.ratio),
        "row": found.row,
        "article": rule.article,
        "copay": to_pay(case.cost, case.share, Fraction(0), rule.pay_unit) if case.cost else None,
        "pays": _pays(case, found, rule) if case.cost else None,
    }
    emit(data, lambda: _copay_text(found, data), as_json=as_json)


def _pays(case: CopayCase, found: Found, rule: CopayRule) -> int:
    """Yen that the provider asks the patient for: of what is deferred nothing, the city collects it later."""
    if found.why is None and found.measure == DEFER:
        return 0
    away = found.share if found.why is None else Fraction(0)
    return to_pay(case.cost, case.share, away, rule.pay_unit)


def _copay_text(found: Found, data: Mapping[str, object]) -> str:
    if found.why is not None:
        ja, en = COPAY_WHY[found.why]
        return f"承認しない / refused: {ja} / {en} ({found.why})"
    ja, en = share_words(str(found.measure), found.share)
    lines = [
        f"{ja} / {en}",
        f"  期間 / period: {data['from']} – {data['to']} ({found.months}/{found.left})",
        f"  適用した行 / row: {found.row} [{data['article']}]",
    ]
    if data["pays"] is not None:
        lines.append(f"  窓口で支払う額 {data['pays']:,}円 (減免前 {data['copay']:,}円) / to pay at the provider")
    return "\n".join(lines)


def _levy(case: Case, values: Values) -> LevyBase:
    """The parts of the levy and its class: of a household by the levy engine itself, else as the case states them."""
    if case.household is None:
        return LevyBase(case.bases, case.tenths)
    household = read_household(case.household)
    parameters = load_parameters(values, household.fiscal_year)
    levy = assess(household, parameters)
    return LevyBase(bases_of(levy.parts.values(), parameters), levy.judgement.tenths)


def _text(found: Reckoned, before: int) -> str:
    if not found.yen:
        return f"減免しない / nothing falls away: {_WHY[str(found.why)]} ({found.why})"
    relieved = found.relieved[0]
    lines = [
        f"減免額 {found.yen:,}円 / relief {found.yen:,} yen",
        f"  減免前 {before:,}円 減免後 {before - found.yen:,}円",
    ]
    lines.append(f"  適用した行 / row: {relieved.row} [{relieved.article}]")
    return "\n".join([*lines, f"  対象の期別の割合 / share: {relieved.share}"])
