"""A test procedure that uses every construct proved to run, with its operators and a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from server.domain.effects import LetterRequest
from server.domain.facts import FactKey, Facts
from server.domain.operating import Context, Done, Operator
from server.engine.definition import Procedure
from tests.engine.draw import Draw
from tests.engine.tables import Column, table_xml
from tests.engine.walker import built

TABLE = table_xml(
    [Column("count.n", "number")], [Column("next", "string")], [["< 3", '"again"'], [">= 3", '"leave"']]
).replace(b'id="choice"', b'id="next_step"')


@dataclass(frozen=True, slots=True)
class CountInputs:
    """`before`: the count so far, null at first; `household`: whose."""

    before: int | None
    household: str


@dataclass(frozen=True, slots=True)
class CountOutputs:
    """`n`: the count now; `known`: what the register says."""

    n: int
    known: Any


def _needs(inputs: CountInputs) -> Iterable[FactKey]:
    yield FactKey("household", inputs.household)


def _count(inputs: CountInputs, context: Context) -> Done:
    known = context.facts.get_fact("household", inputs.household)
    number = (inputs.before or 0) + 1
    return Done(CountOutputs(number, known), (LetterRequest("demo/notice", inputs.household, keys={"n": number}),))


OPERATORS = {"demo/count": Operator("demo/count", CountInputs, CountOutputs, _count, _needs, (), "counts")}
FACTS = Facts({FactKey("household", "H1"): {"members": 2}})


def _inner_part() -> Draw:
    return (
        Draw("inner")
        .start("inner_start")
        .user("inner_check")
        .exclusive("inner_gate")
        .end("inner_wrong", error="mismatch")
        .end("inner_done")
        .path("inner_start", "inner_check", "inner_gate")
        .path("inner_gate", "inner_wrong", when="inner_check.wrong")
        .path("inner_gate", "inner_done", default=True)
        .lane("checker", "inner_check")
    )


def _outer_part() -> Draw:
    return (
        Draw("outer")
        .start("outer_start")
        .call("outer_call", "inner")
        .on_error("outer_call", "outer_mismatch", "mismatch")
        .user("outer_mend")
        .end("outer_done")
        .path("outer_start", "outer_call", "outer_done")
        .path("outer_mismatch", "outer_mend", "outer_done")
    )


def _sub() -> Draw:
    return (
        Draw("sub")
        .start("sub_start")
        .parallel("sub_split")
        .user("sub_left")
        .user("sub_right")
        .exclusive("sub_gate")
        .end("sub_stop", terminate=True)
        .end("sub_left_end")
        .end("sub_right_end")
        .path("sub_start", "sub_split", "sub_left", "sub_left_end")
        .path("sub_split", "sub_right", "sub_gate")
        .path("sub_gate", "sub_stop", when="sub_right.stop")
        .path("sub_gate", "sub_right_end", default=True)
    )


def _main() -> Draw:
    return (
        Draw("demo")
        .start("begin")
        .service("count", "demo/count", before="count.n", household="case.household_key")
        .rule("hub", "next_step")
        .exclusive("hub_gate")
        # round one: a person's task with every kind of event on its edge
        .user("talk", due="due")
        .on_timer("talk", "talk_late", "wait")
        .on_message("talk", "talk_event", "case_event")
        .on_timer("talk", "talk_reminder", "short", interrupting=False)
        .send("remind", "reminder")
        .end("reminded")
        # an event gateway
        .events("pause")
        .catch("pause_event", "case_event")
        .timer("pause_over", "wait")
        # branches side by side: parallel and inclusive
        .parallel("fork")
        .user("left")
        .receive("right", "paper")
        .call("part", "outer")
        .on_timer("part", "part_late", "long")
        .exclusive("part_merge")
        .parallel("join")
        .inclusive("pick")
        .user("one")
        .user("two")
        .sub("three", _sub())
        .inclusive("gather")
        # the way out
        .exclusive("merge")
        .user("confirm")
        .throw("tell", "finished")
        .exclusive("last_gate")
        .end("finished", message="closed")
        .end("stopped", terminate=True)
        .path("begin", "merge", "count", "hub", "hub_gate")
        .path("hub_gate", "talk", when='hub.next = "again"')
        .path("hub_gate", "confirm", default=True)
        .path("talk", "pause")
        .path("talk_late", "pause")
        .path("talk_event", "merge")
        .path("talk_reminder", "remind", "reminded")
        .path("pause", "pause_event", "merge")
        .path("pause", "pause_over", "fork")
        .path("fork", "left", "join")
        .path("fork", "right", "join")
        .path("fork", "part", "part_merge", "join")
        .path("part_late", "part_merge")
        .path("join", "pick")
        .path("pick", "one", when="left.one")
        .path("pick", "two", when="left.two")
        .path("pick", "three", default=True)
        .path("one", "gather")
        .path("two", "gather")
        .path("three", "gather", "merge")
        .path("confirm", "tell", "last_gate")
        .path("last_gate", "merge", when="confirm.again")
        .path("last_gate", "stopped", when="confirm.stop")
        .path("last_gate", "finished", default=True)
        .lane("counter", "talk", "left", "one", "two", "three", "part")
        .lane("approver", "confirm")
    )


def everything() -> Procedure:
    """The procedure, built anew."""
    return built(_main(), _outer_part(), _inner_part(), next_step=TABLE)
