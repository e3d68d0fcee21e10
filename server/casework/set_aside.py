"""Setting a page aside and coming back to the same field (脇に置く): five at once, for whoever is at the counter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from server.casework.callers import Caller
from server.casework.own_drafts import START, TASK
from server.casework.save_draft import save_start_draft, save_task_draft
from server.casework.services import Services
from server.domain.effects import JSON
from server.domain.refusals import Refused
from server.store import cases, set_asides, tasks
from server.store.connection import Connection
from server.store.set_asides import SetAside

MOST = 5
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class AsidePage:
    """A page set aside: `kind` task or start, `target` its id or slug; `name` None where the task is closed by now."""

    kind: str
    target: str
    field: str
    at: datetime
    number: str | None
    name: str | None


def set_aside(
    services: Services, caller: Caller, kind: str, target: str, typed: Mapping[str, JSON], field: str = ""
) -> int:
    """Keeps what is typed and sets the page aside; returns how many are.

    The draft is kept in any case. Raises `aside_full` for the sixth, and what `save_task_draft` raises.
    """
    if kind == TASK:
        save_task_draft(services, caller, target, typed)
    else:
        save_start_draft(services, caller, target, typed)
    with services.database.housekeeping() as conn:
        found = _standing(conn, caller)
        key = f"{kind}:{target}"
        if len(found) >= MOST and all(one.draft_key != key for one in found):
            raise Refused("aside_full", max=MOST)
        set_asides.put(conn, caller.user_id, key, field[:_LONGEST], services.clock.wall_now())
        return set_asides.count(conn, caller.user_id)


def pages_set_aside(services: Services, caller: Caller) -> tuple[AsidePage, ...]:
    """The pages set aside, the last one first."""
    with services.database.read() as conn:
        return tuple(_page(conn, one) for one in set_asides.set_asides(conn, caller.user_id))


def count_set_aside(services: Services, caller: Caller) -> int:
    """How many there are, for the strip of every page."""
    with services.database.read() as conn:
        return set_asides.count(conn, caller.user_id)


def take_up(services: Services, caller: Caller, kind: str, target: str) -> str:
    """Takes a page up again and returns the field one was in; raises `aside_not_found`."""
    key = f"{kind}:{target}"
    with services.database.housekeeping() as conn:
        found = [one for one in set_asides.set_asides(conn, caller.user_id) if one.draft_key == key]
        if not found:
            raise Refused("aside_not_found")
        set_asides.take(conn, caller.user_id, key)
    return found[0].field


def _standing(conn: Connection, caller: Caller) -> tuple[SetAside, ...]:
    """Those that can still be taken up; what is closed by now gives its place back."""
    found = set_asides.set_asides(conn, caller.user_id)
    gone = [one for one in found if _page(conn, one).name is None]
    for one in gone:
        set_asides.take(conn, caller.user_id, one.draft_key)
    return tuple(one for one in found if one not in gone)


def _page(conn: Connection, one: SetAside) -> AsidePage:
    kind, _, target = one.draft_key.partition(":")
    if kind == START:
        return AsidePage(kind, target, one.field, one.at, None, target)
    task = tasks.get_task(conn, target)
    case = None if task is None else cases.get_case(conn, task.case_id)
    stands = task is not None and task.status == "open"
    return AsidePage(
        kind,
        target,
        one.field,
        one.at,
        None if case is None else case.number,
        task.name if task is not None and stands else None,
    )
