"""Service of letters that came back (送達・返戻・公示送達): how each stands, by letter, household and list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, select

from server.domain.rights import Scope
from server.store import dated
from server.store import tables as t
from server.store.rows import columns, fetch_all
from server.store.scopes import in_scope

OPEN = ("RETURNED", "RESENT", "BY_HAND", "BOARD")
_SLICE = 500


@dataclass(frozen=True, slots=True)
class LetterService:
    """How a letter that came back is served. `served_on` is the day of delivery, or the day on which it is deemed
    served after public notice (公示送達); from then on periods of that letter run. `new_due_on` is the due date or
    designated date computed behind it; `followed_by` the letter that was sent in its place."""

    letter_id: str
    household_key: str
    case_id: str | None
    letter: str
    status: str
    reason: str
    returned_on: date
    way: str
    served_on: date | None
    posted_from: date | None
    new_due_on: date | None
    followed_by: str | None
    ground: str
    valid_from: date


def services_of(conn: Connection, letter_ids: Iterable[str], day: date) -> dict[str, LetterService]:
    """How the service of these letters stands on the day; a letter that never came back is left out."""
    table = t.letter_services
    return {one.letter_id: one for one in _sliced(conn, table.c.letter_id, letter_ids, day)}


def services_of_households(
    conn: Connection, household_keys: Iterable[str], day: date
) -> dict[str, tuple[LetterService, ...]]:
    """The letters of these households that came back, oldest first; households without one are left out."""
    found: dict[str, tuple[LetterService, ...]] = {}
    for one in _sliced(conn, t.letter_services.c.household_key, household_keys, day):
        found[one.household_key] = (*found.get(one.household_key, ()), one)
    return found


def unserved(conn: Connection, household_keys: Iterable[str], day: date) -> dict[str, tuple[LetterService, ...]]:
    """The letters of these households that came back and are not served yet: nothing may build on them."""
    found = services_of_households(conn, household_keys, day)
    still = {key: tuple(one for one in many if one.status in OPEN) for key, many in found.items()}
    return {key: many for key, many in still.items() if many}


def listed(conn: Connection, statuses: Iterable[str], day: date, scope: Scope) -> tuple[LetterService, ...]:
    """The letters in these statuses whose office lies in the scope, oldest return first (返戻一覧・公示送達一覧)."""
    table, letter = t.letter_services, t.letters
    statement = (
        select(*columns(LetterService, table))
        .select_from(table.join(letter, letter.c.letter_id == table.c.letter_id))
        .where(table.c.status.in_(list(statuses)), dated.asked(table, day, None), in_scope(letter.c.office, scope))
        .order_by(table.c.returned_on, table.c.letter_id)
    )
    return fetch_all(conn, LetterService, statement)


def _sliced(conn: Connection, column: ColumnElement[str], keys: Iterable[str], day: date) -> list[LetterService]:
    table = t.letter_services
    found: list[LetterService] = []
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), _SLICE):
        here = column.in_(wanted[start : start + _SLICE])
        statement = select(*columns(LetterService, table)).where(here, dated.asked(table, day, None))
        found += fetch_all(conn, LetterService, statement.order_by(table.c.returned_on, table.c.letter_id))
    return found
