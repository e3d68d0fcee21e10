"""The sale planned and announced (公売の起案・公告・通知): estimate, terms and days, judged again when announced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.effects import JSON, Decision, Effect, LetterRequest, Message, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.public_sale import Terms, judge_terms, notice_by, notice_needed
from server.domain.refusals import Refused
from server.domain.seizure import Kind
from server.domain.sheets import line, sheet
from server.operators.enforcement import KINDS, refuse, yen
from server.operators.public_sale.judging import (
    HOLD,
    debts_of,
    found_seizure,
    household_needs,
    refuse_unfit,
    rounds_of,
)
from server.operators.registry import operator

METHODS = {"SEALED": "期日入札", "AUCTION": "競り売り"}
BASES = {
    "REGISTER": "固定資産評価額",
    "APPRAISAL": "鑑定評価",
    "MARKET": "取引事例・時価",
    "OTHER": "その他の資料",
}
_FIELDS = {
    "sale_estimate_invalid": "estimate",
    "sale_useless": "estimate",
    "sale_notice_short": "sale_on",
    "sale_closed_day": "sale_on",
    "sale_decision_day": "decide_on",
    "sale_payment_day": "pay_by",
    "sale_guarantee_small": "guarantee",
}
_SAID = (
    "method sale_hours place decide_hours qualification conditions valuer basis basis_note short_reason override "
    "appeal_state appeal_seen final_on creditors"
).split()


@dataclass(frozen=True, slots=True)
class PlanInputs:
    """The receipt, the draft, and what was found of the seizure."""

    start: Any
    entry: Any
    examined: Any


@dataclass(frozen=True, slots=True)
class PlanOutputs:
    """`notice_by` the last day of the public notice; `tells`: debtor and creditors are told (art. 96)."""

    notice_by: str
    tells: bool
    sheets: list[dict[str, JSON]]


def sale_needs(start: Any, examined: Any) -> Iterator[FactKey]:
    """The household's facts with the seizure and its sales."""
    yield from household_needs(str(start["household_key"]))
    yield FactKey("seizure", str(examined["seizure_id"]))
    yield FactKey("public_sales", str(examined["seizure_id"]))


def _needed(inputs: Any) -> Iterator[FactKey]:
    yield from sale_needs(inputs.start, inputs.examined)


@operator("public_sale/plan", inputs=PlanInputs, outputs=PlanOutputs, needs=_needed, tables=(HOLD,))
def plan(inputs: PlanInputs, context: Context) -> Done:
    """Judges the draft with all its requirements at once. Raises them, and what `judging` raises."""
    terms = _judged(inputs, context)
    last = notice_by(terms.sale_on, context.values)
    tells = _tells(inputs, terms, context)
    entry = inputs.entry
    lines = [
        line("見積価額", "Estimate", yen(terms.estimate), soft=f"{BASES[entry['basis']]} {entry['valuer']}"),
        line("公売保証金", "Guarantee", yen(terms.guarantee)),
        line("公告の期限", "Notice by", last.isoformat()),
        line("公売の日", "Sale", terms.sale_on.isoformat(), soft=f"{entry['sale_hours']} {entry['place']}"),
        line("売却決定の日", "Decision", terms.decide_on.isoformat()),
        line("買受代金の納付の期限", "Payment by", terms.pay_by.isoformat()),
        line("通知", "Notices", _told(entry, tells), value_en="Yes" if tells else "None (art. 107(3))"),
    ]
    shown = [sheet("terms", "公売の条件", "Terms of the sale", lines)]
    return Done(PlanOutputs(last.isoformat(), tells, shown))


def _told(entry: Any, tells: bool) -> str:
    names = ["滞納者", *(row["name"] for row in entry["creditors"] or ())]
    return "、".join(names) if tells else "不要(直前の公売から10日以内)"


def _judged(inputs: PlanInputs, context: Context) -> Terms:
    start, entry = inputs.start, inputs.entry
    if entry["result"] == "withdraw":
        raise Refused("sale_announced", at_field="result")
    seizure = found_seizure(str(start["household_key"]), str(start["seizure_number"]), context)
    refuse_unfit(seizure, debts_of(seizure, context), context, override=str(entry["override"] or ""))
    if entry["appeal_state"] == "ENDED" and date.fromisoformat(entry["final_on"]) > context.today:
        raise Refused("sale_not_final", at_field="final_on", day=entry["final_on"])
    terms = Terms(
        kind=Kind(seizure["asset"]["kind"]),
        estimate=int(entry["estimate"]),
        guarantee=int(entry["guarantee"] or 0),
        prior=int(seizure["asset"]["prior"]),
        sale_on=date.fromisoformat(entry["sale_on"]),
        decide_on=date.fromisoformat(entry["decide_on"]),
        pay_by=date.fromisoformat(entry["pay_by"]),
        short_reason=str(entry["short_reason"] or ""),
        again=bool(rounds_of(str(seizure["seizure_id"]), context)),
    )
    refuse(judge_terms(terms, context.today, context.values), _FIELDS, "sale_on")
    return terms


def _tells(inputs: PlanInputs, terms: Terms, context: Context) -> bool:
    rounds = rounds_of(str(inputs.examined["seizure_id"]), context)
    before = max((date.fromisoformat(one["sale_on"]) for one in rounds), default=None)
    return notice_needed(before, terms.sale_on, context.values)


@dataclass(frozen=True, slots=True)
class AnnounceOutputs:
    """`sale_id` of the round, `noticed_on` today."""

    sale_id: str
    noticed_on: str


@operator("public_sale/announce", inputs=PlanInputs, outputs=AnnounceOutputs, needs=_needed, tables=(HOLD,))
def announce(inputs: PlanInputs, context: Context) -> Done:
    """Puts the notice on the board and tells debtor and creditors (arts. 95, 96), judged anew as of this day."""
    terms = _judged(inputs, context)
    sale_id = f"{context.case['id']}/{inputs.examined['round']}"
    outputs = AnnounceOutputs(sale_id, context.today.isoformat())
    return Done(outputs, tuple(_effects(inputs, terms, sale_id, context)))


def _effects(inputs: PlanInputs, terms: Terms, sale_id: str, context: Context) -> Iterator[Effect]:
    key, entry, case = str(inputs.start["household_key"]), inputs.entry, context.case
    seizure: Any = context.facts.get_fact("seizure", str(inputs.examined["seizure_id"]))
    payload = {
        "sale_id": sale_id,
        "number": case["number"],
        "case_id": case["id"],
        "household_key": key,
        "seizure_id": str(seizure["seizure_id"]),
        "round": int(inputs.examined["round"]),
        "estimate": terms.estimate,
        "guarantee": terms.guarantee,
        "noticed_on": context.today.isoformat(),
        "sale_on": terms.sale_on.isoformat(),
        "decide_on": terms.decide_on.isoformat(),
        "pay_by": terms.pay_by.isoformat(),
        "terms": {name: entry[name] for name in _SAID},
    }
    yield RegisterChange("announce_sale", f"{sale_id}/announce", payload)
    kind = KINDS[seizure["asset"]["kind"]][0]
    summary = f"公売 {kind} 見積価額 {yen(terms.estimate)} {terms.sale_on.isoformat()}"
    yield Decision("public_sale", "announced", "decide", "9-6 公売(課長)", "none", summary, {"round": payload["round"]})
    yield from _letters(inputs, seizure, sale_id, context, tells=_tells(inputs, terms, context))
    yield Message("case_event", f"public_sale/{sale_id}/announced", {"household_key": key}, {"sale_id": sale_id})


def _letters(inputs: PlanInputs, seizure: Any, sale_id: str, context: Context, *, tells: bool) -> Iterator[Effect]:
    """The board's sheet, and one for the debtor and each who has rights where they are told."""
    key = str(inputs.start["household_key"])
    keys: dict[str, JSON] = {
        "seizure_id": str(seizure["seizure_id"]),
        "sale_id": sale_id,
        "case_number": context.case["number"],
        "to": None,
    }
    yield LetterRequest("public_sale/board", key, None, keys, "TRACKED")
    if not tells:
        return
    yield LetterRequest("public_sale/notice", key, str(seizure["person_key"]), keys, "TRACKED")
    for row in inputs.entry["creditors"] or ():
        yield LetterRequest("public_sale/notice", key, None, {**keys, "to": row}, "TRACKED")
