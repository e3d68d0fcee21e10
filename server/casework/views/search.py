"""Search (探す): a complete number opens at once; names, readings, birth dates and telephones give hits.

Hits show age, town and state, never a whole address. A My Number is never searched: the attempt is refused and put on
record without the number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NoReturn

from server.casework.callers import Caller
from server.casework.issue_letters import CODES
from server.casework.services import Services
from server.casework.views import words
from server.casework.views.search_terms import Terms, read_terms
from server.casework.views.seeing import Tag, age, record_look, sees
from server.domain.forms.model import Words
from server.domain.refusals import Refused
from server.domain.rights import Function, within
from server.domain.wareki import ERAS
from server.store import cases, households, letters, offices
from server.store.connection import Connection
from server.store.households import PersonHit, PersonQuery, ResidentHit

MOST = 50

HOW: Mapping[str, Words] = {
    "case": Words("受付番号", "Case number"),
    "letter_code": Words("通知書の符号", "Code on a letter"),
    "letter_number": Words("通知書番号", "Letter number"),
    "person": Words("宛名番号", "Person number"),
    "household": Words("世帯番号", "Household number"),
    "insured": Words("記号番号", "Insured number"),
    "phone": Words("電話番号", "Telephone"),
    "kana": Words("カナ(前方一致)", "Reading, from its beginning"),
    "name": Words("氏名(前方一致)", "Name, from its beginning"),
    "birth": Words("生年月日", "Birth date"),
}


@dataclass(frozen=True, slots=True)
class Exact:
    """What a complete number leads to: `kind` is case, letter or household, `key` its id."""

    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One person or case found; name, reading, age and place are None where they may not be seen.

    The number of a household that may not be seen is told to those alone who take in its notifications: without it a
    protected person's case (支援措置) would begin as anybody's. To others it is empty.
    """

    kind: str
    key: str
    number: str
    number_label: str
    name: str | None
    kana: str | None
    age: int | None
    place: str | None
    restricted: bool
    state: str
    state_word: str
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True)
class SearchView:
    """The hits of a search, or the one thing a complete number names. `more`: there are more than are shown."""

    query: str
    how: str
    exact: Exact | None
    hits: tuple[Hit, ...]
    total: int
    more: bool


def search(services: Services, caller: Caller, text: str) -> SearchView:
    """What `text` finds within the caller's scope; the search is on record, by its kind and the number of hits.

    Raises `no_right`, `search_too_short`, and `search_my_number` (on record, without the number).
    """
    day = services.clock.business_day()
    if not caller.holds(Function.PERSON_SEARCH, day):
        raise Refused("no_right", function=Function.PERSON_SEARCH)
    try:
        terms = read_terms(text)
    except Refused as refusal:
        _refuse(services, caller, refusal)
    with services.database.read() as conn:
        exact = _exact(conn, caller, terms, day)
        hits, more = ((), False) if exact else _hits(conn, caller, terms, day)
    record_look(
        services,
        caller,
        "person.search",
        "search",
        terms.kind,
        detail={"hits": len(hits), "exact": exact is not None},
    )
    label = words.say(HOW, terms.kind, caller.lang)
    birth = words.say(HOW, "birth", caller.lang)
    how = f"{label}・{birth}" if terms.birth_date and terms.kind != "birth" else label
    return SearchView(text.strip(), how, exact, hits, len(hits), more)


def _refuse(services: Services, caller: Caller, refusal: Refused) -> NoReturn:
    if refusal.code == "search_my_number":
        record_look(services, caller, "search.refuse", "search", "my_number")
    raise refusal


def _exact(conn: Connection, caller: Caller, terms: Terms, day: date) -> Exact | None:
    """The one thing a complete number names, if the caller may open it."""
    if terms.kind == "case":
        case = cases.get_case_by_number(conn, terms.text)
        allowed = case is not None and caller.may(Function.CASE_VIEW, case.office, day)
        return Exact("case", case.case_id) if case is not None and allowed else None
    if terms.kind in ("letter_code", "letter_number"):
        return _letter(conn, caller, terms, day)
    if terms.kind == "household":
        office = households.office_of_household(conn, terms.text, day)
        allowed = office is not None and caller.may(Function.HOUSEHOLD_VIEW, office, day)
        return Exact("household", terms.text) if allowed else None
    if terms.kind == "person":
        return _person(conn, caller, terms.text, day)
    return None


def _letter(conn: Connection, caller: Caller, terms: Terms, day: date) -> Exact | None:
    if terms.kind == "letter_number":
        found = letters.get_letter_by_number(conn, terms.text)
    else:
        series = [f"{CODES}/{era.initial}{terms.text}" for era in reversed(ERAS)]
        found = next((one for name in series if (one := letters.letter_by_code(conn, name, terms.number))), None)
    allowed = found is not None and caller.may(Function.LETTER_VIEW, found.office, day)
    return Exact("letter", found.letter_id) if found is not None and allowed else None


def _person(conn: Connection, caller: Caller, person_key: str, day: date) -> Exact | None:
    """A person's number opens the household he belongs to."""
    scope = caller.scope(Function.HOUSEHOLD_VIEW, day)
    found = households.search_persons(conn, scope, PersonQuery(person_key=person_key), on=day, limit=1)
    return Exact("household", found[0].household_key) if found else None


def _hits(conn: Connection, caller: Caller, terms: Terms, day: date) -> tuple[tuple[Hit, ...], bool]:
    query = _query(terms)
    scope = caller.scope(Function.PERSON_SEARCH, day)
    known = households.search_persons(conn, scope, query, on=day, limit=MOST + 1)
    residents = households.search_residents(conn, scope, query, on=day, limit=MOST + 1) if _of_people(terms) else ()
    wards = {office.office: office.name for office in offices.all_offices(conn)}
    seen = {hit.person_key for hit in known}
    found = [_person_hit(hit, caller, day, wards) for hit in known]
    found += [_resident_hit(hit, caller, day, wards) for hit in residents if hit.person_key not in seen]
    found += _case_hits(conn, caller, terms, day, wards)
    return tuple(found[:MOST]), len(found) > MOST


def _of_people(terms: Terms) -> bool:
    """Whether the resident register is asked too: it knows no telephone and no insured number."""
    return terms.kind in ("kana", "name", "birth")


def _query(terms: Terms) -> PersonQuery:
    return PersonQuery(
        name=terms.text if terms.kind == "name" and terms.text else None,
        kana=terms.text if terms.kind == "kana" else None,
        birth_date=terms.birth_date,
        insured_number=terms.text if terms.kind == "insured" else None,
        phone=terms.text if terms.kind in ("phone", "household") else None,
    )


def _person_hit(hit: PersonHit, caller: Caller, day: date, wards: Mapping[str, str]) -> Hit:
    state = ("done", Words("加入中", "Insured")) if hit.insured else ("open", Words("加入なし", "Not insured"))
    return _hit(hit, caller, f"{_ward(wards, hit.office)} {hit.town}".strip(), state, day)


def _resident_hit(hit: ResidentHit, caller: Caller, day: date, wards: Mapping[str, str]) -> Hit:
    state = ("open", Words("住民記録", "Resident register"))
    return _hit(hit, caller, _ward(wards, hit.office), state, day)


def _hit(hit: PersonHit | ResidentHit, caller: Caller, place: str, state: tuple[str, Words], day: date) -> Hit:
    lang = caller.lang
    seen = sees(caller, hit.office, hit.protected, day)
    told = seen or caller.may(Function.CASE_START, hit.office, day)
    guard = Tag("支援措置" if lang == "ja" else "Under protection", "guard")
    return Hit(
        kind="household",
        key=hit.household_key if told else "",
        number=hit.household_key if told else "",
        number_label=words.say(HOW, "household", lang),
        name=hit.name if seen else None,
        kana=hit.name_kana if seen else None,
        age=age(hit.birth_date, day) if seen else None,
        place=place if seen else None,
        restricted=not seen,
        state=state[0],
        state_word=state[1].of(lang),
        tags=(guard,) if hit.protected else (),
    )


def _case_hits(conn: Connection, caller: Caller, terms: Terms, day: date, wards: Mapping[str, str]) -> Iterable[Hit]:
    """Cases of people whom no register knows yet: found by the reading that was typed at the counter."""
    if terms.kind != "kana":
        return
    scope = caller.scope(Function.CASE_VIEW, day)
    for case in cases.find_cases(conn, scope, cases.CaseQuery(kana=terms.text), limit=MOST).items:
        if case.household_key is not None or not within(case.office, scope):
            continue
        seen = sees(caller, case.office, case.protected, day)
        yield Hit(
            kind="case",
            key=case.case_id,
            number=case.number,
            number_label=words.say(HOW, "case", caller.lang),
            name=case.subject_name if seen else None,
            kana=case.subject_kana if seen else None,
            age=None,
            place=_ward(wards, case.office) if seen else None,
            restricted=not seen,
            state="work" if case.status == "active" else "done",
            state_word=words.say(words.CASE_STATES, case.status, caller.lang),
            tags=(),
        )


def _ward(wards: Mapping[str, str], office: str) -> str:
    """中央区 out of 中央区役所 市民総合窓口課."""
    return wards.get(office, office).partition(" ")[0].removesuffix("役所")
