"""The night's work on withholding (特別徴収の夜間処理): cases for whom it must end, then the file of stop notices.

Death, loss of eligibility, public assistance, another head, a member under 65, a mandate for debit, a lower levy: each
ends it. A higher levy does not; the increase is collected in the ordinary way. All of it is idempotent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.special_begin import work_special
from server.casework.special_cases import begin_stop
from server.casework.special_files import make_stop_file
from server.casework.work import run
from server.domain.actors import SYSTEM
from server.domain.calendar import reaches_on
from server.domain.rights import ALL, Function, Grant
from server.domain.values import Values
from server.store import mandates, special_grounds
from server.store.connection import Connection
from server.store.special_grounds import Withheld
from server.store.unit_of_work import UnitOfWork

_BY_LOSS = {"death": "DEATH", "welfare": "WELFARE"}


@dataclass(frozen=True, slots=True)
class Night:
    """What a night did: households whose withholding ended, notices in the new file."""

    stopped: int
    notices: int


def run_special(services: Services) -> Night:
    """Does what waits of requests, ends what has lost its ground, then makes the file of stop notices."""
    day = services.clock.business_day()
    grants = (Grant(Function.SPECIAL_RUN, ALL.value, day),)
    caller = Caller(SYSTEM.user_id, SYSTEM.name, SYSTEM.office, "健康保険課", "自動処理", grants)
    work_special(services)
    with services.database.read() as conn:
        found = grounds(conn, day, services.values(conn))
    stopped = sum(_stop(services, caller, one, reason) for one, reason in found)
    made = make_stop_file(services, caller)
    return Night(stopped, 0 if made is None else made.count)


def _stop(services: Services, caller: Caller, one: Withheld, reason: str) -> bool:
    def act(uow: UnitOfWork) -> bool:
        begun = begin_stop(services, uow, one.household_key, one.levy_year, reason, None)
        uow.audit("special.night", object_kind="household", object_key=one.household_key)
        return begun is not None

    return run(services, caller, act)


def grounds(conn: Connection, day: date, values: Values) -> tuple[tuple[Withheld, str], ...]:
    """Who must not be withheld from any more, with the first reason that holds."""
    known = special_grounds.withheld_now(conn, day)
    homes = [one.household_key for one in known]
    losses = special_grounds.losses(conn, (one.person_key for one in known), day)
    heads = special_grounds.heads(conn, homes, day)
    births = special_grounds.births_of_insured(conn, homes, day)
    debits = mandates.debited_on(conn, homes, day)
    lowered = special_grounds.lowered(conn, {str(one.account_key): one.valid_from for one in known if one.account_key})
    found = []
    for one in known:
        reason = _reason(one, losses, heads, births, day, values)
        reason = reason or ("DEBIT" if one.household_key in debits else "")
        reason = reason or ("DECREASE" if one.account_key in lowered else "")
        if reason:
            found.append((one, reason))
    return tuple(found)


def _reason(
    one: Withheld,
    losses: Mapping[str, str],
    heads: Mapping[str, str],
    births: Mapping[str, tuple[str, ...]],
    day: date,
    values: Values,
) -> str:
    if one.person_key in losses:
        return _BY_LOSS.get(losses[one.person_key], "LOSS")
    if heads.get(one.household_key) != one.person_key:
        return "NEW_HEAD"
    least = values.integer("special.age_from", day)
    young = (date.fromisoformat(born.replace("-00", "-01")) for born in births.get(one.household_key, ()))
    return "UNDER_65" if any(reaches_on(born, least) > day for born in young) else ""
