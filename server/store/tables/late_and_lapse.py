"""What time does to a claim (延滞金・時効・執行停止・不納欠損): exemptions, fixed late charges, clocks, write-offs."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Named, Table, TypedColumns, text

from server.store.tables.columns import METADATA, Instant, Json, final
from server.store.tables.people import HOUSEHOLD

_CLAIM = "instalments.claim_key"


class LateExemptionCols(TypedColumns):
    """Days on which no late charge arises, or half (延滞金の免除): both included, `last_day` None while it lasts.

    A later `revision` of the same key takes the place of the earlier one; `withdrawn` says that nothing is left of it.
    """

    exemption_key: Named[str] = Column(primary_key=True)
    revision: Named[int] = Column(primary_key=True, autoincrement=False)
    claim_key: Named[str] = Column(ForeignKey(_CLAIM))
    first_day: Named[date]
    last_day: Named[date | None]
    share: Named[str]
    ground: Named[str]
    withdrawn: Named[bool]
    by_event: Named[str]
    by_user: Named[str]
    recorded_at: Named[datetime] = Column(Instant)
    mark: Named[str]


class ClaimActEndCols(TypedColumns):
    """The end of what lasts on a claim's limitation (差押の解除・猶予の終期): the last day of that act."""

    act_id: Named[str] = Column(ForeignKey("claim_acts.act_id"), primary_key=True)
    until_day: Named[date]
    by_event: Named[str]
    by_user: Named[str]
    recorded_at: Named[datetime] = Column(Instant)
    mark: Named[str]


class LateChargeCols(TypedColumns):
    """An instalment looked at when its premium was paid in full (延滞金の確定).

    `state` FIXED (調定した), NONE (生じない) or HELD (確定できない: `why` is the refusal's code); `through_line` is
    the last line of the household's book it rests on, `trace` the spans and rates, `due_on` its own due date.
    """

    late_id: Named[str] = Column(primary_key=True)
    claim_key: Named[str] = Column(ForeignKey(_CLAIM))
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    state: Named[str]
    why: Named[str]
    amount: Named[int]
    paid_on: Named[date]
    through_line: Named[int]
    line_no: Named[int | None]
    trace: Named[object] = Column(Json, nullable=False)
    fixed_on: Named[date]
    due_on: Named[date | None]
    letter_id: Named[str | None]
    taken_back_on: Named[date | None]
    taken_back_by: Named[str | None]
    mark: Named[str]


class LimitationEndCols(TypedColumns):
    """Until when an open instalment can be collected, as the night found it (時効の終期).

    `ends_on` None while a seizure or deferral lasts; `shown_on` the later day by the designated date (M6), never used;
    `frozen_on` the day from which it is extinct, once a night found it so; `doubtful` an acknowledgement that came
    too late.
    """

    claim_key: Named[str] = Column(ForeignKey(_CLAIM), primary_key=True)
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    ends_on: Named[date | None]
    shown_on: Named[date | None]
    open_yen: Named[int]
    trace: Named[object] = Column(Json, nullable=False)
    reckoned_on: Named[date]
    frozen_on: Named[date | None]
    doubtful: Named[bool]


class LimitationWarningCols(TypedColumns):
    """That somebody was warned (時効到来の警告), once for each instalment, end of limitation and stage in months."""

    claim_key: Named[str] = Column(ForeignKey(_CLAIM), primary_key=True)
    ends_on: Named[date] = Column(primary_key=True)
    stage: Named[int] = Column(primary_key=True, autoincrement=False)
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    warned_on: Named[date]
    once: Named[str]


class SuspensionCols(TypedColumns):
    """One instalment under a suspension of execution (滞納処分の執行停止): Local Tax Act art. 15-7 by example.

    `reason` 1, 2 or 3 of paragraph 1; `at_once` by paragraph 5; `ended_as` CANCELLED, EXTINGUISHED, PRESCRIBED or PAID.
    """

    suspension_key: Named[str] = Column(primary_key=True)
    claim_key: Named[str] = Column(ForeignKey(_CLAIM), primary_key=True)
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    reason: Named[int]
    at_once: Named[bool]
    from_day: Named[date]
    by_event: Named[str]
    ended_on: Named[date | None]
    ended_as: Named[str | None]
    ended_by: Named[str | None]
    mark: Named[str]


class WriteOffCols(TypedColumns):
    """One instalment written off (不納欠損) with its ground, the day on which it was extinct and the proof of it."""

    write_off_key: Named[str] = Column(primary_key=True)
    claim_key: Named[str] = Column(ForeignKey(_CLAIM))
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    ground: Named[str]
    extinct_on: Named[date]
    proof: Named[object] = Column(Json, nullable=False)
    neglect: Named[str]
    yen: Named[int]
    accounting_year: Named[int]
    line_no: Named[int]
    written_on: Named[date]
    by_event: Named[str]
    by_user: Named[str]
    second_user: Named[str]
    reversed_on: Named[date | None]
    reversed_why: Named[str | None]
    reversed_by: Named[str | None]
    mark: Named[str]


late_exemptions = Table(
    "late_exemptions",
    METADATA,
    LateExemptionCols,
    CheckConstraint("share in ('FULL', 'HALF')", name="share"),
    CheckConstraint("last_day is null or last_day >= first_day", name="days"),
    Index("ix_late_exemptions_claim_key", "claim_key"),
    info=final(),
)
claim_act_ends = Table("claim_act_ends", METADATA, ClaimActEndCols, info=final())
late_charges = Table(
    "late_charges",
    METADATA,
    LateChargeCols,
    CheckConstraint("state in ('FIXED', 'NONE', 'HELD')", name="state"),
    CheckConstraint("(state = 'FIXED') = (amount > 0)", name="amount"),
    Index(
        "uq_late_charges_claim_key",
        "claim_key",
        unique=True,
        sqlite_where=text("taken_back_on is null"),
        postgresql_where=text("taken_back_on is null"),
    ),
    Index("ix_late_charges_household_key", "household_key"),
    info=final("taken_back_on", "taken_back_by"),
)
limitation_ends = Table(
    "limitation_ends",
    METADATA,
    LimitationEndCols,
    Index("ix_limitation_ends_ends_on", "ends_on"),
    Index("ix_limitation_ends_household_key", "household_key"),
)
limitation_warnings = Table(
    "limitation_warnings",
    METADATA,
    LimitationWarningCols,
    CheckConstraint("stage between 1 and 23", name="stage"),
    Index("ix_limitation_warnings_household_key", "household_key"),
    info=final(),
)
suspensions = Table(
    "suspensions",
    METADATA,
    SuspensionCols,
    CheckConstraint("reason in (1, 2, 3)", name="reason"),
    CheckConstraint("ended_as in ('CANCELLED', 'EXTINGUISHED', 'PRESCRIBED', 'PAID')", name="ended_as"),
    Index(
        "uq_suspensions_claim_key",
        "claim_key",
        unique=True,
        sqlite_where=text("ended_on is null"),
        postgresql_where=text("ended_on is null"),
    ),
    Index("ix_suspensions_household_key", "household_key"),
    info=final("ended_on", "ended_as", "ended_by"),
)
write_offs = Table(
    "write_offs",
    METADATA,
    WriteOffCols,
    CheckConstraint("ground in ('PRESCRIBED', 'EXTINGUISHED_3Y', 'EXTINGUISHED_AT_ONCE')", name="ground"),
    CheckConstraint("yen > 0", name="yen"),
    CheckConstraint("second_user <> by_user", name="two_people"),
    Index(
        "uq_write_offs_claim_key",
        "claim_key",
        unique=True,
        sqlite_where=text("reversed_on is null"),
        postgresql_where=text("reversed_on is null"),
    ),
    Index("ix_write_offs_household_key", "household_key"),
    Index("ix_write_offs_written_on", "written_on"),
    info=final("reversed_on", "reversed_why", "reversed_by"),
)
