"""Certificates that are to come back (回収) or whose use is watched (不正使用の監視)."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Named, Table

from server.store.tables.columns import METADATA, DatedCols, dated
from server.store.tables.people import HOUSEHOLD, PERSON


class RecallCols(DatedCols):
    """How the recall of one certificate stands from a day on: `status` WAITING, RETURNED, LOST or UNRETURNED
    (回収できず、無効); `reminders` how often its return was urged; `case_id` the case that waits for it."""

    certificate_key: Named[str]
    person_key: Named[str] = Column(ForeignKey(PERSON))
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    status: Named[str]
    reminders: Named[int]
    case_id: Named[str | None]


class CertificateWatchCols(DatedCols):
    """A stolen certificate whose use is watched; `police_no` the number of the report."""

    certificate_key: Named[str]
    person_key: Named[str] = Column(ForeignKey(PERSON))
    police_no: Named[str | None]


certificate_recalls = Table(
    "certificate_recalls",
    METADATA,
    RecallCols,
    Index("ix_certificate_recalls_key", "certificate_key"),
    Index("ix_certificate_recalls_person", "person_key"),
    Index("ix_certificate_recalls_household", "household_key"),
    CheckConstraint("status in ('WAITING', 'RETURNED', 'LOST', 'UNRETURNED')", name="status"),
    CheckConstraint("reminders >= 0", name="reminders"),
    info=dated("certificate_key"),
)
certificate_watches = Table(
    "certificate_watches",
    METADATA,
    CertificateWatchCols,
    Index("ix_certificate_watches_key", "certificate_key"),
    Index("ix_certificate_watches_person", "person_key"),
    info=dated("certificate_key"),
)
