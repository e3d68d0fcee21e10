"""Acts on many tasks (まとめて): one transaction for each task, its result kept in the same one.

What fails does not stop the others. A run that is broken off (the browser closed, the server stopped) goes on where it
was: what is done is known, nothing is done twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from time import monotonic

from server.casework.bulk_forms import refuse_unfit_form
from server.casework.callers import Caller
from server.casework.claim import Also, assign_task, claim_task, put_off, release_task
from server.casework.complete_task import complete_task
from server.casework.services import Services
from server.domain.effects import JSON
from server.domain.refusals import Refused, refused_again
from server.store import bulk_runs
from server.store.bulk_runs import BulkItem, BulkRun
from server.store.unit_of_work import UnitOfWork

MANY = 200
ACTS = ("claim", "release", "assign", "follow_up", "complete")
_SECONDS = 8.0  # a request that lasts longer looks dead; the rest waits for 続ける


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What came of one item: `done`, `refused` with its refusal, or `waiting`."""

    task_id: str
    state: str
    refusal: Refused | None


@dataclass(frozen=True, slots=True)
class BulkResult:
    """A run as it stands; `waiting` items are done when it goes on."""

    run_id: str
    act: str
    items: tuple[ItemResult, ...]

    @property
    def waiting(self) -> int:
        """How many items are left."""
        return sum(one.state == "waiting" for one in self.items)


def begin(
    services: Services, caller: Caller, act: str, task_ids: Iterable[str], detail: Mapping[str, JSON] | None = None
) -> str:
    """Writes down what is to be done, at most `MANY` tasks, and returns the run's id; nothing is done yet."""
    if act not in ACTS:
        raise Refused("not_an_option", at_field="_act")
    chosen = list(dict.fromkeys(task_ids))[:MANY]
    with services.database.housekeeping() as conn:
        return bulk_runs.begin(
            conn,
            user_id=caller.user_id,
            act=act,
            detail=detail or {},
            task_ids=chosen,
            now=services.clock.wall_now(),
        )


def go_on(services: Services, caller: Caller, run_id: str, *, seconds: float = _SECONDS) -> BulkResult:
    """Does what waits, for about so many seconds; raises `bulk_not_found` for another's run."""
    run, items = _read(services, caller, run_id)
    last = monotonic() + seconds
    for item in items:
        if item.state != "waiting":
            continue
        if monotonic() > last:
            return result_of(services, caller, run_id)
        _do(services, caller, run, item)
    with services.database.housekeeping() as conn:
        bulk_runs.finish(conn, run_id, services.clock.wall_now())
    return result_of(services, caller, run_id)


def let_be(services: Services, caller: Caller, run_id: str) -> None:
    """やめる: the rest stays undone. Raises `bulk_not_found`."""
    _read(services, caller, run_id)
    with services.database.housekeeping() as conn:
        bulk_runs.finish(conn, run_id, services.clock.wall_now())


def result_of(services: Services, caller: Caller, run_id: str) -> BulkResult:
    """What came of each item so far; raises `bulk_not_found`."""
    run, items = _read(services, caller, run_id)
    return BulkResult(run_id, run.act, tuple(_result(item) for item in items))


def unfinished(services: Services, caller: Caller) -> str | None:
    """The caller's newest run that was broken off."""
    with services.database.read() as conn:
        run = bulk_runs.unfinished(conn, caller.user_id)
    return None if run is None else run.run_id


def _read(services: Services, caller: Caller, run_id: str) -> tuple[BulkRun, tuple[BulkItem, ...]]:
    with services.database.read() as conn:
        run = bulk_runs.run_of(conn, caller.user_id, run_id)
        if run is None:
            raise Refused("bulk_not_found")
        return run, bulk_runs.items_of(conn, run_id)


def _result(item: BulkItem) -> ItemResult:
    refusal = None if item.refusal is None else refused_again(item.refusal)
    return ItemResult(item.task_id, item.state, refusal)


def _do(services: Services, caller: Caller, run: BulkRun, item: BulkItem) -> None:
    """Does one item; a refusal is its result, and so is what stopped the engine (an incident is open then)."""

    def keep(uow: UnitOfWork) -> None:
        bulk_runs.settle(uow.conn, item, refusal=None, now=uow.now)

    try:
        _act(services, caller, run, item.task_id, keep)
    except Refused as refusal:
        with services.database.housekeeping() as conn:
            bulk_runs.settle(conn, item, refusal=refusal.as_json(), now=services.clock.wall_now())


def _act(services: Services, caller: Caller, run: BulkRun, task_id: str, keep: Also) -> None:
    said = run.detail
    if run.act == "claim":
        claim_task(services, caller, task_id, keep)
    elif run.act == "release":
        release_task(services, caller, task_id, keep)
    elif run.act == "assign":
        whom = said.get("user")
        assign_task(services, caller, task_id, None if whom is None else str(whom), str(said.get("reason", "")), keep)
    elif run.act == "follow_up":
        day = date.fromisoformat(str(said["day"])) if said.get("day") else None
        put_off(services, caller, task_id, day, str(said.get("reason", "")), keep)
    else:
        answers = said.get("answers")
        refuse_unfit_form(services, caller, task_id)
        complete_task(
            services,
            caller,
            task_id,
            dict(answers) if isinstance(answers, dict) else {},
            remember=lambda uow, _: keep(uow),
        )
