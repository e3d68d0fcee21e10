"""Operators inside a step: typed inputs, facts asked for first, outputs and effects kept, faults told by place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from server.domain.effects import LetterRequest, RegisterChange
from server.domain.facts import FactKey, Facts
from server.domain.operating import Context, Done, Operator
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.engine.types import CompleteTask
from tests.engine.draw import Draw
from tests.engine.tables import Column, table_xml
from tests.engine.walker import Walk, built


@dataclass(frozen=True, slots=True)
class In:
    """`n`: any number, `who`: whose."""

    n: int
    who: str = "甲"


@dataclass(frozen=True, slots=True)
class Out:
    """`n`: what came out, `on`: when."""

    n: Any
    on: date | None = None


def _operator(
    run: Callable[[Any, Context], Done],
    needs: Callable[[Any], Iterable[FactKey]] = lambda _: (),
    tables: tuple[str, ...] = (),
    inputs: type[Any] = In,
) -> dict[str, Operator]:
    return {"demo/do": Operator("demo/do", inputs, Out, run, needs, tables, "does")}


def _case(operators: Mapping[str, Operator], parameters: Mapping[str, str] | None = None, **tables: bytes) -> Walk:
    draw = Draw("demo").start("s").user("a").service("do", "demo/do", **(parameters or {"n": "a.n"})).user("b").end("e")
    case = Walk(built(draw.path("s", "a", "do", "b", "e"), **tables), operators)
    case.start(day="2026-04-01")
    return case


def _go(case: Walk, **answers: Any) -> Any:
    return case.do(CompleteTask(case.task("a").key, answers, "clerk"))


def test_outputs_stand_under_the_elements_id_and_effects_come_in_order() -> None:
    effects = (RegisterChange("open", "P1", {}), LetterRequest("demo/notice", "H1"))
    case = _case(_operator(lambda i, c: Done(Out(i.n + 1, c.today), effects)))
    result = _go(case, n=1)
    assert result.data["do"] == {"n": 2, "on": "2026-04-01"}
    assert result.effects == effects
    told = next(event for event in result.history if event.kind == "computed")
    assert told.detail["inputs"] == {"n": 1}
    assert (told.detail["operator"], told.detail["outputs"]["n"]) == ("demo/do", 2)


def test_today_is_the_civil_day_in_japan_of_the_steps_instant() -> None:
    case = _case(_operator(lambda _, c: Done(Out(1, c.today))))
    case.at = datetime(2026, 4, 30, 15, 30, tzinfo=UTC)
    assert _go(case, n=1).data["do"]["on"] == "2026-05-01"


def test_an_operator_is_told_the_cases_header() -> None:
    case = _case(_operator(lambda _, c: Done(Out(c.case["number"]))))
    assert _go(case, n=1).data["do"]["n"] == "R8-000001"


def _needs_two(inputs: In) -> list[FactKey]:
    return [FactKey("household", inputs.who), FactKey("person", "P1")]


def test_missing_facts_are_all_asked_for_at_once_and_nothing_changes() -> None:
    case = _case(_operator(lambda _, c: Done(Out(c.facts.get_fact("person", "P1"))), _needs_two))
    result = _go(case, n=1)
    assert (result.status, result.needs) == ("needs_facts", {FactKey("household", "甲"), FactKey("person", "P1")})
    assert (result.state, result.history, result.effects) == (None, (), ())
    case.facts = Facts({key: {"of": key.kind} for key in result.needs} | {FactKey("unasked", "x"): 1})
    assert _go(case, n=1).data["do"]["n"] == {"of": "person"}
    assert case.last.open_tasks[0].element == "b" or case.do(CompleteTask("0", {}, "x")).status == "refused"


def test_facts_named_and_read_are_recorded_and_no_others() -> None:
    case = _case(_operator(lambda _, c: Done(Out(c.facts.get_fact("extra", "x"))), _needs_two))
    case.facts = Facts({FactKey("household", "甲"): 1, FactKey("person", "P1"): 2, FactKey("extra", "x"): 3})
    unread = Facts({**dict(case.facts.items()), FactKey("unasked", "x"): 4})
    case.facts = unread
    assert _go(case, n=1).facts_used == {"extra:x": 3, "household:甲": 1, "person:P1": 2}


def test_a_fact_found_only_while_computing_is_asked_for_too() -> None:
    case = _case(_operator(lambda _, c: Done(Out(c.facts.get_fact("late", "x")))))
    assert _go(case, n=1).needs == {FactKey("late", "x")}


def _refuse(_: Any, __: Context) -> Done:
    raise Refused("facts_changed")


def _invalid(_: Any, __: Context) -> Done:
    raise InputInvalid([FieldError("n", "required"), FieldError("who", "required")])


def _break(_: Any, __: Context) -> Done:
    raise ZeroDivisionError("by zero")


def test_a_refusal_of_an_operator_is_the_steps_refusal() -> None:
    assert _go(_case(_operator(_refuse)), n=1).refusal["code"] == "facts_changed"


def test_wrong_fields_found_by_an_operator_come_out_one_by_one() -> None:
    result = _go(_case(_operator(_invalid)), n=1)
    assert [error["field"] for error in result.refusal["errors"]] == ["n", "who"]


def test_a_fault_inside_an_operator_fails_the_step_and_nothing_else() -> None:
    case = _case(_operator(_break))
    before = case.state
    result = _go(case, n=1)
    assert (result.status, result.error, result.state) == ("failed", "do (demo/do): ZeroDivisionError: by zero", None)
    assert case.state == before


@pytest.mark.parametrize(
    ("parameters", "answers", "fault"),
    [
        ({"n": "a.n", "more": "a.n"}, {"n": 1}, "unknown parameter more"),
        ({"who": '"乙"'}, {"n": 1}, "missing parameter n"),
        ({"n": "a.n"}, {"n": "1"}, "n must be int, not str"),
        ({"n": "a.n"}, {"n": True}, "n must be int, not bool"),
        ({"n": "a.nothing"}, {"n": 1}, "n must be int, not null"),
    ],
)
def test_parameters_that_do_not_fit_are_told_by_name(
    parameters: dict[str, str], answers: dict[str, Any], fault: str
) -> None:
    result = _go(_case(_operator(lambda _, __: Done(Out(1))), parameters), **answers)
    assert result.status == "failed"
    assert "do (demo/do)" in result.error
    assert fault in result.error


def test_an_operator_that_is_not_there_is_told() -> None:
    assert "demo/do" in _go(_case({}), n=1).error


def test_what_an_operator_does_to_its_inputs_does_not_reach_the_case() -> None:
    @dataclass(frozen=True, slots=True)
    class Rows:
        """`rows`: any."""

        rows: Any

    def spoil(inputs: Rows, _: Context) -> Done:
        inputs.rows.append("added")
        return Done(Out(len(inputs.rows)))

    case = _case(_operator(spoil, inputs=Rows), {"rows": "a.rows"})
    result = _go(case, rows=["one"])
    assert (result.data["a"], result.data["do"]["n"]) == ({"rows": ["one"]}, 2)
    assert next(e for e in result.history if e.kind == "computed").detail["inputs"] == {"rows": ["one"]}


TABLE = table_xml([Column("n", "number")], [Column("kind", "string")], [["< 5", '"small"'], ["> 10", '"big"']])


def test_an_operator_asks_its_tables_and_the_rows_that_answered_are_told() -> None:
    def ask(inputs: In, context: Context) -> Done:
        return Done(Out(context.decide("demo/choice", {"n": inputs.n})))

    case = _case(_operator(ask, tables=("demo/choice",)), choice=TABLE)
    result = _go(case, n=3)
    assert result.data["do"]["n"] == "small"
    told = next(event for event in result.history if event.kind == "computed").detail["tables"]
    assert told == [{"table": "demo/choice", "inputs": {"n": 3}, "rows": ["r1"], "result": "small"}]


def test_a_table_without_an_answer_refuses_and_an_undeclared_one_fails() -> None:
    def ask(inputs: In, context: Context) -> Done:
        return Done(Out(context.decide("demo/choice", {"n": inputs.n})))

    declared = _case(_operator(ask, tables=("demo/choice",)), choice=TABLE)
    assert _go(declared, n=7).refusal["code"] == "table_no_answer"
    assert "not declared" in _go(_case(_operator(ask), choice=TABLE), n=3).error


def test_a_rule_tasks_answer_is_an_object_under_its_id_and_its_row_is_told() -> None:
    draw = Draw("demo").start("s").user("a").rule("r", "choice").user("b").end("e").path("s", "a", "r", "b", "e")
    table = TABLE.replace(b"<text>n</text>", b"<text>a.n</text>")
    case = Walk(built(draw, choice=table))
    case.start()
    result = _go(case, n=30)
    assert result.data["r"] == {"kind": "big"}
    told = next(event for event in result.history if event.kind == "decided").detail
    assert (told["table"], told["inputs"], len(told["rows"])) == ("choice", {"a.n": 30}, 1)


def test_answers_that_are_not_json_are_refused() -> None:
    case = _case(_operator(lambda _, __: Done(Out(1))))
    assert _go(case, n=1.5).refusal["code"] == "not_json"
