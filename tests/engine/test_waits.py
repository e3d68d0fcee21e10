"""Clocks and messages: armed once, fired once, addressed, and quiet when what they stood on has gone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from server.domain.effects import Message
from server.engine.faults import DefinitionError
from server.engine.step import step
from server.engine.types import CompleteTask, Deliver, StepResult, Subscription, Wake
from tests.engine.draw import Draw
from tests.engine.walker import CASE, Walk, built, values, walk


def _timer(period: str = "wait") -> Walk:
    draw = Draw("demo").start("s").timer("t", period).user("after").end("e").path("s", "t", "after", "e")
    case = walk(draw)
    case.start()
    return case


def test_a_timer_runs_to_the_end_of_the_last_day_of_its_period() -> None:
    """Civil Code arts. 140, 141: twenty days from 1 April end with the end of 21 April in Japan."""
    case = _timer()
    assert case.last.next_due == datetime(2026, 4, 21, 15, 0, tzinfo=UTC)
    assert case.wake("2026-04-21T23:59:59+09:00").open_tasks == ()
    assert case.wake("2026-04-22T00:00:00+09:00").open_tasks[0].element == "after"


def test_an_armed_timer_keeps_start_period_value_article_and_instant() -> None:
    case = _timer()
    armed = next(event for event in case.history if event.kind == "armed")
    assert armed.detail == {
        "period": "wait",
        "from": "2026-04-01",
        "value": 20,
        "unit": "days",
        "rule": "試験条例2条",
        "last_day": "2026-04-21",
        "due": "2026-04-21T15:00:00+00:00",
    }
    assert case.last.values_used["period.wait@2026-04-01"] == {"unit": "days", "value": 20, "article": "試験条例2条"}


def test_a_period_that_is_changed_later_does_not_move_a_clock_that_runs() -> None:
    case = _timer()
    case.values = values(wait="5 days")
    case.at = datetime(2026, 4, 2, tzinfo=UTC)
    assert case.wake("2026-04-10T00:00:00+09:00").next_due == datetime(2026, 4, 21, 15, 0, tzinfo=UTC)


def test_a_period_of_months_ends_by_the_calendar() -> None:
    draw = Draw("demo").start("s").timer("t", "month").end("e").path("s", "t", "e")
    case = walk(draw)
    case.at = datetime(2026, 1, 31, 3, 0, tzinfo=UTC)
    assert case.start().next_due == datetime(2026, 2, 28, 15, 0, tzinfo=UTC)


def test_a_timer_whose_period_has_no_value_is_refused_by_name() -> None:
    draw = Draw("demo").start("s").user("a").timer("t", "nowhere").end("e").path("s", "a", "t", "e")
    case = walk(draw)
    case.start()
    result = case.do(CompleteTask(case.task("a").key, {}, "clerk"))
    assert (result.status, (result.refusal or {})["code"]) == ("refused", "value_missing")


def test_waking_a_case_with_nothing_due_changes_nothing() -> None:
    case = _timer()
    before = case.state
    case.wake("2026-04-02T00:00:00+09:00")
    assert (case.state, case.last.history) == (before, ())


def test_completing_a_task_does_not_fire_clocks_that_are_overdue() -> None:
    """A clerk who finishes a task a minute before the waker comes has finished it."""
    draw = Draw("demo").start("s").user("a").on_timer("a", "late", "short").end("done").end("lost")
    draw.path("s", "a", "done").path("late", "lost")
    case = walk(draw)
    case.start()
    case.at = datetime(2026, 6, 1, tzinfo=UTC)
    assert case.complete("a").outcome == "done"


def test_everything_due_fires_in_the_order_in_which_it_fell_due_each_once() -> None:
    draw = Draw("demo").start("s").parallel("p").end("e1").end("e2").end("e3").path("s", "p", "t1", "e1")
    draw.timer("t1", "long").timer("t2", "short").timer("t3", "wait").path("p", "t2", "e2").path("p", "t3", "e3")
    case = walk(draw)
    case.start()
    case.wake("2026-12-01T00:00:00+09:00")
    assert [event.element for event in case.history if event.kind == "fired"] == ["t2", "t3", "t1"]
    assert case.last.status == "completed"


def test_after_a_long_stop_each_round_of_a_loop_waits_its_full_time_again() -> None:
    """No catching up all at once: a clock armed late begins late."""
    draw = Draw("demo").start("s").exclusive("in").timer("t", "short").send("remind", "reminder")
    draw.path("s", "in", "t", "remind", "in")
    case = walk(draw)
    case.start()
    result = case.wake("2026-08-01T00:00:00+09:00")
    assert [event.kind for event in result.history] == ["fired", "computed", "armed"]
    assert result.next_due == datetime(2026, 8, 4, 15, 0, tzinfo=UTC)


def _edge(*, interrupting: bool = True) -> Walk:
    draw = Draw("demo").start("s").user("a", due="due").on_timer("a", "late", "wait", interrupting=interrupting)
    draw.on_message("a", "news", "case_event").user("b").end("e").end("f")
    draw.path("s", "a", "e").path("late", "b", "f").path("news", "f")
    case = walk(draw)
    case.start()
    return case


def test_an_interrupting_timer_ends_the_task_it_stands_on() -> None:
    case = _edge()
    case.wake("2026-05-01T00:00:00+09:00")
    assert (case.open, case.awaited) == (["b"], [])
    assert "interrupted a" in case.told


def test_an_interrupting_message_ends_the_task_and_the_clock_beside_it() -> None:
    case = _edge()
    result = case.deliver("news", n=1)
    assert (result.status, result.outcome, result.next_due) == ("completed", "f", None)
    assert result.data["news"] == {"n": 1}


def test_of_two_clocks_overdue_on_one_task_only_the_earlier_fires() -> None:
    draw = Draw("demo").start("s").user("a").on_timer("a", "later", "wait").on_timer("a", "earlier", "short")
    draw.end("e").end("f").end("g").path("s", "a", "e").path("later", "f").path("earlier", "g")
    case = walk(draw)
    case.start()
    assert case.wake("2026-12-01T00:00:00+09:00").outcome == "g"
    assert [line for line in case.told if line.startswith("fired")] == ["fired earlier"]


def test_a_finished_task_takes_the_events_on_its_edge_with_it() -> None:
    case = _edge()
    result = case.complete("a")
    assert (result.status, result.outcome, result.next_due, result.subscriptions) == ("completed", "e", None, ())
    assert not [line for line in case.told if line.startswith("interrupted")]


def test_a_timer_that_does_not_interrupt_leaves_the_task_open_and_fires_once() -> None:
    case = _edge(interrupting=False)
    case.wake("2026-05-01T00:00:00+09:00")
    assert (case.open, case.last.next_due, case.awaited) == (["a", "b"], None, ["news"])
    case.complete("b")
    assert case.open == ["a"]
    assert case.complete("a").outcome == "e"


def test_the_due_date_of_a_task_is_fixed_when_it_opens() -> None:
    case = _edge()
    assert case.task("a").due_on == "2026-04-06"
    case.values = values(wait="20 days", due="50 days")
    case.wake("2026-04-10T00:00:00+09:00")
    assert case.task("a").due_on == "2026-04-06"


def _gateway() -> Walk:
    draw = Draw("demo").start("s").events("g").catch("news", "case_event").timer("over", "wait").user("a").user("b")
    draw.end("e").path("s", "g", "news", "a", "e").path("g", "over", "b", "e")
    case = walk(draw)
    case.start()
    return case


def test_an_event_gateway_goes_where_the_first_event_leads() -> None:
    by_message, by_time = _gateway(), _gateway()
    by_message.deliver("news", text="届いた")
    assert (by_message.open, by_message.last.next_due, by_message.awaited) == (["a"], None, [])
    by_time.wake("2026-04-22T00:00:00+09:00")
    assert (by_time.open, by_time.last.next_due, by_time.awaited) == (["b"], None, [])
    assert by_message.data["news"] == {"text": "届いた"}


def test_an_event_gateway_keeps_each_clock_of_its_own() -> None:
    """The library shares one between all; the shorter one must not be lost."""
    draw = Draw("demo").start("s").events("g").timer("first", "short").timer("second", "wait").end("e").end("f")
    case = walk(draw.path("s", "g", "first", "e").path("g", "second", "f"))
    case.start()
    assert case.wake("2026-04-05T00:00:00+09:00").outcome == "e"


def test_only_timers_and_messages_stand_behind_an_event_gateway() -> None:
    draw = Draw("demo").start("s").events("g").user("a").end("e").path("s", "g", "a", "e")
    with pytest.raises(DefinitionError, match="event-based"):
        built(draw)


def test_a_receive_task_waits_for_its_message_and_keeps_the_payload() -> None:
    draw = Draw("demo").start("s").receive("paper", "paper_came").end("e").path("s", "paper", "e")
    case = walk(draw)
    case.start()
    assert case.last.subscriptions == (Subscription("3.paper", "paper_came", "paper"),)
    assert case.deliver("paper", pages=2).data["paper"] == {"pages": 2}


def test_a_message_is_refused_when_it_is_not_awaited_there_or_is_of_another_kind() -> None:
    case = _gateway()
    key = case.last.subscriptions[0].key
    before = case.state
    for command in (
        Deliver("99.news", "case_event", {}),
        Deliver(key, "other", {}),
        Deliver("3.over", "case_event", {}),
    ):
        result = case.do(command)
        assert (result.status, (result.refusal or {})["code"]) == ("refused", "message_not_awaited")
    assert case.state == before


def test_the_same_message_delivered_twice_is_refused_the_second_time() -> None:
    case = _gateway()
    command = Deliver(case.last.subscriptions[0].key, "case_event", {})
    case.ok(command)
    assert case.do(command).status == "refused"


def _sent(result: StepResult) -> list[Message]:
    return [effect for effect in result.effects if isinstance(effect, Message)]


def test_messages_leave_with_the_case_and_a_number_of_their_own() -> None:
    draw = Draw("demo").start("s").user("a").send("one", "levy_due").throw("two", "told").end("e", message="closed")
    case = walk(draw.path("s", "a", "one", "two", "e"))
    case.start()
    sent = _sent(case.complete("a"))
    assert [message.kind for message in sent] == ["levy_due", "told", "closed"]
    assert [message.keys for message in sent] == [{"case_id": "case-1", "household_key": "H1"}] * 3
    assert all(message.source_id.startswith(f"{CASE['id']}:") and message.payload == {} for message in sent)
    assert len({message.source_id for message in sent}) == 3


def test_the_same_step_tried_twice_gives_the_same_bytes_and_numbers() -> None:
    draw = Draw("demo").start("s").timer("t", "wait").send("one", "levy_due").timer("u", "wait").end("e")
    case = walk(draw.path("s", "t", "one", "u", "e"))
    case.start()
    at = datetime(2026, 5, 1, tzinfo=UTC)
    once, again = (step(case.state, Wake(), at, case.procedure, {}, case.facts, case.values) for _ in range(2))
    assert once == again
    assert _sent(once)[0].source_id == "case-1:4"
