"""The night's work on dunning (督促の夜間処理): runs opened on their day, arrears told of, nothing forgotten.

All of it is idempotent: a run stands once for its due date, a line ends once, an incident stands once for its run.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from server.casework.advance import begin_case, next_number
from server.casework.dunning_run import rest_by
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.domain.actors import SYSTEM
from server.domain.calendar import Calendar
from server.domain.dunning import opens_on
from server.domain.dunning_run import Step
from server.domain.effects import JSON, Message
from server.domain.refusals import Refused
from server.domain.wareki import to_wareki
from server.engine.definition import Procedure
from server.store import dunning_lines, dunning_runs, dunnings, incidents, messages, receipts
from server.store.cases import NewCase
from server.store.connection import Connection
from server.store.dunning_runs import DUE, REST, DunningRun
from server.store.dunnings import BecameArrears
from server.store.unit_of_work import UnitOfWork

SLUG, HUB, EVENT = "dunning_run", "arrears", "case_event"
_SLICE = 200
_LIES = timedelta(days=2)
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class DunningNight:
    """What a night did: runs opened, letters whose date passed (`paid` in time, `arrears`), runs to look at."""

    opened: int
    paid: int
    arrears: int
    told: int


def run_dunnings(services: Services) -> DunningNight:
    """Opens what is due to be dunned, ends what has passed, and raises what lies."""
    opened = _open_due(services) + _open_rest(services)
    paid = arrears = 0
    while passed := _end_passed(services):
        arrears += sum(one.open_yen > 0 for one in passed)
        paid += sum(one.open_yen <= 0 for one in passed)
    return DunningNight(opened, paid, arrears, _raise_lying(services))


def _open_due(services: Services) -> int:
    """A run for each due date whose day of opening has come and that has none."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        procedure = _active(services, conn, SLUG, day)
        if procedure is None:
            return 0
        values = services.values(conn)
        back = timedelta(days=values.integer("dunning.look_back_days", day))
        due = dunning_runs.due_dates(conn, day - back, day - timedelta(days=1))
        due = tuple(one for one in due if opens_on(one, values) <= day)
    return sum(_begin(services, procedure, DUE, one) for one in due)


def _open_rest(services: Services) -> int:
    """A run for what earlier ones left out and for late charges that no due date's run takes in time (延滞金の督促),
    before the first of their days: they come by themselves in any month, whether or not a premium is due.
    """
    day = services.clock.business_day()
    with services.database.read() as conn:
        values = services.values(conn)
        procedure, first = _active(services, conn, SLUG, day), rest_by(conn, values, day)
        if procedure is None or first is None or not Calendar(values).is_open(day):
            return 0
        begin = Calendar(values).add_open_days(first, -values.integer("dunning.lead_open_days", day))
        if day < begin or any(_takes_more(conn, run) for run in dunning_runs.runs(conn)):
            return 0
    return _begin(services, procedure, REST, day)


def _takes_more(conn: Connection, run: DunningRun) -> bool:
    """Whether a run is open whose list is not drawn yet: what was left out comes into it."""
    steps = dunning_runs.steps_of(conn, run.run_id)
    return Step.CUT_OFF not in steps and Step.STOPPED not in steps


def _active(services: Services, conn: Connection, slug: str, day: date) -> Procedure | None:
    try:
        return services.catalogue.active(conn, slug, day)
    except Refused:
        return None


def _begin(services: Services, procedure: Procedure, kind: str, due_on: date) -> int:
    """One case, begun once; 0 when it stands or its run does."""
    with unit_of_work(services, SYSTEM) as uow:
        day, at = uow.business_day, services.clock.business_now()
        uow.audit("dunning.open", object_kind="dunning_run", object_key=f"{kind}/{due_on.isoformat()}")
        if dunning_runs.of_due(uow.conn, kind, due_on) is not None:
            return 0
        data: dict[str, JSON] = {"channel": "EXOFFICIO", "received_on": day.isoformat(), "kind": kind, "remarks": None}
        data["due_on"] = due_on.isoformat() if kind == DUE else None
        once = f"{SLUG}/{kind}/{due_on.isoformat()}"
        begun = begin_case(services, uow, _new(uow, procedure, once, at, _named(kind, due_on)), data, procedure, at)
        return 0 if begun is None else 1


def _named(kind: str, due_on: date) -> str:
    """What tells the runs apart in a list of tasks."""
    return f"納期限 {to_wareki(due_on)}" if kind == DUE else f"除外の残り {to_wareki(due_on)}"


def _new(uow: UnitOfWork, procedure: Procedure, once: str, at: datetime, subject: str) -> NewCase:
    return NewCase(
        number=next_number(uow, at),
        slug=procedure.slug,
        procedure_hash=procedure.hash,
        office="hq",
        household_key=None,
        subject_name=subject,
        subject_kana="",
        channel="EXOFFICIO",
        received_on=uow.business_day,
        once_key=once,
    )


def _end_passed(services: Services) -> tuple[BecameArrears, ...]:
    """The next letters whose designated date has passed: paid in time, or arrears from now on."""
    with unit_of_work(services, SYSTEM) as uow:
        passed = dunnings.passed(uow.conn, uow.business_day, _SLICE)
        dunnings.end_lines(uow, passed)
        owing = [one for one in passed if one.open_yen > 0]
        _tell(uow, owing)
        detail = {"paid": len(passed) - len(owing), "arrears": len(owing)}
        uow.audit("dunning.passed", object_kind="dunning", object_key=uow.business_day.isoformat(), detail=detail)
        return passed


def _tell(uow: UnitOfWork, owing: Iterable[BecameArrears]) -> None:
    """Whoever waits for what happens to the household hears of it."""
    some = list(owing)
    waiting = receipts.households_waiting(uow.conn, EVENT, [one.household_key for one in some])
    for one in some:
        if one.household_key in waiting:
            keys: dict[str, JSON] = {"household_key": one.household_key}
            payload: dict[str, JSON] = {"event": "became_arrears", "claim_key": one.claim_key, "yen": one.open_yen}
            messages.put_message(uow, Message(EVENT, f"dunning/arrears/{one.claim_key}", keys, payload))


def _raise_lying(services: Services) -> int:
    """An incident for each run with letters that lie handed over, and with instalments nobody dunned in time."""
    with unit_of_work(services, SYSTEM) as uow:
        late = {line.run_id for line in dunning_lines.overdue_left(uow.conn, uow.business_day, _MOST)}
        lying = {run.run_id for run in dunning_runs.runs(uow.conn) if _lies(uow, run)}
        for run_id in sorted(late):
            _raise(uow, run_id, "dunning_overdue", "督促期限を過ぎても督促していない除外があります")
        for run_id in sorted(lying):
            _raise(uow, run_id, "letters_unposted", "引き渡してから2日を過ぎても督促状が発送されていません")
        uow.audit("dunning.look_for_lying", object_kind="dunning", object_key=uow.business_day.isoformat())
        return len(late | lying)


def _lies(uow: UnitOfWork, run: DunningRun) -> bool:
    steps = dunning_runs.steps_of(uow.conn, run.run_id)
    handed = steps.get(Step.HANDED_OVER)
    over = {Step.POSTED, Step.STOPPED} & steps.keys()
    return handed is not None and not over and handed.done_at < uow.now - _LIES


def _raise(uow: UnitOfWork, run_id: str, kind: str, summary: str) -> None:
    run = dunning_runs.get(uow.conn, run_id)
    case_id = None if run is None else run.case_id
    incidents.raise_incident(
        uow, kind=kind, object_kind="dunning_run", object_key=run_id, office="hq", summary=summary, case_id=case_id
    )
