"""What a levy waits for and what it was made of (賦課の待ち行列と根拠)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    Named,
    Table,
    TypedColumns,
    UniqueConstraint,
)

from server.store.tables.cases import CASE
from server.store.tables.columns import METADATA, Instant, final
from server.store.tables.ledger import ACCOUNT
from server.store.tables.people import HOUSEHOLD, PERSON

OUTCOMES = ("DECIDED", "CHANGED", "NO_CHANGE", "BARRED")


class LevyDueCols(TypedColumns):
    """A household's year whose levy must be looked at (要再計算): why, since when, and what closed it."""

    due_id: Named[str] = Column(primary_key=True)
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    levy_year: Named[int]
    cause: Named[str]
    source: Named[str]
    by_event: Named[str]
    since: Named[date]
    marked_at: Named[datetime] = Column(Instant)
    closed_on: Named[date | None]
    closed_by: Named[str | None]


class LevyDecisionCols(TypedColumns):
    """One look at a payer's levy of a year and its outcome, NO_CHANGE and BARRED too; amounts in yen.

    `basis` is what it was made of: inputs with their sources, parts, instalments before and after, trace; compressed
    JSON, `basis_hash` its fingerprint. `levy_id` names the decision in the ledger where one was made. The basis of a
    run's decision names the hash of the words that it shares with others (`levy_words`).
    """

    decision_id: Named[str] = Column(primary_key=True)
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    levy_year: Named[int]
    payer_key: Named[str | None] = Column(ForeignKey(PERSON))
    account_key: Named[str | None] = Column(ForeignKey(ACCOUNT))
    levy_id: Named[str | None] = Column(ForeignKey("levies.levy_id"))
    outcome: Named[str]
    cause: Named[str]
    total_before: Named[int]
    total_after: Named[int]
    tenths: Named[int]
    provisional: Named[bool]
    decided_on: Named[date]
    case_id: Named[str | None] = Column(ForeignKey(CASE))
    by_event: Named[str]
    by_user: Named[str]
    recorded_at: Named[datetime] = Column(Instant)
    basis: Named[bytes] = Column(LargeBinary)
    basis_hash: Named[str]


class LevyWordsCols(TypedColumns):
    """What is the same in the bases of many decisions (共通文言): compressed JSON under the hash of that JSON."""

    words_hash: Named[str] = Column(primary_key=True)
    words: Named[bytes] = Column(LargeBinary)
    recorded_at: Named[datetime] = Column(Instant)


levy_due = Table(
    "levy_due",
    METADATA,
    LevyDueCols,
    UniqueConstraint("household_key", "levy_year", "source", name="uq_levy_due_source"),
    CheckConstraint("(closed_on is null) = (closed_by is null)", name="closed"),
    Index("ix_levy_due_open", "closed_on", "levy_year", "household_key"),
    info=final("closed_on", "closed_by"),
)
levy_decisions = Table(
    "levy_decisions",
    METADATA,
    LevyDecisionCols,
    CheckConstraint(f"outcome in {OUTCOMES}", name="outcome"),
    CheckConstraint("total_before >= 0 and total_after >= 0", name="amounts"),
    Index("ix_levy_decisions_household", "household_key", "levy_year", "recorded_at"),
    Index("ix_levy_decisions_levy", "levy_id"),
    Index("ix_levy_decisions_case", "case_id"),
    info=final(),
)
levy_words = Table("levy_words", METADATA, LevyWordsCols, info=final())
