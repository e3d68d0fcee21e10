"""The nightly look at certificates of relief of co-payments (一部負担金減免等証明書の見守り).

Each that runs out soon becomes a case in which somebody tells the household, once for its last day. What was deferred
is collected after its end (法44条1項3号): the claims for treatment in it, late ones too, begin a case of recovery, one
for each person, and none of a claim that is asked for already.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from server.casework.begin_limitation_case import begin_by_night
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.domain.actors import SYSTEM
from server.domain.calendar import Calendar, months_after, period_end
from server.domain.effects import JSON
from server.domain.values import Values
from server.store import benefits, cases, copay_reliefs, recourses
from server.store.benefits import Benefit
from server.store.connection import Connection
from server.store.copay_reliefs import CopayRelief

SLUG, RECOVERY = "copay_relief", "benefit_recovery"
_DEFERRED = "DEFER"


def watch_copay_reliefs(services: Services) -> int:
    """Begins what is due of certificates; how many cases began now, each once."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        values = services.values(conn)
        ending = tuple(_ending(conn, day, values))
        due = [(one, found) for one in _over(conn, day, values) for found in _unasked(conn, one)]
    told = sum(_tell(services, one) for one in ending)
    return told + sum(_collect(services, one, found) for one, found in due)


def _ending(conn: Connection, day: date, values: Values) -> Iterator[CopayRelief]:
    """The certificates that run out soon, but those which another one of the same persons follows."""
    last = day + timedelta(days=values.integer("copay_relief.ending_days", day))
    found = copay_reliefs.ending(conn, day, last, day)
    every = copay_reliefs.certificates_of(conn, {one.household_key for one in found}, on=day)
    for one in found:
        after = (other for other in every[one.household_key] if other.first_day > one.last_day)
        if any(set(one.persons) <= set(other.persons) for other in after):
            continue
        if cases.once(conn, _once(one)) is None:
            yield one


def _once(one: CopayRelief) -> str:
    return f"copay_ending:{one.relief_key}:{one.last_day}"


def _over(conn: Connection, day: date, values: Values) -> Iterator[CopayRelief]:
    """The deferrals whose claims are in: the period after their end is over, the months of looking are not."""
    period, calendar = values.period("copay_settle", day), Calendar(values)
    first = months_after(day, -values.integer("copay_relief.settle_months", day))
    for one in copay_reliefs.ending(conn, first, day, day):
        if one.measure == _DEFERRED and period_end(one.last_day, period, calendar) < day:
            yield one


def _unasked(conn: Connection, one: CopayRelief) -> Iterator[list[Benefit]]:
    """Of each person the claims within the deferral whose co-payment nobody has asked for."""
    for person in one.persons:
        found = [
            claim
            for claim in benefits.claims_of(conn, [person], one.first_day)
            if claim.first_day <= one.last_day and claim.copay > 0
        ]
        asked = {item.claim_no for item in recourses.items_of(conn, claim_nos=(claim.claim_no for claim in found))}
        left = [claim for claim in found if claim.claim_no not in asked]
        if left and cases.once(conn, _settled(one, left)) is None:
            yield left


def _settled(one: CopayRelief, found: Iterable[Benefit]) -> str:
    claims = " ".join(sorted(claim.claim_no for claim in found))
    return f"copay_settled:{one.relief_key}:{hashlib.sha256(claims.encode()).hexdigest()[:24]}"


def _tell(services: Services, one: CopayRelief) -> bool:
    start: dict[str, JSON] = {
        "matter": "ENDING",
        "certificate_no": one.number,
        "exofficio_reason": "証明書の有効期間が間もなく終わる",
        "documents": [],
    }
    return _begin(services, SLUG, one, start, _once(one))


def _collect(services: Services, one: CopayRelief, found: list[Benefit]) -> bool:
    start: dict[str, JSON] = {
        "person_key": found[0].person_key,
        "cause": "DEFERRED",
        "deferred_until": one.last_day.isoformat(),
        "claims": " ".join(claim.claim_no for claim in found),
        "remarks": f"一部負担金の徴収猶予({one.number})の期間が終わった",
    }
    return _begin(services, RECOVERY, one, start, _settled(one, found))


def _begin(services: Services, slug: str, one: CopayRelief, start: dict[str, JSON], once: str) -> bool:
    with unit_of_work(services, SYSTEM) as uow:
        case_id = begin_by_night(services, uow, slug, one.household_key, start, once)
        detail = {"certificate": one.number, "procedure": slug, "case": case_id}
        key = one.household_key
        uow.audit("copay_relief.look", object_kind="household", object_key=key, household_key=key, detail=detail)
    return case_id is not None
