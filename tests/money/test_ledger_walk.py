"""The ledger keeps every yen: no sequence of acts on it loses or invents one, and the proof agrees after each.

A machine of all that is done to money: levies one by one and in bulk, up and down; payments by number and by slip,
old slips and strangers' numbers among them; corrections, suspense in and out, late charges, set-offs, refunds,
write-offs, and the closing of the books on 31 May. A few short walks on each kind of database; long ones with
`--sweep`. Two processes at once stand in `test_rivals.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import wraps
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from server.domain.ledger.amounts import Amounts
from server.domain.refusals import Refused
from server.store.levies import LevyAccount
from tests.money.purse import UNKNOWN, Purse
from tests.world import World

T = TypeVar("T")

FEW, STEPS = 2, 9
MANY, LONG = 12, 20

yen = st.integers(min_value=1, max_value=40_000)
small = st.integers(min_value=0, max_value=20_000)
index = st.integers(0, 999)
decision = st.lists(st.builds(Amounts, small, small, small, small), min_size=4, max_size=4)
payments = st.lists(st.tuples(index, yen), min_size=1, max_size=4)


def act(body: Callable[..., None]) -> Callable[..., None]:
    """One act; a refusal changes nothing, and after either purse and proof agree."""

    @wraps(body)
    def taken(self: Books, **drawn: Any) -> None:
        with suppress(Refused):
            body(self, **drawn)
        self.purse.agree()

    return taken


class Books(RuleBasedStateMachine):
    """Two households with a levy each, on books that other walks have written before."""

    def __init__(self, purse: Purse) -> None:
        super().__init__()
        self.purse = purse
        self.accounts: list[LevyAccount] = []

    @initialize(parts=decision)
    def levied(self, parts: list[Amounts]) -> None:
        purse = self.purse
        for name in ("family", "single"):
            number = f"{len(purse.accounts) + 1:010d}"
            self.accounts.append(purse.open_account(purse.world.household(name).key, number, parts))
        purse.agree()

    def teardown(self) -> None:
        self.purse.assess()
        self.purse.agree()

    def key(self, place: int) -> str:
        return of(self.purse.claims_of(self.accounts), place)

    @rule(drawn=payments)
    @act
    def pay(self, drawn: list[tuple[int, int]]) -> None:
        """By the instalment's number, by a slip that stands or was superseded, by a number that names nobody."""
        mine = [number for number in self.purse.slips if number[4:14] in {one.notice_no for one in self.accounts}]
        numbers = [*map(self.purse.number, self.purse.claims_of(self.accounts)), *mine, UNKNOWN]
        self.purse.pay([(of(numbers, place), paid) for place, paid in drawn])

    @rule(place=index, parts=decision)
    @act
    def levy(self, place: int, parts: list[Amounts]) -> None:
        self.purse.levy(of(self.accounts, place), parts)

    @rule(parts=decision)
    @act
    def levy_run(self, parts: list[Amounts]) -> None:
        self.purse.levy_in_bulk(self.accounts, parts)

    @rule(place=index, first=yen, second=yen)
    @act
    def reissue(self, place: int, first: int, second: int) -> None:
        account = of(self.accounts, place)
        keys = self.purse.claims_of([account])
        self.purse.reissue(account, [(of(keys, place), first), (of(keys, place + 1), second)])

    @rule(receipt=index, place=index)
    @act
    def correct(self, receipt: int, place: int) -> None:
        self.purse.correct(of(self.purse.receipt_ids() or ["none"], receipt), self.key(place))

    @rule(receipt=index)
    @act
    def hand_over(self, receipt: int) -> None:
        self.purse.hand_over(of(self.purse.receipt_ids() or ["none"], receipt))

    @rule(place=index, amount=yen)
    @act
    def late(self, place: int, amount: int) -> None:
        self.purse.late(self.key(place), amount)

    @rule(place=index, amount=yen)
    @act
    def waive(self, place: int, amount: int) -> None:
        key = self.key(place)
        self.purse.late(key, upto(amount, self.purse.claims()[key].open.late), waive=True)

    @rule(place=index)
    @act
    def undo_late(self, place: int) -> None:
        self.purse.undo_late(self.key(place))

    @rule(place=index, other=index, amount=yen)
    @act
    def offset(self, place: int, other: int, amount: int) -> None:
        key = self.key(place)
        self.purse.offset(key, self.key(other), upto(amount, self.purse.claims()[key].payable.total))

    @rule(place=index, amount=yen)
    @act
    def refund(self, place: int, amount: int) -> None:
        key = self.key(place)
        self.purse.refund(key, upto(amount, self.purse.claims()[key].payable.total))

    @rule(place=index)
    @act
    def write_off(self, place: int) -> None:
        self.purse.write_off(self.key(place))

    @rule()
    @act
    def closing_day(self) -> None:
        self.purse.closing_day()

    @rule()
    @act
    def books_closed(self) -> None:
        self.purse.next_year()


def of(many: Sequence[T], place: int) -> T:
    """One of those."""
    return many[place % len(many)]


def upto(amount: int, most: int) -> int:
    """Some of what is there; where nothing is, one yen, which is refused."""
    return amount % most + 1 if most else 1


def test_no_sequence_of_acts_loses_or_invents_a_yen(money: World, request: pytest.FixtureRequest) -> None:
    purse, sweep = Purse(money), request.config.getoption("--sweep")
    # A long walk in turns of few tries each: the books go on from try to try, so no two tries are ever compared.
    for _ in range(MANY if sweep else 1):
        run_state_machine_as_test(
            lambda: Books(purse),  # type: ignore[arg-type] # a maker of machines is what it takes
            settings=settings(
                max_examples=FEW,
                stateful_step_count=LONG if sweep else STEPS,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                database=None,
                phases=[Phase.generate],  # a shrunk walk would stand on the books of all the tries before it
            ),
        )
