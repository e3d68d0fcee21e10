"""Messages to arrears that came too late (行き違いの知らせ): the case has ended, the registers hold what was told."""

from __future__ import annotations

from server.casework.services import Services
from server.casework.tell_arrears import CASE_EVENT
from server.casework.work import unit_of_work
from server.domain.actors import SYSTEM
from server.domain.arrears import SLUG
from server.store import arrears_cases, messages
from server.store.messages import StoredMessage

_SLICE = 500


def settle_lost(services: Services) -> int:
    """Ends the wait of what was told to a case that has ended meanwhile: the registers hold it for the next one."""
    with services.database.read() as conn:
        waiting = [one for one in messages.waiting_messages(conn, kinds=[CASE_EVENT], limit=_SLICE) if _for_hub(one)]
        keys = {str(one.register_keys["household_key"]) for one in waiting}
        running = arrears_cases.running(conn, keys)
    lost = [one for one in waiting if one.register_keys["household_key"] not in running]
    if lost:
        with unit_of_work(services, SYSTEM) as uow:
            for one in lost:
                messages.settle_message(uow, one.message_id, "expired")
            uow.audit("message.expire", object_kind="procedure", object_key=SLUG, detail={"count": len(lost)})
    return len(lost)


def _for_hub(one: StoredMessage) -> bool:
    return one.register_keys.get("slug") == SLUG and one.register_keys.get("household_key") is not None
