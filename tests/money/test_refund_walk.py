"""No order of relief, receipt, refund, offset and reversal breaks the ledger's laws or pays a yen twice.

Overpayments are found by the clock's own round and go through the cases `overpayment` and `refund` by the API, task by
task, with interest by their cause, to the bank and back; between any two acts the levy changes, money comes in and is
taken back. A short walk on each kind of database, long ones with `--sweep`; two processes at once stand below.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from server.domain.ledger.kinds import Kind
from server.store import ledger, overpayments
from tests.money.refund_desk import DUE, NOTICE, RefundDesk, meanwhile
from tests.procedures.outside import Api
from tests.procedures.refunding import Payer, at_work
from tests.world import TREE, World

STEPS, LONG, MANY = 20, 60, 6
TURNS, SWEPT, ROUNDS = 16, 80, 3
pytestmark = pytest.mark.timeout(900)  # the long form walks for minutes
yen = st.integers(1, 400_000)
levies = st.lists(st.integers(0, 300_000), min_size=4, max_size=4)
place, any_one = st.integers(0, 3), st.integers(0, 99)


def office(world: World) -> RefundDesk:
    """A household of an old levy, and the people who set off, refund and transfer."""
    api = at_work(Api(world))
    world.grant("saeki", "refund:pay")
    return RefundDesk(world, Payer(api, year=2024, due=DUE, notice=NOTICE, each=100_000))


class Walk(RuleBasedStateMachine):
    """One household whose levy, money and overpayments move in any order; the laws hold after each act."""

    def __init__(self, desk: RefundDesk) -> None:
        super().__init__()
        self.desk = desk

    def _taken(self, body: Callable[[], object]) -> None:
        meanwhile(body)
        self.desk.laws(self.desk.received)

    @initialize(yens=levies)
    def levied(self, yens: list[int]) -> None:
        self.desk.payer.levy(*yens)

    @rule(yens=levies)
    def relief_or_rise(self, yens: list[int]) -> None:
        self._taken(lambda: self.desk.payer.levy(*yens))

    @rule(at=place, amount=yen, day=place)
    def receipt(self, at: int, amount: int, day: int) -> None:
        self._taken(lambda: self.desk.pay(at, amount, day))

    @rule(at=any_one)
    def reversal(self, at: int) -> None:
        self._taken(lambda: self.desk.undo(at))

    @rule()
    def found(self) -> None:
        self._taken(self.desk.found)

    @rule(at=any_one)
    def on(self, at: int) -> None:
        self._taken(lambda: self.desk.step(at, 0))

    @rule(at=any_one)
    def and_on(self, at: int) -> None:
        self._taken(lambda: self.desk.step(at, 0))

    @rule(at=any_one, twist=st.integers(1, 2))
    def back(self, at: int, twist: int) -> None:
        self._taken(lambda: self.desk.step(at, twist))

    @rule(result=st.sampled_from("01"))
    def transfer(self, result: str) -> None:
        self._taken(self.desk.cut)
        self._taken(lambda: self.desk.answered(result))


def test_no_order_of_acts_breaks_the_laws_or_pays_a_yen_twice(money: World, request: pytest.FixtureRequest) -> None:
    sweep = request.config.getoption("--sweep")
    desk = office(money)
    for _ in range(MANY if sweep else 1):
        run_state_machine_as_test(
            lambda: Walk(desk),  # type: ignore[arg-type] # a maker of machines is what it takes
            settings=settings(
                max_examples=1,
                stateful_step_count=LONG if sweep else STEPS,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                database=None,
                phases=[Phase.generate],
            ),
        )


def test_two_processes_at_one_refund_desk_keep_the_laws(
    money: World, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Both pay, take back, reduce, set off, refund and transfer at once; what each took in is told by itself."""
    sweep = request.config.getoption("--sweep")
    desk = office(money)
    desk.pay(0, 300_000, 0)
    desk.found()
    for turn in range(ROUNDS if sweep else 1):
        told = _both(money, tmp_path, SWEPT if sweep else TURNS, turn)
        desk.received += sum(one["received"] for one in told)
        assert all(one["done"] for one in told)
        desk.laws(desk.received)


def _both(money: World, folder: Path, turns: int, turn: int) -> list[dict[str, int]]:
    command = [sys.executable, "-m", "tests.money.refund_rival", money.database.url, str(folder)]
    sides = [
        subprocess.Popen([*command, str(2 * turn + side), str(turns)], cwd=TREE, stdout=subprocess.PIPE)
        for side in (0, 1)
    ]
    answers = [one.communicate(timeout=540)[0] for one in sides]
    assert [one.returncode for one in sides] == [0, 0]
    return [dict(json.loads(one)) for one in answers]


def test_a_walk_straight_on_pays_interest_by_cause_and_all_of_it_once(money: World) -> None:
    """The way forward alone: a payment by mistake and a reduction, each with its own interest, paid by one file."""
    desk = office(money)
    desk.pay(0, 400_000, 0)
    desk.payer.levy(0, 50_000, 0, 0)
    while overpaid(desk) or desk.waiting():
        desk.found()
        desk.step(0, 0)
        meanwhile(desk.cut)
        meanwhile(lambda: desk.answered("0"))
    desk.laws(desk.received)
    with money.database.read() as conn:
        rows = overpayments.rows_of(conn, [desk.payer.house]).values()
        kinds = [one.posting.kind for one in ledger.lines_of(conn, desk.payer.house)]
    assert {one.cause for one in rows} == {"MISPAID", "OVERPAID_REASSESSED"}
    assert {one.state for one in rows} <= {overpayments.REFUNDED, overpayments.SET_OFF}
    assert kinds.count(Kind.REFUND_INTEREST) >= 2


def overpaid(desk: RefundDesk) -> int:
    """Yen."""
    return desk.payer.overpaid()
