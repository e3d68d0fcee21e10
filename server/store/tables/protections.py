"""The register of protections (支援措置台帳): who is hidden from whom, on what proof, until when, where letters go."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Named, Table

from server.store.tables.columns import METADATA, DatedCols, Json, dated
from server.store.tables.people import PERSON


class ProtectionCols(DatedCols):
    """One protection of one person. It holds until a person lifts it; `until` is the day by which that is looked at.

    `status` is PROVISIONAL (仮: masked at once, not decided yet) or DECIDED. `hide_from` are [{name, person_key,
    relation}], `safe` is the sealed safe address (安全な送付先; opened for her own letters alone), `own_household_key`
    her own household for the insurance where she has one, `from_household_key` the one she left on `separated_on`.
    """

    protection_key: Named[str]
    person_key: Named[str] = Column(ForeignKey(PERSON))
    status: Named[str]
    case_id: Named[str | None]
    proof_kind: Named[str | None]
    proof_on: Named[date | None]
    issuer: Named[str | None]
    until: Named[date | None]
    hide_from: Named[object] = Column(Json, nullable=False)
    block_online: Named[bool]
    own_household_key: Named[str | None]
    from_household_key: Named[str | None]
    separated_on: Named[date | None]
    safe: Named[str | None]


protections = Table(
    "protections",
    METADATA,
    ProtectionCols,
    CheckConstraint("status in ('PROVISIONAL', 'DECIDED')", name="status"),
    CheckConstraint("status = 'PROVISIONAL' or safe is not null", name="safe"),
    Index("ix_protections_key", "protection_key"),
    Index("ix_protections_person", "person_key"),
    Index("ix_protections_own", "own_household_key"),
    Index("ix_protections_from", "from_household_key"),
    info=dated("protection_key"),
)
