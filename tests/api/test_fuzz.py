"""Whatever is sent, the API answers as it describes itself and never with a fault of its own (でたらめな要求)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from server.api.blueprint import PREFIX
from server.casework.task_rights import may_do
from server.domain.refusal_texts import TEXTS
from server.store import tables as t
from server.store.tasks import Task
from tests.api.from_schema import answers, spoiled
from tests.domain.forms.judging import accepts
from tests.procedures.answering import Clerk
from tests.procedures.outside import Api, Reply
from tests.procedures.wandering import settled

STAFF = ("saeki", "okamura", "utsumi", "kitano", "kuroda", "sakai")
CALLERS = (*STAFF, "center1", "mizuno", "portal")
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
# A case that stands still by a fault of the program is a fault, however politely it is told.
FAULTS = {"case_failed", "procedure_faulty", "internal_error"}
PAINS = settings(database=None, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])


# -- every address ----------------------------------------------------------------------------------------------------


def with_cases(api: Api) -> Api:
    """Cases to be met, and a linked system that may do what systems may."""
    api.system("portal", *[f"{one}@all" for one in ("case:start", "case:view", "household:view", "message:send")])
    decided = api.entered("family")
    api.check(decided).done()
    api.entered("single")
    api.start("senior")
    api.start("protected", by="okamura")
    return api


def ids(api: Api) -> dict[str, list[str]]:
    """What may stand in an address."""
    columns = {"case_id": t.cases, "task_id": t.tasks, "letter_id": t.letters, "household_key": t.households}
    with api.city.database.read() as conn:
        found: dict[str, list[str]] = {
            name: list(conn.scalars(table.select().with_only_columns(table.c[name]))) for name, table in columns.items()
        }
    return {
        **found,
        "key": found["household_key"],
        "document_id": ["0" * 32],
        "batch_id": ["0" * 32],
        "draft_id": ["0" * 32],
        "move_id": ["0" * 32],
        "file_id": ["2026-11-25-1"],
        "name": ["1.pdf"],
    }


def fuzz(api: Api, examples: int) -> Counter[tuple[str, int]]:
    """Each operation with right and with wrong requests out of its own description; what came back."""
    told: Counter[tuple[str, int]] = Counter()
    known = ids(api)
    described = schemathesis.openapi.from_wsgi(f"{PREFIX}/openapi.json", api.app)
    for result in described.get_all_operations():
        operation: Any = result.ok()  # type: ignore[union-attr] # a description that is none ends the walk
        for mode in GenerationMode:
            if mode is GenerationMode.NEGATIVE and operation.label.endswith("openapi.json"):
                continue  # nothing in it can be wrong
            for case, by, place in drawn(operation, mode, examples):
                for name in case.path_parameters or {}:
                    if place % 4:  # one that there is, three times out of four
                        case.path_parameters[name] = known[name][place % len(known[name])]
                if place % 10:  # a token of nobody is met often enough
                    case.headers.pop("Authorization", None)
                response = case.call(headers={"Authorization": f"Bearer {api.token(by)}"})
                case.validate_response(response, checks=CHECKS)
                told[operation.label, response.status_code] += 1
    return told


def drawn(operation: Any, mode: GenerationMode, examples: int) -> list[tuple[Any, str, int]]:
    """So many requests, each with who sends it and a number to choose by."""
    found: list[tuple[Any, str, int]] = []

    @settings(PAINS, max_examples=examples)
    @given(operation.as_strategy(generation_mode=mode), st.sampled_from(CALLERS), st.integers(0, 10**6))
    def draw(case: Any, by: str, place: int) -> None:
        found.append((case, by, place))

    draw()
    return found


def assert_no_fault(api: Api, told: Counter[tuple[str, int]]) -> None:
    assert all(status < 500 for _, status in told), told
    with api.city.database.read() as conn:
        assert conn.execute(t.incidents.select()).all() == []


def test_no_request_out_of_the_description_meets_a_fault(town_api: Api) -> None:
    told = fuzz(with_cases(town_api), examples=3)
    assert_no_fault(town_api, told)
    assert len({status for _, status in told}) >= 5, told


@pytest.mark.sweep
@pytest.mark.timeout(3600)
def test_no_request_out_of_the_description_meets_a_fault_in_thousands(api: Api) -> None:
    told = fuzz(with_cases(api), examples=150)
    print(sum(told.values()), sorted(told.items()))  # noqa: T201 - the figures of the sweep
    assert_no_fault(api, told)


# -- every task -------------------------------------------------------------------------------------------------------


@dataclass
class Wanderer:
    """A case that is sent through its tasks with answers out of their schemas, right and wrong ones.

    `met` counts what came back by element and kind of answer; `codes` the refusals of answers that the schema takes.
    """

    api: Api
    seed: int
    wrong_each: int
    met: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    codes: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        city = self.api.city
        household = settled(city, self.seed, self.random)
        self.clerk = Clerk(
            self.random,
            household,
            known=True,
            today=city.clock.business_day,
            check_groups=lambda: city.check_groups(self.case_id),
        )
        self.case_id = ""

    def run(self, steps: int) -> Wanderer:
        self._start()
        for _ in range(steps):
            tasks = self.api.city.open_tasks(self.case_id)
            if not tasks:
                break
            self._work(self.random.choice(tasks))
        return self

    def _start(self) -> None:
        (procedure,) = [one for one in self._get("/procedures", "okamura")["procedures"] if one["slug"] == "enrolment"]
        schema = procedure["schema"]

        def send(said: Mapping[str, Any]) -> Reply:
            return self.api.post("okamura", "/cases", {"procedure": "enrolment", "data": dict(said)})

        for _ in range(self.wrong_each):
            self._try("start", schema, spoiled(self._given("start", schema), self.random), send)
        self._try("start", schema, answers(schema, self.random), send)
        made = send(self.clerk.start())
        while made.status != 201:  # what the rules may say to an answer that the form takes
            assert made.status < 500, made.body
            assert made.code not in FAULTS, made.body
            made = send(self.clerk.start())
        self.case_id = made.body["case_id"]

    def _work(self, task: Task) -> None:
        """Wrong answers, then one out of the schema, then one that a clerk would give."""
        by = self._someone(task)
        if by is None:
            return
        path = f"/tasks/{task.task_id}"
        schema = self._get(path, by)["schema"]

        def send(said: Mapping[str, Any]) -> Reply:
            return self.api.post(by, f"{path}/complete", {"answers": dict(said)})

        for _ in range(self.wrong_each):
            if self._try(task.element, schema, spoiled(self._given(task.element, schema), self.random), send):
                return
        if self.random.random() < 0.5 and self._try(task.element, schema, answers(schema, self.random), send):
            return
        self._try(task.element, schema, self._given(task.element, schema), send)

    def _given(self, element: str, schema: Mapping[str, Any]) -> dict[str, Any]:
        """Answers of a clerk where he knows the task, else out of its schema."""
        if element == "start":
            return self.clerk.start()
        if hasattr(self.clerk, f"_{element}"):
            return self.clerk.answers(element)
        return answers(schema, self.random)

    def _try(
        self,
        element: str,
        schema: Mapping[str, Any],
        said: Mapping[str, Any],
        send: Callable[[Mapping[str, Any]], Reply],
    ) -> bool:
        """Sends the answers; True when they were taken. What the schema does not take is refused with a field."""
        reply = send(said)
        told = (self.seed, element, said, reply.body)
        right = accepts(schema, said)
        self.met[element, "right" if right else "wrong", reply.status] += 1
        assert reply.status < 500, told
        assert reply.code not in FAULTS, told
        if reply.status < 300:
            assert right, told
            return True
        assert reply.code in TEXTS, told
        if not right:
            assert reply.status == 422, told
            assert reply.body["field"], told
            assert all(one["field"] and one["message_ja"] for one in reply.body.get("errors", [])), told
        else:
            self.codes[element, str(reply.code)] += 1
        return False

    def _someone(self, task: Task) -> str | None:
        """Whoever holds the task, or one who may do it."""
        if task.claimed_by is not None:
            return task.claimed_by
        city, day = self.api.city, self.api.city.clock.business_day()
        with city.database.read() as conn:
            able = [one for one in STAFF if may_do(conn, city.caller(one), task, day)]
        return self.random.choice(able) if able else None

    def _get(self, path: str, by: str) -> dict[str, Any]:
        return self.api.get(by, path).done()


def wander(api: Api, seeds: range, steps: int, wrong_each: int) -> tuple[Counter[Any], Counter[Any]]:
    for function in ("work:qualification", "work:counter", "my_number:enter"):
        api.city.grant("kitano", function, "chuo")
    met: Counter[Any] = Counter()
    codes: Counter[Any] = Counter()
    for seed in seeds:
        found = Wanderer(api, seed, wrong_each).run(steps)
        met += found.met
        codes += found.codes
    return met, codes


def test_answers_out_of_a_tasks_schema_are_taken_or_refused_in_words(town_api: Api) -> None:
    met, _ = wander(town_api, range(4), steps=8, wrong_each=3)
    assert {"start", "check_identity", "enter", "check"} <= {element for element, _, _ in met}, met
    kinds = {(kind, status) for _, kind, status in met}
    assert {("wrong", 422), ("right", 200), ("right", 201)} <= kinds | {("right", 201)}, met


@pytest.mark.sweep
@pytest.mark.timeout(3600)
def test_answers_out_of_every_tasks_schema_are_taken_or_refused_in_words(api: Api) -> None:
    met, codes = wander(api, range(100, 140), steps=25, wrong_each=8)
    print(sum(met.values()), sorted(met.items()), sorted(codes.items()))  # noqa: T201 - the figures of the sweep
    known = {element for element, _, _ in met}
    assert {"start", "check_identity", "enter", "check", "judge", "decide"} <= known, met
