"""What is asked for, against the ledger and the rules of the city (猶予申請の確認): days, amount, plan, papers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.calendar import Calendar
from server.domain.deferral import CONVERSION, Asked, amount_faults, conversion_faults, months_of, period_faults
from server.domain.effects import JSON
from server.domain.facts import FactKey
from server.domain.instalment_plan import PlanLine, Terms, as_json, laid_out, plan_faults
from server.domain.operating import Context, Done
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.domain.sheets import line, sheet
from server.operators.deferral.words import KINDS, REASONS
from server.operators.plan_sheets import debt_sheet, plan_sheet, yen
from server.operators.registry import operator

_OF_CONVERSION = frozenset({"LIVELIHOOD", "BUSINESS"})


@dataclass(frozen=True, slots=True)
class PrecheckInputs:
    """`start` and `entry` as handed in; `arrived` papers that came later."""

    start: Any
    entry: Any
    household_key: str
    arrived: Any


@dataclass(frozen=True, slots=True)
class PrecheckOutputs:
    """`outcome` WITHDRAWN, MISSING or COMPLETE; the deferral's key and first day; what it covers, laid out; `size`
    and `suitable` for the table of terms."""

    outcome: str
    missing: list[str]
    deferral_key: str
    first_on: str
    amount: int
    size: str
    suitable: bool
    claims: list[JSON]
    lines: list[JSON]
    sheets: list[JSON]


def _needs(inputs: PrecheckInputs) -> Iterator[FactKey]:
    yield FactKey("open_claims", inputs.household_key)
    yield FactKey("deferrals", inputs.household_key)


@operator("deferral/precheck", inputs=PrecheckInputs, outputs=PrecheckOutputs, needs=_needs)
def precheck(inputs: PrecheckInputs, context: Context) -> Done:
    """Raises `InputInvalid` for what the page refuses at intake, `deferral_unknown` and `deferral_stands`."""
    entry = inputs.entry
    if entry["next_step"] == "withdraw":
        return Done(PrecheckOutputs("WITHDRAWN", [], "", "", 0, "FREE", False, [], [], []))
    standing = _standing(inputs, context)
    asked = _asked(inputs, standing)
    claims, others = _covered(inputs, standing, context)
    lines = lines_of(entry["lines"])
    faults = [*_faults(inputs, asked, claims, others, context), *_plan(lines, asked, context)]
    if faults:
        raise InputInvalid(faults)
    covered = cover(claims, asked.amount)
    laid = laid_out(lines, covered)
    key = standing["deferral_key"] if standing else f"deferral/{context.case['id']}"
    first = asked.standing_first or asked.first
    missing = _missing(inputs)
    out = PrecheckOutputs(
        outcome="MISSING" if missing else "COMPLETE",
        missing=missing,
        deferral_key=key,
        first_on=first.isoformat(),
        amount=asked.amount,
        size=size_of(asked.amount, first, asked.last, context),
        suitable=entry["security"] != "NONE",
        claims=[{"claim_key": one, "amount": amount} for one, amount in covered],
        lines=list(as_json(laid)),
        sheets=[debt_sheet(claims), _sheet(inputs, asked), plan_sheet(laid, "申請の納付計画", "Plan asked for")],
    )
    return Done(out)


def lines_of(rows: Any) -> tuple[PlanLine, ...]:
    """The lines of the form in their order."""
    return tuple(
        PlanLine(no, date.fromisoformat(str(row["due_on"])), int(row["amount"])) for no, row in enumerate(rows or (), 1)
    )


def size_of(amount: int, first: date, last: date, context: Context) -> str:
    """FREE of security by amount or length (地方税法16条1項の例), else ABOVE."""
    values, day = context.values, context.today
    small = amount <= values.integer("deferral.security_free_amount", day)
    short = months_of(first, last) <= values.integer("deferral.security_free_months", day)
    return "FREE" if small or short else "ABOVE"


def cover(claims: Any, amount: int) -> list[tuple[str, int]]:
    """What the deferral is on: what can be paid now goes to the oldest, so the newest `amount` yen are deferred."""
    skip = sum(one["open"] for one in claims) - amount
    found = []
    for one in claims:
        part = max(0, one["open"] - max(0, skip))
        skip -= one["open"]
        if part:
            found.append((str(one["claim_key"]), part))
    return found


def _standing(inputs: PrecheckInputs, context: Context) -> Any:
    """The deferral that an extension prolongs; a new one cannot stand beside another of the household."""
    found: Any = context.facts.get_fact("deferrals", inputs.household_key)
    granted = [one for one in found if one["status"] == "GRANTED" and one["kind"] == inputs.start["kind"]]
    if inputs.start["request"] == "EXTENSION":
        if not granted:
            raise Refused("deferral_unknown")
        return granted[-1]
    if any(one["last_on"] >= inputs.entry["first_on"] for one in granted):
        raise Refused("deferral_stands")
    return None


def _asked(inputs: PrecheckInputs, standing: Any) -> Asked:
    entry = inputs.entry
    return Asked(
        kind=inputs.start["kind"],
        ex_officio=inputs.start["channel"] == "EXOFFICIO",
        first=date.fromisoformat(entry["first_on"]),
        last=date.fromisoformat(entry["last_on"]),
        amount=int(entry["amount"]),
        received_on=date.fromisoformat(inputs.start["received_on"]),
        standing_first=date.fromisoformat(standing["first_on"]) if standing else None,
        standing_last=date.fromisoformat(standing["last_on"]) if standing else None,
    )


def _covered(inputs: PrecheckInputs, standing: Any, context: Context) -> tuple[list[Any], int]:
    """The instalments asked for, oldest first, and the yen overdue that are not among them."""
    found: Any = context.facts.get_fact("open_claims", inputs.household_key)
    wanted = {(row["levy_year"], row["instalment"]) for row in inputs.entry["instalments"] or ()}
    mine = {one["claim_key"] for one in standing["claims"]} if standing else None
    today, claims, others = context.today.isoformat(), [], 0
    for one in found["standing"]:
        named = (one["levy_year"], one["no"]) in wanted if wanted else one["due_on"] < today
        if named and (mine is None or one["claim_key"] in mine):
            claims.append(one)
        elif one["due_on"] < today:
            others += one["open"]
    if not claims:
        raise InputInvalid([FieldError("instalments", "deferral_nothing_owed")])
    return claims, others


def _faults(
    inputs: PrecheckInputs, asked: Asked, claims: list[Any], others: int, context: Context
) -> Iterator[FieldError]:
    entry = inputs.entry
    if (entry["reason"] in _OF_CONVERSION) != (asked.kind == CONVERSION):
        yield FieldError("reason", "deferral_reason_kind")
    if entry["fact_on"] > inputs.start["received_on"]:
        yield FieldError("fact_on", "deferral_fact_later")
    yield from period_faults(asked, context.values)
    yield from amount_faults(asked, sum(one["open"] for one in claims), int(entry["can_pay_now"]))
    dues = [date.fromisoformat(one["due_on"]) for one in claims]
    yield from conversion_faults(asked, dues, others, context.values)


def _plan(lines: tuple[PlanLine, ...], asked: Asked, context: Context) -> Iterator[FieldError]:
    if asked.last >= asked.first:
        terms = Terms(context.values.integer("pledge.minimum_line", context.today), asked.last, asked.last)
        yield from plan_faults(lines, asked.amount, asked.first, terms, Calendar(context.values))


def _missing(inputs: PrecheckInputs) -> list[str]:
    """Papers that the application lacks (地方税法15条の2の例); ex officio nothing is asked for."""
    if inputs.start["channel"] == "EXOFFICIO":
        return []
    came = {*inputs.entry["evidence"], *(inputs.arrived or ())}
    wanted = ["proof", "inventory", "budget"]
    if inputs.entry["security"] != "NONE":
        wanted.append("security_papers")
    return [paper for paper in wanted if paper not in came]


def _sheet(inputs: PrecheckInputs, asked: Asked) -> dict[str, JSON]:
    kind, reason = KINDS[asked.kind], REASONS[inputs.entry["reason"]]
    rows = [
        line("種類", "Kind", kind[0], value_en=kind[1]),
        line("事由", "Reason", reason[0], value_en=reason[1], soft=inputs.entry["fact_on"]),
        line("期間", "Period", f"{asked.first.isoformat()} … {asked.last.isoformat()}"),
        line("猶予する額", "Amount", yen(asked.amount)),
    ]
    return sheet("deferral", "申請の内容", "What is asked for", rows)
