"""A signed pledge into the register (誓約の登録): the debt is acknowledged, collection waits, the copy goes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.calendar import Calendar, period_end
from server.domain.effects import JSON, Decision, Effect, LetterRequest, RegisterChange
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.operators.registry import operator


@dataclass(frozen=True, slots=True)
class RegisterInputs:
    """`agreed` of the form `plan`, `lines` as laid out, `standing` the key of the pledge that this one changes."""

    agreed: Any
    household_key: str
    debt: int
    claims: Any
    lines: Any
    decider: str
    rule: str
    standing: str | None
    version: int | None


@dataclass(frozen=True, slots=True)
class RegisterOutputs:
    """`pledge_key` of the pledge that stands now and which `version` of the case it is."""

    pledge_key: str
    version: int


def _needs(inputs: RegisterInputs) -> Iterator[FactKey]:
    yield FactKey("pledges", inputs.household_key)


@operator("pledge/register", inputs=RegisterInputs, outputs=RegisterOutputs, needs=_needs)
def register(inputs: RegisterInputs, context: Context) -> Done:
    """Each instalment is acknowledged on the day of signing (民法152条); a change replaces the older pledge."""
    version = (inputs.version or 0) + 1
    key = f"pledge/{context.case['id']}/{version}"
    effects: list[Effect] = []
    if inputs.standing:
        effects += [_changed(inputs, context), end_hold(inputs.standing, "変更した", context)]
    effects += [_pledge(key, inputs, context), _hold(key, inputs, context)]
    letter = {"pledge_key": key, "case_number": context.case["number"]}
    effects.append(LetterRequest("pledge/pledge", inputs.household_key, None, letter))
    if inputs.decider == "APPROVER":
        effects.append(_decision(key, inputs))
    return Done(RegisterOutputs(key, version), tuple(effects))


def end_hold(pledge_key: str, reason: str, context: Context) -> RegisterChange:
    """Collection goes on: the hold of a pledge ends today."""
    payload = {"hold_key": f"{pledge_key}/hold", "on": context.today.isoformat(), "reason": reason}
    return RegisterChange("end_hold", f"{pledge_key}/hold/end", payload)


def _pledge(key: str, inputs: RegisterInputs, context: Context) -> RegisterChange:
    payload: dict[str, JSON] = {
        "household_key": inputs.household_key,
        "pledge_key": key,
        "case_id": str(context.case["id"]),
        "status": "STANDING",
        "signed_on": inputs.agreed["signed_on"],
        "signer": inputs.agreed["signer"],
        "principal": inputs.debt,
        "claims": [{"claim_key": one["claim_key"], "amount": one["open"]} for one in inputs.claims],
        "lines": inputs.lines,
        "missed": [],
        "rule": inputs.rule,
        "valid_from": context.today.isoformat(),
    }
    return RegisterChange("put_pledge", key, payload)


def _hold(key: str, inputs: RegisterInputs, context: Context) -> RegisterChange:
    """The hold lasts until the last line's grace and the wait behind it are over: nothing waits without a date."""
    last, calendar = date.fromisoformat(inputs.lines[-1]["due_on"]), Calendar(context.values)
    for name in ("pledge_grace", "pledge_last_wait"):
        last = period_end(last, context.values.period(name, context.today), calendar)
    payload: dict[str, JSON] = {
        "hold_key": f"{key}/hold",
        "household_key": inputs.household_key,
        "kind": "PLEDGE",
        "valid_from": context.today.isoformat(),
        "valid_to": last.isoformat(),
        "reason": f"分割納付誓約 {context.case['number']}",
        "claim_keys": [one["claim_key"] for one in inputs.claims],
    }
    return RegisterChange("set_hold", f"{key}/hold", payload)


def _changed(inputs: RegisterInputs, context: Context) -> RegisterChange:
    stood: Any = context.facts.get_fact("pledges", inputs.household_key)
    missed: list[JSON] = next((one["missed"] for one in stood if one["pledge_key"] == inputs.standing), [])
    payload = {
        "household_key": inputs.household_key,
        "pledge_key": inputs.standing,
        "status": "CHANGED",
        "missed": missed,
        "ground": "同意による計画の変更",
        "valid_from": context.today.isoformat(),
    }
    return RegisterChange("mark_pledge", f"{inputs.standing}/changed", payload)


def _decision(key: str, inputs: RegisterInputs) -> Decision:
    return Decision(
        kind="pledge",
        result="decided",
        task="decide",
        authority=inputs.rule,
        confirm="none",
        summary=f"分割納付誓約の承認 {inputs.debt:,}円 {len(inputs.lines)}回",
        basis={"pledge_key": key, "debt": inputs.debt, "lines": inputs.lines},
    )
