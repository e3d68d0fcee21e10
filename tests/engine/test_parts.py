"""Called parts, sub-processes, errors and ends that stop everything; rounds and instances of lone files."""

from __future__ import annotations

import pytest

from server.engine.faults import DefinitionError
from server.engine.lone import build_lone
from server.engine.step import Surround, advance
from server.engine.types import CompleteTask
from tests.engine.draw import Draw
from tests.engine.walker import Walk, built, walk


def _part(name: str = "part", lanes: bool = True) -> Draw:
    draw = Draw(name).start(f"{name}_start").user(f"{name}_task").end(f"{name}_end")
    draw.path(f"{name}_start", f"{name}_task", f"{name}_end")
    return draw.lane("checker", f"{name}_task") if lanes else draw


def _caller(part: str = "part") -> Draw:
    return Draw("demo").start("s").call("c", part).user("after").end("e").path("s", "c", "after", "e")


def test_a_called_part_runs_inside_and_leaves_its_data_in_the_case() -> None:
    case = walk(_caller(), _part())
    case.start()
    task = case.task("part_task")
    assert (task.path, task.role, task.form) == (("c",), "checker", "_shared/part_task")
    result = case.complete("part_task", ok=True)
    assert (case.open, result.data["part_task"]) == (["after"], {"ok": True})


def test_a_part_without_lanes_stands_in_the_lane_of_its_call() -> None:
    case = walk(_caller().lane("counter", "c", "after"), _part(lanes=False))
    case.start()
    assert case.task("part_task").role == "counter"


def test_parts_call_parts_and_the_path_names_every_call() -> None:
    outer = Draw("outer").start("os").call("inner_call", "part").end("oe").path("os", "inner_call", "oe")
    case = walk(_caller("outer"), outer, _part())
    case.start()
    assert case.task("part_task").path == ("c", "inner_call")
    assert case.procedure.parts == ("outer", "part")
    case.complete("part_task")
    assert case.complete("after").status == "completed"


def test_the_same_part_called_twice_runs_twice_and_its_last_answers_count() -> None:
    draw = (
        Draw("demo").start("s").call("first", "part").call("second", "part").end("e").path("s", "first", "second", "e")
    )
    case = walk(draw, _part())
    case.start()
    case.complete("part_task", n=1)
    assert case.task("part_task").path == ("second",)
    assert case.complete("part_task", n=2).data["part_task"] == {"n": 2}


def test_the_outcome_is_an_end_of_the_main_process_not_of_a_part() -> None:
    draw = Draw("demo").start("s").user("a").call("c", "part").end("e").path("s", "a", "c", "e")
    case = walk(draw, _part())
    case.start()
    case.complete("a")
    assert case.complete("part_task").outcome == "e"
    assert [line for line in case.told if line.startswith("ended")] == ["ended part_end", "ended e"]


def test_parts_that_call_each_other_in_a_circle_are_no_procedure() -> None:
    one = Draw("one").start("a").call("c1", "two").end("b").path("a", "c1", "b")
    two = Draw("two").start("c").call("c2", "one").end("d").path("c", "c2", "d")
    with pytest.raises(DefinitionError, match="circle"):
        built(_caller("one"), one, two)


def test_a_call_that_leads_nowhere_is_no_procedure() -> None:
    with pytest.raises(DefinitionError, match="not there"):
        built(_caller("nowhere"))


def test_two_processes_with_a_step_of_the_same_id_are_no_procedure() -> None:
    """Both would write the same key of the case's data."""
    part = Draw("part").start("ps").user("after").end("pe").path("ps", "after", "pe")
    with pytest.raises(DefinitionError, match="after"):
        built(_caller(), part)


def test_an_interrupted_call_ends_everything_inside_it() -> None:
    outer = Draw("outer").start("os").call("inner_call", "part").end("oe").path("os", "inner_call", "oe")
    draw = _caller("outer").on_timer("c", "late", "wait").end("f").path("late", "f")
    case = walk(draw, outer, _part())
    case.start()
    result = case.wake("2026-05-01T00:00:00+09:00")
    assert (result.status, result.outcome, result.open_tasks) == ("completed", "f", ())
    interrupted = {event.element: event.path for event in result.history if event.kind == "interrupted"}
    assert interrupted == {"c": (), "inner_call": ("c",), "part_task": ("c", "inner_call")}


def _error_part() -> Draw:
    draw = Draw("part").start("ps").parallel("pp").user("bad").user("beside").end("wrong", error="mismatch").end("pe")
    return draw.path("ps", "pp", "bad", "wrong").path("pp", "beside", "pe")


@pytest.mark.parametrize("code", ["mismatch", ""])
def test_an_error_inside_a_part_is_caught_at_its_edge_and_ends_what_runs_beside(code: str) -> None:
    draw = _caller().on_error("c", "caught", code).user("mend").path("caught", "mend", "e")
    case = walk(draw, _error_part())
    case.start()
    case.complete("bad")
    assert case.open == ["mend"]
    assert "interrupted beside" in case.told
    assert case.complete("mend").status == "completed"


def test_an_error_stops_the_work_beside_it_at_once() -> None:
    """Automatic steps that stood ready in the part are not done any more."""
    part = Draw("part").start("ps").user("bad").parallel("pp").task("t1").task("t2").task("t3").end("pe")
    part.end("wrong", error="mismatch").path("ps", "bad", "pp", "t1", "t2", "t3", "pe").path("pp", "wrong")
    case = walk(_caller().on_error("c", "caught", "mismatch").user("mend").path("caught", "mend", "e"), part)
    case.start()
    command = CompleteTask(case.task("bad").key, {}, "clerk")
    around = Surround(case.at, case.procedure, {}, case.facts, case.values)
    result, visited = advance(case.state, command, around)
    assert [task.element for task in result.open_tasks] == ["mend"]
    assert [one.element for one in visited] == ["bad", "pp", "t1", "wrong", "caught"]


def test_an_error_goes_to_the_nearest_edge_that_takes_its_code() -> None:
    outer = Draw("outer").start("os").call("oc", "part").on_error("oc", "other_code", "other").user("no").end("oe")
    outer.path("os", "oc", "oe").path("other_code", "no", "oe")
    draw = _caller("outer").on_error("c", "caught", "mismatch").user("mend").path("caught", "mend", "e")
    case = walk(draw, outer, _error_part())
    case.start()
    case.complete("bad")
    assert case.open == ["mend"]


def test_an_error_that_nobody_catches_fails_and_changes_nothing() -> None:
    case = walk(_caller(), _error_part())
    case.start()
    result = case.do(CompleteTask(case.task("bad").key, {}, "clerk"))
    assert (result.status, "mismatch" in str(result.error)) == ("failed", True)
    assert sorted(case.open) == ["bad", "beside"]


def test_an_end_that_stops_everything_stops_its_own_level_only() -> None:
    inner = Draw("sub").start("is").parallel("ip").user("left").user("right").end("stop", terminate=True).end("ie")
    inner.path("is", "ip", "left", "stop").path("ip", "right", "ie")
    draw = Draw("demo").start("s").sub("inside", inner).user("after").end("e").path("s", "inside", "after", "e")
    case = walk(draw)
    case.start()
    case.complete("left")
    assert case.open == ["after"]
    assert "interrupted right" in case.told


def test_an_end_that_stops_everything_in_the_main_process_ends_the_case_with_its_parts() -> None:
    draw = Draw("demo").start("s").parallel("p").user("a").call("c", "part").end("stop", terminate=True).end("e")
    draw.path("s", "p", "a", "stop").path("p", "c", "e")
    case = walk(draw, _part())
    case.start()
    result = case.complete("a")
    assert (result.status, result.outcome, result.open_tasks) == ("completed", "stop", ())
    assert case.do(CompleteTask("99", {}, "clerk")).status == "refused"


# -- lone files --------------------------------------------------------------------------------------------------------

_MANY = "<bpmn:multiInstanceLoopCharacteristics{}>{}</bpmn:multiInstanceLoopCharacteristics>"


def _lone(task: str) -> Walk:
    draw = Draw("demo").start("s").user("each", task).end("e").path("s", "each", "e")
    return Walk(build_lone("demo.bpmn", draw.xml(), {}))


def test_instances_side_by_side_are_all_open_at_once_and_all_are_waited_for() -> None:
    case = _lone(_MANY.format("", "<bpmn:loopCardinality>3</bpmn:loopCardinality>"))
    case.start()
    assert case.open == ["each"] * 3
    for number in (2, 1, 0):
        key = case.last.open_tasks[number].key
        case.ok(CompleteTask(key, {"n": number}, "clerk"))
    assert case.last.status == "completed"
    assert case.data["each"] == {"instances": [{"n": 0}, {"n": 1}, {"n": 2}]}


def test_instances_one_after_another_take_the_items_in_order() -> None:
    collection = "<bpmn:loopDataInputRef>people</bpmn:loopDataInputRef>"
    case = _lone(_MANY.format(' isSequential="true"', collection))
    case.start(people=["甲", "乙"])
    assert case.open == ["each"]
    case.complete("each")
    assert case.open == ["each"]
    assert case.complete("each").status == "completed"


def test_no_instance_at_all_is_passed() -> None:
    case = _lone(_MANY.format("", "<bpmn:loopDataInputRef>people</bpmn:loopDataInputRef>"))
    assert case.start(people=[]).status == "completed"


def test_a_completion_condition_ends_the_instances_that_are_left() -> None:
    inside = "<bpmn:loopCardinality>3</bpmn:loopCardinality><bpmn:completionCondition>done</bpmn:completionCondition>"
    case = _lone(_MANY.format("", inside))
    case.start()
    case.complete("each", done=False)
    assert case.open == ["each"] * 2
    assert case.complete("each", done=True).status == "completed"
    assert case.told.count("interrupted each") == 1


@pytest.mark.parametrize(("maximum", "rounds"), [("2", 2), ("9", 3)])
def test_a_loop_goes_round_while_its_condition_is_true_and_up_to_its_maximum(maximum: str, rounds: int) -> None:
    condition = "<bpmn:loopCondition>each.more</bpmn:loopCondition>"
    loop = f'<bpmn:standardLoopCharacteristics loopMaximum="{maximum}">{condition}</bpmn:standardLoopCharacteristics>'
    case = _lone(loop)
    case.start()
    for number in range(1, rounds + 1):
        assert case.last.status == "active"
        case.complete("each", more=number < 3)
    assert case.last.status == "completed"


def test_a_loop_tested_before_may_not_run_at_all() -> None:
    condition = "<bpmn:loopCondition>start.more</bpmn:loopCondition>"
    case = _lone(f'<bpmn:standardLoopCharacteristics testBefore="true">{condition}</bpmn:standardLoopCharacteristics>')
    assert case.start(more=False).status == "completed"


def test_an_edge_event_on_instances_ends_all_of_them() -> None:
    inside = _MANY.format("", "<bpmn:loopCardinality>3</bpmn:loopCardinality>")
    draw = Draw("demo").start("s").user("each", inside).on_timer("each", "late", "P3D").end("e").end("f")
    case = Walk(build_lone("demo.bpmn", draw.path("s", "each", "e").path("late", "f").xml(), {}))
    case.start()
    case.complete("each")
    result = case.wake("2026-04-05T00:00:00+09:00")
    assert (result.status, result.outcome) == ("completed", "f")
    assert case.told.count("interrupted each") == 2


# -- events on the edge of everything that can wait --------------------------------------------------------------------


def _host(kind: str) -> tuple[Draw, list[Draw]]:
    draw = Draw("demo").start("s").end("e").end("f").path("s", "host", "e").path("edge", "f")
    if kind == "call":
        return draw.call("host", "part"), [_part()]
    if kind == "sub":
        return draw.sub("host", _part("inside")), []
    return (draw.receive("host", "paper") if kind == "receive" else draw.user("host")), []


@pytest.mark.parametrize("kind", ["user", "receive", "call", "sub"])
@pytest.mark.parametrize("event", ["timer", "message"])
def test_an_event_on_the_edge_interrupts_whatever_waits_there(kind: str, event: str) -> None:
    draw, parts = _host(kind)
    draw.on_timer("host", "edge", "wait") if event == "timer" else draw.on_message("host", "edge", "case_event")
    case = walk(draw, *parts)
    case.start()
    result = case.wake("2026-05-01T00:00:00+09:00") if event == "timer" else case.deliver("edge", n=1)
    assert (result.status, result.outcome, result.next_due, result.subscriptions) == ("completed", "f", None, ())
    assert "interrupted host" in case.told


@pytest.mark.parametrize("kind", ["user", "receive", "call", "sub"])
@pytest.mark.parametrize("event", ["timer", "message"])
def test_the_event_goes_when_what_it_stands_on_is_done(kind: str, event: str) -> None:
    draw, parts = _host(kind)
    draw.on_timer("host", "edge", "wait") if event == "timer" else draw.on_message("host", "edge", "case_event")
    case = walk(draw, *parts)
    case.start()
    task = {"user": "host", "call": "part_task", "sub": "inside_task"}.get(kind)
    result = case.deliver("host") if task is None else case.complete(task)
    assert (result.status, result.outcome, result.next_due, result.subscriptions) == ("completed", "e", None, ())


def test_an_error_inside_an_embedded_sub_process_is_caught_at_its_edge() -> None:
    inner = Draw("x").start("is").user("look").exclusive("g").end("wrong", error="mismatch").end("fine")
    inner.path("is", "look", "g").path("g", "wrong", when="look.wrong").path("g", "fine", default=True)
    for wrong, outcome in ((True, "f"), (False, "e")):
        draw = Draw("demo").start("s").sub("host", inner).on_error("host", "edge", "mismatch").end("e").end("f")
        case = walk(draw.path("s", "host", "e").path("edge", "f"))
        case.start()
        assert case.complete("look", wrong=wrong).outcome == outcome
