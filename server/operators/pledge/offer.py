"""What the household can pay, what the table says to it, and the plan the program offers (納付能力の判定)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.calendar import Calendar, month_end, months_after
from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.instalment_plan import PlanLine, as_json, months_needed, offered, pledge_terms
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.domain.sheets import line, sheet
from server.operators.plan_sheets import debt_sheet, plan_sheet, yen
from server.operators.registry import operator

TABLE = "pledge/affordability"
_OUTGOINGS = ("rent", "loans", "living", "other_outgoings")
_RESULTS = {
    "ACCEPT": ("受けられる(徴収職員)", "May be taken by the officer"),
    "APPROVER": ("決裁者の承認が要る", "Needs the approver"),
    "REFUSE": ("受けられない。一括での納付を求める", "Refused: payment at once is asked for"),
    "GUIDE": (
        "分納では収まらない。猶予・減免・執行停止・生活保護の相談へ",
        "Guide to deferral, relief, suspension, welfare",
    ),
}


@dataclass(frozen=True, slots=True)
class OfferInputs:
    """`entry` of the interview; `standing`: the key of this case's own pledge when it is being changed."""

    entry: Any
    household_key: str
    standing: str | None


@dataclass(frozen=True, slots=True)
class OfferOutputs:
    """Yen owed (`debt`, principal) with the late charge to today, the monthly `surplus`, `months` it takes, what the
    table answers (`result`, `rule`), the instalments and the plan offered."""

    debt: int
    late: int
    surplus: int
    months: int
    within: str
    result: str
    rule: str
    claims: list[JSON]
    lines: list[JSON]
    sheets: list[JSON]


def _needs(inputs: OfferInputs) -> Iterator[FactKey]:
    yield FactKey("open_claims", inputs.household_key)
    yield FactKey("pledges", inputs.household_key)
    yield FactKey("deferrals", inputs.household_key)


@operator("pledge/offer", inputs=OfferInputs, outputs=OfferOutputs, needs=_needs, tables=(TABLE,))
def offer(inputs: OfferInputs, context: Context) -> Done:
    """Raises `pledge_stands` for a second pledge, `pledge_nothing_owed` where nothing past due may be collected."""
    entry, today = inputs.entry, context.today
    pledges: Any = context.facts.get_fact("pledges", inputs.household_key)
    if any(one["status"] == "STANDING" and one["pledge_key"] != inputs.standing for one in pledges):
        raise Refused("pledge_stands")
    claims = _owed(inputs.household_key, context)
    if not claims:
        raise Refused("pledge_nothing_owed")
    debt, late = sum(one["open"] for one in claims), sum(one["late"] or 0 for one in claims)
    surplus = int(entry["monthly_income"]) - sum(int(entry[name] or 0) for name in _OUTGOINGS)
    months, within = _months(debt, surplus, context)
    liquid = int(entry["deposits"] or 0) + int(entry["insurance_value"] or 0)
    asked = {
        "within": within,
        "liquid_covers": liquid >= debt,
        "broken_often": _broken(pledges, context) >= context.values.integer("pledge.misses", today),
        "ask_approver": bool(entry["ask_approver"]),
    }
    answer: Any = context.decide(TABLE, asked)
    monthly = int(entry["wish_monthly"] or 0) or surplus
    least = context.values.integer("pledge.minimum_line", today)
    lines = offered(debt, min(monthly, debt), _first(entry, context), least, Calendar(context.values))
    shown = [
        debt_sheet(claims),
        _sheet(entry, surplus, months, liquid, answer),
        plan_sheet(lines, "示せる計画", "Plan"),
    ]
    out = OfferOutputs(
        debt, late, surplus, months, within, answer["result"], answer["rule"], claims, list(as_json(lines)), shown
    )
    return Done(out)


def _owed(household_key: str, context: Context) -> list[Any]:
    """What is past due, not extinct and under no deferral: new instalments are paid besides (P10)."""
    found: Any = context.facts.get_fact("open_claims", household_key)
    deferrals: Any = context.facts.get_fact("deferrals", household_key)
    today = context.today.isoformat()
    deferred = {
        claim["claim_key"]
        for one in deferrals
        if one["status"] == "GRANTED" and one["first_on"] <= today <= one["last_on"]
        for claim in one["claims"]
    }
    return [one for one in found["standing"] if one["due_on"] < today and one["claim_key"] not in deferred]


def _months(debt: int, surplus: int, context: Context) -> tuple[int, str]:
    """How many months the surplus takes, and whether that is within an ordinary or a long pledge."""
    months, values, today = months_needed(debt, surplus), context.values, context.today
    if months <= values.integer("pledge.months", today):
        return months, "ORDINARY"
    return months, "LONG" if months <= values.integer("pledge.months_approved", today) else "NEVER"


def _broken(pledges: Any, context: Context) -> int:
    since = months_after(context.today, -context.values.integer("pledge.broken_within_months", context.today))
    return sum(one["status"] == "BROKEN" and one["valid_from"] >= since.isoformat() for one in pledges)


def _first(entry: JSONObject, context: Context) -> date:
    """The first day: as wished, else the end of this month, else ten open days ahead."""
    if entry["first_on"]:
        return date.fromisoformat(str(entry["first_on"]))
    calendar, today = Calendar(context.values), context.today
    end = calendar.next_open(month_end(today))
    soon = calendar.add_open_days(today, 5)
    latest = pledge_terms(context.values, today, 1).first_by
    return end if soon <= end <= latest else calendar.add_open_days(today, 10)


def _sheet(entry: JSONObject, surplus: int, months: int, liquid: int, answer: JSONObject) -> dict[str, JSON]:
    ja, en = _RESULTS[str(answer["result"])]
    takes = "収まらない" if months > 900 else f"{months}か月"
    rows = [
        line("月の収入", "Income a month", yen(int(entry["monthly_income"])), soft=f"{entry['household_size']}人世帯"),
        line("月の余力", "Surplus a month", yen(surplus)),
        line("完納までの月数", "Months it takes", takes, value_en="never" if months > 900 else str(months)),
        line("換価しやすい資産", "Liquid assets", yen(liquid)),
        line("判定", "Outcome", ja, value_en=en, soft=str(answer["rule"])),
    ]
    return sheet("affordability", "納付能力の判定", "What the household can pay", rows)


def read_lines(use: str, own: Any, offered_lines: Any) -> list[JSON]:
    """The lines that were agreed on: those offered, or those typed."""
    rows = offered_lines if use == "offered" else own or []
    return list(rows)


def lines_of(rows: Any) -> tuple[PlanLine, ...]:
    """Lines of a form or an output as plan lines in their order."""
    return tuple(
        PlanLine(place, date.fromisoformat(str(row["due_on"])), int(row["amount"])) for place, row in enumerate(rows, 1)
    )
