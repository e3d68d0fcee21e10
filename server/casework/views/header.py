"""The head of a case's pages (案件の見出し): number, household, state, version, and the lines of warning below it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from server.casework.callers import Caller
from server.casework.views import words
from server.casework.views.household_head import hold_bands
from server.casework.views.seeing import Band, Tag, bands_of, sees, tags_of
from server.domain.forms.model import Lang
from server.store import offices, procedures, users
from server.store.cases import CaseHead
from server.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Version:
    """The version a case was started with: `no` counts from 1, in force from `valid_from`."""

    no: int
    valid_from: date
    hash: str


@dataclass(frozen=True, slots=True)
class CaseHeader:
    """A case in its head; `name` and `kana` are None where they may not be seen (`restricted`)."""

    case_id: str
    number: str
    slug: str
    procedure: str
    version: Version
    status: str
    status_word: str
    outcome: str | None
    outcome_word: str
    office: str
    office_name: str
    household_key: str | None
    name: str | None
    kana: str | None
    restricted: bool
    channel: str
    channel_word: str
    received_on: date
    paper_location: str | None
    started_by: str
    started_at: datetime
    changed_at: datetime
    closed_at: datetime | None
    rev: int
    parent_case_id: str | None
    tags: tuple[Tag, ...]
    bands: tuple[Band, ...]


def header_of(conn: Connection, caller: Caller, case: CaseHead, day: date) -> CaseHeader:
    """The head of a case for this caller."""
    seen = sees(caller, case.office, case.protected, day)
    office = offices.get_office(conn, case.office)
    lang = caller.lang
    return CaseHeader(
        case_id=case.case_id,
        number=case.number,
        slug=case.slug,
        procedure=words.say(words.PROCEDURES, case.slug, lang),
        version=_version(conn, case),
        status=case.status,
        status_word=words.say(words.CASE_STATES, case.status, lang),
        outcome=case.outcome,
        outcome_word=words.step(case.slug, case.outcome, lang),
        office=case.office,
        office_name=office.name if office else case.office,
        household_key=case.household_key,
        name=case.subject_name if seen else None,
        kana=case.subject_kana if seen else None,
        restricted=not seen,
        channel=case.channel,
        channel_word=words.say(words.CHANNELS, case.channel, lang),
        received_on=case.received_on,
        paper_location=case.paper_location,
        started_by=users.names_of(conn, {case.started_by}).get(case.started_by, case.started_by),
        started_at=case.started_at,
        changed_at=case.changed_at,
        closed_at=case.closed_at,
        rev=case.rev,
        parent_case_id=case.parent_case_id,
        tags=tags_of(lang, case),
        bands=(*case_bands(lang, case), *_holds(conn, lang, case, day)),
    )


def _holds(conn: Connection, lang: Lang, case: CaseHead, day: date) -> tuple[Band, ...]:
    """What is held of the collection of the case's household: nothing may be done as if it were not."""
    return () if case.household_key is None else hold_bands(conn, lang, case.household_key, day)


def case_bands(lang: Lang, case: CaseHead) -> tuple[Band, ...]:
    """The warnings of a case: protection first, then its cautions, then how it came when not at the counter."""
    channel = Band("info", words.say(words.CHANNELS, case.channel, lang))
    found = bands_of(lang, protected=case.protected, cautions=tuple(case.cautions))
    return found if case.channel == "COUNTER" else (*found, channel)


def _version(conn: Connection, case: CaseHead) -> Version:
    version = procedures.get_version(conn, case.procedure_hash)
    if version is None:
        return Version(0, case.received_on, case.procedure_hash)
    return Version(version.no, version.valid_from, version.hash)
