"""What was shipped anew for values that the office has changed (出荷された値の更新案): taken into a draft, or not."""

from __future__ import annotations

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.work import run
from server.casework.workshop.drafts import require_draw
from server.domain.refusals import Refused
from server.store import values as value_store
from server.store.unit_of_work import UnitOfWork


def refuse_proposal(services: Services, caller: Caller, proposal_id: str) -> None:
    """The office keeps its own value; nothing that is in force changes. Raises `proposal_unknown`, rights."""
    require_draw(caller, services)

    def act(uow: UnitOfWork) -> None:
        found = [one for one in value_store.waiting_proposals(uow.conn) if one.proposal_id == proposal_id]
        if not found:
            raise Refused("proposal_unknown")
        value_store.decide_proposal(uow, proposal_id, accepted=False)
        detail = {"key": found[0].row["key"], "from": found[0].row["from"]}
        uow.audit("values.keep_own", object_kind="values", object_key=proposal_id, detail=detail)

    run(services, caller, act)
