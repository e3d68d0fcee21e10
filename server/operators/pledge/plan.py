"""The agreed plan and who signs it (計画と誓約の確認): every line checked, nobody but the debtor's side signs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.calendar import Calendar, months_after
from server.domain.effects import JSON
from server.domain.facts import FactKey
from server.domain.instalment_plan import as_json, laid_out, plan_faults, pledge_terms
from server.domain.operating import Context, Done
from server.domain.refusals import FieldError, InputInvalid
from server.operators.plan_sheets import plan_sheet
from server.operators.pledge.offer import lines_of, read_lines
from server.operators.registry import operator


@dataclass(frozen=True, slots=True)
class PlanInputs:
    """`agreed` as the form `plan` has it; debt, instalments, plan and answer of `offer`."""

    agreed: Any
    household_key: str
    received_on: str
    debt: int
    claims: Any
    offered: Any
    result: str
    rule: str


@dataclass(frozen=True, slots=True)
class PlanOutputs:
    """`outcome` SIGNED or NOTE; who decides (OFFICER, APPROVER) by which `rule`; the plan laid on the instalments."""

    outcome: str
    decider: str
    rule: str
    lines: list[JSON]
    sheets: list[JSON]


def _needs(inputs: PlanInputs) -> Iterator[FactKey]:
    yield FactKey("household", inputs.household_key)
    yield FactKey("designated_head", inputs.household_key)
    yield FactKey("open_claims", inputs.household_key)


@operator("pledge/check_plan", inputs=PlanInputs, outputs=PlanOutputs, needs=_needs)
def check_plan(inputs: PlanInputs, context: Context) -> Done:
    """Raises `InputInvalid` beside the fields for a plan that does not hold or a signer who binds nobody.

    A talk without a signature, or signed by somebody else, stays a note: it acknowledges nothing (民法152条).
    """
    said = inputs.agreed
    if said["result"] != "sign":
        return Done(PlanOutputs("NOTE", "NONE", inputs.rule, [], []))
    lines = lines_of(read_lines(said["use"], said["lines"], inputs.offered))
    long = context.values.integer("pledge.months_approved", context.today)
    terms = pledge_terms(context.values, context.today, long)
    faults = [*_signer_faults(inputs, context), *_moved(inputs, context)]
    faults += plan_faults(lines, inputs.debt, context.today, terms, Calendar(context.values))
    if faults:
        raise InputInvalid(faults)
    laid = laid_out(lines, [(one["claim_key"], one["open"]) for one in inputs.claims])
    ordinary = months_after(context.today, context.values.integer("pledge.months", context.today))
    approver = inputs.result == "APPROVER" or lines[-1].due_on > ordinary
    rule = "7-12 12か月を超える計画" if approver and inputs.result != "APPROVER" else inputs.rule
    shown = [plan_sheet(laid, "誓約する計画", "Plan to be pledged")]
    return Done(PlanOutputs("SIGNED", "APPROVER" if approver else "OFFICER", rule, list(as_json(laid)), shown))


def _moved(inputs: PlanInputs, context: Context) -> Iterator[FieldError]:
    """A payment that came in since the plan was offered makes another sum: the offer is made anew."""
    found: Any = context.facts.get_fact("open_claims", inputs.household_key)
    now = {one["claim_key"]: one["open"] for one in found["standing"]}
    if any(now.get(one["claim_key"], 0) != one["open"] for one in inputs.claims):
        yield FieldError("use", "pledge_debt_moved")


def _signer_faults(inputs: PlanInputs, context: Context) -> Iterator[FieldError]:
    said = inputs.agreed
    signed_on = date.fromisoformat(said["signed_on"])
    if signed_on < date.fromisoformat(inputs.received_on):
        yield FieldError("signed_on", "pledge_signed_before")
    if said["signer"] == "OTHER":
        yield FieldError("signer", "pledge_signer")
    elif said["signer"] in ("HEIR", "AGENT") and not said["mandate_seen"]:
        yield FieldError("mandate_seen", "pledge_mandate")
    elif said["signer"] == "DEBTOR" and _plain(said["signer_name"]) not in _debtors(inputs.household_key, context):
        yield FieldError("signer_name", "pledge_not_debtor")


def _debtors(household_key: str, context: Context) -> set[str]:
    """The head (世帯主) and whoever stands in his place: they owe (Act art. 76)."""
    household: Any = context.facts.get_fact("household", household_key)
    heads = {household["head_person_key"], context.facts.get_fact("designated_head", household_key)}
    return {_plain(one["name"]) for one in household["members"] if one["person_key"] in heads}


def _plain(name: Any) -> str:
    return "".join(str(name or "").split())
