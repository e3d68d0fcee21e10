"""Successors of a dead payer (納付義務の承継): who inherits what he owed and what the city owes him."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Named, Table, TypedColumns

from server.store.tables.columns import METADATA, final
from server.store.tables.people import HOUSEHOLD

STATES = "('TRANSFERRED', 'NO_HEIR')"
BY = "('FILED', 'DESIGNATED', 'ALONE')"
KINDS = "('DEBT', 'CREDIT')"


class SuccessionCols(TypedColumns):
    """One decision: `dead_key` who owed, `representative` the number of the heir who receives papers for all, named by
    the heirs (FILED) or by the city (DESIGNATED, Local Tax Act art. 9-2), or the only one (ALONE).
    """

    succession_key: Named[str] = Column(primary_key=True)
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    case_id: Named[str] = Column(ForeignKey("cases.case_id"))
    dead_key: Named[str]
    died_on: Named[date]
    state: Named[str]
    decided_on: Named[date]
    representative: Named[int | None]
    represented_by: Named[str | None]
    by_event: Named[str]


class SuccessionHeirCols(TypedColumns):
    """An heir who inherits: his share as a fraction, and up to how many yen he answers (None: without limit)."""

    succession_key: Named[str] = Column(ForeignKey("successions.succession_key"), primary_key=True)
    heir_no: Named[int] = Column(primary_key=True, autoincrement=False)
    name: Named[str]
    postal_code: Named[str]
    address: Named[str]
    kin: Named[str]
    acceptance: Named[str]
    share_of: Named[int]
    share_in: Named[int]
    answers_up_to: Named[int | None]


class SuccessionPartCols(TypedColumns):
    """What of one instalment an heir takes over, in yen as of the decision: a debt, or money to be paid back."""

    succession_key: Named[str] = Column(ForeignKey("successions.succession_key"), primary_key=True)
    heir_no: Named[int] = Column(primary_key=True, autoincrement=False)
    claim_key: Named[str] = Column(ForeignKey("instalments.claim_key"), primary_key=True)
    kind: Named[str] = Column(primary_key=True)
    yen: Named[int]


successions = Table(
    "successions",
    METADATA,
    SuccessionCols,
    CheckConstraint(f"state in {STATES}", name="state"),
    CheckConstraint(f"represented_by is null or represented_by in {BY}", name="represented_by"),
    CheckConstraint(
        "(state = 'TRANSFERRED') = (representative is not null)"
        " and (representative is null) = (represented_by is null)",
        name="representative",
    ),
    Index("ix_successions_household", "household_key"),
    Index("uq_successions_dead", "household_key", "dead_key", unique=True),
    info=final(),
)
succession_heirs = Table(
    "succession_heirs",
    METADATA,
    SuccessionHeirCols,
    CheckConstraint("share_of > 0 and share_in >= share_of", name="share"),
    info=final(),
)
succession_parts = Table(
    "succession_parts",
    METADATA,
    SuccessionPartCols,
    CheckConstraint(f"kind in {KINDS}", name="kind"),
    CheckConstraint("yen >= 0", name="yen"),
    Index("ix_succession_parts_claim", "claim_key"),
    info=final(),
)
