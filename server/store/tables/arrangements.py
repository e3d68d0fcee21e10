"""Arrangements with whoever owes (分割納付誓約・猶予) and how letters that came back were served (送達)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Named, Table

from server.store.tables.cases import CASE
from server.store.tables.columns import METADATA, DatedCols, Json, dated
from server.store.tables.people import HOUSEHOLD

PLEDGE_STATUSES = ("STANDING", "COMPLETED", "BROKEN", "CHANGED", "ENDED")
DEFERRAL_KINDS = ("COLLECTION", "CONVERSION")
DEFERRAL_STATUSES = ("GRANTED", "ENDED", "CANCELLED")
RETURN_REASONS = ("UNKNOWN", "MOVED", "KEPT", "REFUSED", "ABROAD", "OTHER")
SERVICE_STATUSES = ("RETURNED", "RESENT", "BY_HAND", "BOARD", "SERVED", "DEEMED_SERVED", "GIVEN_UP")


class PledgeCols(DatedCols):
    """A pledge (分割納付誓約) from a day on: its plan `lines` [{no, due_on, amount, claims}] of the principal by
    instalment `claims` [{claim_key, amount}], yen; `missed` [{no, told_on}] the lines not kept and when that was
    told; `ground` why it ended."""

    pledge_key: Named[str]
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    case_id: Named[str | None] = Column(ForeignKey(CASE))
    status: Named[str]
    signed_on: Named[date]
    signer: Named[str]
    principal: Named[int]
    claims: Named[object] = Column(Json, nullable=False)
    lines: Named[object] = Column(Json, nullable=False)
    missed: Named[object] = Column(Json, nullable=False)
    rule: Named[str]
    ground: Named[str]


class DeferralCols(DatedCols):
    """A deferral (徴収猶予・換価の猶予): `first` to `last` both included; `share` of the late charge that falls away
    (FULL, HALF); `claims`, `lines` and `missed` as of a pledge; `security` what was taken, or why none."""

    deferral_key: Named[str]
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    case_id: Named[str | None] = Column(ForeignKey(CASE))
    kind: Named[str]
    ex_officio: Named[bool]
    status: Named[str]
    reason: Named[str]
    first_on: Named[date]
    last_on: Named[date]
    share: Named[str]
    security: Named[str]
    claims: Named[object] = Column(Json, nullable=False)
    lines: Named[object] = Column(Json, nullable=False)
    missed: Named[object] = Column(Json, nullable=False)
    ground: Named[str]


class LetterServiceCols(DatedCols):
    """How a letter that came back is being served (送達): `reason` why it came back, `served_on` the day on which it
    was delivered or is deemed served, `posted_from` the first day on the board (公示送達), `new_due_on` the due date
    or designated date computed behind the service; `followed_by` the letter sent in its place."""

    letter_id: Named[str] = Column(ForeignKey("letters.letter_id"))
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    case_id: Named[str | None] = Column(ForeignKey(CASE))
    letter: Named[str]
    status: Named[str]
    reason: Named[str]
    returned_on: Named[date]
    way: Named[str]
    served_on: Named[date | None]
    posted_from: Named[date | None]
    new_due_on: Named[date | None]
    followed_by: Named[str | None]
    ground: Named[str]


pledges = Table(
    "pledges",
    METADATA,
    PledgeCols,
    CheckConstraint(f"status in {PLEDGE_STATUSES}", name="status"),
    CheckConstraint("signer in ('DEBTOR', 'HEIR', 'AGENT')", name="signer"),
    CheckConstraint("principal > 0", name="principal"),
    Index("ix_pledges_key", "pledge_key"),
    Index("ix_pledges_household", "household_key"),
    info=dated("pledge_key"),
)
deferrals = Table(
    "deferrals",
    METADATA,
    DeferralCols,
    CheckConstraint(f"kind in {DEFERRAL_KINDS}", name="kind"),
    CheckConstraint(f"status in {DEFERRAL_STATUSES}", name="status"),
    CheckConstraint("share in ('FULL', 'HALF')", name="share"),
    CheckConstraint("last_on >= first_on", name="period"),
    Index("ix_deferrals_key", "deferral_key"),
    Index("ix_deferrals_household", "household_key"),
    info=dated("deferral_key"),
)
letter_services = Table(
    "letter_services",
    METADATA,
    LetterServiceCols,
    CheckConstraint(f"status in {SERVICE_STATUSES}", name="status"),
    CheckConstraint(f"reason in {RETURN_REASONS}", name="reason"),
    Index("ix_letter_services_letter", "letter_id"),
    Index("ix_letter_services_household", "household_key"),
    Index("ix_letter_services_status", "status"),
    info=dated("letter_id"),
)
