"""The insurance registers (国保台帳): eligibility, certificates, incomes, shares, and what linked systems told us."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Named, Table, TypedColumns, UniqueConstraint

from server.store.tables.columns import METADATA, Alone, DatedCols, Instant, Json, dated, final
from server.store.tables.people import HOUSEHOLD, PERSON


class EligibilityCols(DatedCols):
    """One spell of eligibility in two layers: `valid_from`/`valid_to` are 適用 (this city), `shikaku_*` are 資格.

    National Health Insurance Act arts. 7 and 8. The day of loss (喪失日) is the first day without insurance, so it
    is `valid_to` and `shikaku_to` as they stand.
    """

    person_key: Named[str] = Column(ForeignKey(PERSON))
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    shikaku_from: Named[date]
    shikaku_to: Named[date | None]
    acquired_by: Named[str]
    lost_by: Named[str | None]
    symbol: Named[str]
    number: Named[str]
    branch: Named[str]
    notified_on: Named[date | None]


class CertificateCols(DatedCols):
    """A document of eligibility, by `kind`: CERTIFICATE 資格確認書, INFO_SHEET 資格情報のお知らせ.

    It holds from `issued_on` until `valid_until`, its last day (None: until further notice).
    """

    certificate_key: Named[str]
    person_key: Named[str] = Column(ForeignKey(PERSON))
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    kind: Named[str]
    status: Named[str]
    issued_on: Named[date]
    valid_until: Named[date | None]
    share: Named[int | None]
    letter_id: Named[str | None]


class ShareClassCols(DatedCols):
    """Co-payment share of a person (一部負担金の割合) in percent; `basis` names the row of the table that chose it."""

    person_key: Named[str] = Column(ForeignKey(PERSON))
    share: Named[int]
    basis: Named[str]
    provisional: Named[bool]


class IncomeCols(DatedCols):
    """Income of a person for one calendar year (所得): `figures` are yen by name; `known` False means not declared."""

    person_key: Named[str] = Column(ForeignKey(PERSON))
    income_year: Named[int]
    known: Named[bool]
    figures: Named[object] = Column(Json, nullable=False)


class OtherInsuranceCols(DatedCols):
    """What the eligibility hub says of another insurer (他保険, interface NWS/OQS), kept as a double."""

    person_key: Named[str]
    insurer_kind: Named[str]
    insurer_name: Named[str]
    insurer_number: Named[str]


class CardStatusCols(DatedCols):
    """Whether the My Number card works as insurance card (マイナ保険証): usable | not_usable | blocked | unknown."""

    person_key: Named[str]
    status: Named[str]


class RegisterChangeCols(TypedColumns):
    """Every change once: its key, what it said (hash), and the event that asked for it."""

    change_key: Named[str] = Column(primary_key=True)
    kind: Named[str]
    payload_hash: Named[str]
    case_id: Named[str | None]
    by_event: Named[str]
    applied_at: Named[datetime] = Column(Instant)


class CounterCols(TypedColumns):
    """A running number: `name` is the series, `value` the last number given out."""

    name: Named[str] = Column(primary_key=True)
    value: Named[int]


class ReservedKeyCols(TypedColumns):
    """A number set aside for one purpose (`ref`), so that asking twice gives the same one."""

    series: Named[str] = Column(primary_key=True)
    ref: Named[str] = Column(primary_key=True)
    value: Named[str]
    reserved_at: Named[datetime] = Column(Instant)


eligibilities = Table(
    "eligibilities",
    METADATA,
    EligibilityCols,
    Index("ix_eligibilities_person", "person_key"),
    Index("ix_eligibilities_household", "household_key"),
    Index("ix_eligibilities_number", "number", "symbol"),
    info=dated("person_key"),
)
certificates = Table(
    "certificates",
    METADATA,
    CertificateCols,
    Index("ix_certificates_key", "certificate_key"),
    Index("ix_certificates_person", "person_key"),
    Index("ix_certificates_household", "household_key"),
    CheckConstraint("status in ('VALID', 'SUPERSEDED', 'LOST', 'RETURNED', 'VOID')", name="status"),
    info=dated("certificate_key", also=Alone(("person_key", "kind"), ("status", "VALID"))),
)
share_classes = Table(
    "share_classes",
    METADATA,
    ShareClassCols,
    Index("ix_share_classes_person", "person_key"),
    CheckConstraint("share in (10, 20, 30)", name="share"),
    info=dated("person_key"),
)
incomes = Table(
    "incomes",
    METADATA,
    IncomeCols,
    Index("ix_incomes_person", "person_key", "income_year"),
    info=dated("person_key", "income_year"),
)
other_insurance = Table(
    "other_insurance",
    METADATA,
    OtherInsuranceCols,
    Index("ix_other_insurance_person", "person_key"),
    info=dated("person_key"),
)
card_statuses = Table(
    "card_statuses",
    METADATA,
    CardStatusCols,
    Index("ix_card_statuses_person", "person_key"),
    CheckConstraint("status in ('usable', 'not_usable', 'blocked', 'unknown')", name="status"),
    info=dated("person_key"),
)
register_changes = Table("register_changes", METADATA, RegisterChangeCols, info=final())
counters = Table("counters", METADATA, CounterCols)
reserved_keys = Table(
    "reserved_keys", METADATA, ReservedKeyCols, UniqueConstraint("series", "value", name="uq_reserved_keys_value")
)
