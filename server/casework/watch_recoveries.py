"""Claims for a recovery watched every night (返還金の時効): none nears the end of its limitation untold.

A claim is told once when its end comes within `recovery.warn_days`, and once when it is past; an act that renews the
limitation makes a new end, and so a new matter. What was lowered below what was paid is told with its yen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from server.casework.night_job import once_a_day
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.domain.actors import SYSTEM
from server.domain.effects import JSON
from server.domain.recourse.limits import CivilAct, Touched, renewed
from server.domain.values import Values
from server.store import cases, incidents, other_claims
from server.store.connection import Connection
from server.store.other_claims import OtherClaim

JOB = "recoveries"
NEAR, PAST, EXCESS = "recovery_limit_near", "recovery_limit_past", "claim_excess"
PERIODS = {"RECOVERY": "recovery_prescription", "FRAUD": "fraud_prescription"}
"""By which dated period each kind of claim lapses: 地方自治法236条1項, 国民健康保険法110条1項."""


def watch_recoveries(services: Services, *, again: bool = False) -> int:
    """The run of this business day, once; how many claims were told now."""
    return once_a_day(services, JOB, lambda day, _: _watch(services, day), again=again) or 0


def _watch(services: Services, day: date) -> int:
    with services.database.read() as conn:
        found = list(_due(conn, day, services.values(conn)))
        told = incidents.ever_raised(conn, [_key(one, end) for one, end, _ in found])
        back = other_claims.overpaid(conn)
        known = incidents.ever_raised(conn, [_excess_key(one, last) for one, _, last in back])
    told_now = sum(_tell_excess(services, *one) for one in back if (EXCESS, _excess_key(one[0], one[2])) not in known)
    return told_now + sum(_tell(services, *one) for one in found if (one[2], _key(*one[:2])) not in told)


def _due(conn: Connection, day: date, values: Values) -> Iterator[tuple[OtherClaim, date, str]]:
    """Each open claim whose end is near or past, with its end."""
    open_ones = other_claims.open_claims(conn, PERIODS)
    acts = other_claims.acts_of_cases(conn, (one.case_id for one in open_ones))
    ahead = timedelta(days=values.integer("recovery.warn_days", day))
    for one in open_ones:
        touched = [Touched(CivilAct(act.act), act.on_day, act.until) for act in acts if act.case_id == one.case_id]
        end = renewed(one.ends_on, values.period(PERIODS[one.kind], one.fixed_on), touched, values)
        if end - ahead <= day:
            yield one, end, PAST if day > end else NEAR


def _key(one: OtherClaim, end: date) -> str:
    return f"{one.claim_key}/{end.isoformat()}"


def _excess_key(one: OtherClaim, last: int) -> str:
    return f"{one.claim_key}/excess/{last}"


def _tell_excess(services: Services, one: OtherClaim, yen: int, last: int) -> bool:
    """Once for each time that a claim of any kind fell below what was paid of it."""
    said = f"{one.number} は {yen:,}円 納め過ぎです。返して記録してください"
    return _told(services, one, (EXCESS, _excess_key(one, last)), said, {"yen": yen}, "recovery.excess")


def _tell(services: Services, one: OtherClaim, end: date, kind: str) -> bool:
    words = "を過ぎました。債権の扱いを決めてください" if kind == PAST else "に来ます。督促・承認などをとってください"
    said = f"{one.number} の時効 {end.isoformat()} {words}"
    return _told(services, one, (kind, _key(one, end)), said, {"ends_on": end.isoformat()}, "recovery.alarm")


def _told(
    services: Services, one: OtherClaim, matter: tuple[str, str], said: str, detail: Mapping[str, JSON], event: str
) -> bool:
    """Makes a matter (kind and key) somebody's incident, at the office of the claim's case."""
    kind, key = matter
    with unit_of_work(services, SYSTEM) as uow:
        case = cases.get_case(uow.conn, one.case_id)
        incidents.raise_incident(
            uow,
            kind=kind,
            object_kind="case",
            object_key=key,
            summary=said,
            case_id=one.case_id,
            office=None if case is None else case.office,
            detail=dict(detail),
        )
        uow.audit(event, object_kind="case", object_key=one.case_id, case_id=one.case_id)
    return True
