"""The day's list (日ごとの決裁一覧): the head confirms what checkers decided, each line with its own result."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.work import run
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.store import decisions, users
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What came of one decision: `refusal` is None when it is confirmed now."""

    decision_id: str
    refusal: Refused | None


def confirm_decisions(services: Services, caller: Caller, decision_ids: Iterable[str]) -> tuple[Confirmed, ...]:
    """Confirms each decision: not one's own, not twice, only of offices in scope."""
    return tuple(_one(services, caller, decision_id) for decision_id in list(dict.fromkeys(decision_ids))[:500])


def _one(services: Services, caller: Caller, decision_id: str) -> Confirmed:
    def act(uow: UnitOfWork) -> None:
        decision = decisions.get_decision(uow.conn, decision_id)
        if decision is None:
            raise Refused("daylist_changed", day=uow.business_day.isoformat())
        caller.require(Function.DAYLIST_CONFIRM, decision.office, uow.business_day)
        if decision.decided_by == caller.user_id:
            raise Refused("daylist_own_decisions")
        if decision.confirm_by == "deputised":
            raise Refused("deputy_act_not_own")
        if decisions.confirm_decisions(uow, [decision_id]) != 1:
            name = users.names_of(uow.conn, {decision.confirmed_by or ""}).get(decision.confirmed_by or "", "")
            raise Refused("daylist_confirmed", day=decision.decided_on.isoformat(), name=name)
        uow.audit("decision.confirm", object_kind="decision", object_key=decision_id, case_id=decision.case_id)

    try:
        run(services, caller, act)
    except Refused as refusal:
        return Confirmed(decision_id, refusal)
    return Confirmed(decision_id, None)
