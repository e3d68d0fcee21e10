"""The letters of arrears (滞納整理の通知): reminder (LT-C13 催告書), warning of a seizure (LT-C21 差押予告書).

What they demand is read from the ledger when they are issued, never copied: a payment made meanwhile is not demanded
again, and where nothing is left to demand, or a hold forbids it, no letter is made (M7).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from server.domain.arrears import Instalment, collectable, forbids, instalment
from server.domain.calendar import Calendar, period_end
from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.operators.letter_frame import frame_needs, payer_frame
from server.operators.registry import letter


def _needs(keys: JSONObject) -> Iterator[FactKey]:
    yield from frame_needs(keys)
    yield FactKey("arrears", str(keys["household_key"]))
    if keys.get("payer_key"):
        yield FactKey("person", str(keys["payer_key"]))


@letter("arrears/reminder", needs=_needs)
def reminder(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """LT-C13: every open instalment with the late charge to a stated day; raises `arrears_letter_needless`."""
    pay_by = Calendar(context.values).next_open(
        context.today + timedelta(days=context.values.integer("arrears.pay_days", context.today))
    )
    return {**_framed(keys, context), **_debts(keys, context, pay_by), "grade": keys["grade"]}


@letter("arrears/warning", needs=_needs)
def warning(keys: JSONObject, context: Context) -> dict[str, JSON]:
    """LT-C21: the whole debt to be paid within the days of the warning; raises `arrears_letter_needless`."""
    period = context.values.period("seizure_warning_wait", context.today)
    pay_by = period_end(context.today, period, Calendar(context.values))
    return {**_framed(keys, context), **_debts(keys, context, pay_by)}


def _framed(keys: JSONObject, context: Context) -> dict[str, JSON]:
    payer = keys.get("payer_key")
    person: Any = context.facts.get_fact("person", str(payer)) if payer else None
    return payer_frame(keys, None if payer is None else str(payer), person["name"] if person else None, context)


def _debts(keys: JSONObject, context: Context, pay_by: date) -> dict[str, JSON]:
    fact: Any = context.facts.get_fact("arrears", str(keys["household_key"]))
    free = collectable(map(instalment, fact["instalments"]), fact["holds"], context.today, context.values)
    owed = [one for one in free if keys.get("payer_key") in (None, one.payer_key)]
    if not owed or fact["in_transit"] >= sum(one.owed for one in owed):
        held = forbids(fact["holds"], [one["claim_key"] for one in fact["instalments"] if one["open"] > 0])
        raise Refused("arrears_letter_needless", hold=held or "-")
    lines = _lines(owed, pay_by, context)
    principal, late = sum(one["amount"] for one in lines), sum(one["late"] for one in lines)
    return {
        "lines": lines,
        "principal": principal,
        "late": late,
        "total": principal + late,
        "pay_by": pay_by.isoformat(),
        "late_on": pay_by.isoformat(),
    }


def _lines(owed: Sequence[Instalment], day: date, context: Context) -> list[dict[str, Any]]:
    return [
        {
            "levy_year": one.levy_year,
            "instalment": one.no,
            "due_on": one.due_on.isoformat(),
            "amount": one.open,
            "late": one.late_claimable(day, context.values) + one.extras,
        }
        for one in owed
    ]
