"""Dated rows: no change ever makes two truths of one day, or forgets what was known at an earlier instant."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import literal, select, union_all
from sqlalchemy.exc import DBAPIError

from server.domain.refusals import Refused
from server.store import dated
from server.store import tables as t
from server.store.database import Database
from server.store.errors import StaleRegister
from server.store.unit_of_work import UnitOfWork
from tests.store.city import NOW, do, later

FIRST = date(2026, 1, 1)
SPAN = 12
BASE = {"unit": "yen", "article": "条例", "source": "例規", "status": "verified", "origin": "test"}
_KEYS = itertools.count()


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def says(value: int) -> dict[str, Any]:
    return BASE | {"value": value}


@dataclass(frozen=True)
class Change:
    """One change: what to do, from which day, until which (None: open), with which value; the clock's minutes."""

    kind: str
    start: int
    length: int | None
    value: int
    minutes: int


CHANGES = st.builds(
    Change,
    kind=st.sampled_from(["state", "state", "add", "end"]),
    start=st.integers(0, SPAN - 1),
    length=st.one_of(st.none(), st.integers(1, SPAN)),
    value=st.integers(1, 9),
    minutes=st.integers(0, 3),  # the clock may stand still, or go back as another machine's may
)


@dataclass
class Model:
    """The same register as plain dictionaries: each day's value, and what it was at each earlier instant."""

    now: dict[date, int] = field(default_factory=dict)
    then: list[tuple[datetime, dict[date, int]]] = field(default_factory=list)

    def change(self, change: Change) -> None:
        end = SPAN if change.kind == "end" or change.length is None else min(SPAN, change.start + change.length)
        days = [day(number) for number in range(change.start, end)]
        if change.kind == "end":
            for gone in days:
                self.now.pop(gone, None)
        else:
            self.now |= dict.fromkeys(days, change.value)


def asked(database: Database, key: str, known_at: datetime | None) -> dict[date, int]:
    """What the register says of each day of the span."""
    table, found = t.value_rows, dict[date, int]()
    days = union_all(
        *(
            select(literal(number).label("number"), table.c.value).where(
                table.c.key == key, dated.asked(table, day(number), known_at)
            )
            for number in range(SPAN)
        )
    )
    with database.read() as conn:
        for number, value in conn.execute(days):
            assert day(number) not in found, "two truths of one day"
            found[day(number)] = int(str(value))
    return found


def carry_out(uow: UnitOfWork, key: str, change: Change) -> datetime | None:
    """Does it; the instant from which it counts as known, None when there was nothing to change."""
    length, start = change.length, day(change.start)
    until = None if length is None else start + timedelta(days=length)
    where, event = {"key": key}, f"test/{change.value}"
    if change.kind == "end":
        dated.end(uow, t.value_rows, where, on=start, by_event=event)
    else:
        tell = dated.state if change.kind == "state" else dated.add
        tell(uow, t.value_rows, where, says(change.value), valid_from=start, valid_to=until, by_event=event)
    return uow.recorded_at if uow.recorded_places else None


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a sequence is short; making it shorter takes minutes
)
@given(changes=st.lists(CHANGES, min_size=1, max_size=7))
def test_no_sequence_of_changes_leaves_two_truths_or_forgets_an_earlier_one(
    database: Database, changes: list[Change]
) -> None:
    key, model = f"k{next(_KEYS)}", Model()
    refused: list[Change] = []
    for change in changes:
        try:
            at = do(database, partial(carry_out, key=key, change=change), at=later(change.minutes))
        except Refused:
            refused.append(change)
            continue
        if change.kind == "add":
            assert not _taken(model, change), "what was known was written over"
        model.change(change)
        if at is not None:
            model.then.append((at, dict(model.now)))
    assert {change.kind for change in refused} <= {"add"}
    assert asked(database, key, None) == model.now
    for at, known in model.then:
        assert asked(database, key, at) == known


def _taken(model: Model, change: Change) -> bool:
    end = SPAN if change.length is None else min(SPAN, change.start + change.length)
    return any(day(number) in model.now for number in range(change.start, end))


def put(uow: UnitOfWork, value: int, valid_from: date = FIRST, valid_to: date | None = None) -> int:
    key, event = {"key": "a"}, f"e{value}"
    return dated.state(uow, t.value_rows, key, says(value), valid_from=valid_from, valid_to=valid_to, by_event=event)


def rows(database: Database) -> list[dict[str, Any]]:
    with database.read() as conn:
        return [row._asdict() for row in conn.execute(t.value_rows.select().order_by(t.value_rows.c.row_id))]


def test_a_correction_in_the_middle_restates_both_ends_under_their_own_event(database: Database) -> None:
    do(database, lambda uow: put(uow, 1))
    do(database, lambda uow: put(uow, 2, valid_from=day(3), valid_to=day(5)), at=later(1))
    with database.read() as conn:
        standing = dated.standing(conn, t.value_rows, {"key": "a"})
    assert [(row.valid_from, row.valid_to, row.says["value"], row.by_event) for row in standing] == [
        (FIRST, day(3), 1, "e1"),
        (day(3), day(5), 2, "e2"),
        (day(5), None, 1, "e1"),
    ]


def test_two_statements_in_one_unit_of_work_leave_only_the_last_one_known(database: Database) -> None:
    do(database, lambda uow: (put(uow, 1), put(uow, 2)))
    assert asked(database, "a", None)[FIRST] == 2
    assert asked(database, "a", NOW)[FIRST] == 2


def test_an_ended_row_keeps_its_days_before_the_end(database: Database) -> None:
    do(database, lambda uow: put(uow, 1))
    ended = do(
        database,
        lambda uow: dated.end(uow, t.value_rows, {"key": "a"}, on=day(4), by_event="e2", status="confirm"),
        at=later(1),
    )
    assert ended is not None
    assert (ended.valid_from, ended.valid_to, ended.says["status"], ended.by_event) == (FIRST, day(4), "confirm", "e2")


def test_ending_what_does_not_stand_says_so(database: Database) -> None:
    assert do(database, lambda uow: dated.end(uow, t.value_rows, {"key": "a"}, on=FIRST, by_event="e")) is None


@pytest.mark.parametrize("until", [FIRST, FIRST - timedelta(days=1)])
def test_days_in_the_wrong_order_are_refused(database: Database, until: date) -> None:
    with pytest.raises(Refused, match="dates_reversed"):
        do(database, lambda uow: put(uow, 1, valid_to=until))


def raw(value: int, *, start: int = 0, recorded: int = 0, **more: Any) -> dict[str, Any]:
    """A row written past all our code."""
    row = says(value) | {"key": "a", "valid_from": day(start), "recorded_at": later(recorded), "by_event": "raw"}
    return row | more


def test_the_database_itself_refuses_two_rows_for_one_day(database: Database) -> None:
    with database.engine.begin() as conn:
        conn.execute(t.value_rows.insert().values(**raw(1)))
    with pytest.raises(DBAPIError, match="kokuho_overlap"), database.engine.begin() as conn:
        conn.execute(t.value_rows.insert().values(**raw(2, start=5)))


def test_the_database_allows_what_meets_only_in_days_or_only_in_knowledge(database: Database) -> None:
    with database.engine.begin() as conn:
        conn.execute(t.value_rows.insert().values(**raw(1, valid_to=day(5), superseded_at=later(9))))
        conn.execute(t.value_rows.insert().values(**raw(2, start=5, recorded=1)))
        conn.execute(t.value_rows.insert().values(**raw(3, valid_to=day(5), recorded=9)))
        conn.execute(t.value_rows.insert().values(**(raw(4) | {"key": "b"})))
        conn.execute(t.value_rows.insert().values(**raw(5, recorded=-9, superseded_at=later(-5))))


@pytest.mark.parametrize(
    "change", [{"value": 9}, {"valid_to": FIRST + timedelta(days=9)}, {"by_event": "x"}, {"recorded_at": NOW}]
)
def test_the_database_itself_refuses_every_change_but_superseding(database: Database, change: dict[str, Any]) -> None:
    do(database, lambda uow: put(uow, 1), at=later(1))
    with pytest.raises(DBAPIError, match="kokuho_final"), database.engine.begin() as conn:
        conn.execute(t.value_rows.update().values(**change))


def test_the_database_itself_refuses_to_supersede_twice_or_to_delete(database: Database) -> None:
    do(database, lambda uow: put(uow, 1))
    with database.engine.begin() as conn:
        conn.execute(t.value_rows.update().values(superseded_at=later(1)))
    with pytest.raises(DBAPIError, match="kokuho_final"), database.engine.begin() as conn:
        conn.execute(t.value_rows.update().values(superseded_at=later(2)))
    with pytest.raises(DBAPIError, match="kokuho_final"), database.engine.begin() as conn:
        conn.execute(t.value_rows.delete())
    assert len(rows(database)) == 1


def test_a_row_cannot_be_superseded_before_it_was_recorded(database: Database) -> None:
    do(database, lambda uow: put(uow, 1))
    with pytest.raises(DBAPIError), database.engine.begin() as conn:
        conn.execute(t.value_rows.update().values(superseded_at=NOW - timedelta(seconds=1)))


def test_of_two_who_change_the_same_days_at_once_the_second_is_told(postgres_database: Database) -> None:
    """On SQLite the second waits for the first; PostgreSQL lets both begin."""
    do(postgres_database, lambda uow: put(uow, 1))

    def too_slow(slow: UnitOfWork) -> None:
        seen = dated.standing(slow.conn, t.value_rows, {"key": "a"})
        do(postgres_database, lambda uow: put(uow, 2), at=later(2))
        dated._supersede(slow, t.value_rows, seen, later(3))

    with pytest.raises(StaleRegister):
        do(postgres_database, too_slow, at=later(1))
    assert asked(postgres_database, "a", None)[FIRST] == 2
