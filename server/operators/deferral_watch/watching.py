"""How a deferral is kept (猶予の履行の確認): its plan by the ledger, its end by the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from server.domain.calendar import Calendar
from server.domain.effects import JSON, Effect, RegisterChange
from server.domain.facts import FactKey
from server.domain.instalment_plan import Standing, Told, deferral_patience, from_json, paid_on_plan, standing
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.domain.sheets import line, sheet
from server.operators.deferral.words import KINDS
from server.operators.plan_sheets import plan_sheet, yen
from server.operators.registry import operator


@dataclass(frozen=True, slots=True)
class OpenInputs:
    """Which deferral this case watches."""

    deferral_key: str
    household_key: str


@dataclass(frozen=True, slots=True)
class OpenOutputs:
    """What the people of the case see of it."""

    sheets: list[JSON]


def needs(inputs: Any) -> Iterator[FactKey]:
    """The facts behind every step of the watch."""
    yield FactKey("deferrals", str(inputs.household_key))
    yield FactKey("open_claims", str(inputs.household_key))


def deferral_of(inputs: Any, context: Context) -> Any:
    """The deferral of the case; raises `deferral_unknown`."""
    found: Any = context.facts.get_fact("deferrals", str(inputs.household_key))
    for one in found:
        if one["deferral_key"] == inputs.deferral_key:
            return one
    raise Refused("deferral_unknown")


@operator("deferral_watch/open", inputs=OpenInputs, outputs=OpenOutputs, needs=needs)
def open_watch(inputs: OpenInputs, context: Context) -> Done:
    """Enters this case as the one that watches the deferral, so that the night finds it."""
    one = deferral_of(inputs, context)
    if one["status"] != "GRANTED":
        raise Refused("deferral_unknown")
    names = ("household_key", "kind", "ex_officio", "status", "reason", "first_on", "last_on", "share", "security")
    payload = {name: one.get(name) for name in names}
    payload |= {name: one[name] for name in ("claims", "lines", "missed")}
    payload |= {"deferral_key": inputs.deferral_key, "household_key": inputs.household_key}
    payload |= {"case_id": str(context.case["id"]), "valid_from": context.today.isoformat()}
    change = RegisterChange("put_deferral", f"{inputs.deferral_key}/watched/{context.case['id']}", payload)
    return Done(OpenOutputs([_sheet(one, 0), plan_sheet(from_json(one["lines"]), "納付計画", "Plan")]), (change,))


@dataclass(frozen=True, slots=True)
class ReviewOutputs:
    """`result` STANDING, MISSED or ENDED, and yen paid on the plan so far."""

    result: str
    paid: int
    sheets: list[JSON]


@operator("deferral_watch/review", inputs=OpenInputs, outputs=ReviewOutputs, needs=needs)
def review(inputs: OpenInputs, context: Context) -> Done:
    """A missed line asks a person; all paid, or the last day past, ends the deferral."""
    one = deferral_of(inputs, context)
    stand, today = _stands(one, inputs, context), context.today
    over = date.fromisoformat(one["last_on"]) < today
    effects: list[Effect] = []
    result = "ENDED" if over or stand.result == "COMPLETED" else stand.result
    if result == "ENDED":
        early = None if over else today
        effects += end_effects(one, inputs, context, "ENDED", "完納した" if early else "期間が満了した", early)
    elif result == "MISSED":
        told = [*one["missed"], *({"no": each.no, "told_on": today.isoformat()} for each in stand.new)]
        effects.append(mark(inputs, today, "GRANTED", one["last_on"], told, ""))
    return Done(ReviewOutputs(result, stand.paid, [_sheet(one, stand.paid)]), tuple(effects))


def mark(inputs: Any, since: date, status: str, last_on: str, missed: list[JSON], ground: str) -> RegisterChange:
    """The deferral with another status or last day, as it is from `since` on."""
    payload = {
        "household_key": inputs.household_key,
        "deferral_key": inputs.deferral_key,
        "status": status,
        "last_on": last_on,
        "missed": missed,
        "ground": ground,
        "valid_from": since.isoformat(),
    }
    key = f"{inputs.deferral_key}/{status.lower()}/{last_on}/{len(missed)}"
    return RegisterChange("mark_deferral", key, payload)


def end_effects(
    one: Any, inputs: Any, context: Context, status: str, ground: str, last: date | None
) -> Iterator[RegisterChange]:
    """The deferral ends; before its time (`last` its last day) the hold and the exemptions end with it.

    One that ran out is over since the day behind its last day, whenever a night found it.
    """
    since = context.today if last else date.fromisoformat(one["last_on"]) + timedelta(days=1)
    last_on = one["last_on"] if last is None else max(one["first_on"], min(last.isoformat(), one["last_on"]))
    yield mark(inputs, since, status, last_on, one["missed"], ground)
    if last is None:
        return
    on = date.fromordinal(last.toordinal() + 1).isoformat()
    key = f"{inputs.deferral_key}/hold"
    yield RegisterChange("end_hold", f"{key}/end/{on}", {"hold_key": key, "on": on, "reason": ground})
    for claim in one["claims"]:
        exempt = f"{inputs.deferral_key}/{claim['claim_key']}"
        yield RegisterChange("end_late_exemption", f"{exempt}/end/{on}", {"exemption_key": exempt, "on": on})


def _stands(one: Any, inputs: Any, context: Context) -> Standing:
    now: Any = context.facts.get_fact("open_claims", inputs.household_key)
    still = {each["claim_key"]: each["open"] for each in now["standing"]}
    owed = [(each["claim_key"], each["amount"]) for each in one["claims"]]
    return standing(
        from_json(one["lines"]),
        paid_on_plan(owed, still),
        [Told(int(each["no"]), date.fromisoformat(each["told_on"])) for each in one["missed"]],
        context.today,
        deferral_patience(context.values, context.today),
        Calendar(context.values),
        coming=int(now["coming"]),
    )


def _sheet(one: Any, paid: int) -> dict[str, JSON]:
    kind = KINDS[one["kind"]]
    share = ("全額免除", "All") if one["share"] == "FULL" else ("半額免除", "Half")
    rows = [
        line("種類", "Kind", kind[0], value_en=kind[1]),
        line("期間", "Period", f"{one['first_on']} … {one['last_on']}"),
        line("猶予している額", "Deferred", yen(sum(each["amount"] for each in one["claims"]))),
        line("納付された額", "Paid so far", yen(paid)),
        line("延滞金", "Late charge that falls away", share[0], value_en=share[1]),
    ]
    return sheet("deferral", "猶予の状況", "How the deferral stands", rows)
