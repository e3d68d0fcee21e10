"""The slips that go with the copy of a pledge or the grant of a deferral (分納計画の納付書): one for each line.

A line may ask for parts of several instalments; the slips of one plan stand beside each other, and take the place of
every older one. Lines behind the last day that a slip may name get theirs later, at the counter (納付書再発行).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from server.casework.services import Services
from server.domain.calendar import Calendar, period_end
from server.domain.instalment_plan import PlanLine, from_json
from server.domain.payment_slip import MOST_LINES, latest_use
from server.domain.values import Values
from server.store import debit_requests, deferrals, ledger, levies, payment_slips, pledges
from server.store.letters import Letter
from server.store.payment_slips import SlipLine
from server.store.prescribed import prescribed
from server.store.unit_of_work import UnitOfWork

_NO = len("-01")
PLEDGE = "pledge/pledge"
LETTERS = frozenset({PLEDGE, "deferral/granted", "deferral/partly"})


def plan_lines(uow: UnitOfWork, letter: Letter) -> tuple[PlanLine, ...]:
    """The lines of the plan that the letter is about; none where it stands no more."""
    keys, day = letter.request_keys, uow.business_day
    if letter.letter == PLEDGE:
        pledge = pledges.standing_on(uow.conn, [letter.household_key], day).get(letter.household_key)
        return from_json(pledge.lines) if pledge and pledge.pledge_key == keys["pledge_key"] else ()
    known = deferrals.deferrals_of(uow.conn, [letter.household_key], day).get(letter.household_key, ())
    return next((from_json(one.lines) for one in known if one.deferral_key == keys["deferral_key"]), ())


def issue_plan_slips(services: Services, uow: UnitOfWork, letter: Letter) -> list[dict[str, Any]]:
    """Issues the slips in this unit of work: one for each line and year, use-by the line's day with its grace."""
    lines = plan_lines(uow, letter)
    keys = sorted({key for line in lines for key, _ in line.claims})
    rest = {key: one.open.principal.total for key, one in ledger.claims_locked(uow, keys).items()}
    for key in debit_requests.under_way(uow.conn, keys):
        rest[key] = 0
    values, found = services.values(uow.conn), []
    for key in prescribed(uow.conn, keys, uow.business_day, values):
        rest[key] = 0
    for line in lines:
        parts = _parts(line, rest)
        if line.due_on <= latest_use((), uow.business_day, values):
            found += _of_line(uow, line, parts, _use_by(line, uow.business_day, values), letter.letter_id)
    return found


def _parts(line: PlanLine, rest: dict[str, int]) -> list[tuple[str, int]]:
    """What is still open of the line; a payment since makes the first lines smaller."""
    parts = []
    for key, yen in line.claims:
        part = min(yen, rest.get(key, 0))
        rest[key] = rest.get(key, 0) - part
        if part > 0:
            parts.append((key, part))
    return parts


def _use_by(line: PlanLine, day: date, values: Values) -> date:
    grace = period_end(line.due_on, values.period("pledge_grace", day), Calendar(values))
    return min(grace, latest_use((), day, values))


def _of_line(
    uow: UnitOfWork, line: PlanLine, parts: Sequence[tuple[str, int]], use_by: date, letter_id: str
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for key, group in groupby(parts, key=lambda part: part[0][:-_NO]):
        account = levies.account(uow.conn, key)
        rows = [SlipLine(claim, "principal", yen) for claim, yen in group]
        for start in range(0, len(rows) if account else 0, MOST_LINES):
            assert account is not None  # noqa: S101 - the loop has no round without one
            event = f"letter:{letter_id}"
            slip = payment_slips.issue(
                uow, account, rows[start : start + MOST_LINES], use_by=use_by, by_event=event, beside=True
            )
            found.append(_told(slip, line))
    return found


def _told(slip: payment_slips.Slip, line: PlanLine) -> dict[str, Any]:
    return {
        "no": line.no,
        "due_on": line.due_on.isoformat(),
        "collection_no": slip.collection_no,
        "amount": slip.amount,
        "use_by": slip.use_by.isoformat(),
    }
