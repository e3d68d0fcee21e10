"""Random walks of enrolment through the use cases and the database (乱歩), and the same walks in memory alone.

After every step the case is saved and loaded again; in memory it is never saved and never cleared of its past. Both
must tell the same: history, open tasks, waits, clocks, effects, data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

import orjson

from server.casework.complete_task import complete_task
from server.casework.replay_case import recorded
from server.casework.start_case import start_case
from server.casework.step_records import effect_as_json
from server.casework.task_rights import may_do
from server.casework.wake_cases import wake_due
from server.domain.calendar import civil_date
from server.domain.facts import Facts
from server.domain.refusals import Refused
from server.domain.share_class import income_year
from server.domain.values import Values
from server.engine.codec import read_state
from server.engine.replay import RecordedStep
from server.engine.run import Run
from server.engine.step import Surround, _result, move
from server.engine.tokens import CaseWorkflow
from server.engine.types import HistoryEvent, OpenTask, StepResult
from server.store import history
from server.store import tables as t
from server.store.tasks import Task
from tests.people import Household, Person, register_changes
from tests.procedures.answering import Clerk
from tests.world import DAY, World

STEPS = 60
STAFF = ("saeki", "okamura", "utsumi", "kitano", "kuroda", "sakai", "center1")
# Who takes in by a channel: linked systems say themselves that they sent it, an act ex officio is an official's.
TAKERS = {"LINK": ("register",), "EAPP": ("portal",), "EXOFFICIO": ("okamura", "utsumi")}

# What the rules may say to an answer that the form takes; nothing has changed then and another answer is tried.
REFUSALS = {
    "head_unknown",  # a household nobody knows: nothing can be entered into the registers
    "identity_method_not_for_channel",
    "dates_reversed",
    "fact_date_in_future",
    "age_75_or_over",
}

Standing = dict[str, Any]


@dataclass
class Walk:
    """One case on its way; `standings` is how it stood after each step, as the database has it."""

    city: World
    seed: int
    case_id: str = ""
    standings: list[Standing] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    random: Random = field(init=False)
    clerk: Clerk = field(init=False)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.clerk = Clerk(
            self.random,
            settled(self.city, self.seed, self.random),
            known=self.random.random() < 0.92,
            today=self.city.clock.business_day,
            check_groups=lambda: self.city.check_groups(self.case_id),
        )

    def run(self) -> Walk:
        """Walks to an end, or until nothing more happens within the steps of a walk."""
        answers = self.clerk.start()
        by = self.random.choice(TAKERS.get(answers["channel"], ("saeki", "okamura")))
        caller = self.city.system() if by in ("register", "portal") else self.city.caller(by)
        started = start_case(self.city.services, caller, "enrolment", answers)
        self.case_id = started.case_id
        self._stood()
        for _ in range(STEPS):
            if self.standings[-1]["status"] != "active":
                break
            self._next()
        return self

    def _next(self) -> None:
        """One thing happens: time goes by, or somebody hands in an answer."""
        due = self.city.case(self.case_id).next_due_at
        if due is not None and self.random.random() < 0.5:
            self.city.clock.set(civil_date(due) + timedelta(days=self.random.choice((0, 0, 1, 9))))
            woken = wake_due(self.city.services)
            assert woken.failed == 0, self.seed
            self._stood()
            return
        task = self.random.choice(self.city.open_tasks(self.case_id))
        try:
            answers = self.clerk.answers(task.element)
            complete_task(self.city.services, self.city.caller(self._someone(task)), task.task_id, answers)
        except Refused as refusal:
            self._was_refused(refusal)
            return
        self._stood()

    def _was_refused(self, refusal: Refused) -> None:
        """A refusal is one that the rules may give, and has changed nothing."""
        assert refusal.code in REFUSALS, (self.seed, refusal.as_json())
        assert self._standing() == self.standings[-1], self.seed
        self.refused.add(refusal.code)

    def _someone(self, task: Task) -> str:
        """Whoever holds the task, or one who may do it."""
        if task.claimed_by is not None:
            return task.claimed_by
        day = self.city.clock.business_day()
        with self.city.database.read() as conn:
            able = [one for one in STAFF if may_do(conn, self.city.caller(one), task, day)]
        assert able, (self.seed, task.element, task.office, self.clerk.channel)
        return self.random.choice(able)

    def _stood(self) -> None:
        self.standings.append(self._standing())

    def _standing(self) -> Standing:
        """The case as the database has it."""
        case = self.city.case(self.case_id)
        waits = t.subscriptions.select().where(t.subscriptions.c.case_id == self.case_id)
        with self.city.database.read() as conn:
            subscriptions = sorted((row.key, row.kind, row.element) for row in conn.execute(waits))
        assert case.state is not None
        return {
            "status": case.status,
            "outcome": case.outcome,
            "next_due": case.next_due_at if case.status == "active" else None,
            "tasks": sorted(
                (one.key, one.element, one.role, one.path, one.due_on) for one in self.city.open_tasks(self.case_id)
            ),
            "subscriptions": subscriptions,
            "data": plain(read_state(case.state)["d"]),
        }


def records(city: World, case_id: str) -> list[RecordedStep]:
    """What the database keeps of each step of a case."""
    with city.database.read() as conn:
        return list(recorded(history.steps_of(conn, case_id), history.history_of(conn, case_id)))


def in_memory(city: World, case_id: str) -> Iterator[tuple[RecordedStep, StepResult]]:
    """The same commands, facts and values through the pure engine, the case kept alive and never saved."""
    with city.database.read() as conn:
        procedure = city.services.catalogue.get(conn, city.case(case_id).procedure_hash)
    operators = city.services.operators
    workflow = CaseWorkflow(procedure.spec, procedure.subspecs)
    for step in records(city, case_id):
        facts, values = Facts.from_json(step.facts), Values.from_json(step.values)
        run = Run(workflow, procedure, operators, facts, values, step.at)
        move(workflow, run, step.command)
        workflow.is_completed()
        yield step, _result(workflow, run, Surround(step.at, procedure, operators, facts, values))


def standing(result: StepResult) -> Standing:
    """A result of the engine in the words of the database."""
    return {
        "status": result.status,
        "outcome": result.outcome,
        "next_due": result.next_due if result.status == "active" else None,
        "tasks": sorted(
            (one.key, one.element, one.role, "/".join(one.path), last_day(one, result)) for one in result.open_tasks
        ),
        "subscriptions": sorted((one.key, one.kind, one.element) for one in result.subscriptions),
        "data": plain(result.data),
    }


def last_day(task: OpenTask, result: StepResult) -> date | None:
    """The day by which a task is to be done; one that waits for papers ends with the clock of its case."""
    if task.due_on is not None:
        return date.fromisoformat(task.due_on)
    waits = "waiting" in task.properties and result.next_due is not None
    return civil_date(result.next_due) - timedelta(days=1) if waits and result.next_due else None


def told(events: Iterator[HistoryEvent] | tuple[HistoryEvent, ...] | list[HistoryEvent]) -> list[Any]:
    """History without ids and instants of its rows: what happened, to whom it is ascribed, with all detail."""
    return [
        [event.kind, event.element, event.name, event.element_type, list(event.path), event.by, plain(event.detail)]
        for event in events
    ]


def effects(result: StepResult) -> list[Any]:
    return [plain(effect_as_json(effect)) for effect in result.effects]


def plain(value: Any) -> Any:
    """As JSON, read again."""
    return orjson.loads(orjson.dumps(value))


def settled(city: World, seed: int, random: Random) -> Household:
    """A household of one to three people that moves into the city for this walk."""
    key = f"{7_000_000 + seed:010d}"
    size = random.randint(1, 3)
    relations = ("HEAD", "SPOUSE", "CHILD")
    born = ("1955-02-10", "1988-05-02", "1949-01-05", "1970-11-30"), ("1957-08-01", "1990-12-12"), ("2018-07-07",)
    members = tuple(
        Person(
            key=f"{key}{place}1234"[-15:].zfill(15),
            name=f"走者 {'一二三'[place]}",
            kana=f"ソウシャ　{('イチ', 'ニ', 'サン')[place]}",
            sex="FM"[place % 2],
            birth_date=random.choice(born[place]),
            relation=relations[place],
            card=random.choice(("usable", "not_usable", "unknown")),
            income=random.choice((None, 0, 900_000, 4_000_000)),
        )
        for place in range(size)
    )
    household = Household(key, "chuo", "000-0011", "青柳町", "若葉市中央区青柳町九丁目9番9号", "080-0000-0999", members)
    with city.database.read() as conn:
        values = city.services.values(conn)
    city.change(*register_changes(household, values.text("certificate.symbol", DAY), income_year(DAY, values)))
    return household
