"""Levy runs (賦課の一括処理): the run of a month, its dated steps, its slices, and what became of each household."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Named, Table, TypedColumns, UniqueConstraint

from server.store.tables.cases import CASE
from server.store.tables.columns import METADATA, Instant, Json, final
from server.store.tables.people import HOUSEHOLD

RUN = "levy_runs.run_id"
KINDS = ("FIRST", "MONTHLY")
TRIALS = ("READY", "BLOCKED", "NEXT_MONTH")
RESULTS = ("POSTED", "NO_CHANGE", "BARRED", "BLOCKED", "NEXT_MONTH")
STEPS = ("CUT_OFF", "TRIAL", "RELEASED", "POSTED", "ASSESSED", "DECIDED", "NOTICES", "MAILED", "CLOSED", "STOPPED")


class LevyRunCols(TypedColumns):
    """One run (当初賦課・月例更正): marks until `cut_off` belong to it; `notice_on` is the day of its notices."""

    run_id: Named[str] = Column(primary_key=True)
    case_id: Named[str | None] = Column(ForeignKey(CASE))
    levy_year: Named[int]
    kind: Named[str]
    month: Named[date]
    cut_off: Named[datetime] = Column(Instant)
    notice_on: Named[date]
    opened_by: Named[str]
    opened_at: Named[datetime] = Column(Instant)


class LevyRunRowCols(TypedColumns):
    """A household of a run: what the `trial` said of it (and why it is held), then once its `result` and slice.

    `fingerprint` is over the decisions and lines that stand of it; the audit of its slice is a digest of these.
    """

    run_id: Named[str] = Column(ForeignKey(RUN), primary_key=True)
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD), primary_key=True)
    trial: Named[str]
    reason: Named[str]
    outlier: Named[bool]
    provisional: Named[bool]
    total_before: Named[int]
    total_after: Named[int]
    result: Named[str | None]
    held_because: Named[str | None]
    slice_no: Named[int | None]
    total_posted: Named[int | None]
    fingerprint: Named[str | None]


class LevyRunSliceCols(TypedColumns):
    """What one transaction of a run posted; `digest` over its households' fingerprints stands in the audit too."""

    run_id: Named[str] = Column(ForeignKey(RUN), primary_key=True)
    slice_no: Named[int] = Column(primary_key=True, autoincrement=False)
    households: Named[int]
    levies: Named[int]
    digest: Named[str]
    posted_by: Named[str]
    posted_at: Named[datetime] = Column(Instant)


class LevyRunStepCols(TypedColumns):
    """A dated step of the month's chain (月次の工程); none can stand before the one that it needs."""

    run_id: Named[str] = Column(ForeignKey(RUN), primary_key=True)
    step: Named[str] = Column(primary_key=True)
    on_day: Named[date]
    done_at: Named[datetime] = Column(Instant)
    by_user: Named[str]
    detail: Named[Any] = Column(Json)


levy_runs = Table(
    "levy_runs",
    METADATA,
    LevyRunCols,
    UniqueConstraint("levy_year", "kind", "month", "case_id", name="uq_levy_runs_month"),
    CheckConstraint(f"kind in {KINDS}", name="kind"),
    Index("ix_levy_runs_case", "case_id"),
    Index("ix_levy_runs_month", "month"),
    info=final(),
)
levy_run_rows = Table(
    "levy_run_rows",
    METADATA,
    LevyRunRowCols,
    CheckConstraint(f"trial in {TRIALS}", name="trial"),
    CheckConstraint(f"result is null or result in {RESULTS}", name="result"),
    Index("ix_levy_run_rows_result", "run_id", "result", "trial", "household_key"),
    Index("ix_levy_run_rows_slice", "run_id", "slice_no"),
    Index("ix_levy_run_rows_household", "household_key"),
    info=final("result", "held_because", "slice_no", "total_posted", "fingerprint"),
)
levy_run_slices = Table("levy_run_slices", METADATA, LevyRunSliceCols, info=final())
levy_run_steps = Table(
    "levy_run_steps", METADATA, LevyRunStepCols, CheckConstraint(f"step in {STEPS}", name="step"), info=final()
)
