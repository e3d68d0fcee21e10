"""Whether a seized thing may be sold at all (公売の要件): asked at the beginning and again before every act.

Local Autonomy Act art. 231-3: no sale before the seizure is final. What a hold says of a sale stands in the table
`public_sale/hold`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.effects import JSON, Concerns
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.public_sale import SOLD_BY_BIDS, final_from, may_release
from server.domain.refusals import Refused
from server.domain.seizure import Kind
from server.domain.sheets import line, sheet
from server.operators.enforcement import (
    HOLDS,
    KINDS,
    debt_sheet,
    debtor_sheet,
    hold_sheet,
    holds_on,
    japan_day,
    owed,
    yen,
)
from server.operators.registry import operator
from server.operators.seizure_watch.watching import open_debts

HOLD = "public_sale/hold"
STOP, WAIT, REASON = "STOP", "WAIT", "REASON"


@dataclass(frozen=True, slots=True)
class ExamineInputs:
    """Which seizure of whom is to be sold."""

    household_key: str
    seizure_number: str


@dataclass(frozen=True, slots=True)
class ExamineOutputs:
    """`kind` of the thing, `round` which is next, `unsold` sales without a bid, `may_release` art. 79(2)(iii)."""

    seizure_id: str
    kind: str
    round: int
    unsold: int
    may_release: bool
    sheets: list[dict[str, JSON]]


def household_needs(key: str) -> Iterator[FactKey]:
    """What every step of a sale asks of the household."""
    for kind in ("seizures", "collection_debts", "holds", "debtor"):
        yield FactKey(kind, key)


def _needed(inputs: Any) -> Iterator[FactKey]:
    yield from household_needs(str(inputs.household_key))


@operator("public_sale/examine", inputs=ExamineInputs, outputs=ExamineOutputs, needs=_needed, tables=(HOLD,))
def examine(inputs: ExamineInputs, context: Context) -> Done:
    """Finds the seizure and what stands against its sale.

    Raises `seizure_unknown`, `seizure_not_in_force`, `sale_kind`, `sale_not_final`, `sale_debt_paid`, `sale_held`,
    `sale_running`.
    """
    seizure = found_seizure(inputs.household_key, inputs.seizure_number, context)
    debts = debts_of(seizure, context)
    refuse_unfit(seizure, debts, context)
    rounds = rounds_of(str(seizure["seizure_id"]), context)
    others = [one for one in rounds if one["case_id"] != context.case["id"]]
    if any(runs(one) for one in others):
        raise Refused("sale_running", at_field="seizure_number", number=inputs.seizure_number)
    unsold = sum(one["outcome"] == "NO_BID" for one in rounds)
    release = may_release(unsold, context.values, context.today)
    debtor: Any = context.facts.get_fact("debtor", inputs.household_key)
    shown = [
        _sheet(seizure, rounds, context),
        debt_sheet(debts),
        hold_sheet(context.facts.get_fact("holds", inputs.household_key)),
        debtor_sheet(debtor),
    ]
    outputs = ExamineOutputs(
        seizure_id=str(seizure["seizure_id"]),
        kind=str(seizure["asset"]["kind"]),
        round=len(rounds) - len(others) + 1,
        unsold=unsold,
        may_release=release,
        sheets=shown,
    )
    return Done(outputs, (Concerns((str(seizure["person_key"]),)),))


def found_seizure(household_key: str, number: str, context: Context) -> Any:
    """The seizure of that number, in force. Raises `seizure_unknown`, `seizure_not_in_force`."""
    seizures: Any = context.facts.get_fact("seizures", household_key)
    found = [one for one in seizures if one["number"] == str(number).strip()]
    if not found:
        raise Refused("seizure_unknown", at_field="seizure_number", number=number)
    whole: Any = context.facts.get_fact("seizure", str(found[0]["seizure_id"]))
    if not whole["in_force"]:
        raise Refused("seizure_not_in_force", at_field="seizure_number", number=number)
    return whole


def rounds_of(seizure_id: str, context: Context) -> list[Any]:
    """All rounds in which this seizure's thing was put up for sale."""
    found: Any = context.facts.get_fact("public_sales", seizure_id)
    return list(found)


def debts_of(seizure: Any, context: Context) -> list[Any]:
    """What is still owed of the instalments for which was seized."""
    return open_debts(seizure, context.facts.get_fact("collection_debts", str(seizure["household_key"])))


def runs(one: Mapping[str, Any]) -> bool:
    """Whether a round is still under way: neither stopped, nor without a buyer, nor paid."""
    ended = one["stopped_on"] is not None or one["priced_on"] is not None
    return not ended and one["outcome"] in (None, "BID")


def refuse_unfit(seizure: Any, debts: Sequence[Any], context: Context, *, override: str | None = None) -> None:
    """Raises why the thing may not be sold today. `override`: the approver's reason; None before there is one."""
    kind = Kind(seizure["asset"]["kind"])
    if kind not in SOLD_BY_BIDS:
        raise Refused("sale_kind", at_field="seizure_number", kind=KINDS[kind][0])
    final = final_from(date.fromisoformat(japan_day(seizure["served_at"])), context.values)
    if context.today < final:
        raise Refused("sale_not_final", at_field="seizure_number", day=final.isoformat())
    if not sum(map(owed, debts)):
        raise Refused("sale_debt_paid", at_field="seizure_number")
    said = says_of(seizure, context)
    barred = {STOP, WAIT} if override is None or override.strip() else {STOP, WAIT, REASON}
    for hold, (says, article) in said.items():
        if says in barred:
            code = "sale_held_reason" if says == REASON else "sale_held"
            raise Refused(code, at_field="override", hold=HOLDS.get(hold, hold), article=article)


def says_of(seizure: Any, context: Context) -> dict[str, tuple[str, str]]:
    """What the table says of each hold that concerns the seizure's instalments: what it does, with the article."""
    holds: Any = context.facts.get_fact("holds", str(seizure["household_key"]))
    said: dict[str, tuple[str, str]] = {}
    for kind in sorted(holds_on(holds, (one["claim_key"] for one in seizure["debts"]))):
        answer: Any = context.decide(HOLD, {"kind": kind})
        said[kind] = (str(answer["says"]), str(answer["article"]))
    return said


def _sheet(seizure: Any, rounds: Sequence[Any], context: Context) -> dict[str, JSON]:
    asset = seizure["asset"]
    known = date.fromisoformat(japan_day(seizure["served_at"]))
    worth = "評価不明" if asset["value"] is None else yen(asset["value"])
    lines = [
        line("差押番号", "Seizure", str(seizure["number"])),
        line("財産", "Asset", f"{KINDS[asset['kind']][0]} {asset['detail']}", soft=str(asset["address"])),
        line("台帳の評価・優先債権", "Worth and prior claims", f"{worth}、{yen(asset['prior'])}"),
        line("差押を知った日", "Seizure known", known.isoformat()),
        line("確定", "Final", final_from(known, context.values).isoformat(), soft="審査請求期間が過ぎた日"),
        *(_round(one) for one in rounds),
    ]
    return sheet("sale", "公売する差押", "Seizure to be sold", lines)


_WORDS = {
    "NO_BID": "入札なし",
    "BID": "最高価申込者あり",
    "CALLED_OFF": "中止",
    "PAID": "完納で中止",
    "HELD": "処理保留で中止",
    "RELEASED": "差押解除で中止",
    "UNPAID": "代金未納で取消し",
    "BARRED": "資格がなく取消し",
}


def _round(one: Mapping[str, Any]) -> dict[str, JSON]:
    what = _WORDS.get(str(one["stop_ground"] or one["outcome"]), "公告中")
    soft = f"見積価額 {yen(one['estimate'])}"
    return line("これまでの公売", "Earlier sale", f"{one['sale_on']} {what}", value_en=str(one["sale_on"]), soft=soft)
