"""The money side's registers (収納台帳): what is levied, assessed and posted; evidence, added to and never changed.

Each row carries a `mark`, the hash of its own content, so that a change behind the program's back has a name.
"""

from __future__ import annotations

from datetime import date, datetime

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

from server.domain.ledger.kinds import Kind, Standing
from server.domain.limitation import Act
from server.store.tables.cases import CASE
from server.store.tables.columns import METADATA, Instant, final, one_of
from server.store.tables.people import HOUSEHOLD, PERSON

ACCOUNT = "levy_accounts.account_key"
CLAIM = "instalments.claim_key"
_KINDS = tuple(str(kind) for kind in Kind)
_STANDINGS = tuple(str(standing) for standing in Standing)
_ACTS = tuple(str(act) for act in Act)


class LevyAccountCols(TypedColumns):
    """A levy of a year on one payer (賦課台帳): the notice number (通知書番号) by which slips name it."""

    account_key: Named[str] = Column(primary_key=True)
    levy_year: Named[int]
    notice_no: Named[str]
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    payer_key: Named[str | None] = Column(ForeignKey(PERSON))
    opened_on: Named[date]
    mark: Named[str]


class InstalmentCols(TypedColumns):
    """An instalment (期別): due as the ordinance has it and as it moved for closed days; its accounting year."""

    claim_key: Named[str] = Column(primary_key=True)
    account_key: Named[str] = Column(ForeignKey(ACCOUNT))
    instalment_no: Named[int]
    ad_hoc: Named[bool]
    ordinance_due: Named[date]
    due_on: Named[date]
    notice_on: Named[date]
    accounting_year: Named[int]
    standing: Named[str]
    mark: Named[str]


class LevyCols(TypedColumns):
    """A levy decision (賦課決定・更正): the year by part; a later `revision` replaces the one before."""

    levy_id: Named[str] = Column(primary_key=True)
    account_key: Named[str] = Column(ForeignKey(ACCOUNT))
    revision: Named[int]
    decided_on: Named[date]
    cause: Named[str]
    basic: Named[int]
    support: Named[int]
    care: Named[int]
    child: Named[int]
    by_event: Named[str]
    by_user: Named[str]
    recorded_at: Named[datetime] = Column(Instant)
    mark: Named[str]


class LevyLineCols(TypedColumns):
    """What a levy decision puts on one instalment, by part."""

    levy_id: Named[str] = Column(ForeignKey("levies.levy_id"), primary_key=True)
    claim_key: Named[str] = Column(ForeignKey(CLAIM), primary_key=True)
    basic: Named[int]
    support: Named[int]
    care: Named[int]
    child: Named[int]
    mark: Named[str]


class AssessmentCols(TypedColumns):
    """A 調定票 or 減額調定票: the lines of a run or a day, by year, class and part; decided before notices go out."""

    assessment_no: Named[str] = Column(primary_key=True)
    accounting_year: Named[int]
    number: Named[int]
    standing: Named[str]
    direction: Named[str]
    source: Named[str]
    assessed_on: Named[date]
    basic: Named[int] = Column(BigInteger)
    support: Named[int] = Column(BigInteger)
    care: Named[int] = Column(BigInteger)
    child: Named[int] = Column(BigInteger)
    late: Named[int] = Column(BigInteger)
    fee: Named[int] = Column(BigInteger)
    cost: Named[int] = Column(BigInteger)
    lines: Named[int]
    made_by: Named[str]
    made_at: Named[datetime] = Column(Instant)
    decided_by: Named[str | None]
    decided_on: Named[date | None]
    mark: Named[str]


class PostingCols(TypedColumns):
    """A line of a book (仕訳): one column a part; `unsplit` is money without a part; reversed, never deleted."""

    book: Named[str] = Column(primary_key=True)
    line_no: Named[int] = Column(primary_key=True, autoincrement=False)
    kind: Named[str]
    accounting_year: Named[int]
    standing: Named[str]
    claim_key: Named[str | None] = Column(ForeignKey(CLAIM))
    value_on: Named[date]
    posted_on: Named[date]
    basic: Named[int]
    support: Named[int]
    care: Named[int]
    child: Named[int]
    late: Named[int]
    fee: Named[int]
    cost: Named[int]
    unsplit: Named[int]
    levy_id: Named[str | None] = Column(ForeignKey("levies.levy_id"))
    receipt_id: Named[str | None] = Column(ForeignKey("receipts.receipt_id"))
    channel: Named[str | None]
    reverses: Named[int | None]
    reason: Named[str]
    case_id: Named[str | None] = Column(ForeignKey(CASE))
    by_event: Named[str]
    by_user: Named[str]
    second_user: Named[str | None]
    recorded_at: Named[datetime] = Column(Instant)
    assessment_no: Named[str | None] = Column(ForeignKey("assessments.assessment_no"))
    mark: Named[str]


class LedgerHeadCols(TypedColumns):
    """How far a book goes: its last line and the chained digest of all lines, so that a missing last line shows."""

    book: Named[str] = Column(primary_key=True)
    lines: Named[int]
    digest: Named[str]


class ClaimActCols(TypedColumns):
    """What touched the limitation of an instalment besides notice and payment: dunning, acknowledgment, seizure …"""

    act_id: Named[str] = Column(primary_key=True)
    claim_key: Named[str] = Column(ForeignKey(CLAIM))
    act: Named[str]
    on_day: Named[date]
    until_day: Named[date | None]
    by_event: Named[str]
    by_user: Named[str]
    recorded_at: Named[datetime] = Column(Instant)
    mark: Named[str]


levy_accounts = Table(
    "levy_accounts",
    METADATA,
    LevyAccountCols,
    UniqueConstraint("levy_year", "notice_no", name="uq_levy_accounts_notice"),
    Index("ix_levy_accounts_household", "household_key", "levy_year"),
    info=final(),
)
instalments = Table(
    "instalments",
    METADATA,
    InstalmentCols,
    UniqueConstraint("account_key", "instalment_no", name="uq_instalments_no"),
    CheckConstraint(one_of("standing", _STANDINGS), name="standing"),
    CheckConstraint("instalment_no between 1 and 99", name="instalment_no"),
    Index("ix_instalments_due", "due_on"),
    info=final(),
)
levies = Table(
    "levies",
    METADATA,
    LevyCols,
    UniqueConstraint("account_key", "revision", name="uq_levies_revision"),
    CheckConstraint("revision >= 1", name="revision"),
    CheckConstraint("basic >= 0 and support >= 0 and care >= 0 and child >= 0", name="amounts"),
    info=final(),
)
levy_lines = Table(
    "levy_lines",
    METADATA,
    LevyLineCols,
    CheckConstraint("basic >= 0 and support >= 0 and care >= 0 and child >= 0", name="amounts"),
    Index("ix_levy_lines_claim", "claim_key"),
    info=final(),
)
assessments = Table(
    "assessments",
    METADATA,
    AssessmentCols,
    UniqueConstraint("accounting_year", "number", name="uq_assessments_number"),
    CheckConstraint(f"standing in {_STANDINGS}", name="standing"),
    CheckConstraint("direction in ('ASSESS', 'REDUCE', 'CARRY')", name="direction"),
    CheckConstraint("decided_by is null or decided_by <> made_by", name="two_people"),
    Index("ix_assessments_day", "assessed_on"),
    info=final("decided_by", "decided_on"),
)
postings = Table(
    "postings",
    METADATA,
    PostingCols,
    CheckConstraint(one_of("kind", _KINDS), name="kind"),
    CheckConstraint(one_of("standing", _STANDINGS), name="standing"),
    CheckConstraint("line_no >= 1", name="line_no"),
    CheckConstraint("second_user is null or second_user <> by_user", name="two_people"),
    Index("ix_postings_claim", "claim_key"),
    # A levy run writes a million lines of no receipt, and puts them on their 調定票 in the end: an index of those that
    # are asked for only is spared both.
    Index(
        "ix_postings_receipt",
        "receipt_id",
        sqlite_where=text("receipt_id is not null"),
        postgresql_where=text("receipt_id is not null"),
    ),
    Index(
        "ix_postings_assessment",
        "assessment_no",
        sqlite_where=text("assessment_no is null"),
        postgresql_where=text("assessment_no is null"),
    ),
    Index(
        "uq_postings_reverses",
        "book",
        "reverses",
        unique=True,
        sqlite_where=text("reverses is not null"),
        postgresql_where=text("reverses is not null"),
    ),
    Index("ix_postings_posted", "posted_on", "kind"),
    Index(
        "ix_postings_overpaid",
        "book",
        "line_no",
        sqlite_where=text("kind = 'OVERPAID'"),
        postgresql_where=text("kind = 'OVERPAID'"),
    ),
    info=final("assessment_no"),
)
ledger_heads = Table("ledger_heads", METADATA, LedgerHeadCols, CheckConstraint("lines >= 1", name="lines"))
claim_acts = Table(
    "claim_acts",
    METADATA,
    ClaimActCols,
    CheckConstraint(f"act in {_ACTS}", name="act"),
    CheckConstraint("until_day is null or until_day >= on_day", name="days"),
    Index("ix_claim_acts_claim", "claim_key"),
    info=final(),
)
