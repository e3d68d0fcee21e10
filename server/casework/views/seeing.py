"""What may be seen and what is recorded of a look (見る権限と閲覧の記録), the same in every view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.task_rights import require_sight
from server.casework.work import run
from server.domain.calendar import age_on
from server.domain.effects import JSON
from server.domain.forms.model import Lang
from server.domain.rights import Function
from server.store import incidents, users
from server.store.cases import CaseHead
from server.store.connection import Connection
from server.store.unit_of_work import UnitOfWork

__all__ = [
    "Band",
    "NoteLine",
    "Tag",
    "age",
    "bands_of",
    "day_of",
    "notes_of",
    "record_look",
    "require_sight",
    "sees",
    "tags_of",
]


@dataclass(frozen=True, slots=True)
class Tag:
    """A squared word: `kind` is guard (支援措置), law (lawful state), aid or me."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Band:
    """One line under the head: `kind` is guard, law or info; `until` its last day."""

    kind: str
    tag: str
    text: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class NoteLine:
    """Words for the next person: who wrote them when; `kind` is note or phone."""

    at: datetime
    who: str
    text: str
    kind: str = "note"


def sees(caller: Caller, office: str, protected: bool, day: date) -> bool:
    """Whether the caller may see who it is: everyone but the protected (支援措置), and those with the special right."""
    return not protected or caller.may(Function.PROTECTED_VIEW, office, day)


def record_look(
    services: Services,
    caller: Caller,
    kind: str,
    object_kind: str,
    object_key: str,
    *,
    case_id: str | None = None,
    household_key: str | None = None,
    detail: Mapping[str, JSON] | None = None,
) -> None:
    """Puts a look on record before anything is shown; without the record nothing is shown."""

    def act(uow: UnitOfWork) -> None:
        uow.audit(
            kind,
            object_kind=object_kind,
            object_key=object_key,
            case_id=case_id,
            household_key=household_key,
            detail=detail,
        )

    run(services, caller, act)


def bands_of(lang: Lang, *, protected: bool, cautions: tuple[str, ...]) -> tuple[Band, ...]:
    """The lines under a head, most binding first: 支援措置, then what the case warns of."""
    found = []
    if protected:
        text = "住所・電話を口頭でも伝えない" if lang == "ja" else "Never tell address or telephone, not even by word"
        found.append(Band("guard", "支援措置" if lang == "ja" else "Under protection", text))
    return (*found, *(Band("law", caution) for caution in cautions))


def tags_of(lang: Lang, head: CaseHead) -> tuple[Tag, ...]:
    """The tags of a case in lists and heads."""
    guard = Tag("支援措置" if lang == "ja" else "Under protection", "guard")
    return ((guard,) if head.protected else ()) + tuple(Tag(caution, "law") for caution in head.cautions)


def notes_of(conn: Connection, case_id: str | None, household_key: str | None) -> tuple[NoteLine, ...]:
    """The notes on a case or household, newest first, with names."""
    found = incidents.notes_of(conn, case_id=case_id, household_key=household_key)
    names = users.names_of(conn, {note.by_user for note in found})
    return tuple(NoteLine(note.at, names.get(note.by_user, note.by_user), note.body, note.kind) for note in found)


def age(birth_date: str, day: date) -> int | None:
    """The age by a register's birth date; None where month or day are unknown, or it lies ahead."""
    if "-00" in birth_date:
        return None
    birth = date.fromisoformat(birth_date)
    return age_on(birth, day) if birth <= day else None


def day_of(text: str | None) -> date | None:
    """A register's day (ISO text) as a date; None for nothing and for a day known in part."""
    return None if text is None or "-00" in text else date.fromisoformat(text)
