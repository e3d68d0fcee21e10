"""Work that a day brings by itself (期日の到来する仕事): birthdays that change rights."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Named, Table, TypedColumns, UniqueConstraint

from server.store.tables.columns import METADATA, Instant
from server.store.tables.people import HOUSEHOLD, PERSON


class DatedWorkCols(TypedColumns):
    """One person's day: `kind` AGE_40, AGE_65, AGE_70 or AGE_75, `due_on` the first day of what changes.

    `case_id` the case that was begun for it, `done_on` when somebody or something had done it, `note` what was done.
    """

    work_id: Named[str] = Column(primary_key=True)
    kind: Named[str]
    person_key: Named[str] = Column(ForeignKey(PERSON))
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    office: Named[str] = Column(ForeignKey("offices.office"))
    due_on: Named[date]
    made_at: Named[datetime] = Column(Instant)
    case_id: Named[str | None] = Column(ForeignKey("cases.case_id"))
    done_on: Named[date | None]
    done_by: Named[str | None]
    note: Named[str | None]


dated_work = Table(
    "dated_work",
    METADATA,
    DatedWorkCols,
    UniqueConstraint("kind", "person_key", name="uq_dated_work_kind"),
    Index("ix_dated_work_due_on", "due_on"),
    Index("ix_dated_work_household_key", "household_key"),
    CheckConstraint("kind in ('AGE_40', 'AGE_65', 'AGE_70', 'AGE_75')", name="kind"),
)
