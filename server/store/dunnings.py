"""Dunning letters as others ask for them (督促の記録): which instalments were dunned, and whose date has passed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, and_, bindparam, case, func, select, update

from server.domain.ledger.books import Claim
from server.store import dunning_services, ledger
from server.store import tables as t
from server.store.among import among
from server.store.dunning_lines import LATE, PRINCIPAL
from server.store.dunning_services import DunningService
from server.store.unit_of_work import UnitOfWork

_SLICE = 500
PAID, ARREARS = "PAID", "ARREARS"


@dataclass(frozen=True, slots=True)
class Dunning:
    """The dunning letter of an instalment that went out: the days that count, and from when it may be seized for.

    `served_on` stands where a letter came back and was served otherwise (送達); `designated_on` is then the later one.
    `seizure_from` is the later of the two days in `trace`; None while a letter that came back is not served anew.
    """

    claim_key: str
    letter_id: str
    dispatched_on: date
    designated_on: date
    served_on: date | None
    seizure_from: date | None
    trace: dict[str, str]


@dataclass(frozen=True, slots=True)
class BecameArrears:
    """A dunned instalment whose designated date passed with something open (滞納)."""

    run_id: str
    claim_key: str
    household_key: str
    letter_id: str
    designated_on: date
    open_yen: int


def dunnings_of(conn: Connection, claim_keys: Iterable[str], subject: str = PRINCIPAL) -> dict[str, Dunning]:
    """The letter of each of these instalments that was posted; what was pulled, left out, or could not be served for
    good is not among them. With `subject` LATE the one that asked for the late charge.
    """
    line, letter = t.dunning_lines.c, t.letters.c
    names = (line.run_id, line.claim_key, line.letter_id, line.dispatched_on, line.designated_on, line.seizure_trace)
    found: dict[str, Dunning] = {}
    for part in _slices(claim_keys):
        statement = (
            select(*names, letter.returned_on)
            .select_from(t.dunning_lines.join(t.letters, letter.letter_id == line.letter_id))
            .where(among(line.claim_key, part), line.dispatched_on.is_not(None), line.unserved_on.is_(None))
            .where(line.subject == subject, line.letter_id.is_not(None), line.pulled.is_(None))  # as the index says it
        )
        rows: Any = conn.execute(statement).all()
        back = [row.claim_key for row in rows if row.returned_on is not None]
        anew = dunning_services.standing(conn, back) if back else {}
        found |= {row.claim_key: _dunning(row, anew.get((row.run_id, row.claim_key))) for row in rows}
    return found


def _dunning(row: Any, anew: DunningService | None) -> Dunning:
    """As the run left it, unless it came back: then as it was served, or with no day of seizure."""
    key = (row.claim_key, row.letter_id, row.dispatched_on)
    if row.returned_on is None:
        trace = dict(row.seizure_trace)
        return Dunning(*key, row.designated_on, None, date.fromisoformat(trace["day"]), trace)
    if anew is None or anew.designated_on is None or anew.seizure_trace is None:
        return Dunning(*key, row.designated_on, None, None, dict(row.seizure_trace))
    return Dunning(*key, anew.designated_on, anew.served_on, anew.seizable_on, dict(anew.seizure_trace))


def became_arrears(conn: Connection, day: date, limit: int) -> tuple[BecameArrears, ...]:
    """Dunned instalments whose designated date lies before `day` with something open, and which nobody was told of yet.

    A letter that came back and was not served anew makes no arrears: its dates do not run. At most `limit`, the
    earliest date first.
    """
    return tuple(one for one in passed(conn, day, limit) if one.open_yen > 0)


def passed(conn: Connection, day: date, limit: int) -> tuple[BecameArrears, ...]:
    """As `became_arrears`, with those that are paid (`open_yen` 0): whatever is to be ended (督促の終期)."""
    line = t.dunning_lines.c
    until = designated()
    statement = (
        select(line.run_id, line.claim_key, line.household_key, line.letter_id, until, line.subject)
        .select_from(with_service())
        .where(line.dispatched_on.is_not(None), line.ended.is_(None), line.designated_on < day, until < day)
        .order_by(until, line.claim_key)
        .limit(limit)
    )
    rows: Any = conn.execute(statement).all()
    claims = ledger.claims(conn, [row[1] for row in rows])
    return tuple(
        BecameArrears(run, claim, household, letter_id, day, _open(claims.get(claim), subject))
        for run, claim, household, letter_id, day, subject in rows
    )


def with_service() -> FromClause:
    """Lines with their letters and, where one came back, the last statement on its service."""
    line, letter, back = t.dunning_lines, t.letters, t.dunning_services
    later = t.dunning_services.alias("later")
    same = (back.c.run_id == line.c.run_id, back.c.claim_key == line.c.claim_key)
    last = (
        select(func.max(later.c.service_no))
        .where(later.c.run_id == line.c.run_id, later.c.claim_key == line.c.claim_key)
        .correlate(line)
        .scalar_subquery()
    )
    joined = line.join(letter, letter.c.letter_id == line.c.letter_id)
    return joined.outerjoin(back, and_(letter.c.returned_on.is_not(None), *same, back.c.service_no == last))


def designated() -> ColumnElement[date]:
    """The designated date that counts, over `with_service`; NULL while a letter that came back is not served."""
    line, letter, back = t.dunning_lines.c, t.letters.c, t.dunning_services.c
    return case((letter.returned_on.is_(None), line.designated_on), else_=back.designated_on)


def end_lines(uow: UnitOfWork, ended: Iterable[BecameArrears]) -> None:
    """Writes on the lines how the letter ended, from the day behind its date on, whenever a night found it:
    `PAID` in time, or `ARREARS`.
    """
    line = t.dunning_lines
    here = update(line).where(
        line.c.run_id == bindparam("of"), line.c.claim_key == bindparam("claim"), line.c.ended.is_(None)
    )
    rows = [
        {
            "of": one.run_id,
            "claim": one.claim_key,
            "how": ARREARS if one.open_yen > 0 else PAID,
            "since": one.designated_on + timedelta(days=1),
        }
        for one in ended
    ]
    if rows:
        uow.conn.execute(here.values(ended=bindparam("how"), ended_on=bindparam("since")), rows)


def _open(claim: Claim | None, subject: str) -> int:
    if claim is None:
        return 0
    return max(claim.open.late if subject == LATE else claim.open.principal.total, 0)


def _slices(keys: Iterable[str]) -> list[list[str]]:
    wanted = sorted(set(keys))
    return [wanted[start : start + _SLICE] for start in range(0, len(wanted), _SLICE)]
