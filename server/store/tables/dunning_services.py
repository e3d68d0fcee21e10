"""What became of a dunning letter that came back (督促状の返戻と再送達): each statement a row, the last counts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, ForeignKeyConstraint, Index, Named, Table, TypedColumns

from server.store.tables.cases import CASE
from server.store.tables.columns import METADATA, Instant, Json, final

OUTCOMES = ("BACK", "SERVED", "FAILED")


class DunningServiceCols(TypedColumns):
    """A statement on the service of an instalment's dunning: `BACK` it came back, and nothing rests on it; `SERVED`
    on `served_on`, from which `designated_on` and `seizure_trace` count; `FAILED` for good.

    `letter_id` is the letter it is about: the one of the run, or the one that was sent in its place.
    """

    run_id: Named[str] = Column(primary_key=True)
    claim_key: Named[str] = Column(primary_key=True)
    service_no: Named[int] = Column(primary_key=True, autoincrement=False)
    letter_id: Named[str] = Column(ForeignKey("letters.letter_id"))
    case_id: Named[str | None] = Column(ForeignKey(CASE))
    outcome: Named[str]
    served_on: Named[date | None]
    designated_on: Named[date | None]
    seizure_trace: Named[Any] = Column(Json, nullable=True)
    by_event: Named[str]
    recorded_at: Named[datetime] = Column(Instant)


dunning_services = Table(
    "dunning_services",
    METADATA,
    DunningServiceCols,
    ForeignKeyConstraint(
        ["run_id", "claim_key"], ["dunning_lines.run_id", "dunning_lines.claim_key"], name="fk_dunning_services_line"
    ),
    CheckConstraint(f"outcome in {OUTCOMES}", name="outcome"),
    CheckConstraint(
        "(outcome = 'SERVED') = (served_on is not null and designated_on is not null and seizure_trace is not null)",
        name="days",
    ),
    CheckConstraint("designated_on is null or designated_on > served_on", name="designated"),
    Index("ix_dunning_services_claim", "claim_key"),
    info=final(),
)
