"""振替請求 (requests to debit accounts): built once for a due date, with a stop list until the banks' last day.

Nothing is asked for that is paid, put off, or due from a household without a standing mandate or head. What changes
after the cut goes on the stop list: above all a mandate that was withdrawn. One instalment is asked for once in a turn.
"""

from __future__ import annotations

import hashlib
from datetime import date

from server.casework.callers import Caller
from server.casework.debit_plan import chosen, cut, days_of, file_of
from server.casework.services import Services
from server.casework.work import run
from server.domain.direct_debit import Stop, Turn, run_days
from server.domain.ledger.books import Claim
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.domain.values import Values
from server.exchange.debit_file import write_stop_list
from server.store import debit_reading as reading
from server.store import debit_requests as requests
from server.store import debit_runs as store
from server.store import ledger, mandates
from server.store.connection import Connection
from server.store.debit_requests import DebitRequest
from server.store.debit_runs import DebitRun
from server.store.unit_of_work import UnitOfWork


def cut_run(services: Services, caller: Caller, due_on: date, turn: Turn = Turn.FIRST) -> DebitRun:
    """Builds the request for a due date; a second call answers the one that stands.

    Raises `debit_run_no_due`, `debit_run_too_early`, `debit_run_too_late`, `debit_again_off`,
    `debit_again_before_result`, rights.
    """
    day = services.clock.business_day()
    caller.require(Function.DEBIT_RUN, caller.office, day)

    def act(uow: UnitOfWork) -> DebitRun:
        standing = store.run_of(uow.conn, due_on, turn)
        if standing is not None:
            uow.audit("debit.look", object_kind="debit_run", object_key=standing.run_id)
            return standing
        values = services.values(uow.conn)
        days = days_of(uow.conn, due_on, turn, uow.business_day, values)
        picked, left_out = chosen(uow, due_on, turn, uow.business_day)
        return cut(services, uow, values, due_on, turn, days, picked, left_out)

    return run(services, caller, act)


def run_file(services: Services, caller: Caller, run_id: str) -> tuple[str, bytes]:
    """The request as a file, made from the seals and never kept: name and bytes; who took it out is on record."""
    caller.require(Function.DEBIT_RUN, caller.office, services.clock.business_day())

    def act(uow: UnitOfWork) -> tuple[str, bytes]:
        found = _run(uow.conn, run_id)
        content = file_of(services, uow, services.values(uow.conn), found, requests.requests_of(uow.conn, run_id))
        if hashlib.sha256(content).hexdigest() != found.file_hash:
            raise Refused("debit_file_differs", due=found.due_on.isoformat())
        uow.audit("debit.file", object_kind="debit_run", object_key=run_id, detail={"hash": found.file_hash})
        return f"furikae-{found.debit_on:%Y%m%d}.txt", content

    return run(services, caller, act)


def refresh_stops(services: Services, caller: Caller, run_id: str) -> int:
    """Puts on the stop list whatever changed since the cut; answers how many came to it. Again changes nothing.

    After the list was sent, what comes to it is listed and cannot reach the bank any more: it becomes a refund.
    """
    caller.require(Function.DEBIT_RUN, caller.office, services.clock.business_day())

    def act(uow: UnitOfWork) -> int:
        found = _run(uow.conn, run_id)
        count = _refresh(uow, found)
        uow.audit("debit.stops", object_kind="debit_run", object_key=run_id, detail={"new": count})
        return count

    return run(services, caller, act)


def stop_one(services: Services, caller: Caller, run_id: str, claim_key: str) -> None:
    """A person stops one instalment. Raises `debit_row_unknown`, `debit_row_stopped`, `debit_stop_sent`,
    `debit_stop_too_late`, `debit_result_in`."""
    caller.require(Function.DEBIT_RUN, caller.office, services.clock.business_day())

    def act(uow: UnitOfWork) -> None:
        found = _run(uow.conn, run_id)
        _refuse_late(found, uow.business_day)
        row = next((one for one in requests.requests_of(uow.conn, run_id) if one.claim_key == claim_key), None)
        if row is None:
            raise Refused("debit_row_unknown", claim=claim_key)
        if requests.stop(uow, run_id, [claim_key], Stop.ASKED) == 0:
            raise Refused("debit_row_stopped", claim=claim_key)
        uow.audit("debit.stop", object_kind="debit_run", object_key=run_id, household_key=row.household_key)

    run(services, caller, act)


def send_stops(services: Services, caller: Caller, run_id: str) -> tuple[str, bytes]:
    """The stop list for the bank, brought up to this moment; from now on it is sent. Again gives the same list.

    Raises `debit_stop_too_late` behind the banks' last day, when it was not sent before.
    """
    caller.require(Function.DEBIT_RUN, caller.office, services.clock.business_day())

    def act(uow: UnitOfWork) -> tuple[str, bytes]:
        found = _run(uow.conn, run_id)
        if found.stops_sent_on is None:
            _refuse_late(found, uow.business_day)
            _refresh(uow, found)
            store.stops_sent(uow, run_id)
        sent = found.stops_sent_on or uow.business_day
        stopped = [one for one in requests.requests_of(uow.conn, run_id) if _by(one.stopped_on, sent)]
        rows = ((one.institution, one.branch, one.collection_no, one.amount) for one in stopped)
        uow.audit("debit.stops_sent", object_kind="debit_run", object_key=run_id, detail={"count": len(stopped)})
        return f"furikae-teishi-{found.debit_on:%Y%m%d}.csv", write_stop_list(found.debit_on, rows)

    return run(services, caller, act)


def cut_due_runs(services: Services, caller: Caller) -> tuple[DebitRun, ...]:
    """What the night builds: every request whose day has come, and the stop lists of those under way."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        values = services.values(conn)
        waiting = [due for due in _due_dates(conn, day, values) if store.run_of(conn, due, Turn.FIRST) is None]
        open_runs = [one.run_id for one in store.runs(conn) if one.result_on is None and one.stops_sent_on is None]
    for run_id in open_runs:
        refresh_stops(services, caller, run_id)
    return tuple(cut_run(services, caller, due) for due in waiting)


def _due_dates(conn: Connection, day: date, values: Values) -> list[date]:
    """Due dates whose request can be cut today: far enough for the banks, near enough for the contract."""
    near = store.due_dates(conn, day, date.fromordinal(day.toordinal() + 40))
    return [due for due in near if run_days(due, values).cut_on <= day <= run_days(due, values).stop_by]


def _run(conn: Connection, run_id: str) -> DebitRun:
    found = store.get_run(conn, run_id)
    if found is None:
        raise Refused("debit_run_unknown")
    return found


def _by(stopped_on: date | None, sent: date) -> bool:
    return stopped_on is not None and stopped_on <= sent


def _refuse_late(found: DebitRun, day: date) -> None:
    if found.result_on is not None:
        raise Refused("debit_result_in", due=found.due_on.isoformat(), day=found.result_on.isoformat())
    if found.stops_sent_on is not None:
        raise Refused("debit_stop_sent", day=found.stops_sent_on.isoformat())
    if day > found.stop_by:
        raise Refused("debit_stop_too_late", day=found.stop_by.isoformat())


def _refresh(uow: UnitOfWork, found: DebitRun) -> int:
    rows = [one for one in requests.requests_of(uow.conn, found.run_id) if one.stopped_on is None]
    keys = [one.claim_key for one in rows]
    claims, off = ledger.claims(uow.conn, keys), reading.deferred(uow.conn, keys, found.debit_on)
    households = [one.household_key for one in rows]
    standing = mandates.debited_on(uow.conn, households, uow.business_day)
    heads = reading.with_head(uow.conn, households, uow.business_day)
    stops: dict[str, list[str]] = {}
    for one in rows:
        mandate = standing.get(one.household_key)
        ended = mandate is None or mandate.mandate_key != one.mandate_key or one.household_key not in heads
        ground = _stop_ground(claims[one.claim_key], one, ended=ended, off=one.claim_key in off)
        if ground is not None:
            stops.setdefault(ground, []).append(one.claim_key)
    return sum(requests.stop(uow, found.run_id, some, ground) for ground, some in sorted(stops.items()))


def _stop_ground(claim: Claim, one: DebitRequest, *, ended: bool, off: bool) -> Stop | None:
    if ended:
        return Stop.WITHDRAWN
    if claim.open.principal.total <= 0:
        return Stop.PAID
    if claim.open.principal.total < one.amount:
        return Stop.CHANGED
    return Stop.DEFERRED if off else None
