"""The head of every page about a household (世帯の見出し): who may look, whose it is, what must not be overlooked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from server.casework.callers import Caller
from server.casework.household_of_case import is_protected
from server.casework.views.seeing import Band, NoteLine, bands_of, notes_of, require_sight
from server.domain.appeal_words import TITLES
from server.domain.arrears_words import HOLDS
from server.domain.facts import FactKey
from server.domain.forms.model import Lang
from server.domain.recourse.words import KINDS, STATES
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.domain.wareki import to_wareki
from server.store import offices
from server.store.appeals import OPEN, appeals_of
from server.store.benefit_holds import benefit_holds_of
from server.store.connection import Connection
from server.store.facts import load_facts
from server.store.holds import holds_of
from server.store.recourses import recourses_of

_EXAMINED = re.compile(r"減免の申請\((\S+)\)を審査中")  # as the procedure of relief records its hold


@dataclass(frozen=True, slots=True)
class Look:
    """What stands in the head: the household's head by name, its place as far as the town, bands and notes.

    `members` are those of the day as the facts of a household tell them.
    """

    household_key: str
    name: str
    office: str
    office_name: str
    town: str
    bands: tuple[Band, ...]
    notes: tuple[NoteLine, ...]
    members: tuple[Mapping[str, Any], ...]
    protected: bool


def allowed_household(conn: Connection, caller: Caller, household_key: str, day: date) -> Mapping[str, Any]:
    """The household's fact, for who may see it; raises `household_not_found`, `no_right`/`out_of_scope`,
    `protected_person`.
    """
    known = load_facts(conn, [FactKey("household", household_key)], on=day)
    household: Mapping[str, Any] | None = known.get_fact("household", household_key)
    if household is None:
        raise Refused("household_not_found")
    caller.require(Function.HOUSEHOLD_VIEW, household["office"], day)
    require_sight(caller, household["office"], is_protected(conn, household_key, day), day)
    return household


def look_at(conn: Connection, caller: Caller, household_key: str, day: date) -> Look:
    """The head of a page about a household; raises as `allowed_household`."""
    household = allowed_household(conn, caller, household_key, day)
    office = offices.get_office(conn, household["office"])
    members = household["members"]
    name = next((str(one["name"]) for one in members if one["person_key"] == household["head_person_key"]), "")
    protected = is_protected(conn, household_key, day)
    return Look(
        household_key=household_key,
        name=name,
        office=household["office"],
        office_name=office.name if office else household["office"],
        town=household["town"],
        bands=(
            *bands_of_household(caller.lang, household, protected=protected),
            *hold_bands(conn, caller.lang, household_key, day),
        ),
        notes=notes_of(conn, None, household_key),
        members=tuple(members),
        protected=protected,
    )


def hold_bands(conn: Connection, lang: Lang, household_key: str, day: date) -> tuple[Band, ...]:
    """What is held of the household's collection (分納中・差押中・返戻中 …) with its last day, its appeals, benefits
    that are held back, and cases of recourse with the first day on which a claim of theirs is lost.
    """
    found = []
    for hold in holds_of(conn, [household_key], day)[household_key]:
        ja, en = HOLDS[hold.kind]
        last = None if hold.until is None else hold.until - timedelta(days=1)
        found.append(Band("law", ja if lang == "ja" else en, _reason(hold.reason, lang), last))
    label = "審査請求中" if lang == "ja" else "Appeal"
    running = (one for one in appeals_of(conn, [household_key], day).get(household_key, ()) if one.state == OPEN)
    found += [Band("law", label, TITLES.get(one.letter, "")) for one in running]
    return (*found, *_benefit_bands(conn, lang, household_key, day))


def _reason(said: str, lang: Lang) -> str:
    """Why it is held: a person's words as they are, those of an application of relief in the reader's language."""
    found = None if lang == "ja" else _EXAMINED.fullmatch(said)
    return said if found is None else f"application {found[1]} is being examined"


def _benefit_bands(conn: Connection, lang: Lang, household_key: str, day: date) -> Iterator[Band]:
    place = 0 if lang == "ja" else 1
    for held in benefit_holds_of(conn, [household_key], day):
        label = ("給付の保留中", "Benefit on hold")[place]
        yield Band("law", label, f"{held.month} {held.yen:,}{('円', ' yen')[place]} {held.owner}", held.last_day)
    for one in recourses_of(conn, households=[household_key]):
        if one.runs:
            label, limit = (("第三者行為", "時効"), ("Recourse", "limitation"))[place]
            last = to_wareki(one.first_end, "short") if lang == "ja" else one.first_end.isoformat()
            yield Band("law", label, f"{STATES[one.state][place]} {KINDS[one.kind][place]} {limit} {last}")


def bands_of_household(lang: Lang, household: Mapping[str, Any], *, protected: bool) -> tuple[Band, ...]:
    """The lines under the head: 支援措置 first, then what else must not be overlooked."""
    found = bands_of(lang, protected=protected, cautions=())
    if household["send_to"]:
        elsewhere = Band("info", "送付先が別" if lang == "ja" else "Letters go elsewhere")
        return (*found, elsewhere)
    return found
