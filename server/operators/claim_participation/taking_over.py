"""A participation that became our seizure (参加差押の差押への移行): from the moment of its service on (art. 87)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from server.domain.calendar import JAPAN
from server.domain.effects import Effect, RegisterChange, StartCase
from server.domain.operating import Context
from server.domain.participation import effect_at
from server.domain.refusals import Refused
from server.domain.seizure import Kind
from server.operators.claim_participation.filing import participated_asset


def taken_over(start: Any, filed: str, result: Any, context: Context) -> Iterator[Effect]:
    """A seizure in force from back then, its hold, and its watch; sale and release go on from it as from any other.

    Raises `participation_not_taken_over` for a claim for delivery, `participation_service_order` for a service that
    lies before the filing or ahead.
    """
    if start["kind"] != "PARTICIPATION":
        raise Refused("participation_not_taken_over", at_field="outcome")
    key, asset = str(start["household_key"]), participated_asset(start, context)
    at = _effect(asset, _filed_on(filed, key, context), result, context)
    yield _seizure(start, filed, asset, at, str(result["lifted_on"]), context)
    hold = {
        "hold_key": f"seizure/{filed}",
        "household_key": key,
        "kind": "SEIZED",
        "valid_from": at.astimezone(JAPAN).date().isoformat(),
        "reason": f"参加差押から移行した差押 {context.case['number']}",
    }
    yield RegisterChange("set_hold", f"{filed}/seized", hold)
    data = {
        "channel": "EXOFFICIO",
        "received_on": context.today.isoformat(),
        "household_key": key,
        "seizure_id": filed,
        "note": None,
    }
    yield StartCase("seizure_watch", f"seizure_watch/{filed}", data, key)


def _seizure(start: Any, filed: str, asset: Any, at: datetime, lifted_on: str, context: Context) -> RegisterChange:
    debtor: Any = context.facts.get_fact("debtor", str(start["household_key"]))
    lived = debtor["lived"]
    details = {
        "debtor_name": debtor["name"],
        "debtor_kana": debtor["name_kana"],
        "debtor_birth": debtor["birth_date"],
        "holder": {"address": lived[-1]["address"] if lived else ""},
        "record": f"参加差押 {start['body']} {start['body_case']}",
        "pay": None,
        "place": "",
        "override": "",
        "lifted_on": lifted_on,
    }
    payload = {
        "participation_id": filed,
        "number": context.case["number"],
        "household_key": str(start["household_key"]),
        "person_key": debtor["person_key"],
        "asset_id": asset["asset_id"],
        "served_at": at.isoformat(),
        "details": details,
    }
    return RegisterChange("take_over", f"{filed}/take_over", payload)


def _filed_on(filed: str, key: str, context: Context) -> date:
    known: Any = context.facts.get_fact("participations", key)
    return date.fromisoformat(next(one["filed_on"] for one in known if one["participation_id"] == filed))


def _effect(asset: Any, filed_on: date, result: Any, context: Context) -> datetime:
    body, debtor = _instant(result, "body"), _instant(result, "debtor")
    registered = None if result["registered_on"] is None else date.fromisoformat(result["registered_on"])
    days = [body.date(), debtor.date(), *([registered] if registered else [])]
    if any(not filed_on <= day <= context.today for day in days):
        raise Refused("participation_service_order", at_field="body_on", day=filed_on.isoformat())
    return effect_at(Kind(asset["kind"]), body, debtor, registered)


def _instant(result: Any, name: str) -> datetime:
    clock = time(int(result[f"{name}_hour"]), int(result[f"{name}_minute"]))
    return datetime.combine(date.fromisoformat(result[f"{name}_on"]), clock, JAPAN)
