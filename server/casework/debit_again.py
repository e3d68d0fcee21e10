"""The second debit (再振替): who lacked money is asked once more, before dunning; who cannot be is written to.

Nobody falls between the two: what the second request leaves out and is still open gets LT-C04 with its slip, and when
the second request was not made in time everybody does.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from server.casework.callers import Caller
from server.casework.debit_plan import lacked_funds
from server.casework.debit_results import LACK_OF_FUNDS, LETTER, failed_letter
from server.casework.debit_runs import cut_run
from server.casework.services import Services
from server.casework.work import run
from server.domain.direct_debit import Turn, may_ask_again
from server.domain.values import Values
from server.store import debit_reading as reading
from server.store import debit_requests as requests
from server.store import debit_runs as store
from server.store import ledger
from server.store.connection import Connection
from server.store.debit_runs import DebitRun
from server.store.unit_of_work import UnitOfWork


def waiting(conn: Connection, values: Values) -> tuple[DebitRun, ...]:
    """The first requests with results that lacked money somewhere and have no second request, oldest first."""
    found = [
        one
        for one in store.runs(conn)
        if one.turn == Turn.FIRST and one.result_on is not None and values.flag("debit.again", one.due_on)
    ]
    return tuple(
        one
        for one in reversed(found)
        if store.run_of(conn, one.due_on, Turn.AGAIN) is None and lacked_funds(conn, one.due_on)
    )


def ask_again(services: Services, caller: Caller, due_on: date) -> DebitRun:
    """Makes the second request, and writes to whom it leaves out. Raises what `cut_run` raises."""
    made = cut_run(services, caller, due_on, Turn.AGAIN)
    _write(services, caller, due_on)
    return made


def work_again(services: Services, caller: Caller) -> tuple[DebitRun, ...]:
    """What the night does: second requests whose first results are in; letters where it is too late for one."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        values = services.values(conn)
        left = waiting(conn, values)
    made = []
    for one in left:
        if may_ask_again(one.due_on, day, values):
            made.append(ask_again(services, caller, one.due_on))
        else:
            _write(services, caller, one.due_on)
    return tuple(made)


def _write(services: Services, caller: Caller, due_on: date) -> int:
    """LT-C04 to everybody who lacked money, still owes, is not asked again and was not written to."""

    def act(uow: UnitOfWork) -> int:
        first = store.run_of(uow.conn, due_on, Turn.FIRST)
        assert first is not None  # noqa: S101 - its results are what brought us here
        values = services.values(uow.conn)
        rows = [one for one in requests.requests_of(uow.conn, first.run_id) if one.result == LACK_OF_FUNDS]
        left = _left(uow.conn, first, (one.claim_key for one in rows))
        told = reading.written_to(uow.conn, LETTER, first.debit_on, (one.household_key for one in rows))
        wanted = [one for one in rows if one.claim_key in left and one.household_key not in told]
        for one in wanted:
            failed_letter(uow, first, one, LACK_OF_FUNDS, values)
        uow.audit("debit.again", object_kind="debit_run", object_key=first.run_id, detail={"letters": len(wanted)})
        return len(wanted)

    return run(services, caller, act)


def _left(conn: Connection, first: DebitRun, claim_keys: Iterable[str]) -> set[str]:
    """Of these instalments, those that are open, not put off, and not in the second request."""
    keys = list(claim_keys)
    again = requests.asked_before(conn, keys, Turn.AGAIN)
    off = reading.deferred(conn, keys, first.due_on)
    claims = ledger.claims(conn, keys)
    return {key for key in keys if key not in again and key not in off and claims[key].open.principal.total > 0}
