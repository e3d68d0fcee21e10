"""What came of the notice (送達の記録): in force from its exact time, nothing there, not served, or a namesake's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from server.domain.calendar import JAPAN
from server.domain.effects import JSON, Effect, LetterRequest, Message, RegisterChange, StartCase
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import Refused
from server.domain.seizure import CLAIMS, Kind
from server.operators.registry import operator
from server.operators.seizure.letters import right_holders


@dataclass(frozen=True, slots=True)
class ServeInputs:
    """The seizure, and what was recorded of its service."""

    start: Any
    signed: Any
    service: Any


@dataclass(frozen=True, slots=True)
class ServeOutputs:
    """`result` SERVED, EMPTY, NOT_SERVED or NAMESAKE."""

    result: str
    served_at: str | None


def _needed(inputs: Any) -> Iterator[FactKey]:
    yield FactKey("seizure", str(inputs.signed["seizure_id"]))
    yield FactKey("debtor", str(inputs.start["household_key"]))


@operator("seizure/record", inputs=ServeInputs, outputs=ServeOutputs, needs=_needed)
def record(inputs: ServeInputs, context: Context) -> Done:
    """Records the service; only then the debtor's copy (差押調書謄本) is asked for, with that time in it.

    National Tax Collection Act arts. 54, 62(3), 68(2). A namesake's asset is released the same day with an apology.
    """
    result = str(inputs.service["result"])
    served = _served_at(inputs, context) if result == "SERVED" else None
    key, seizure = str(inputs.start["household_key"]), str(inputs.signed["seizure_id"])
    payload = {"seizure_id": seizure, "household_key": key, "result": result, "served_at": served}
    effects: list[Effect] = [RegisterChange("serve_seizure", f"{seizure}/serve", payload)]
    if result == "SERVED":
        effects += _in_force(inputs, context)
    elif result == "NAMESAKE":
        effects += _namesake(inputs, context)
    elif result == "EMPTY":
        effects.append(_ended(context, inputs.signed, key, "残高なし"))
    said = {"household_key": key, "seizure_id": seizure, "result": result}
    effects.append(Message("case_event", f"seizure/{seizure}/{result}", {"household_key": key}, said))
    return Done(ServeOutputs(result, served), tuple(effects))


def _served_at(inputs: ServeInputs, context: Context) -> str:
    """The exact instant; raises `seizure_served_in_future`, `seizure_served_before_signing`."""
    service = inputs.service
    day, clock = date.fromisoformat(service["served_on"]), time(service["served_hour"], service["served_minute"])
    seizure: Any = context.facts.get_fact("seizure", str(inputs.signed["seizure_id"]))
    if day > context.today:
        raise Refused("seizure_served_in_future", at_field="served_on")
    if day < date.fromisoformat(seizure["signed_on"]):
        raise Refused("seizure_served_before_signing", at_field="served_on")
    return datetime.combine(day, clock, JAPAN).isoformat()


def _in_force(inputs: ServeInputs, context: Context) -> Iterator[Effect]:
    key, signed = str(inputs.start["household_key"]), inputs.signed
    seizure: Any = context.facts.get_fact("seizure", str(signed["seizure_id"]))
    claims = [one["claim_key"] for one in seizure["debts"]]
    hold = {
        "hold_key": f"seizure/{signed['seizure_id']}",
        "household_key": key,
        "kind": "SEIZED",
        "valid_from": str(inputs.service["served_on"]),
        "reason": f"差押 {signed['number']}",
        "claim_keys": claims,
    }
    yield RegisterChange("set_hold", f"{signed['seizure_id']}/hold", hold)
    keys: dict[str, JSON] = {"seizure_id": signed["seizure_id"], "case_number": context.case["number"]}
    kind = Kind(signed["kind"])
    if kind in CLAIMS or kind is Kind.MOVABLE:
        yield LetterRequest("seizure/record", key, seizure["person_key"], keys, "TRACKED")
    for holder in right_holders(seizure):
        yield LetterRequest("seizure/right_holder", key, None, {**keys, "to": holder}, "TRACKED")
    data = {
        "channel": "EXOFFICIO",
        "received_on": context.today.isoformat(),
        "household_key": key,
        "seizure_id": signed["seizure_id"],
        "note": None,
    }
    yield StartCase("seizure_watch", f"seizure_watch/{signed['seizure_id']}", data, key)


def _namesake(inputs: ServeInputs, context: Context) -> Iterator[Effect]:
    """Released at once, the third debtor and the stranger told, and an incident for the head (PM13)."""
    key, signed, service = str(inputs.start["household_key"]), inputs.signed, inputs.service
    seizure: Any = context.facts.get_fact("seizure", str(signed["seizure_id"]))
    payload = {
        "seizure_id": signed["seizure_id"],
        "household_key": key,
        "released_on": context.today.isoformat(),
        "release_ground": "NAMESAKE",
    }
    yield RegisterChange("release_seizure", f"{signed['seizure_id']}/release", payload)
    keys: dict[str, JSON] = {"seizure_id": signed["seizure_id"], "case_number": context.case["number"]}
    yield LetterRequest("seizure_release/third_party", key, seizure["person_key"], keys, "TRACKED")
    stranger = {name: service[f"stranger_{name}"] for name in ("name", "postal_code", "address")}
    yield LetterRequest("seizure/apology", key, None, {**keys, "stranger": stranger}, "TRACKED")
    yield RegisterChange("report_namesake", f"{signed['seizure_id']}/incident", {**payload, "number": signed["number"]})
    yield _ended(context, signed, key, "別人の財産")


def _ended(context: Context, signed: Any, key: str, ground: str) -> RegisterChange:
    seizure: Any = context.facts.get_fact("seizure", str(signed["seizure_id"]))
    payload = {
        "asset_id": seizure["asset"]["asset_id"],
        "household_key": key,
        "ended_on": context.today.isoformat(),
        "end_ground": ground,
    }
    return RegisterChange("end_asset", f"{signed['seizure_id']}/asset", payload)
