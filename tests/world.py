"""A small working city for tests (試験の若葉市): tools as in production, a fresh database, a clock at hand.

`world(database, tmp_path)` brings values, offices, staff, the enrolment procedure and the households of
`tests.people` into a database, so that a test of a use case, a page or an address begins where an office begins.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from argon2 import PasswordHasher

from server.casework.callers import Caller
from server.casework.case_answers import of_element
from server.casework.catalogue import Catalogue, form_of
from server.casework.complete_task import Completed, complete_task
from server.casework.deploy_procedure import deploy_procedure, load_values
from server.casework.log_in import caller_of_user
from server.casework.services import Services
from server.casework.start_case import CaseStarted, start_case
from server.casework.work import unit_of_work
from server.cli.demo_city.staff import PASSWORD, put_offices, put_staff
from server.clock import Clock, instant_on
from server.domain.actors import SYSTEM
from server.domain.effects import JSON, RegisterChange
from server.domain.forms.showing import value_groups
from server.domain.rights import Function, Grant
from server.domain.share_class import income_year
from server.keys import Keys
from server.printing.heads import Letter, load_letters
from server.store import grants, history, registers, tasks
from server.store.cases import Case, get_case
from server.store.database import Database
from server.store.history import HistoryRow
from server.store.households import household_revs
from server.store.tasks import Task
from server.store.unit_of_work import UnitOfWork
from server.wiring import assemble
from tests.people import HOUSEHOLDS, Household, register_changes
from tests.shipped_values import shipped_rows

TREE = Path(__file__).resolve().parents[1]
DAY = date(2026, 11, 18)
AT = instant_on(DAY, 10, 42)
KEYS = Keys((b"n" * 32,), (b"u" * 32,), (b"s" * 32,))

__all__ = ["AT", "DAY", "HOUSEHOLDS", "TREE", "Household", "MovableClock", "World", "opened", "world"]

# Parsed procedures are the same for the same files: one catalogue serves all worlds of a test run.
_CATALOGUE = Catalogue()
_MANAGER = (Function.PROCEDURE_DEPLOY, Function.MESSAGE_SEND, Function.INCIDENT_HANDLE)
_RELATIONS = {"HEAD": "head", "SPOUSE": "wife", "CHILD": "child", "PARENT": "mother"}


@dataclass(frozen=True, slots=True)
class MovableClock(Clock):
    """A clock that stands still until a test moves it; wall and business time go together."""

    moments: list[datetime] = field(default_factory=lambda: [AT])

    def wall_now(self) -> datetime:
        """Where the clock was set to."""
        return self.moments[-1]

    def set(self, day: date, hour: int = 9, minute: int = 0) -> None:
        """Sets the clock to a time of a day in Japan."""
        self.moments.append(instant_on(day, hour, minute))

    def wait(self, **span: float) -> None:
        """Lets `timedelta(**span)` go by."""
        self.moments.append(self.moments[-1] + timedelta(**span))


@dataclass(frozen=True, slots=True)
class World:
    """The city with its tools; the walks (`start`, `identified`, `entered`, `checked`) go through the use cases."""

    services: Services
    clock: MovableClock
    database: Database

    def caller(self, user_id: str) -> Caller:
        """A member of staff at work, with the rights of this day."""
        return caller_of_user(self.services, user_id)

    def system(self, *functions: str) -> Caller:
        """A linked system at work in every office: it takes cases in, with papers and numbers."""
        wanted = functions or ("case:start", "household:view", "my_number:enter", "document:add", "message:send")
        grants = tuple(Grant(function, "all", DAY) for function in wanted)
        return Caller(
            "portal", "申請サイト", "chuo", "中央区役所", "連携システム", grants, terminal="api", machine=True
        )

    def household(self, name: str) -> Household:
        """One of the households of `tests.people`."""
        return HOUSEHOLDS[name]

    @contextmanager
    def uow(self) -> Iterator[UnitOfWork]:
        """A unit of work of the system, for what a test prepares behind the use cases."""
        with unit_of_work(self.services, SYSTEM) as uow:
            yield uow
            uow.audit("test.prepare", object_kind="test", object_key="1")

    def change(self, *changes: RegisterChange) -> None:
        """Register changes as an accepted file brings them; the households' guards are raised."""
        with self.uow() as uow:
            for change in changes:
                registers.apply_change(uow, change, event="file:test")
            uow.bump_households(household_revs(uow.conn, registers.touched_households(uow.conn, changes)))

    def grant(self, user_id: str, function: str, scope: str = "all") -> None:
        """Gives one right more."""
        with self.uow() as uow:
            grants.give(uow, user_id, [Grant(function, scope, DAY)], requested_by="demo-request")

    def case(self, case_id: str) -> Case:
        """The case as it stands."""
        with self.database.read() as conn:
            found = get_case(conn, case_id)
        assert found is not None
        return found

    def history(self, case_id: str) -> tuple[HistoryRow, ...]:
        """What happened in a case, oldest first."""
        with self.database.read() as conn:
            return history.history_of(conn, case_id)

    def open_tasks(self, case_id: str) -> tuple[Task, ...]:
        """The open tasks of a case."""
        with self.database.read() as conn:
            return tuple(task for task in tasks.tasks_of_case(conn, case_id) if task.status == "open")

    def open_task(self, case_id: str, element: str) -> Task:
        """The one open task of an element."""
        (found,) = [task for task in self.open_tasks(case_id) if task.element == element]
        return found

    def start(self, household: str | None = "single", by: str = "saeki", **changes: JSON) -> CaseStarted:
        """受付."""
        return start_case(self.services, self.caller(by), "enrolment", self.answers_start(household, **changes))

    def identified(self, household: str = "single", by: str = "saeki", **changes: JSON) -> str:
        """受付 and 本人確認; the case's id. `enter` is open then."""
        started = self.start(household, by)
        self.complete(started.case_id, "check_identity", self.answers_identity(**changes), by)
        return started.case_id

    def entered(self, household: str = "single", by: str = "saeki", **changes: JSON) -> str:
        """… and 入力; the case's id. As a rule `check` is open then."""
        case_id = self.identified(household, by)
        self.complete(case_id, "enter", self.answers_enter(household, **changes), by)
        return case_id

    def checked(self, household: str = "single", by: str = "okamura", **changes: JSON) -> str:
        """… and 照合 by a second person; decided as a rule."""
        case_id = self.entered(household, **changes)
        self.complete(case_id, "check", self.answers_check(case_id), by)
        return case_id

    def complete(self, case_id: str, element: str, answers: Mapping[str, JSON], by: str) -> Completed:
        """One person hands in the answers to the open task of an element."""
        return complete_task(
            self.services, self.caller(by), self.open_task(case_id, element).task_id, answers, rev=None
        )

    def answers_start(self, household: str | None = "single", **changes: JSON) -> dict[str, JSON]:
        """The start form of a notification at the counter today; None: of people nobody knows yet."""
        known = None if household is None else HOUSEHOLDS[household]
        return {
            "channel": "COUNTER",
            "received_on": self.clock.business_day().isoformat(),
            "acq_reason": "left_employee_insurance",
            "household_key": None if known is None else known.key,
            "head_name": "新田 渚" if known is None else known.head.name.replace("\ue000", "上"),
            "head_kana": "ニッタ　ナギサ" if known is None else known.head.kana,
            "phone": None if known is None else known.phone,
            "documents": ["notification", "loss_certificate"],
            "paper_location": "受付箱 2026-11-18 A",
        } | changes

    def answers_identity(self, **changes: JSON) -> dict[str, JSON]:
        """The head came with the card; all agrees with the resident record."""
        return {
            "applicant_kind": "HEAD",
            "method": "CARD",
            "number_shown": "yes",
            "identity_proven": "yes",
            "register_match": "ALL",
        } | changes

    def answers_enter(self, household: str = "single", **changes: JSON) -> dict[str, JSON]:
        """Everyone of the household left employee insurance at the beginning of the month; the certificate was seen."""
        known = HOUSEHOLDS[household]
        return {
            "acq_reason": "left_employee_insurance",
            "insurer_loss_date": self.clock.business_day().replace(day=1).isoformat(),
            "prev_insurer": "若葉健康保険組合",
            "evidence": ["notification", "loss_certificate"],
            "other_insured": "no",
            "head_name": known.head.name.replace("\ue000", "上"),
            "head_kana": known.head.kana,
            "head_joins": "yes",
            "postal_code": known.postal_code,
            "address": known.address,
            "phone": known.phone,
            "send_to": "same",
            "members": answers_members(household),
            "next_step": "to_check",
        } | changes

    def answers_check(self, case_id: str, result: str = "agree", **changes: JSON) -> dict[str, JSON]:
        """Every value group agrees with the paper; `result` agree, return, to_approver or refuse."""
        marks: dict[str, JSON] = {}
        if result in ("agree", "to_approver"):
            marks = {name: {"mark": "match", "right_value": None} for name in self.check_groups(case_id)}
        reason = None if result == "agree" else "離職日を届書と見比べてください"
        kind = "differs" if result == "return" else None
        return {"marks": marks, "result": result, "return_reason": kind, "reason": reason} | changes

    def check_groups(self, case_id: str) -> tuple[str, ...]:
        """The value groups that the second person marks in this case."""
        with self.database.read() as conn:
            case = get_case(conn, case_id)
            assert case is not None
            procedure = self.services.catalogue.get(conn, case.procedure_hash)
            entered = of_element(conn, case_id, "enter") or {}
        form = form_of(procedure, procedure.tasks["enter"].form)
        return tuple(group.id for group in value_groups(form, entered))

    def answers_decide(self, result: str = "approve", **changes: JSON) -> dict[str, JSON]:
        """The decider's answers: approve, return or refuse."""
        reason = None if result == "approve" else "社会保険の資格が続いていることを確かめました"
        provision = "国民健康保険法6条1号" if result == "refuse" else None
        return {"result": result, "provision": provision, "reason": reason, "note": None} | changes


def answers_members(household: str) -> list[dict[str, JSON]]:
    """The rows of the entry form for a household, with the persons' numbers."""
    return [
        {
            "relation": _RELATIONS[person.relation],
            "name": person.name.replace("\ue000", "上"),
            "kana": person.kana,
            "sex": person.sex,
            "birth_date": person.birth_date,
            "person_key": person.key,
            "nationality": "japan",
        }
        for person in HOUSEHOLDS[household].members
    ]


def world(database: Database, tmp_path: Path, at: datetime = AT) -> World:
    """The city in `database`, with letters and uploads below `tmp_path`, at the instant `at`."""
    city = opened(database, tmp_path, at)
    services, day = city.services, city.clock.business_day()
    manager = Caller("operator", "運用担当", "hq", "健康保険課", "運用担当", _grants(), terminal="console")
    load_values(services, manager, shipped_rows(), origin="shipped")
    with database.read() as conn:
        values = services.values(conn)
    put_offices(services, values, day)
    put_staff(services, day, _quick_password())
    deploy_procedure(services, manager, TREE, "enrolment", title="資格取得(加入)", findings=())
    symbol, year = values.text("certificate.symbol", DAY), income_year(day, values)
    with city.uow() as uow:
        for household in HOUSEHOLDS.values():
            for change in register_changes(household, symbol, year):
                registers.apply_change(uow, change, event="file:test")
    return city


def opened(database: Database, tmp_path: Path, at: datetime = AT) -> World:
    """The tools over a database in which the city stands already (a copy of one that `world` made)."""
    clock = MovableClock(moments=[at])
    services = dataclasses.replace(
        assemble(database, KEYS, data=tmp_path, tree=TREE, clock=clock, demo=True, letters=_letters()),
        catalogue=_CATALOGUE,
    )
    return World(services, clock, database)


@lru_cache(maxsize=1)
def _letters() -> Mapping[str, Letter]:
    """The tree's letters: their heads take longer to read than many a test takes."""
    return load_letters(TREE / "letters")


@lru_cache(maxsize=1)
def _quick_password() -> str:
    """The clerks' password as argon2 text that costs little to check: hundreds of tests log in."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@lru_cache(maxsize=1)
def _grants() -> tuple[Grant, ...]:
    return tuple(Grant(function, "all", date(2000, 1, 1)) for function in _MANAGER)
