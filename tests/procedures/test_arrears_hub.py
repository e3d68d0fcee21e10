"""The hub of arrears on the engine alone: what happens reaches it wherever it waits, for years, and it stays small."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

import pytest

from server.domain.effects import LetterRequest, StartCase
from server.domain.facts import FactKey, Facts
from server.engine.decision_evaluate import evaluate
from server.engine.definition import Procedure, build_procedure
from server.engine.step import step
from server.engine.types import Command, CompleteTask, Deliver, Start, StepResult, Wake
from server.operators.registry import load_operators
from tests.domain.test_arrears import claim, contact, fact, hold, letter, spoke
from tests.shipped_values import shipped_values
from tests.world import TREE

CASE = {"id": "K1", "number": "R8-000001", "procedure": "arrears", "office": "chuo", "household_key": "H1"}
FIRST = date(2026, 11, 18)


@cache
def procedure() -> Procedure:
    folders = ("workflows/arrears", "forms/arrears")
    files = {str(path.relative_to(TREE)): path.read_bytes() for name in folders for path in (TREE / name).iterdir()}
    return build_procedure(files, "arrears")


@dataclass
class Hub:
    """The case of one household whose registers the test holds in its hand."""

    fact: dict[str, Any] = field(default_factory=fact)
    day: date = FIRST
    state: bytes | None = None
    last: StepResult = field(default_factory=lambda: StepResult("active"))
    effects: list[Any] = field(default_factory=list)
    most_elements: int = 0

    def do(self, command: Command) -> StepResult:
        at = datetime.combine(self.day, time(1), UTC)
        facts = Facts({FactKey("arrears", "H1"): self.fact})
        facts = Facts({**{key: facts[key] for key in facts}, **_standing()})
        known = load_operators().operators
        result = step(self.state, command, at, procedure(), known, facts, shipped_values())
        assert result.status in ("active", "completed"), (result.status, result.error, result.refusal, result.needs)
        self.state, self.last = result.state, result
        self.effects += result.effects
        self.most_elements = max(self.most_elements, sum(event.element_type != "" for event in result.history))
        return result

    def open(self) -> Hub:
        self.do(Start({"household_key": "H1"}, CASE, "system"))
        return self

    def event(self) -> Hub:
        """Something has happened: the message of the household."""
        (waits,) = self.last.subscriptions
        self.do(Deliver(waits.key, "case_event", {}))
        return self

    def later(self, days: int) -> Hub:
        self.day += timedelta(days=days)
        self.do(Wake())
        return self

    def answer(self, **answers: Any) -> Hub:
        (task,) = self.last.open_tasks
        self.do(CompleteTask(task.key, answers, "toda"))
        return self

    @property
    def where(self) -> str:
        """The open task, or the wait: `warned` for that of a warning, `look` else, or the end."""
        if self.last.status == "completed":
            return str(self.last.outcome)
        tasks = [task.element for task in self.last.open_tasks]
        return tasks[0] if tasks else self.last.subscriptions[0].element.removesuffix("_event")

    @property
    def letters(self) -> list[tuple[str, Any]]:
        return [(one.letter, one.keys.get("grade")) for one in self.effects if isinstance(one, LetterRequest)]

    @property
    def begun(self) -> list[str]:
        return [one.procedure for one in self.effects if isinstance(one, StartCase)]


def _standing() -> dict[FactKey, Any]:
    from server.domain.arrears import SPOKES

    return {FactKey("procedure_stands", slug): True for slug in SPOKES}


def at(place: str) -> Hub:
    """The hub waiting at one of its places."""
    facts: dict[str, dict[str, Any]] = {
        "call": fact(),
        "look": fact(contacts=[contact(on="2026-11-17")]),
        "plan": fact(contacts=[contact("CONSULTS", "2026-11-17")]),
        "warn": fact(spokes=[spoke("asset_inquiry", "asset_found", "2026-11-10")]),
        "warned": fact(letters=[letter("arrears/warning", "2026-11-17", None)]),
    }
    hub = Hub(facts[place]).open()
    assert hub.where == place
    return hub


PLACES = ("call", "look", "plan", "warn", "warned")
DEATH = {"matters": [{"kind": "DEATH", "person_key": "P1", "on": "2026-11-18"}]}
WELFARE = {"matters": [{"kind": "WELFARE", "person_key": "P1", "on": "2026-11-18"}]}
RETURNED = {
    "returned": [{"letter_id": "L9", "letter": "dunning_run/dunning", "on": "2026-11-18", "reason": "転居先不明"}]
}
EVENTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "full payment": ({"instalments": [claim(open=0, paid=[["2026-11-18", 28_000]])]}, "paid", "PAID"),
    "levy cancelled": ({"instalments": [claim(open=0, levied=0)]}, "settled", "SETTLED"),
    "written off": ({"instalments": [claim(open=0, written_off=28_000)]}, "written_off", "WRITTEN_OFF"),
    "death": (DEATH, "plan", "DEATH"),
    "public assistance": (WELFARE, "plan", "WELFARE"),
    "bankruptcy": ({"holds": [hold("BANKRUPTCY")]}, "plan", "BANKRUPTCY"),
    "address unknown": ({"holds": [hold("RETURNED_MAIL")]}, "plan", "ADDRESS_UNKNOWN"),
    "letter came back": (RETURNED, "plan", "RETURNED"),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("event", EVENTS)
def test_what_happens_reaches_the_hub_wherever_it_waits(place: str, event: str) -> None:
    hub = at(place)
    changed, expected, _ = EVENTS[event]
    hub.fact = hub.fact | changed
    assert hub.event().where == expected
    if expected == "plan":
        assert hub.last.data["assess"]["matter"] == EVENTS[event][2]


@pytest.mark.parametrize("place", [one for one in PLACES if one != "plan"])
def test_a_disaster_stops_everything_while_its_relief_is_examined(place: str) -> None:
    """M7: the application holds reminder, warning and seizure; what a person is asked to look at, he still is."""
    hub = at(place)
    hub.fact = hub.fact | {"holds": [hold("RELIEF_PENDING")]}
    before = list(hub.letters)
    assert hub.event().where == "look"
    for _ in range(10):
        assert hub.later(15).where == "look"
    assert hub.letters == before
    assert not hub.begun


FORBIDDEN = ("DEFERRAL", "SUSPENSION", "DECEASED", "BANKRUPTCY", "WELFARE", "RELIEF_PENDING", "DISPUTE")


@pytest.mark.parametrize("kind", [*FORBIDDEN, "RETURNED_MAIL", "PLEDGE", "CONVERSION", "SEIZED", "PAYMENT_IN_TRANSIT"])
@pytest.mark.parametrize("order", ["REMIND", "WARN"])
def test_nobody_is_reminded_or_warned_under_a_hold_even_by_order(kind: str, order: str) -> None:
    hub = at("plan")
    hub.fact = hub.fact | {"holds": [hold(kind)]}
    hub.answer(action=order, reason="指示")
    assert hub.where in ("look", "plan")  # the hold itself may be what a person must look at
    assert not hub.letters


def test_a_household_is_called_then_reminded_again_and_again_until_its_assets_are_looked_for() -> None:
    """P09's table with the demo city's periods: fourteen days of quiet, sixty days between letters."""
    hub = at("call")
    hub.answer(way="PHONE", spoken_to="NOBODY", result="NO_ANSWER")
    hub.fact = hub.fact | {"contacts": [contact(on=hub.day.isoformat())]}
    story = []
    for _ in range(16):
        sent, begun = len(hub.letters), len(hub.begun)
        hub.later(15)
        if len(hub.letters) > sent:
            grade = hub.letters[-1][1]
            told = letter(asked=hub.day.isoformat(), grade=grade)
            hub.fact = hub.fact | {"letters": [*hub.fact["letters"], told]}
            story.append(grade)
        if len(hub.begun) > begun:
            story.append(hub.begun[-1])
            break
    assert story == ["SECOND", "SECOND", "asset_inquiry"]


def test_found_assets_are_warned_of_and_then_seized() -> None:
    hub = at("warn").answer(result="SEND", reason=None)
    assert hub.where == "warned"
    assert hub.letters == [("arrears/warning", None)]
    hub.fact = hub.fact | {"letters": [letter("arrears/warning", hub.day.isoformat(), None)]}
    assert hub.later(8).where == "look"
    assert hub.begun == ["seizure"]
    hub.fact = hub.fact | {"spokes": [*hub.fact["spokes"], spoke("seizure", started=hub.day.isoformat())]}
    assert hub.event().where == "look"
    assert hub.begun == ["seizure"]


def test_a_decider_may_skip_the_warning_or_give_it_back() -> None:
    hub = at("warn").answer(result="SKIP", reason="預金が引き出されるおそれ")
    assert (hub.where, hub.begun, hub.letters) == ("look", ["seizure"], [])
    assert at("warn").answer(result="BACK", reason="住所を確かめる").where == "plan"


def test_an_order_counts_once() -> None:
    hub = at("plan").answer(action="REMIND", reason="様子を見る")
    assert (hub.where, len(hub.letters)) == ("look", 1)
    hub.later(15)
    assert len(hub.letters) == 1 or hub.letters[1][1] != hub.letters[0][1]


def test_a_warning_after_a_plan_and_a_plan_after_a_warning_each_count() -> None:
    hub = at("plan").answer(action="WARN", reason="約束が続けて守られない")
    assert hub.where == "warn"
    assert hub.answer(result="BACK", reason="もう一度話す").where == "plan"
    assert hub.answer(action="WAIT", reason="月末まで").where == "look"


@pytest.mark.parametrize("slug", ["pledge", "asset_inquiry", "seizure", "suspension_write_off"])
def test_an_officer_begins_any_procedure_and_the_hub_waits_for_it(slug: str) -> None:
    hub = at("plan").answer(action="START", procedure=slug, reason="本人の申出")
    assert (hub.where, hub.begun) == ("look", [slug])
    hub.fact = hub.fact | {"spokes": [spoke(slug)]}
    assert hub.later(15).where == "look"
    assert hub.begun == [slug]


def test_the_hub_stays_small_over_hundreds_of_rounds() -> None:
    """Ten years of events: never more than a few kilobytes of state, never more than twelve elements in a step."""
    hub = at("call")
    sizes = []
    for turn in range(400):
        if hub.where == "call":
            hub.answer(way="PHONE", spoken_to="NOBODY", result="NO_ANSWER")
        elif hub.where == "warn":
            hub.answer(result="SEND", reason=None)
        elif hub.where == "plan":
            hub.answer(action="WAIT", reason="様子を見る")
        elif turn % 3:
            hub.event()
        else:
            hub.later(16)
        hub.fact = hub.fact | {"contacts": [contact(on=hub.day.isoformat())] if turn % 7 else []}
        sizes.append(len(hub.state or b""))
    assert max(sizes[200:]) <= max(sizes[:200]) + 64
    assert max(sizes) < 4_000
    assert hub.most_elements <= 12


def _decide(table: str, data: dict[str, Any]) -> list[str]:
    return list(evaluate(procedure().tables[f"arrears/{table}"], data).rows)


NOTHING: dict[str, Any] = {
    "force": "NONE",
    "stands": "OPEN",
    "matter": "NONE",
    "hold": "NONE",
    "transit": False,
    "spoke": "NONE",
    "promise": "NONE",
    "warning": "NONE",
    "assets": "UNKNOWN",
    "call_back": False,
    "touch": "PAST",
    "treatment": "LETTER",
    "letter_due": False,
    "inquiry_due": True,
}
ROWS: list[dict[str, Any]] = [
    {"stands": "PAID"},
    {"stands": "SETTLED"},
    {"stands": "WRITTEN_OFF"},
    {"stands": "LAPSED"},
    {"force": "LOOK"},
    {"force": "PLAN"},
    {"matter": "DEATH"},
    {"hold": "DEFERRAL"},
    {"transit": True},
    {"force": "REMIND"},
    {"force": "WARN"},
    {"force": "WARNED"},
    {"spoke": "pledge"},
    {"promise": "OPEN"},
    {"promise": "BROKEN"},
    {"warning": "OPEN"},
    {"warning": "EXPIRED", "assets": "FOUND"},
    {"warning": "EXPIRED"},
    {"assets": "FOUND"},
    {"assets": "NONE"},
    {"call_back": True},
    {"touch": "RECENT"},
    {"treatment": "CALL"},
    {"letter_due": True},
    {"treatment": "INQUIRY"},
    {"treatment": "INQUIRY", "inquiry_due": False, "letter_due": True},
    {},
]


@pytest.mark.parametrize(("place", "more"), list(enumerate(ROWS, 1)))
def test_every_row_of_the_next_step_is_reached(place: int, more: dict[str, Any]) -> None:
    assert _decide("next_step", {"assess": NOTHING | more}) == [f"next_step_{place}"]


@pytest.mark.parametrize(
    ("place", "age", "amount", "called", "letters", "told"),
    [
        (1, "FRESH", "LARGE", False, "NONE", False),
        (2, "FRESH", "SMALL", True, "NONE", False),
        (3, "MIDDLE", "SMALL", True, "ENOUGH", False),
        (4, "MIDDLE", "SMALL", False, "SOME", False),
        (5, "MIDDLE", "LARGE", True, "NONE", False),
        (6, "LATE", "SMALL", True, "ENOUGH", False),
        (7, "LATE", "LARGE", True, "NONE", True),
    ],
)
def test_every_row_of_the_segments_is_reached(
    place: int, age: str, amount: str, called: bool, letters: str, told: bool
) -> None:
    asked = {"age": age, "amount": amount, "called": called, "letters": letters, "measure_told": told}
    assert _decide("segment", asked) == [f"segment_{place}"]


def test_the_state_holds_no_name_and_no_amount_of_anybody_else() -> None:
    """What is kept between the steps is about the household's own instalments."""
    hub = at("look")
    assert "P1" not in json.dumps(hub.last.data.get("next_step", {}))
