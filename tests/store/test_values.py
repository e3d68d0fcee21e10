"""Values in the database answer as the files do, and as they were known at any earlier instant."""

from __future__ import annotations

from datetime import date

import pytest

from server.domain.refusals import Refused
from server.domain.values import DatedValue
from server.store.database import Database
from server.store.values import (
    decide_proposal,
    import_values,
    load_values,
    propose_value,
    put_value,
    values_stamp,
    waiting_proposals,
)
from tests.shipped_values import shipped_values
from tests.store.city import OKAMURA, do, later


def wait(amount: int, start: str, end: str | None = None, **more: str) -> DatedValue:
    days = (date.fromisoformat(start), None if end is None else date.fromisoformat(end))
    return DatedValue(more.get("key", "period.document_wait"), "days", *days, amount, "規則", "要綱", "verified")


def take(database: Database, *rows: DatedValue, minutes: float = 0) -> int:
    return do(database, lambda uow: import_values(uow, rows, origin="test", by_event="file/1"), at=later(minutes))


def test_the_shipped_values_come_back_as_they_were(database: Database) -> None:
    rows = shipped_values().rows()
    assert take(database, *rows) == len(rows)
    with database.read() as conn:
        assert load_values(conn).rows() == rows


def test_the_same_file_again_changes_nothing(database: Database) -> None:
    rows = (wait(14, "2025-04-01", "2026-03-31"), wait(20, "2026-04-01"))
    assert take(database, *rows) == 2
    with database.read() as conn:
        stamp = values_stamp(conn)
    assert take(database, *rows, minutes=5) == 0
    with database.read() as conn:
        assert values_stamp(conn) == stamp


def test_a_corrected_value_is_known_from_its_correction_on(database: Database) -> None:
    take(database, wait(14, "2025-04-01"))
    assert take(database, wait(20, "2025-04-01"), minutes=10) == 1
    day = date(2026, 1, 1)
    with database.read() as conn:
        assert load_values(conn, later(5)).integer("period.document_wait", day) == 14
        assert load_values(conn, later(10)).integer("period.document_wait", day) == 20


def test_a_new_row_ends_the_open_one_before_it(database: Database) -> None:
    take(database, wait(14, "2025-04-01"))
    do(database, lambda uow: put_value(uow, wait(20, "2026-04-01"), origin="test", by_event="e"), at=later(1))
    with database.read() as conn:
        values = load_values(conn)
    assert [(row.valid_from, row.valid_to, row.value) for row in values.rows()] == [
        (date(2025, 4, 1), date(2026, 3, 31), 14),
        (date(2026, 4, 1), None, 20),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        (wait(14, "2025-04-01"), wait(20, "2026-04-01")),
        (wait(14, "2025-04-01", "2025-12-31"), wait(20, "2026-04-01")),
    ],
)
def test_a_file_with_overlap_or_gap_is_refused(database: Database, rows: tuple[DatedValue, ...]) -> None:
    with pytest.raises(Refused, match="value_file_invalid"):
        take(database, *rows)


def test_a_proposal_is_decided_by_another_person_and_once(city: Database) -> None:
    proposal = do(city, lambda uow: propose_value(uow, {"key": "period.document_wait"}, "要綱の改正"))
    with pytest.raises(Refused, match="same_person_entered_values"):
        do(city, lambda uow: decide_proposal(uow, proposal, accepted=True))
    with city.read() as conn:
        assert [waiting.proposal_id for waiting in waiting_proposals(conn)] == [proposal]
    do(city, lambda uow: decide_proposal(uow, proposal, accepted=True), actor=OKAMURA)
    with pytest.raises(Refused, match="already_done"):
        do(city, lambda uow: decide_proposal(uow, proposal, accepted=False), actor=OKAMURA)
    with city.read() as conn:
        assert waiting_proposals(conn) == ()
