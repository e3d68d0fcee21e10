"""Requests to withhold at the desk (特別徴収の画面の操作): the file fetched, a household left out, an error settled."""

from __future__ import annotations

import hashlib

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.special_run import content_of
from server.casework.work import run
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.store import special_runs
from server.store.special_runs import SpecialRow, SpecialRun
from server.store.unit_of_work import UnitOfWork


def request_file(services: Services, caller: Caller, run_id: str) -> tuple[str, bytes]:
    """The request as a file: name and bytes; who took it out is on record.

    Raises `special_run_unknown`, `special_not_requested`, `special_file_differs`, rights.
    """
    caller.require(Function.SPECIAL_RUN, caller.office, services.clock.business_day())

    def made(uow: UnitOfWork) -> tuple[str, bytes]:
        found = run_of(uow, run_id)
        if found.requested_on is None:
            raise Refused("special_not_requested")
        asked = [one for one in special_runs.rows_of(uow.conn, run_id) if one.asked]
        content = content_of(services, uow, found, asked, found.requested_on)
        if hashlib.sha256(content).hexdigest() != found.file_hash:
            raise Refused("special_file_differs")
        uow.audit("special.file", object_kind="special_run", object_key=run_id, detail={"hash": found.file_hash})
        return f"tokucho-irai-{found.levy_year}-{found.first_month:02d}.csv", content

    return run(services, caller, made)


def leave_out(services: Services, caller: Caller, run_id: str, household_key: str, reason: str) -> None:
    """A person leaves a household out before the request is made: it stays with ordinary collection.

    Raises `special_reason_missing`, `special_row_unknown`, `special_row_settled`, `special_step_done`, rights.
    """
    caller.require(Function.SPECIAL_RUN, caller.office, services.clock.business_day())

    def acted(uow: UnitOfWork) -> None:
        found, row = run_of(uow, run_id), _row(uow, run_id, household_key)
        if found.requested_on is not None or found.stopped_on is not None:
            raise Refused("special_step_done")
        says = {"left_out": _reason(reason), "left_by": caller.user_id}
        if row.barred or not special_runs.mark_row(uow, run_id, row.line_no, **says):
            raise Refused("special_row_settled", household=household_key)
        uow.audit("special.leave_out", object_kind="special_run", object_key=run_id, household_key=household_key)

    run(services, caller, acted)


def settle_error(services: Services, caller: Caller, run_id: str, household_key: str, reason: str) -> None:
    """A person has looked at one whom the payers refused: it stays with ordinary collection.

    Raises `special_reason_missing`, `special_row_unknown`, `special_row_settled`, rights.
    """
    caller.require(Function.SPECIAL_RUN, caller.office, services.clock.business_day())

    def acted(uow: UnitOfWork) -> None:
        run_of(uow, run_id)
        row = _row(uow, run_id, household_key)
        says = {"settled": _reason(reason), "settled_by": caller.user_id}
        if row.state != "REJECTED" or not special_runs.mark_row(uow, run_id, row.line_no, **says):
            raise Refused("special_row_settled", household=household_key)
        uow.audit("special.settle", object_kind="special_run", object_key=run_id, household_key=household_key)

    run(services, caller, acted)


def run_of(uow: UnitOfWork, run_id: str) -> SpecialRun:
    """The run. Raises `special_run_unknown`."""
    found = special_runs.get_run(uow.conn, run_id)
    if found is None:
        raise Refused("special_run_unknown")
    return found


def _row(uow: UnitOfWork, run_id: str, household_key: str) -> SpecialRow:
    found = special_runs.row_of(uow.conn, run_id, household_key)
    if found is None:
        raise Refused("special_row_unknown", household=household_key)
    return found


def _reason(text: str) -> str:
    said = text.strip()
    if not 0 < len(said) <= 200:
        raise Refused("special_reason_missing", at_field="reason")
    return said
