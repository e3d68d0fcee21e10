"""The ledger keeps every yen: no sequence of receipts, reversals, corrections and levy changes loses or invents one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from server.domain.ledger.amounts import Amounts
from server.domain.refusals import Refused
from server.store.levies import LevyAccount
from tests.money.purse import UNKNOWN, Purse
from tests.world import World

FEW, STEPS = 3, 10
MANY = 40

yen = st.integers(min_value=1, max_value=40_000)
small = st.integers(min_value=0, max_value=20_000)
parts = st.builds(Amounts, small, small, small, small)
decision = st.lists(parts, min_size=4, max_size=4)
ACTS = ("pay", "pay", "pay", "levy", "correct", "late", "waive", "undo_late", "offset", "refund", "write_off", "year")


def step(purse: Purse, act: str, data: st.DataObject, accounts: list[LevyAccount]) -> None:
    """One act with whatever yen and instalments are drawn; a refusal changes nothing, which `agree` then proves."""
    keys = purse.claims_of(accounts)
    key = data.draw(st.sampled_from(keys))
    claim = purse.claims()[key]
    acts: dict[str, Callable[[], object]] = {
        "pay": lambda: purse.pay(data.draw(payments([purse.number(one) for one in keys]))),
        "levy": lambda: purse.levy(data.draw(st.sampled_from(accounts)), data.draw(decision)),
        "correct": lambda: purse.correct(data.draw(st.sampled_from(purse.receipt_ids() or ["none"])), key),
        "late": lambda: purse.late(key, data.draw(yen)),
        "waive": lambda: purse.late(key, data.draw(upto(claim.open.late)), waive=True),
        "undo_late": lambda: purse.undo_late(key),
        "offset": lambda: purse.offset(key, data.draw(st.sampled_from(keys)), data.draw(yen)),
        "refund": lambda: purse.refund(key, data.draw(upto(claim.payable.total))),
        "write_off": lambda: purse.write_off(key),
        "year": purse.next_year,
    }
    acts[act]()


def payments(numbers: list[str]) -> st.SearchStrategy[list[tuple[str, int]]]:
    """What a day brings, some of it for nobody."""
    return st.lists(st.tuples(st.sampled_from([*numbers, UNKNOWN]), yen), min_size=1, max_size=4)


def upto(most: int) -> st.SearchStrategy[int]:
    """Some of what is there; where nothing is, one yen, which is refused."""
    return st.integers(1, max(most, 1))


def test_no_sequence_of_acts_loses_or_invents_a_yen(money: World, request: pytest.FixtureRequest) -> None:
    examples = MANY if request.config.getoption("--sweep") else FEW
    purse = Purse(money)
    count = 0
    start = money.clock.business_day()

    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=[Phase.generate],  # a shrunk walk would stand on the books of all the tries before it
    )
    @given(st.data())
    def walk(data: st.DataObject) -> None:
        nonlocal count
        count += 1
        fresh = len(purse.accounts)
        for name in ("family", "single"):
            purse.open_account(money.household(name).key, f"{count:06d}{name[:4].encode().hex()[:4]}", [Amounts(1)] * 4)
        for act in data.draw(st.lists(st.sampled_from(ACTS), min_size=STEPS, max_size=STEPS)):
            with suppress(Refused):
                step(purse, act, data, purse.accounts[fresh:])
            purse.agree()
        purse.assess()
        purse.agree()

    walk()
    assert money.clock.business_day() >= start
