"""Cases of recourse watched every night (求償の時効・未回答・額の見直し): nothing nears its end without a head's task.

Each matter is told once for what it is about: a limitation that comes within `recourse.warn_days` or is past, the form
that renews the insurer's limitation (2 years 6 months), a household that did not answer its last reminder, and an
amount that the month's claims have changed. Whoever closes the incident has answered it; a new day is a new matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from server.casework import case_answers
from server.casework.night_job import once_a_day
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.domain.actors import SYSTEM
from server.domain.calendar import months_after
from server.domain.facts import FactKey
from server.domain.refusals import Refused
from server.domain.rights import ALL
from server.domain.values import Values
from server.operators.third_party_recourse.reckoning import amount_now, claimed
from server.store import cases, incidents, recourses
from server.store.connection import Connection
from server.store.facts import load_facts
from server.store.recourses import Case

JOB = "recourses"
NEAR, PAST, RENEW, SILENT, CHANGED = (
    "recourse_limit_near",
    "recourse_limit_past",
    "recourse_insurer_watch",
    "recourse_unanswered",
    "recourse_amount_changed",
)
Matter = tuple[str, str, str]


def watch_recourses(services: Services, *, again: bool = False) -> int:
    """The run of this business day, once; how many matters were told now."""
    return once_a_day(services, JOB, lambda day, _: _watch(services, day), again=again) or 0


def _watch(services: Services, day: date) -> int:
    with services.database.read() as conn:
        values = services.values(conn)
        found = [(one, tuple(_matters(conn, one, day, values))) for one in recourses.running(conn, ALL)]
        told = incidents.ever_raised(conn, [f"{one.recourse_key}/{key}" for one, every in found for _, key, _ in every])
    return sum(
        _tell(services, one, matter) for one, every in found for matter in every if _key(one, matter) not in told
    )


def _key(one: Case, matter: Matter) -> tuple[str, str]:
    return matter[0], f"{one.recourse_key}/{matter[1]}"


def _matters(conn: Connection, one: Case, day: date, values: Values) -> Iterator[Matter]:
    """Kind, what makes it this matter and no other, words for whoever reads it."""
    end = one.first_end
    if day > end:
        yield PAST, end.isoformat(), f"求償の時効 {end.isoformat()} を過ぎました。債権の扱いを決めてください"
    elif end - timedelta(days=values.integer("recourse.warn_days", day)) <= day:
        yield NEAR, end.isoformat(), f"求償の時効が {end.isoformat()} に来ます。承認・訴えなどをとってください"
    if one.insurer_until is not None and day <= one.insurer_until:
        years = values.period("recourse_insurer", one.accident_on).amount
        ahead = years - values.period("recourse_insurer_watch", one.accident_on).amount
        if months_after(one.insurer_until, -ahead) <= day:
            until = one.insurer_until.isoformat()
            yield RENEW, until, f"自賠責の時効が {until} に来ます。時効更新の申請を出してください"
    if one.reminded > 1 + values.integer("recourse.reminders", day) and one.state in ("INQUIRY", "OPEN"):
        yield SILENT, "asked", "負傷原因の照会・届出の催促に答えがありません。どう進めるか決めてください"
    if one.state in ("CLAIMED", "ENTRUSTED"):
        yield from _changed(conn, one, day)


def _changed(conn: Connection, one: Case, day: date) -> Iterator[Matter]:
    """The amount by the benefits of now and the facts as they were decided, against what was claimed so far.

    The same rule as at the decision: a settlement and what is left of the compulsory insurance (自賠責) bound it.
    """
    kinds = [FactKey("recourse", one.recourse_key), FactKey("benefits", one.person_key)]
    known = load_facts(conn, kinds, on=day)
    case: Any = known.get_fact("recourse", one.recourse_key)
    entry = case_answers.of_element(conn, one.case_id, "enter")
    if entry is None or not case["claims"]:
        return
    found: Any = known.get_fact("benefits", one.person_key)
    try:
        now, before = amount_now(found, case["links"], entry).amount, claimed(case)
    except Refused:
        yield CHANGED, "unreckonable", "レセプトが変わり、求償額を計算できません。対象と私病分を決め直してください"
        return
    if now > before:
        words = f"給付が増え、求償額は{now:,}円になりました(請求済み{before:,}円)。追加の請求を決めてください"
        yield CHANGED, f"{now}", words


def _tell(services: Services, one: Case, matter: Matter) -> bool:
    kind, key, words = matter
    with unit_of_work(services, SYSTEM) as uow:
        case = cases.get_case(uow.conn, one.case_id)
        incidents.raise_incident(
            uow,
            kind=kind,
            object_kind="case",
            object_key=f"{one.recourse_key}/{key}",
            summary=words,
            case_id=one.case_id,
            office=None if case is None else case.office,
            detail={"owner": one.owner, "first_end": one.first_end.isoformat()},
        )
        uow.audit("recourse.alarm", object_kind="case", object_key=one.case_id, case_id=one.case_id)
    return True
