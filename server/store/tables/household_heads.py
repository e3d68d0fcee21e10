"""Who stands for a household, and who still counts in it (世帯主と特定同一世帯所属者の台帳)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Named, Table

from server.store.tables.columns import METADATA, DatedCols, dated
from server.store.tables.people import HOUSEHOLD, PERSON


class NominalHeadCols(DatedCols):
    """A head who is not insured while a member is (擬制世帯主): computed from memberships and eligibilities."""

    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    person_key: Named[str] = Column(ForeignKey(PERSON))


class DesignatedHeadCols(DatedCols):
    """An insured member whom the city treats as head on request (国保上の世帯主の変更), by a decided case."""

    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    person_key: Named[str] = Column(ForeignKey(PERSON))


class FormerSeniorCols(DatedCols):
    """Who left for the older elderly's care and stays in the household (特定同一世帯所属者).

    `since` is the day of his loss of eligibility, from which the levy counts its five and three years. `basis` is
    REGISTER (found in these registers) or CERTIFICATE (特定同一世帯所属者証明書 of the city left). `ended_because` is
    LEFT, HEAD_CHANGED, RETURNED (insured again) or NOBODY_INSURED, empty while the row is open.
    """

    person_key: Named[str] = Column(ForeignKey(PERSON))
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    since: Named[date]
    basis: Named[str]
    ended_because: Named[str | None]


nominal_heads = Table(
    "nominal_heads",
    METADATA,
    NominalHeadCols,
    Index("ix_nominal_heads_household", "household_key"),
    Index("ix_nominal_heads_person", "person_key"),
    info=dated("household_key"),
)
designated_heads = Table(
    "designated_heads",
    METADATA,
    DesignatedHeadCols,
    Index("ix_designated_heads_household", "household_key"),
    Index("ix_designated_heads_person", "person_key"),
    info=dated("household_key"),
)
former_seniors = Table(
    "former_seniors",
    METADATA,
    FormerSeniorCols,
    Index("ix_former_seniors_household", "household_key"),
    Index("ix_former_seniors_person", "person_key"),
    Index("ix_former_seniors_since", "since"),
    CheckConstraint("basis in ('REGISTER', 'CERTIFICATE')", name="basis"),
    CheckConstraint(
        "ended_because is null or ended_because in ('LEFT', 'HEAD_CHANGED', 'RETURNED', 'NOBODY_INSURED')",
        name="ended_because",
    ),
    info=dated("person_key", "household_key"),
)
