"""Dunning letters as others ask for them (督促の記録): which instalments were dunned, and whose date has passed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from server.domain.dunning import designated_date, seizure_possible_from
from server.domain.ledger.books import Claim
from server.domain.values import Values
from server.store import ledger
from server.store import tables as t
from server.store.unit_of_work import UnitOfWork

_SLICE = 500
PAID, ARREARS, SERVICE_FAILED = "PAID", "ARREARS", "SERVICE_FAILED"


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


def dunnings_of(conn: Connection, claim_keys: Iterable[str]) -> dict[str, Dunning]:
    """The letter of each of these instalments that was posted; what was pulled or left out is not among them."""
    line, letter = t.dunning_lines.c, t.letters.c
    found: dict[str, Dunning] = {}
    for part in _slices(claim_keys):
        statement = (
            select(
                line.claim_key,
                line.letter_id,
                line.dispatched_on,
                func.coalesce(line.designated_anew, line.designated_on),
                line.served_on,
                line.seizure_trace,
                letter.returned_on,
            )
            .select_from(t.dunning_lines.join(t.letters, letter.letter_id == line.letter_id))
            .where(line.claim_key.in_(part), line.dispatched_on.is_not(None))
        )
        rows: Any = conn.execute(statement)
        for claim, letter_id, sent, until, served, trace, returned in rows:
            lost = returned is not None and served is None
            first = None if lost else _seizure_from(trace, sent, until, served)
            found[claim] = Dunning(claim, letter_id, sent, until, served, first, dict(trace))
    return found


def record_service(uow: UnitOfWork, letter_id: str, served_on: date, values: Values) -> date | None:
    """A dunning letter that came back is served on the day (送達・公示送達); answers the designated date that counts.

    None for a letter that is no dunning letter. The dates run from the day of service, as from a dispatch.
    """
    line = t.dunning_lines
    row = uow.conn.execute(
        select(line.c.claim_key, line.c.due_on, line.c.seizure_trace).where(
            line.c.letter_id == letter_id, line.c.dispatched_on.is_not(None), line.c.served_on.is_(None)
        )
    ).one_or_none()
    if row is None:
        return None
    until = designated_date(served_on, row.due_on, values)
    here = (line.c.letter_id == letter_id, line.c.claim_key == row.claim_key)
    uow.conn.execute(update(line).where(*here).values(served_on=served_on, designated_anew=until))
    first = seizure_possible_from(served_on, until, values)
    detail = {"served_on": served_on.isoformat(), "designated_on": until.isoformat(), "seizure": first.as_json()}
    uow.audit("dunning.served", object_kind="letter", object_key=letter_id, detail=detail)
    return until


def became_arrears(conn: Connection, day: date, limit: int) -> tuple[BecameArrears, ...]:
    """Dunned instalments whose designated date lies before `day` with something open, and which nobody was told of yet.

    A letter that came back and was not served anew makes no arrears: its dates do not run. At most `limit`, the
    earliest date first.
    """
    return tuple(one for one in passed(conn, day, limit) if one.open_yen > 0)


def passed(conn: Connection, day: date, limit: int) -> tuple[BecameArrears, ...]:
    """As `became_arrears`, with those that are paid (`open_yen` 0): whatever is to be ended (督促の終期)."""
    line, letter = t.dunning_lines.c, t.letters.c
    until = func.coalesce(line.designated_anew, line.designated_on)
    statement = (
        select(line.run_id, line.claim_key, line.household_key, line.letter_id, until)
        .select_from(t.dunning_lines.join(t.letters, letter.letter_id == line.letter_id))
        .where(line.dispatched_on.is_not(None), line.ended.is_(None), until < day)
        .where(letter.returned_on.is_(None) | line.served_on.is_not(None))
        .order_by(until, line.claim_key)
        .limit(limit)
    )
    rows: Any = conn.execute(statement).all()
    claims = ledger.claims(conn, [row[1] for row in rows])
    return tuple(
        BecameArrears(run, claim, household, letter_id, day, _open(claims.get(claim)))
        for run, claim, household, letter_id, day in rows
    )


def end_lines(uow: UnitOfWork, ended: Iterable[BecameArrears]) -> None:
    """Writes on the lines how the letter ended: `PAID` in time, or `ARREARS`."""
    line = t.dunning_lines
    here = update(line).where(
        line.c.run_id == bindparam("of"), line.c.claim_key == bindparam("claim"), line.c.ended.is_(None)
    )
    rows = [{"of": one.run_id, "claim": one.claim_key, "how": ARREARS if one.open_yen > 0 else PAID} for one in ended]
    if rows:
        uow.conn.execute(here.values(ended=bindparam("how"), ended_on=uow.business_day), rows)


def _open(claim: Claim | None) -> int:
    return 0 if claim is None else max(claim.open.principal.total, 0)


def _seizure_from(trace: dict[str, str], sent: date, until: date, served: date | None) -> date:
    """As the trace says; of a letter served anew the same days counted from the day of service."""
    if served is None:
        return date.fromisoformat(trace["day"])
    wait = date.fromisoformat(trace["after_wait"]) - sent
    return max(until + timedelta(days=1), served + wait)


def _slices(keys: Iterable[str]) -> list[list[str]]:
    wanted = sorted(set(keys))
    return [wanted[start : start + _SLICE] for start in range(0, len(wanted), _SLICE)]
