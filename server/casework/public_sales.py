"""The announcement of a sale (公売公告) on record with its three people, read from the case's history."""

from __future__ import annotations

from server.domain.effects import RegisterChange
from server.store import history, registers
from server.store.cases import Case
from server.store.unit_of_work import UnitOfWork

ANNOUNCE = "announce_sale"
KINDS = (ANNOUNCE,)


def act(uow: UnitOfWork, case: Case, change: RegisterChange, event: str) -> None:
    """The round on record. Raises `seizure_same_person`."""
    people = history.last_actors(uow.conn, case.case_id, ("enter", "check", "decide"))
    payload = {
        **change.payload,
        "drafted_by": people["enter"],
        "verified_by": people["check"],
        "decided_by": people["decide"],
    }
    put = RegisterChange("put_sale", change.key, payload)
    registers.apply_change(uow, put, event=event, case_id=case.case_id)
