"""How a pledge is kept (履行の確認): read from the ledger each time something happened, never from memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.calendar import Calendar, period_end
from server.domain.effects import JSON, Effect, LetterRequest, RegisterChange
from server.domain.facts import FactKey
from server.domain.instalment_plan import Standing, Told, from_json, paid_on_plan, pledge_patience, standing
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.domain.sheets import line, sheet
from server.operators.plan_sheets import yen
from server.operators.pledge.register import end_hold
from server.operators.registry import operator

_GROUNDS = {"BROKEN": "計画どおりに納付されなかった", "COMPLETED": "完納した"}


@dataclass(frozen=True, slots=True)
class ReviewInputs:
    """The pledge that stands by the case's own register entry."""

    pledge_key: str
    household_key: str


@dataclass(frozen=True, slots=True)
class ReviewOutputs:
    """`result` STANDING, MISSED, BROKEN or COMPLETED, and yen paid on the plan so far."""

    result: str
    paid: int
    sheets: list[JSON]


def _needs(inputs: ReviewInputs) -> Iterator[FactKey]:
    yield FactKey("pledges", inputs.household_key)
    yield FactKey("open_claims", inputs.household_key)


@operator("pledge/review", inputs=ReviewInputs, outputs=ReviewOutputs, needs=_needs)
def review(inputs: ReviewInputs, context: Context) -> Done:
    """A missed line is told once (LT-C15); a second one, or the wait run out, breaks it; all paid completes it."""
    pledge = pledge_of(inputs.pledge_key, inputs.household_key, context)
    stand = stands(pledge, inputs.household_key, context)
    effects: list[Effect] = []
    if stand.new and stand.result in ("MISSED", "BROKEN"):
        effects.append(_letter(pledge, stand, inputs, context))
    if stand.result != "STANDING":
        effects.append(_mark(pledge, stand, inputs, context))
    if stand.result in _GROUNDS:
        effects.append(end_hold(inputs.pledge_key, _GROUNDS[stand.result], context))
    return Done(ReviewOutputs(stand.result, stand.paid, [_sheet(pledge, stand)]), tuple(effects))


def pledge_of(pledge_key: str, household_key: str, context: Context) -> Any:
    """The pledge of that key; raises `pledge_unknown`."""
    found: Any = context.facts.get_fact("pledges", household_key)
    for one in found:
        if one["pledge_key"] == pledge_key:
            return one
    raise Refused("pledge_unknown")


def stands(pledge: Any, household_key: str, context: Context) -> Standing:
    """How the pledge stands today by what is open now and what is on its way (速報)."""
    now: Any = context.facts.get_fact("open_claims", household_key)
    still_open = {one["claim_key"]: one["open"] for one in now["standing"]}
    owed = [(one["claim_key"], one["amount"]) for one in pledge["claims"]]
    told = [_told(one) for one in pledge["missed"]]
    return standing(
        from_json(pledge["lines"]),
        paid_on_plan(owed, still_open),
        told,
        context.today,
        pledge_patience(context.values, context.today),
        Calendar(context.values),
        coming=int(now["coming"]),
    )


def _told(one: Any) -> Told:
    return Told(int(one["no"]), date.fromisoformat(one["told_on"]))


def _mark(pledge: Any, stand: Standing, inputs: ReviewInputs, context: Context) -> RegisterChange:
    today = context.today.isoformat()
    missed = [*pledge["missed"], *({"no": one.no, "told_on": today} for one in stand.new)]
    payload = {
        "household_key": inputs.household_key,
        "pledge_key": inputs.pledge_key,
        "status": "STANDING" if stand.result == "MISSED" else stand.result,
        "missed": missed,
        "ground": _GROUNDS.get(stand.result, ""),
        "valid_from": today,
    }
    key = f"{inputs.pledge_key}/{stand.result.lower()}/{len(missed)}"
    return RegisterChange("mark_pledge", key, payload)


def _letter(pledge: Any, stand: Standing, inputs: ReviewInputs, context: Context) -> LetterRequest:
    keys: dict[str, JSON] = {
        "pledge_key": inputs.pledge_key,
        "case_number": context.case["number"],
        "lines": [one.no for one in stand.new],
        "ended": stand.result == "BROKEN",
        "signed_on": pledge["signed_on"],
        "pay_by": None if stand.result == "BROKEN" else _pay_by(context),
    }
    return LetterRequest("pledge/missed", inputs.household_key, None, keys)


def _pay_by(context: Context) -> str:
    """The day that the notice names is the day after which the pledge breaks, whenever the notice is printed."""
    wait = context.values.period("pledge_last_wait", context.today)
    return period_end(context.today, wait, Calendar(context.values)).isoformat()


def _sheet(pledge: Any, stand: Standing) -> dict[str, JSON]:
    rows = [
        line("誓約した額", "Pledged", yen(pledge["principal"]), soft=pledge["signed_on"]),
        line("納付された額", "Paid so far", yen(stand.paid)),
        line("守られなかった回", "Lines missed", str(len(pledge["missed"]) + len(stand.new))),
    ]
    return sheet("pledge_stands", "履行の状況", "How the pledge is kept", rows)
