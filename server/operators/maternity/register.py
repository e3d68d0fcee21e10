"""The exempt months into the registers (免除の記録): one relief for one birth; the change itself marks the levy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.domain.effects import Decision, RegisterChange
from server.domain.facts import FactKey
from server.domain.maternity import Relief
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.operators.maternity.precheck import refuse_twice
from server.operators.registry import operator


@dataclass(frozen=True, slots=True)
class RegisterInputs:
    """`member` and `relief` of the precheck, who decides by which row of 専決区分; `checked`: the check's result."""

    member: Any
    relief: Any
    received_on: str
    channel: str
    decider: str
    rule: str
    checked: str


@dataclass(frozen=True, slots=True)
class RegisterOutputs:
    """`relief_key` of the relief, and its months in which she is insured."""

    relief_key: str
    months: list[str]


def _needs(inputs: RegisterInputs) -> Iterator[FactKey]:
    if inputs.member["person_key"]:
        yield FactKey("levy_reliefs", str(inputs.member["person_key"]))


@operator("maternity/register", inputs=RegisterInputs, outputs=RegisterOutputs, needs=_needs)
def register(inputs: RegisterInputs, context: Context) -> Done:
    """Raises `relief_nobody` for a person the registers do not have, `relief_twice` for what another case recorded."""
    person = inputs.member["person_key"]
    if not person:
        raise Refused("relief_nobody", person=inputs.member["name"])
    said = inputs.relief
    relief = Relief(
        said["event_kind"],
        date.fromisoformat(said["event_on"]),
        bool(said["multiple"]),
        date.fromisoformat(said["first_month"]),
        date.fromisoformat(said["last_month"]),
    )
    replaces = refuse_twice(str(person), str(inputs.member["name"]), relief, context)
    key = replaces or f"maternity/{context.case['id']}"
    payload = {
        "relief_key": key,
        "person_key": person,
        "kind": "MATERNITY",
        "event_kind": relief.event_kind,
        "event_on": relief.event_on.isoformat(),
        "first_month": relief.first_month.isoformat(),
        "last_month": relief.last_month.isoformat(),
        "multiple": relief.multiple,
        "notified_on": None if inputs.channel == "EXOFFICIO" else inputs.received_on,
        "valid_from": context.today.isoformat(),
    }
    change = RegisterChange("put_levy_relief", f"{context.case['id']}/relief", payload)
    months = [str(month) for month in said["insured_months"]]
    return Done(RegisterOutputs(key, months), (change, _decision(inputs, months)))


def _decision(inputs: RegisterInputs, months: list[str]) -> Decision:
    by_checker = inputs.decider == "CHECKER" and inputs.checked == "agree"
    return Decision(
        kind="maternity",
        result="decided",
        task="check" if by_checker else "decide",
        authority=inputs.rule,
        confirm="daily_list" if by_checker else "none",
        summary=f"産前産後期間の免除 {inputs.member['name']} {len(months)}か月",
        basis={"person_key": inputs.member["person_key"], "relief": dict(inputs.relief)},
    )
