"""One household (世帯): members, insurance, documents, cases, letters, notes, and the twelve months of a year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.views import words
from server.casework.views.benefit_cases import OFFICER
from server.casework.views.copay_reliefs import every_relief
from server.casework.views.dues import dues_of
from server.casework.views.estimate import EstimateLook
from server.casework.views.estimate import lines_of as estimate_lines
from server.casework.views.household_cases import CaseLine, case_lines
from server.casework.views.household_head import allowed_household, bands_of_household, hold_bands
from server.casework.views.letters import LetterLine, lines_of
from server.casework.views.open_matters import OpenMatter, open_matters
from server.casework.views.prefill import insured_now, people_of
from server.casework.views.reliefs import ReliefLine
from server.casework.views.seeing import (
    Band,
    NoteLine,
    age,
    day_of,
    notes_of,
    record_look,
    sees,
)
from server.casework.views.year_grid import YearGrid, grid_of
from server.domain.calendar import fiscal_year
from server.domain.facts import FactKey, Facts
from server.domain.forms.model import Lang
from server.domain.protection import letter_for_few
from server.domain.rights import Function
from server.store import estimates, letters, offices
from server.store.connection import Connection
from server.store.facts import load_facts
from server.store.household_money import money_of

_LETTERS = 20


@dataclass(frozen=True, slots=True)
class Member:
    """A member on the day; `insured_number` is 記号 番号-枝番, `since` the day of 適用, `share` in percent."""

    person_key: str
    name: str
    kana: str
    relation: str
    sex: str
    birth_date: str
    birth: date | None
    age: int | None
    registered: bool
    insured: bool
    since: date | None
    insured_number: str | None
    card: str
    share: int | None
    protected: bool


@dataclass(frozen=True, slots=True)
class Certificate:
    """A document of a member: 資格確認書 or 資格情報のお知らせ; `valid_until` its last day (None: none of its own)."""

    certificate_key: str
    person_key: str
    name: str
    kind: str
    kind_word: str
    status: str
    status_word: str
    issued_on: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Spell:
    """One spell of eligibility (資格の履歴) in both layers; `ended` is the first day without."""

    name: str
    eligible_from: date
    applied_from: date
    ended: date | None
    ground: str
    insured_number: str


@dataclass(frozen=True, slots=True)
class HouseholdView:
    """The page of a household. `place` goes as far as the town; the whole address is asked for by `address_of`."""

    household_key: str
    name: str
    office: str
    office_name: str
    town: str
    postal_code: str
    phone: str | None
    sends_elsewhere: bool
    bands: tuple[Band, ...]
    members: tuple[Member, ...]
    certificates: tuple[Certificate, ...]
    spells: tuple[Spell, ...]
    cases: tuple[CaseLine, ...]
    letters: tuple[LetterLine, ...]
    letters_total: int
    notes: tuple[NoteLine, ...]
    year: YearGrid
    estimates: tuple[EstimateLook, ...]
    reliefs: tuple[ReliefLine, ...]
    open: tuple[OpenMatter, ...]
    may_print_slips: bool
    may_see_benefits: bool
    may_start: bool
    may_note: bool
    may_reveal_number: bool


def household_view(services: Services, caller: Caller, household_key: str, *, year: int | None = None) -> HouseholdView:
    """The page of a household with the grid of `year` (the present fiscal year by default); the look is on record.

    Raises `household_not_found`, `no_right`/`out_of_scope`, `protected_person`.
    """
    day = services.clock.business_day()
    with services.database.read() as conn:
        household = allowed_household(conn, caller, household_key, day)
        view = _view(services, conn, caller, household, day, year or fiscal_year(day))
    record_look(services, caller, "household.view", "household", household_key, household_key=household_key)
    return view


def address_of(services: Services, caller: Caller, household_key: str) -> str:
    """番地を見る: the whole address, in one line; the look is on record. Raises as `household_view`."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        household = allowed_household(conn, caller, household_key, day)
    record_look(services, caller, "household.address", "household", household_key, household_key=household_key)
    parts = (f"〒{household['postal_code']}", household["address"], household["address_line2"])
    return " ".join(str(part) for part in parts if part)


def _view(
    services: Services, conn: Connection, caller: Caller, household: Mapping[str, Any], day: date, year: int
) -> HouseholdView:
    key = str(household["household_key"])
    known = _facts(conn, key, day)
    people = people_of(known, key)
    office = offices.get_office(conn, household["office"])
    members = tuple(_member(person, known, key, day, caller.lang) for person in people)
    head = next((one.name for one in members if one.person_key == household["head_person_key"]), "")
    scope = caller.scope(Function.LETTER_VIEW, day)
    found = letters.find_letters(conn, scope, household_key=key, limit=_LETTERS).items
    sent = tuple(one for one in found if sees(caller, one.office, one.protected, day) or not letter_for_few(one.letter))
    protected = any(one.protected for one in members)
    return HouseholdView(
        household_key=key,
        name=head,
        office=household["office"],
        office_name=office.name if office else household["office"],
        town=household["town"],
        postal_code=household["postal_code"],
        phone=household["phone"],
        sends_elsewhere=bool(household["send_to"]),
        bands=(
            *bands_of_household(caller.lang, household, protected=protected),
            *hold_bands(conn, caller.lang, key, day),
        ),
        members=members,
        certificates=tuple(_certificates(people, known, day, caller.lang)),
        spells=_spells(people, known, key, caller.lang),
        cases=case_lines(conn, caller, key, day),
        letters=lines_of(services, conn, caller, sent, day),
        letters_total=letters.count_letters(conn, scope, household_key=key),
        notes=notes_of(conn, None, key),
        year=_grid(services, conn, caller.lang, key, people, known, year, day),
        may_print_slips=caller.may(Function.SLIP_ISSUE, household["office"], day),
        may_see_benefits=caller.may(OFFICER, household["office"], day),
        estimates=estimate_lines(conn, estimates.of_household(conn, key)),
        reliefs=every_relief(conn, caller.lang, key, people, _all_spells(known, key), services.values(conn), day),
        open=open_matters(conn, caller, key, day),
        may_start=caller.may(Function.CASE_START, household["office"], day),
        may_note=caller.may(Function.TASK_NOTE, household["office"], day),
        may_reveal_number=caller.may(Function.MY_NUMBER_REVEAL, household["office"], day),
    )


def _all_spells(known: Facts, key: str) -> Any:
    eligibility: Any = known.get_fact("household_eligibility", key)
    return (eligibility or {}).get("spells", ())


def _facts(conn: Connection, key: str, day: date) -> Facts:
    """The household, everyone in it, and of each the card, documents, share and resident record."""
    kinds = ("household", "resident_household", "household_eligibility")
    first = load_facts(conn, [FactKey(kind, key) for kind in kinds], on=day)
    persons = [str(one["person_key"]) for one in people_of(first, key)]
    wanted = ("oqs_status", "certificates", "share_class", "resident_record")
    more = load_facts(conn, [FactKey(kind, person) for person in persons for kind in wanted], on=day)
    return Facts({fact: source[fact] for source in (first, more) for fact in source})


def _member(person: Mapping[str, Any], known: Facts, key: str, day: date, lang: Lang) -> Member:
    person_key = str(person["person_key"])
    spell = next((one for one in insured_now(known, key, day) if one["person_key"] == person_key), None)
    share: Any = known.get_fact("share_class", person_key)
    return Member(
        person_key=person_key,
        name=person["name"],
        kana=person["name_kana"],
        relation=words.say(words.RELATIONS, person["relation"], lang),
        sex=words.say(words.SEXES, person["sex"], lang),
        birth_date=person["birth_date"],
        birth=day_of(person["birth_date"]),
        age=age(person["birth_date"], day),
        registered=known.get_fact("resident_record", person_key) is not None,
        insured=spell is not None,
        since=None if spell is None else date.fromisoformat(spell["tekiyo_from"]),
        insured_number=None if spell is None else insured_number(spell),
        card=words.say(words.CARD_STATES, known.get_fact("oqs_status", person_key), lang),
        share=None if share is None else int(share["share"]),
        protected=bool(person["protected"]),
    )


def insured_number(spell: Mapping[str, Any]) -> str:
    """記号 番号-枝番, as it is said."""
    return f"{spell['symbol']} {spell['number']}-{spell['branch']}"


def _certificates(people: tuple[Mapping[str, Any], ...], known: Facts, day: date, lang: Lang) -> list[Certificate]:
    return [
        _certificate(person, one, day, lang)
        for person in people
        for one in known.get_fact("certificates", str(person["person_key"]))
    ]


def _certificate(person: Mapping[str, Any], one: Mapping[str, Any], day: date, lang: Lang) -> Certificate:
    until = day_of(one["valid_until"])
    status = "EXPIRED" if one["status"] == "VALID" and until is not None and until < day else str(one["status"])
    return Certificate(
        certificate_key=one["certificate_key"],
        person_key=str(person["person_key"]),
        name=person["name"],
        kind=one["kind"],
        kind_word=words.say(words.CERTIFICATE_KINDS, one["kind"], lang),
        status=status,
        status_word=words.say(words.CERTIFICATE_STATES, status, lang),
        issued_on=date.fromisoformat(one["issued_on"]),
        valid_until=until,
    )


def _spells(people: tuple[Mapping[str, Any], ...], known: Facts, key: str, lang: Lang) -> tuple[Spell, ...]:
    """The eligibility of all who ever were insured in the household, newest first."""
    names = {person["person_key"]: person["name"] for person in people}
    spells: Any = known.get_fact("household_eligibility", key)["spells"]
    found = [
        Spell(
            name=names.get(spell["person_key"], spell["person_key"]),
            eligible_from=date.fromisoformat(spell["shikaku_from"]),
            applied_from=date.fromisoformat(spell["tekiyo_from"]),
            ended=day_of(spell["tekiyo_to"]),
            ground=words.say(words.GROUNDS, spell["acquired_by"], lang),
            insured_number=insured_number(spell),
        )
        for spell in spells
    ]
    return tuple(sorted(found, key=lambda spell: spell.applied_from, reverse=True))


def _grid(
    services: Services,
    conn: Connection,
    lang: Lang,
    key: str,
    people: tuple[Mapping[str, Any], ...],
    known: Facts,
    year: int,
    day: date,
) -> YearGrid:
    values, spells = services.values(conn), known.get_fact("household_eligibility", key)
    money = money_of(conn, key)
    dues = dues_of(money, values, day, lang)
    of_year = [due for one in money.accounts if one.levy_year == year for due in dues.get(one.account_key, ())]
    return grid_of(conn, values, key, people, spells["spells"], year, day, of_year)
