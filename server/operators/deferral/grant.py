"""A deferral as decided (猶予の許可): for its days the clock stands, collection waits, the late charge falls away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from server.domain.calendar import Calendar
from server.domain.effects import JSON, Decision, Effect, LetterRequest, RegisterChange, StartCase
from server.domain.facts import FactKey
from server.domain.instalment_plan import Terms, as_json, laid_out, plan_faults
from server.domain.operating import Context, Done
from server.domain.refusals import FieldError, InputInvalid
from server.operators.deferral.precheck import cover, lines_of
from server.operators.deferral.words import KINDS
from server.operators.registry import operator

_ONE_DAY = timedelta(days=1)
_PARTLY = "partly"


@dataclass(frozen=True, slots=True)
class TermsInputs:
    """What was asked for, and what the inquiry proposes (`found`), with the answer of the table `terms`."""

    start: Any
    entry: Any
    found: Any
    claims: Any
    lines: Any
    amount: int
    first_on: str
    security: str
    share: str
    rule: str


@dataclass(frozen=True, slots=True)
class TermsOutputs:
    """What would be granted: `partly` when it is less than was asked for."""

    proposal: str
    last_on: str
    amount: int
    share: str
    security: str
    claims: list[JSON]
    lines: list[JSON]


@operator("deferral/propose", inputs=TermsInputs, outputs=TermsOutputs)
def propose(inputs: TermsInputs, context: Context) -> Done:
    """Raises `InputInvalid` for a part that is no part, `deferral_security_missing` where security must be taken."""
    found, entry = inputs.found, inputs.entry
    if inputs.security == "REQUIRED" and found["security"] == "NONE" and found["result"] != "refuse":
        raise InputInvalid([FieldError("security", "deferral_security_missing")])
    security = str(found["security_detail"] or "") if found["security"] != "NONE" else ""
    if found["result"] != _PARTLY:
        out = TermsOutputs(
            found["result"], entry["last_on"], inputs.amount, inputs.share, security, inputs.claims, inputs.lines
        )
        return Done(out)
    last, amount = date.fromisoformat(found["last_on"]), int(found["amount"])
    lines = lines_of(found["lines"])
    faults = [*_part_faults(inputs, last, amount)]
    least = context.values.integer("pledge.minimum_line", context.today)
    first = date.fromisoformat(entry["first_on"])
    faults += plan_faults(lines, amount, first, Terms(least, last, last), Calendar(context.values))
    if faults:
        raise InputInvalid(faults)
    owed = cover([{"claim_key": one["claim_key"], "open": one["amount"]} for one in inputs.claims], amount)
    claims: list[JSON] = [{"claim_key": key, "amount": part} for key, part in owed]
    out = TermsOutputs(
        _PARTLY, last.isoformat(), amount, inputs.share, security, claims, list(as_json(laid_out(lines, owed)))
    )
    return Done(out)


def _part_faults(inputs: TermsInputs, last: date, amount: int) -> Iterator[FieldError]:
    first, asked = date.fromisoformat(inputs.entry["first_on"]), date.fromisoformat(inputs.entry["last_on"])
    if last < first:
        yield FieldError("last_on", "deferral_days_reversed")
    elif last > asked or amount > inputs.amount or (last == asked and amount == inputs.amount):
        yield FieldError("last_on", "deferral_no_part")


@dataclass(frozen=True, slots=True)
class GrantInputs:
    """The decided terms, and the inquiry's conditions and reasons for the letter."""

    start: Any
    entry: Any
    found: Any
    household_key: str
    deferral_key: str
    first_on: str
    terms: Any
    rule: str


@dataclass(frozen=True, slots=True)
class GrantOutputs:
    """`outcome` GRANTED or PARTLY and the key of the deferral."""

    outcome: str
    deferral_key: str


def _needs(inputs: GrantInputs) -> Iterator[FactKey]:
    yield FactKey("deferrals", inputs.household_key)


@operator("deferral/grant", inputs=GrantInputs, outputs=GrantOutputs, needs=_needs)
def grant(inputs: GrantInputs, context: Context) -> Done:
    """Enters the deferral with all that follows for exactly its days, and sends LT-C17 (with the appeal if partly)."""
    partly = inputs.terms["proposal"] == _PARTLY
    effects: list[Effect] = [_deferral(inputs, context), _hold(inputs, context), *_exemptions(inputs)]
    keys: dict[str, JSON] = {
        "deferral_key": inputs.deferral_key,
        "case_number": context.case["number"],
        "received_on": inputs.start["received_on"],
        "ex_officio": inputs.start["channel"] == "EXOFFICIO",
        "conditions": inputs.found["conditions"] or "",
        "reason": inputs.found["finding"],
    }
    letter = "deferral/partly" if partly else "deferral/granted"
    effects += [LetterRequest(letter, inputs.household_key, None, keys, "TRACKED"), _decision(inputs)]
    if inputs.start["request"] != "EXTENSION":
        effects.append(_watch(inputs, context))
    return Done(GrantOutputs("PARTLY" if partly else "GRANTED", inputs.deferral_key), tuple(effects))


def _deferral(inputs: GrantInputs, context: Context) -> RegisterChange:
    """An extension keeps the first day; its instalments stay those that stood, with what is still open of each."""
    terms = inputs.terms
    payload: dict[str, JSON] = {
        "household_key": inputs.household_key,
        "deferral_key": inputs.deferral_key,
        "case_id": _watcher(inputs, context),
        "kind": inputs.start["kind"],
        "ex_officio": inputs.start["channel"] == "EXOFFICIO",
        "status": "GRANTED",
        "reason": inputs.entry["reason"],
        "first_on": inputs.first_on,
        "last_on": terms["last_on"],
        "share": terms["share"],
        "security": terms["security"],
        "claims": terms["claims"],
        "lines": terms["lines"],
        "missed": [],
        "valid_from": context.today.isoformat(),
    }
    return RegisterChange("put_deferral", f"{inputs.deferral_key}/{terms['last_on']}", payload)


def _watcher(inputs: GrantInputs, context: Context) -> str | None:
    """Which case watches it: none yet for a new one (the watch enters itself), for an extension the same as before."""
    stood: Any = context.facts.get_fact("deferrals", inputs.household_key)
    return next((one["case_id"] for one in stood if one["deferral_key"] == inputs.deferral_key), None)


def _hold(inputs: GrantInputs, context: Context) -> RegisterChange:
    last = date.fromisoformat(inputs.terms["last_on"])
    payload: dict[str, JSON] = {
        "hold_key": f"{inputs.deferral_key}/hold",
        "household_key": inputs.household_key,
        "kind": "DEFERRAL" if inputs.start["kind"] == "COLLECTION" else "CONVERSION",
        "valid_from": inputs.first_on,
        "valid_to": (last + _ONE_DAY).isoformat(),
        "reason": f"{KINDS[inputs.start['kind']][0]} {context.case['number']}",
        "claim_keys": [one["claim_key"] for one in inputs.terms["claims"]],
    }
    return RegisterChange("set_hold", f"{inputs.deferral_key}/hold/{inputs.terms['last_on']}", payload)


def _exemptions(inputs: GrantInputs) -> Iterator[RegisterChange]:
    """The late charge of each instalment falls away, in full or by half, from the first to the last day."""
    for one in inputs.terms["claims"]:
        key = f"{inputs.deferral_key}/{one['claim_key']}"
        payload = {
            "exemption_key": key,
            "claim_key": one["claim_key"],
            "first_day": inputs.first_on,
            "last_day": inputs.terms["last_on"],
            "share": inputs.terms["share"],
            "ground": "DEFERRAL" if inputs.start["kind"] == "COLLECTION" else "CONVERSION",
        }
        yield RegisterChange("put_late_exemption", f"{key}/{inputs.terms['last_on']}", payload)


def _decision(inputs: GrantInputs) -> Decision:
    terms, kind = inputs.terms, KINDS[inputs.start["kind"]][0]
    words = "一部許可" if terms["proposal"] == _PARTLY else "許可"
    return Decision(
        kind="deferral",
        result="decided",
        task="decide",
        authority=inputs.rule,
        confirm="none",
        summary=f"{kind}の{words} {terms['amount']:,}円 {inputs.first_on}から{terms['last_on']}まで",
        basis={"deferral_key": inputs.deferral_key, "terms": terms, "finding": inputs.found["finding"]},
    )


def _watch(inputs: GrantInputs, context: Context) -> StartCase:
    data = {
        "channel": "LINK",
        "received_on": context.today.isoformat(),
        "household_key": inputs.household_key,
        "deferral_key": inputs.deferral_key,
        "record_number": inputs.deferral_key[:60],
    }
    return StartCase("deferral_watch", f"deferral_watch/{inputs.deferral_key}", data, inputs.household_key)
