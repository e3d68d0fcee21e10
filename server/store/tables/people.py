"""Persons and households (宛名・世帯): who they are, where they live, who belongs to whom; the residents' double."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column, ForeignKey, Index, Named, Table, TypedColumns

from server.store.tables.columns import METADATA, DatedCols, Instant, Json, dated

PERSON = "persons.person_key"
HOUSEHOLD = "households.household_key"


class PersonCols(TypedColumns):
    """Anchor of a person (宛名番号): never changed, never re-used."""

    person_key: Named[str] = Column(primary_key=True)
    created_at: Named[datetime] = Column(Instant)


class PersonRecordCols(DatedCols):
    """What is known of a person from a day on. `birth_date` keeps unknown parts as `00` (`1950-00-00`)."""

    person_key: Named[str] = Column(ForeignKey(PERSON))
    name: Named[str]
    name_kana: Named[str]
    kana_key: Named[str]
    sex: Named[str]
    birth_date: Named[str]
    protected: Named[bool]
    nationality: Named[str | None]
    stay_until: Named[date | None]


class HouseholdCols(TypedColumns):
    """Anchor of a household (世帯番号) with `rev`, the guard against each other's work."""

    household_key: Named[str] = Column(primary_key=True)
    rev: Named[int]
    created_at: Named[datetime] = Column(Instant)


class HouseholdRecordCols(DatedCols):
    """Where a household lives and which ward office looks after it; `send_to` (送付先) overrides it on letters."""

    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    office: Named[str] = Column(ForeignKey("offices.office"))
    postal_code: Named[str]
    address: Named[str]
    address_line2: Named[str]
    town: Named[str]
    phone: Named[str | None]
    phone_key: Named[str | None]
    send_to: Named[object] = Column(Json, nullable=True)


class MembershipCols(DatedCols):
    """Who belongs to a household (世帯員); `relation` is HEAD 世帯主, SPOUSE 妻・夫, CHILD 子, PARENT 父母, OTHER …"""

    person_key: Named[str] = Column(ForeignKey(PERSON))
    household_key: Named[str] = Column(ForeignKey(HOUSEHOLD))
    relation: Named[str]
    nominal: Named[bool]


class ResidentRecordCols(DatedCols):
    """Double of the residents' register (住民記録, interface I01): as it was handed over, never edited here."""

    person_key: Named[str]
    household_key: Named[str]
    name: Named[str]
    name_kana: Named[str]
    kana_key: Named[str]
    sex: Named[str]
    birth_date: Named[str]
    relation: Named[str]
    postal_code: Named[str]
    address: Named[str]
    office: Named[str]
    moved_in_on: Named[date | None]
    moved_in_from: Named[str | None]
    nationality: Named[str | None]
    stay_until: Named[date | None]
    protected: Named[bool]


persons = Table("persons", METADATA, PersonCols)
person_records = Table(
    "person_records",
    METADATA,
    PersonRecordCols,
    Index("ix_person_records_key", "person_key"),
    Index("ix_person_records_kana", "kana_key"),
    Index("ix_person_records_birth", "birth_date", "kana_key"),
    Index("ix_person_records_name", "name"),
    info=dated("person_key"),
)
households = Table("households", METADATA, HouseholdCols)
household_records = Table(
    "household_records",
    METADATA,
    HouseholdRecordCols,
    Index("ix_household_records_key", "household_key"),
    Index("ix_household_records_phone", "phone_key"),
    info=dated("household_key"),
)
memberships = Table(
    "memberships",
    METADATA,
    MembershipCols,
    Index("ix_memberships_person", "person_key"),
    Index("ix_memberships_household", "household_key"),
    info=dated("person_key"),
)
resident_records = Table(
    "resident_records",
    METADATA,
    ResidentRecordCols,
    Index("ix_resident_records_person", "person_key"),
    Index("ix_resident_records_household", "household_key"),
    Index("ix_resident_records_kana", "kana_key"),
    Index("ix_resident_records_birth", "birth_date", "kana_key"),
    info=dated("person_key"),
)
