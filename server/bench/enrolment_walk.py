"""A case of enrolment to measure with (計測に使う案件): walked once through the use cases, then told as plain steps.

A household of the demo city enrols; a paper is missing, is asked for and comes; a second person checks; it is decided.
Each step comes with the facts and values the use case gave it, so that doing it again is the step alone.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from server.casework.callers import Caller
from server.casework.complete_task import complete_task
from server.casework.household_of_case import household_fact
from server.casework.log_in import caller_of_user
from server.casework.services import Services
from server.casework.start_case import start_case
from server.casework.step_records import command_from_json
from server.cli.demo import prepare
from server.cli.demo_city.cases import check_answers, entry_answers, identity_answers, start_answers
from server.cli.demo_city.people import TO_TRY
from server.cli.demo_city.registers import put_registers
from server.clock import FixedClock, instant_on
from server.domain.effects import JSON
from server.domain.facts import Facts
from server.domain.operating import Operator
from server.domain.values import Values
from server.engine.definition import Procedure, read_procedure_files
from server.engine.types import Command
from server.keys import Keys
from server.settings import ROOT
from server.store import cases, history, tasks
from server.store.database import Database
from server.wiring import assemble

SLUG = "enrolment"
_GROUND = "left_employee_insurance"
_DAY = instant_on(date(2026, 11, 18), 10)
_KEYS = Keys((b"n" * 32,), (b"u" * 32,), (b"s" * 32,))


def _papers(day: date) -> dict[str, JSON]:
    return {"arrived_on": day.isoformat(), "documents": ["loss_certificate"], "paper_location": "受付箱 A"}


@dataclass(frozen=True, slots=True)
class WalkedStep:
    """One step: the command, its instant, what was read, and what each operator answered (element, outputs)."""

    command: Command
    at: datetime
    facts: Facts
    element: str
    answers: Mapping[str, Any]
    computed: tuple[tuple[str, JSON], ...]


@dataclass(frozen=True, slots=True)
class Walk:
    """The case: its procedure with the files it was built from, the operators, the city's values, the steps."""

    procedure: Procedure
    files: Mapping[str, bytes]
    operators: Mapping[str, Operator]
    values: Values
    steps: tuple[WalkedStep, ...]


@contextmanager
def small_city(households: int = 20) -> Iterator[Services]:
    """A demo city of `households` in a folder of its own, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="kokuho_bench_") as folder:
        database = Database(f"sqlite:///{folder}/kokuho.db", durable=False)
        database.upgrade()
        clock = FixedClock(at=_DAY)
        services = assemble(database, _KEYS, data=Path(folder), tree=ROOT, clock=clock, demo=True)
        day = clock.business_day()
        prepare(services, ROOT, day)
        with database.read() as conn:
            values = services.values(conn)
        put_registers(services, values, households, 1, day, lambda _: None)
        try:
            yield services
        finally:
            database.dispose()


def walked() -> Walk:
    """Walks the case and tells it."""
    with small_city() as services:
        case_id = _walk(services)
        with services.database.read() as conn:
            case = cases.get_case(conn, case_id)
            if case is None or case.status != "completed":
                raise RuntimeError("the walk does not come to its end: the procedure goes another way now")
            procedure = services.catalogue.get(conn, case.procedure_hash)
            told, steps = history.history_of(conn, case_id), history.steps_of(conn, case_id)
            values = services.values(conn)
    files = read_procedure_files(ROOT, SLUG)
    return Walk(procedure, files, services.operators, values, tuple(_step(one, told) for one in steps))


def _step(step: history.StepRecord, told: tuple[history.HistoryRow, ...]) -> WalkedStep:
    mine = [row for row in told if row.step_no == step.step_no]
    by_person = next(row for row in mine if row.kind in ("started", "completed"))
    return WalkedStep(
        command=command_from_json(dict(step.command)),
        at=step.at,
        facts=Facts.from_json(step.facts_used),
        element=by_person.element,
        answers=by_person.detail,
        computed=tuple((row.element, row.detail["outputs"]) for row in mine if "operator" in row.detail),
    )


def _walk(services: Services) -> str:
    saeki, okamura = (caller_of_user(services, name) for name in ("saeki", "okamura"))
    day = services.clock.business_day()
    with services.database.read() as conn:
        household = household_fact(conn, TO_TRY, day)
    if household is None:
        raise RuntimeError("the demo city has no household to try")
    case_id = start_case(services, saeki, SLUG, start_answers(household, _GROUND, day)).case_id

    def do(caller: Caller, element: str, answers: Mapping[str, JSON]) -> None:
        with services.database.read() as conn:
            (task,) = [t for t in tasks.tasks_of_case(conn, case_id) if t.status == "open"]
        if task.element != element:
            raise RuntimeError(f"the walk stands at {task.element}, not at {element}")
        complete_task(services, caller, task.task_id, answers)

    do(saeki, "check_identity", identity_answers())
    do(saeki, "enter", entry_answers(household, _GROUND, day, waits=True))
    do(okamura, "receive_documents", _papers(day))
    do(saeki, "enter", entry_answers(household, _GROUND, day, waits=False))
    do(okamura, "check", check_answers(len(household["members"])))
    return case_id
