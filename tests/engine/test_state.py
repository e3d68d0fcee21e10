"""The stored state: small, without the diagram, never growing with the rounds a case goes, never misread."""

from __future__ import annotations

import zlib
from random import Random

import orjson
import pytest

from server.engine.codec import load, read_state, state_digest, write_state
from server.engine.types import Wake
from tests.engine.draw import Draw
from tests.engine.everything import FACTS, OPERATORS, everything
from tests.engine.walker import NOW, Walk, built, walk


def _hub() -> Draw:
    """The shape of a long-lived case: facts, what next, a spoke, back to the hub."""
    draw = Draw("demo").start("s").exclusive("hub").service("look", "demo/count", before="look.n", household='"H1"')
    draw.exclusive("next").user("talk").on_message("talk", "event", "case_event").events("pause")
    draw.catch("pause_event", "case_event").timer("over", "wait").user("end_it").end("e")
    draw.path("s", "hub", "look", "next").path("next", "talk", when="end_it.n != 1").path(
        "next", "end_it", default=True
    )
    draw.path("talk", "pause").path("event", "hub").path("pause", "pause_event", "hub").path("pause", "over", "hub")
    return draw.path("end_it", "e")


def test_a_hub_goes_round_four_hundred_times_and_never_holds_more_than_twelve_tokens() -> None:
    draw = _hub()
    draw.flows = [flow.replace("end_it.n != 1", "look.n &lt; 400") for flow in draw.flows]
    case = Walk(built(draw), OPERATORS, FACTS)
    case.start()
    random, rounds, largest, most = Random(7), 0, 0, 0
    while "end_it" not in case.open:
        rounds += 1
        if case.open == ["talk"] and random.random() < 0.5:
            case.deliver("event", n=rounds)
        elif case.open == ["talk"]:
            case.complete("talk", n=rounds)
        elif random.random() < 0.5:
            case.deliver("pause_event", n=rounds)
        else:
            assert case.last.next_due is not None
            case.at = case.last.next_due
            case.ok(Wake())
        assert case.state is not None
        most = max(most, sum(1 for _ in load(case.state, case.procedure).tokens()))
        largest = max(largest, len(case.state))
    assert case.data["look"]["n"] == 400
    assert rounds >= 400
    assert most <= 12
    assert largest < 1000
    assert case.complete("end_it").status == "completed"


@pytest.mark.parametrize("inside", [False, True])
def test_a_loop_of_seven_hundred_passes_loses_nothing(inside: bool) -> None:
    draw = Draw("demo").start("s").exclusive("in").user("a").exclusive("g").end("e").path("s", "in", "a", "g")
    draw.path("g", "in", when="a.n != 700").path("g", "e", default=True)
    if inside:
        draw.slug = "sub"
        outer = Draw("demo").start("os").parallel("p").sub("sub", draw).user("beside").end("oe").end("of")
        draw = outer.path("os", "p", "sub", "oe").path("p", "beside", "of")
    case = walk(draw)
    case.start()
    sizes = set()
    for number in range(1, 701):
        assert case.open.count("a") == 1
        case.complete("a", n=number)
        sizes.add(len(case.state or b""))
    assert len([line for line in case.told if line == "completed a"]) == 700
    assert max(sizes) < 600
    if inside:
        case.complete("beside")
    assert case.last.status == "completed"


def test_a_long_branch_does_not_pile_up_while_another_waits() -> None:
    draw = Draw("demo").start("s").parallel("p").receive("wait_here", "late").exclusive("in").user("a").exclusive("g")
    draw.end("e").end("f").path("s", "p", "in", "a", "g").path("g", "in", when="a.n != 90").path("g", "e", default=True)
    case = walk(draw.path("p", "wait_here", "f"))
    case.start()
    for number in range(1, 91):
        case.complete("a", n=number)
        assert case.state is not None
        assert sum(1 for _ in load(case.state, case.procedure).tokens()) <= 5
    assert case.deliver("wait_here").status == "completed"


def test_a_waiting_case_with_two_kilobytes_of_data_takes_less_than_three() -> None:
    case = Walk(everything(), OPERATORS, FACTS)
    random = Random(1)
    people = [
        {
            "name": "".join(chr(0x4E00 + random.randrange(0x2000)) for _ in range(5)),
            "kana": "".join(chr(0x30A2 + random.randrange(80)) for _ in range(9)),
            "birth_date": f"19{random.randrange(10, 99)}-0{random.randrange(1, 9)}-1{random.randrange(9)}",
        }
        for _ in range(20)
    ]
    case.start(members=people, address="若葉市中央区緑町1丁目2番3号", reason="社会保険の離脱")
    assert len(orjson.dumps(dict(case.data))) > 2000
    assert len(case.state or b"") < 3000


def test_the_state_holds_nothing_of_the_diagram_but_the_names_where_tokens_stand() -> None:
    case = Walk(everything(), OPERATORS, FACTS)
    case.start()
    written = orjson.dumps(read_state(case.state or b"")).decode()
    assert "talk" in written
    for name in ("outer", "gather", "confirm", "さん", "next_step"):
        assert name not in written


def test_a_state_is_never_read_with_another_versions_diagram() -> None:
    one = walk(Draw("demo").start("s").user("a").end("e").path("s", "a", "e"))
    one.start()
    other = walk(Draw("demo", name="別の版").start("s").user("a").end("e").path("s", "a", "e"))
    other.state = one.state
    result = other.do(Wake())
    assert (result.status, "belongs to version" in str(result.error)) == ("failed", True)


def test_a_state_that_stands_where_the_diagram_has_nothing_is_told() -> None:
    case = walk(Draw("demo").start("s").user("a").end("e").path("s", "a", "e"))
    case.start()
    content = read_state(case.state or b"")
    content["t"][0][3][1][3] = "gone"
    case.state = write_state(content)
    assert "'gone'" in str(case.do(Wake()).error)


def test_the_digest_of_a_state_does_not_depend_on_how_it_was_compressed() -> None:
    case = walk(Draw("demo").start("s").user("a").end("e").path("s", "a", "e"))
    case.start(text="あ" * 500)
    state = case.state or b""
    packed_otherwise = state[:1] + zlib.compress(zlib.decompress(state[1:]), 9)
    assert packed_otherwise != state
    assert state_digest(packed_otherwise) == state_digest(state)
    case.complete("a")
    assert state_digest(case.state) != state_digest(state)


def test_a_case_begins_without_a_state_and_goes_on_with_one_at_an_aware_instant() -> None:
    case = walk(Draw("demo").start("s").user("a").end("e").path("s", "a", "e"))
    with pytest.raises(ValueError, match="state"):
        case.do(Wake())
    case.at = NOW.replace(tzinfo=None)
    with pytest.raises(ValueError, match="aware"):
        case.start()
