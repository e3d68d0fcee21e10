"""Overdue instalments that nobody collects (誰も追っていない未納): published mistake PM27 for the dunning part.

Behind the days within which the city duns, whatever is open stands on the list of a run with an owner and a date, or
was dunned and waits for its date, or its household has a case of arrears. What stands nowhere is named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from server.casework.services import Services
from server.domain.dunning import dun_by, duns_late_charges
from server.domain.dunning_run import LEFT_OUT, PAID
from server.domain.effects import JSON
from server.domain.ledger.books import Claim
from server.domain.limitation import Act
from server.domain.refusals import Refused
from server.domain.values import Values
from server.store import (
    arrears_cases,
    cases,
    claim_acts,
    dunning_lines,
    dunning_services,
    late_charges,
    ledger,
    limitation_watch,
)
from server.store.collection_ways import withheld_claims
from server.store.connection import Connection
from server.store.dunning_lines import LATE, PRINCIPAL, Line
from server.store.dunning_services import DunningService
from server.store.limitation_watch import Open

SLUG = "dunning_run"
_SLICE = 500


def uncollected(services: Services, conn: Connection) -> list[JSON]:
    """The instalments with something open that no run, no date and no case has; empty before the procedure stands."""
    day = services.clock.business_day()
    try:
        services.catalogue.active(conn, SLUG, day)
    except Refused:
        return []
    values = services.values(conn)
    latest = day - timedelta(days=values.integer("dunning.within_days", day))
    overdue = [one for one in limitation_watch.open_claims(conn, latest) if dun_by(one.due_on, values) < day]
    found: list[JSON] = []
    for start in range(0, len(overdue), _SLICE):
        found += _of(conn, overdue[start : start + _SLICE], values, day)
    return found


def _of(conn: Connection, some: Sequence[Open], values: Values, day: date) -> list[JSON]:
    keys = [one.claim_key for one in some]
    claims, lines = ledger.claims(conn, keys), dict[str, list[Line]]()
    for line in dunning_lines.of_claims(conn, keys):
        lines.setdefault(line.claim_key, []).append(line)
    pursued = arrears_cases.running(conn, [one.household_key for one in some])
    withheld, anew, acts = withheld_claims(keys), dunning_services.standing(conn, keys), claim_acts.acts_on(conn, keys)
    asked = _asked(conn, claims, values, day)
    found: list[JSON] = []
    for one in some:
        subject, case = asked.get(one.claim_key), one.household_key in pursued
        mine = [line for line in lines.get(one.claim_key, ()) if line.subject == subject]
        if subject is None or one.claim_key in withheld:
            continue
        dunned = case and any(each.act is Act.DUNNING for each in acts[one.claim_key])  # by a run, or taken over
        if not dunned and not any(_stands(conn, line, anew, day, pursued=case) for line in mine):
            found.append({"claim_key": one.claim_key, "due_on": one.due_on.isoformat(), "asked": subject})
    return found


def _asked(conn: Connection, claims: Mapping[str, Claim], values: Values, day: date) -> dict[str, str]:
    """What is to be asked for by now: the premium, or the late charge behind its own days; fees alone are not."""
    asked = {key: PRINCIPAL for key, claim in claims.items() if claim.open.principal.total > 0}
    late = [key for key, claim in claims.items() if key not in asked and claim.open.late > 0]
    if duns_late_charges(values, day):
        for key, one in late_charges.standing(conn, late).items():
            if one.due_on is not None and dun_by(one.due_on, values) < day:
                asked[key] = LATE
    return asked


def _stands(
    conn: Connection, line: Line, anew: Mapping[tuple[str, str], DunningService], day: date, *, pursued: bool
) -> bool:
    """Whether the line moves on by itself, or has an owner and a date; behind its designated date by a case alone."""
    if line.again_in is not None:
        return False
    if line.unserved_on is not None or line.verdict == LEFT_OUT or line.pulled not in (None, PAID):
        return line.owner is not None and line.dun_by is not None
    if line.letter_id is None or line.dispatched_on is None:
        return line.reason != PAID and line.pulled is None
    served = anew.get((line.run_id, line.claim_key))
    if served is not None and served.designated_on is None:
        return _runs(conn, served.case_id)
    until = line.designated_on if served is None else served.designated_on
    return pursued or (until is not None and until >= day)


def _runs(conn: Connection, case_id: str | None) -> bool:
    case = None if case_id is None else cases.get_case(conn, case_id)
    return case is not None and case.status == "active"
