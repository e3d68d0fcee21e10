"""What the form itself contradicts (届出内容の矛盾): refused beside its field, before any register is asked."""

from __future__ import annotations

from datetime import date

from server.domain.calendar import Calendar, period_end
from server.domain.effects import JSON, JSONObject
from server.domain.operating import Context
from server.domain.refusals import FieldError, InputInvalid
from server.operators.enrolment.entry import ELSEWHERE
from server.operators.withdrawal.entry import DEATH, Leaving, leaving

_INSURER_DIGITS = (6, 8)
_PLANNED = "moved_other_prefecture"
_OF_AGE = "late_elderly"


def refuse_what_contradicts_itself(entry: JSONObject, household: JSONObject) -> None:
    """Raises `InputInvalid` with all it finds: insurer's number, new address, addressee after the head's death."""
    errors = []
    number = entry.get("new_insurer_no")
    if number and not (str(number).isascii() and str(number).isdigit() and len(str(number)) in _INSURER_DIGITS):
        errors.append(FieldError("new_insurer_no", "insurer_number_invalid"))
    if entry.get("forward_address") and entry["forward_address"] == household["address"]:
        errors.append(FieldError("forward_address", "forward_address_same"))
    if entry["loss_reason"] == DEATH and entry["send_to"] != ELSEWHERE and _head_leaves(entry):
        errors.append(FieldError("send_to", "addressee_died"))
    if errors:
        raise InputInvalid(errors)


def refuse_the_future(entry: JSONObject, person: Leaving, happened: date, received_on: date, context: Context) -> None:
    """Raises `InputInvalid` for a fact behind the day of receipt; a planned move away may lie some days ahead.

    The days are the period `planned_move_ahead` (転出予定日): moves are notified beforehand
    (Resident Registration Act art. 24).
    """
    if happened <= received_on:
        return
    if entry["loss_reason"] == _OF_AGE:
        told = {"person": person.name, "day": happened.isoformat()}
        raise InputInvalid([FieldError(person.path("birth_date"), "not_yet_of_age", told)])
    ahead = context.values.period("planned_move_ahead", received_on)
    if entry["loss_reason"] == _PLANNED and happened <= period_end(received_on, ahead, Calendar(context.values)):
        return
    raise InputInvalid([FieldError("fact_date", "loss_fact_in_future", {"days": ahead.amount})])


def refuse_another_extent(entry: JSONObject, remaining: list[dict[str, JSON]], named: int) -> None:
    """Raises `InputInvalid` where the whole household is said to leave and somebody stays, or the other way round."""
    if entry["extent"] == "whole" and remaining:
        raise InputInvalid([FieldError("extent", "not_whole_household", {"person": str(remaining[0]["name"])})])
    if entry["extent"] == "some" and not remaining and named:
        raise InputInvalid([FieldError("extent", "whole_household_leaves")])


def _head_leaves(entry: JSONObject) -> bool:
    return any(person.relation == "head" for person in leaving(entry))
