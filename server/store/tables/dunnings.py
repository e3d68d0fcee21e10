"""Dunning (督促): a run for each due date, its dated steps, and what became of each instalment on its list."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Named,
    Table,
    TypedColumns,
    UniqueConstraint,
    text,
)

from server.store.tables.cases import CASE
from server.store.tables.columns import METADATA, Instant, Json, final, frozen
from server.store.tables.ledger import CLAIM
from server.store.tables.people import HOUSEHOLD

RUN = "dunning_runs.run_id"
KINDS = ("DUE", "REST")
VERDICTS = ("ISSUE", "NO_LETTER", "LEFT_OUT")
STEPS = (
    "OPENED",
    "CUT_OFF",
    "LISTED",
    "REVIEWED",
    "CHECKED",
    "DECIDED",
    "ISSUED",
    "HANDED_OVER",
    "POSTED",
    "CLOSED",
    "STOPPED",
)
_LIVE = "letter_id is not null and pulled is null and unserved_on is null"


class DunningRunCols(TypedColumns):
    """One run: `DUE` for a due date (納期限), `REST` for what earlier runs left out, named by the day it was opened.

    `cut_off` is the last day whose payments are all in, `marks` the day of each channel; `dispatch_on` and
    `designated_on` are what the decider let be printed.
    """

    run_id: Named[str] = Column(primary_key=True)
    case_id: Named[str | None] = Column(ForeignKey(CASE))
    kind: Named[str]
    due_on: Named[date]
    dun_by: Named[date]
    opened_by: Named[str]
    opened_at: Named[datetime] = Column(Instant)
    cut_off: Named[date | None]
    marks: Named[Any] = Column(Json, nullable=True)
    dispatch_on: Named[date | None]
    designated_on: Named[date | None]


class DunningLineCols(TypedColumns):
    """An instalment on a run's list: the table's `verdict` and `reason`, then the letter, and where it ended.

    `pulled` says why a letter of it did not go out; `again_in` is the later run into which it came back. `owner` and
    `dun_by` stand on whatever is left out. One live letter of an instalment and `subject` (`principal` the premium,
    `late` its late charge), however many runs meet it; one that could not be served (`unserved_on`) lives no more.
    """

    run_id: Named[str] = Column(ForeignKey(RUN), primary_key=True)
    claim_key: Named[str] = Column(ForeignKey(CLAIM), primary_key=True)
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    payer_key: Named[str | None]
    office: Named[str]
    due_on: Named[date]
    open_yen: Named[int]
    verdict: Named[str]
    reason: Named[str]
    relief: Named[bool]
    protected: Named[bool]
    turns: Named[int]
    owner: Named[str | None]
    dun_by: Named[date | None]
    slice_no: Named[int | None]
    letter_id: Named[str | None] = Column(ForeignKey("letters.letter_id"))
    collection_no: Named[str | None]
    asked_yen: Named[int | None]
    handed_over_on: Named[date | None]
    pulled: Named[str | None]
    pulled_at: Named[str | None]
    again_in: Named[str | None] = Column(ForeignKey(RUN))
    dispatched_on: Named[date | None]
    designated_on: Named[date | None]
    seizure_trace: Named[Any] = Column(Json, nullable=True)
    content_hash: Named[str | None]
    ended: Named[str | None]
    ended_on: Named[date | None]
    subject: Named[str] = Column(server_default="principal")
    unserved_on: Named[date | None]


class DunningStepCols(TypedColumns):
    """A dated step of a run (督促の工程)."""

    run_id: Named[str] = Column(ForeignKey(RUN), primary_key=True)
    step: Named[str] = Column(primary_key=True)
    on_day: Named[date]
    done_at: Named[datetime] = Column(Instant)
    by_user: Named[str]
    detail: Named[Any] = Column(Json)


class DunningSliceCols(TypedColumns):
    """What one transaction issued: letters, yen, and the digest over the marks of their data."""

    run_id: Named[str] = Column(ForeignKey(RUN), primary_key=True)
    slice_no: Named[int] = Column(primary_key=True, autoincrement=False)
    letters: Named[int]
    yen: Named[int] = Column(BigInteger)
    digest: Named[str]
    issued_by: Named[str]
    issued_at: Named[datetime] = Column(Instant)


dunning_runs = Table(
    "dunning_runs",
    METADATA,
    DunningRunCols,
    UniqueConstraint("kind", "due_on", name="uq_dunning_runs_due"),
    CheckConstraint(f"kind in {KINDS}", name="kind"),
    CheckConstraint("designated_on is null or designated_on > dispatch_on", name="days"),
    Index("ix_dunning_runs_case", "case_id"),
    info=frozen(*DunningRunCols.__annotations__),
)
dunning_lines = Table(
    "dunning_lines",
    METADATA,
    DunningLineCols,
    CheckConstraint(f"verdict in {VERDICTS}", name="verdict"),
    CheckConstraint("pulled_at is null or pulled_at in ('ISSUE', 'HAND_OVER', 'PRINTER')", name="pulled_at"),
    CheckConstraint("ended is null or ended in ('PAID', 'ARREARS', 'SERVICE_FAILED')", name="ended"),
    CheckConstraint("dispatched_on is null or pulled is null", name="posted"),
    Index(
        "uq_dunning_lines_claim",
        "claim_key",
        "subject",
        unique=True,
        sqlite_where=text(_LIVE),
        postgresql_where=text(_LIVE),
    ),
    Index("ix_dunning_lines_claim", "claim_key"),
    Index("ix_dunning_lines_household", "household_key"),
    Index("ix_dunning_lines_letter", "letter_id"),
    Index("ix_dunning_lines_verdict", "run_id", "verdict", "reason"),
    Index(
        "ix_dunning_lines_designated",
        "designated_on",
        sqlite_where=text("dispatched_on is not null and ended is null"),
        postgresql_where=text("dispatched_on is not null and ended is null"),
    ),
    Index(
        "ix_dunning_lines_left",
        "dun_by",
        sqlite_where=text("again_in is null and letter_id is null"),
        postgresql_where=text("again_in is null and letter_id is null"),
    ),
    info=frozen(*DunningLineCols.__annotations__),
)
dunning_steps = Table(
    "dunning_steps", METADATA, DunningStepCols, CheckConstraint(f"step in {STEPS}", name="step"), info=final()
)
dunning_slices = Table("dunning_slices", METADATA, DunningSliceCols, info=final())
