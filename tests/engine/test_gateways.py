"""Gateways: which ways are taken, and when tokens that wait for each other go on."""

from __future__ import annotations

import pytest

from server.engine.definition import build_procedure
from server.engine.faults import DefinitionError
from server.engine.types import CompleteTask, Start
from tests.engine.draw import Draw
from tests.engine.walker import Walk, built, walk


def _choice(*ways: str, default: bool = False) -> Walk:
    draw = Draw("demo").start("s").user("ask").exclusive("g").path("s", "ask", "g")
    for number, condition in enumerate(ways):
        draw.end(f"e{number}").path("g", f"e{number}", when=condition)
    if default:
        draw.end("other").path("g", "other", default=True)
    case = walk(draw)
    case.start()
    return case


def test_the_first_condition_that_is_true_is_taken_in_the_order_of_the_text() -> None:
    case = _choice("ask.n > 1", "ask.n > 0", default=True)
    assert case.complete("ask", n=5).outcome == "e0"
    assert case.history[-2].detail == {"flows": ["g_to_e0"]}


def test_positions_of_shapes_do_not_decide_which_way_is_taken() -> None:
    draw = Draw("demo").start("s").exclusive("g").end("below").end("above").path("s", "g")
    draw.path("g", "below", when="true").path("g", "above", when="true")
    shapes = b"".join(
        b'<bpmndi:BPMNShape xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" bpmnElement="%s">'
        b'<dc:Bounds xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" x="0" y="%d" width="1" height="1" />'
        b"</bpmndi:BPMNShape>" % (name, y)
        for name, y in ((b"below", 900), (b"above", 1))
    )
    diagram = b'<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI">%s</bpmndi:BPMNDiagram>'
    files = draw.files()
    path = "workflows/demo/demo.bpmn"
    files[path] = files[path].replace(b"</bpmn:definitions>", diagram % shapes + b"</bpmn:definitions>")
    assert Walk(build_procedure(files, "demo")).start().outcome == "below"


@pytest.mark.parametrize("answer", [None, "true", 1, [True]])
def test_only_an_answer_that_is_exactly_true_opens_a_way(answer: object) -> None:
    assert _choice("ask.yes", default=True).complete("ask", yes=answer).outcome == "other"


def test_without_a_true_condition_and_without_default_the_step_fails_and_changes_nothing() -> None:
    case = _choice("ask.n = 1", "ask.n = 2")
    before = case.state
    result = case.do(CompleteTask(case.task("ask").key, {"n": 3}, "clerk"))
    assert (result.status, result.state, result.history) == ("failed", None, ())
    assert "gateway g" in str(result.error)
    assert case.state == before
    assert case.complete("ask", n=2).outcome == "e1"


def test_a_way_without_condition_that_is_not_the_default_is_no_procedure() -> None:
    draw = Draw("demo").start("s").exclusive("g").end("a").end("b").path("s", "g", "a").path("g", "b", when="true")
    with pytest.raises(DefinitionError, match="no condition"):
        built(draw)


def _parallel() -> Walk:
    draw = Draw("demo").start("s").parallel("split").user("a").user("b").parallel("join").user("after").end("e")
    draw.path("s", "split", "a", "join", "after", "e").path("split", "b", "join")
    return walk(draw)


@pytest.mark.parametrize("order", ["ab", "ba"])
def test_a_parallel_join_waits_for_every_way(order: str) -> None:
    case = _parallel()
    case.start()
    assert case.open == ["a", "b"]
    case.complete(order[0], x=1)
    assert case.open == [order[1]]
    case.complete(order[1], y=2)
    assert case.open == ["after"]
    assert (case.data["a"], case.data["b"]) == ({"x": 1}, {"y": 2}) if order == "ab" else True


def test_a_parallel_join_waits_for_every_way_in_its_second_round_too() -> None:
    draw = Draw("demo").start("s").exclusive("in").parallel("split").user("a").user("b").parallel("join")
    draw.exclusive("again").end("e").path("s", "in", "split", "a", "join", "again").path("split", "b", "join")
    draw.path("again", "in", when="b.again").path("again", "e", default=True)
    case = walk(draw)
    case.start()
    for _ in range(5):
        case.complete("a")
        case.complete("b", again=True)
        case.complete("b", again=True)
        assert case.open == ["a"]
        case.complete("a")
        assert case.open == ["a", "b"]
    case.complete("b", again=False)
    assert case.complete("a").outcome == "e"


def test_branches_that_meet_do_not_overwrite_each_other_with_what_they_knew_before() -> None:
    """A branch that went round and did its work anew must not lose to what the other branch had seen before."""
    draw = Draw("demo").start("s").user("a").parallel("split").exclusive("in").user("b").exclusive("g").user("c")
    draw.parallel("join").end("e").path("s", "a", "split", "in", "b", "g").path("split", "c", "join", "e")
    draw.path("g", "in", when="b.again").path("g", "join", default=True)
    case = walk(draw)
    case.start()
    case.complete("a", list=["x"])
    case.complete("b", again=True, list=["old", "older"])
    case.complete("c", n=1)
    result = case.complete("b", again=False, list=["new"])
    assert result.data["b"] == {"again": False, "list": ["new"]}
    assert (result.data["a"], result.data["c"]) == ({"list": ["x"]}, {"n": 1})


def test_a_second_token_on_one_way_into_a_join_waits_for_its_own_partner() -> None:
    draw = Draw("demo").start("s").parallel("p").user("a1").user("a2").user("b1").user("b2").exclusive("a")
    draw.exclusive("b").parallel("join").user("after").end("e").path("p", "a1", "a", "join", "after", "e")
    draw.path("s", "p", "a2", "a").path("p", "b1", "b", "join").path("p", "b2", "b")
    case = walk(draw)
    case.start()
    for name in ("a1", "a2"):
        case.complete(name)
    assert "after" not in case.open
    case.complete("b1")
    assert case.open.count("after") == 1
    case.complete("b2")
    assert case.open.count("after") == 2


def _inclusive(default: bool = True) -> Walk:
    draw = Draw("demo").start("s").user("ask").inclusive("split").user("a").user("b").user("c").inclusive("join")
    draw.user("after").end("e").path("s", "ask", "split").path("a", "join", "after", "e").path("b", "join")
    draw.path("c", "join").path("split", "a", when="ask.a").path("split", "b", when="ask.b")
    draw.path("split", "c", default=True) if default else draw.path("split", "c", when="ask.c")
    case = walk(draw)
    case.start()
    return case


@pytest.mark.parametrize(
    ("answers", "opened"),
    [({"a": True}, ["a"]), ({"a": True, "b": True}, ["a", "b"]), ({}, ["c"]), ({"b": True, "c": True}, ["b"])],
)
def test_an_inclusive_gateway_takes_every_true_way_else_the_default(
    answers: dict[str, bool], opened: list[str]
) -> None:
    case = _inclusive()
    case.complete("ask", **answers)
    assert case.open == opened
    for name in opened:
        assert "after" not in case.open
        case.complete(name)
    assert case.open == ["after"]


def test_an_inclusive_gateway_without_a_true_way_and_default_fails() -> None:
    case = _inclusive(default=False)
    result = case.do(CompleteTask(case.task("ask").key, {}, "clerk"))
    assert result.status == "failed"


def test_an_inclusive_join_does_not_wait_for_a_way_whose_token_went_elsewhere() -> None:
    draw = Draw("demo").start("s").inclusive("split").user("a").user("b").exclusive("g").inclusive("join")
    draw.user("after").end("e").end("gone").path("s", "split").path("split", "a", when="true")
    draw.path("split", "b", when="true").path("a", "join", "after", "e").path("b", "g")
    draw.path("g", "gone", when="b.leave").path("g", "join", default=True)
    case = walk(draw)
    case.start()
    case.complete("a")
    assert case.open == ["b"]
    case.complete("b", leave=True)
    assert case.open == ["after"]


def test_an_inclusive_join_waits_for_an_interruption_that_may_still_lead_to_it() -> None:
    draw = Draw("demo").start("s").parallel("split").user("a").user("b").on_timer("b", "late", "wait")
    draw.inclusive("join").user("after").end("e").end("other").path("s", "split", "a", "join", "after", "e")
    draw.path("split", "b", "other").path("late", "join")
    case = walk(draw)
    case.start()
    case.complete("a")
    assert case.open == ["b"]
    case.wake("2026-04-22T00:00:00+09:00")
    assert case.open == ["after"]
    assert case.complete("after").status == "completed"


def test_a_case_that_would_stand_still_for_ever_is_told_and_not_saved() -> None:
    draw = Draw("demo").start("s").user("ask").exclusive("g").user("a").user("b").parallel("join").end("e")
    draw.path("s", "ask", "g").path("g", "a", when="true").path("g", "b", default=True)
    draw.path("a", "join", "e").path("b", "join")
    case = walk(draw)
    case.start()
    case.complete("ask")
    result = case.do(CompleteTask(case.task("a").key, {}, "clerk"))
    assert (result.status, "stand still" in str(result.error), "join" in str(result.error)) == ("failed", True, True)


def test_a_loop_without_any_wait_is_told_as_going_round_in_circles() -> None:
    draw = Draw("demo").start("s").exclusive("in").task("work").exclusive("g").end("e")
    draw.path("s", "in", "work", "g").path("g", "in", when="true").path("g", "e", default=True)
    result = walk(draw).do(Start({}, {"id": "c"}, "clerk"))
    assert (result.status, "circles" in str(result.error)) == ("failed", True)
