"""Benefits (給付台帳): claims by month as the federation sent them; what is held back of them, and until when."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Named, Table, TypedColumns

from server.store.tables.cases import CASE
from server.store.tables.columns import METADATA, DatedCols, Instant, dated, final
from server.store.tables.people import HOUSEHOLD, PERSON

CLAIM_NO = "benefit_claims.claim_no"


class BenefitClaimCols(TypedColumns):
    """A claim for a month's treatment (レセプト): yen of the whole cost, paid by the patient, paid by the insurer.

    `third_party` is the remark 10.第三, `injuries` the codes of injuries, blank between them. `household_key` is the
    household in which the person was insured on the first day, else the one he lives in. A later file may take the
    claim back (返戻・過誤): `voided_on` then says when.
    """

    claim_no: Named[str] = Column(primary_key=True)
    file_id: Named[str] = Column(ForeignKey("feed_files.file_id"))
    row_no: Named[int]
    person_key: Named[str] = Column(ForeignKey(PERSON))
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    billed_month: Named[str]
    form: Named[str]
    provider_code: Named[str]
    provider: Named[str]
    first_day: Named[date]
    last_day: Named[date]
    days: Named[int]
    cost: Named[int]
    copay: Named[int]
    benefit: Named[int]
    third_party: Named[bool]
    injuries: Named[str]
    imported_at: Named[datetime] = Column(Instant)
    voided_on: Named[date | None]
    void_file: Named[str | None]


class BenefitHoldCols(DatedCols):
    """A benefit that is not paid for the time being (給付の一時保留): it has an owner and always a last day.

    `valid_to` is the first day on which the hold is no more; `prolonged` counts its prolongations.
    """

    hold_key: Named[str]
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    person_key: Named[str] = Column(ForeignKey(PERSON))
    case_id: Named[str] = Column(ForeignKey(CASE))
    benefit: Named[str]
    month: Named[str]
    yen: Named[int]
    reason: Named[str]
    owner: Named[str]
    prolonged: Named[int]


benefit_claims = Table(
    "benefit_claims",
    METADATA,
    BenefitClaimCols,
    CheckConstraint("form in ('INPATIENT', 'OUTPATIENT', 'DENTAL', 'PHARMACY', 'NURSING')", name="form"),
    CheckConstraint("copay >= 0 and benefit >= 0 and copay + benefit <= cost", name="yen"),
    CheckConstraint("last_day >= first_day", name="days"),
    Index("ix_benefit_claims_person", "person_key", "first_day"),
    Index("ix_benefit_claims_household", "household_key"),
    Index("ix_benefit_claims_file", "file_id"),
    info=final("voided_on", "void_file"),
)
benefit_holds = Table(
    "benefit_holds",
    METADATA,
    BenefitHoldCols,
    CheckConstraint("valid_to is not null", name="dated"),
    CheckConstraint("prolonged >= 0", name="prolonged"),
    Index("ix_benefit_holds_household", "household_key"),
    info=dated("hold_key"),
)
