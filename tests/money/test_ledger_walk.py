"""The ledger keeps every yen: no sequence of receipts, reversals, corrections and levy changes loses or invents one.

Three walks on each kind of database always; forty with `--sweep`. A walk is drawn whole before it begins.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from server.domain.ledger.amounts import Amounts
from server.domain.refusals import Refused
from server.store.levies import LevyAccount
from tests.money.purse import UNKNOWN, Purse
from tests.world import World

T = TypeVar("T")

FEW, STEPS = 3, 10
MANY = 40
ACTS = ("pay", "pay", "pay", "levy", "correct", "late", "waive", "undo_late", "offset", "refund", "write_off", "year")


@dataclass(frozen=True)
class Step:
    """An act with the numbers that choose among what stands when its turn comes."""

    act: str
    first: int
    second: int
    yen: int
    parts: list[Amounts]
    payments: list[tuple[int, int]]

    def of(self, many: Sequence[T], *, second: bool = False) -> T:
        """One of those."""
        return many[(self.second if second else self.first) % len(many)]

    def upto(self, most: int) -> int:
        """Some of what is there; where nothing is, one yen, which is refused."""
        return self.yen % most + 1 if most else 1


yen = st.integers(min_value=1, max_value=40_000)
small = st.integers(min_value=0, max_value=20_000)
index = st.integers(0, 999)
decision = st.lists(st.builds(Amounts, small, small, small, small), min_size=4, max_size=4)
payments = st.lists(st.tuples(index, yen), min_size=1, max_size=4)
steps = st.lists(
    st.builds(Step, st.sampled_from(ACTS), index, index, yen, decision, payments), min_size=STEPS, max_size=STEPS
)


def take(purse: Purse, step: Step, accounts: list[LevyAccount]) -> None:
    """One act; a refusal changes nothing, which `agree` then proves."""
    keys = purse.claims_of(accounts)
    key, other = step.of(keys), step.of(keys, second=True)
    claim = purse.claims()[key]
    numbers = [*map(purse.number, keys), UNKNOWN]
    acts: dict[str, Callable[[], object]] = {
        "pay": lambda: purse.pay([(numbers[one % len(numbers)], paid) for one, paid in step.payments]),
        "levy": lambda: purse.levy(step.of(accounts), step.parts),
        "correct": lambda: purse.correct(step.of(purse.receipt_ids() or ["none"], second=True), key),
        "late": lambda: purse.late(key, step.yen),
        "waive": lambda: purse.late(key, step.upto(claim.open.late), waive=True),
        "undo_late": lambda: purse.undo_late(key),
        "offset": lambda: purse.offset(key, other, step.upto(claim.payable.total)),
        "refund": lambda: purse.refund(key, step.upto(claim.payable.total)),
        "write_off": lambda: purse.write_off(key),
        "year": purse.next_year,
    }
    acts[step.act]()


def test_no_sequence_of_acts_loses_or_invents_a_yen(money: World, request: pytest.FixtureRequest) -> None:
    purse = Purse(money)

    @settings(
        max_examples=MANY if request.config.getoption("--sweep") else FEW,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=[Phase.generate],  # a shrunk walk would stand on the books of all the tries before it
    )
    @given(decision, steps)
    def walk(parts: list[Amounts], drawn: list[Step]) -> None:
        fresh = len(purse.accounts)
        for name in ("family", "single"):
            purse.open_account(money.household(name).key, f"{len(purse.accounts) + 1:010d}", parts)
        for step in drawn:
            with suppress(Refused):
                take(purse, step, purse.accounts[fresh:])
            purse.agree()
        purse.assess()
        purse.agree()

    walk()
