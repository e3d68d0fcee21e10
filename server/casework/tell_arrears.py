"""Telling the hub of arrears (滞納整理への知らせ) that something happened; the hub reads the registers itself.

Only a household with a running case is told: for all others the registers wait, and the night run reads them.
"""

from __future__ import annotations

from collections.abc import Iterable

from server.domain.arrears import SLUG
from server.domain.effects import Effect, JSONObject, Message, RegisterChange
from server.store import arrears_cases, messages
from server.store.cases import Case
from server.store.unit_of_work import UnitOfWork

CASE_EVENT = "case_event"
_TOLD = frozenset(
    {
        "set_hold",
        "end_hold",
        "put_contact",
        "close_eligibility",
        "put_transfer",
        "end_transfer",
        "put_letter_service",
        "put_pledge",
        "mark_pledge",
        "put_deferral",
        "mark_deferral",
    }
)
_LOST = frozenset({"death", "welfare"})


def tell(uow: UnitOfWork, household_keys: Iterable[str], source: str, event: str, *, case_id: str | None = None) -> int:
    """One message for each of these households that has a case of arrears; how many."""
    waiting = sorted(arrears_cases.running(uow.conn, household_keys))
    for key in waiting:
        said = Message(CASE_EVENT, f"{source}/{key}", {"household_key": key, "slug": SLUG}, {"event": event})
        messages.put_message(uow, said, from_case_id=case_id)
    return len(waiting)


def tell_of(uow: UnitOfWork, case: Case, step_no: int, effects: Iterable[Effect]) -> None:
    """What a step of another procedure did that the hub must know: holds, deaths, public assistance, contacts."""
    kinds = {one.kind for one in effects if isinstance(one, RegisterChange) and _matters(one.kind, one.payload)}
    if case.slug == SLUG:
        kinds &= {"put_contact"}  # what it orders itself it knows; what was said to it may want a person at once
    if kinds and case.household_key is not None:
        source = f"{case.case_id}/{step_no}/arrears"
        tell(uow, [case.household_key], source, "+".join(sorted(kinds)), case_id=case.case_id)


def _matters(kind: str, payload: JSONObject) -> bool:
    return kind in _TOLD and (kind != "close_eligibility" or payload.get("lost_by") in _LOST)
