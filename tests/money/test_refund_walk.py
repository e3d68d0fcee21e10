"""No order of relief, receipt, refund, offset and reversal breaks the ledger's laws or pays a yen twice.

What is overpaid is found by the clock's own round, set off and refunded by the acts that cases carry out, sent to the
bank and answered; between any two of these the levy changes, money comes in and is taken back. A few short walks on
each kind of database, long ones with `--sweep`; two at the same overpayment at once stand below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from functools import wraps
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import func, select

from server.casework import refund_acts, set_off
from server.casework.open_overpayments import open_overpayments
from server.casework.refund_files import cut_file
from server.domain.facts import FactKey
from server.domain.refund.settlement import settle
from server.domain.refusals import Refused
from server.operators.overpayment.words import cause_of, owed_of, source_of
from server.store import ledger_proof, overpayments, refunds, sealed_accounts
from server.store import tables as t
from server.store.errors import Stale
from server.store.facts import load_facts
from server.store.ledger import Origin
from tests.procedures.outside import Api
from tests.procedures.pledging import opened
from tests.procedures.refunding import Payer
from tests.world import World

FEW, STEPS, MANY, LONG = 1, 14, 10, 30
PAY_ON = date(2026, 11, 25)
yen = st.integers(1, 40_000)
levies = st.lists(st.integers(0, 30_000), min_size=4, max_size=4)
place = st.integers(0, 3)


class Office:
    """The acts of a household's overpayments by themselves, as the steps of cases carry them out."""

    def __init__(self, world: World, notice: str) -> None:
        self.world = world
        opened(Api(world), "overpayment", "refund")
        world.grant("saeki", "refund:pay")
        self.payer = Payer(Api(world), notice=notice)
        self.received = 0

    def plan(self, case_id: str) -> dict[str, Any]:
        """What the case would set off now, of what it holds."""
        key = FactKey("overpaid", self.payer.house)
        with self.world.database.read() as conn:
            day = self.world.clock.business_day()
            fact: Any = load_facts(conn, [key], on=day)[key]
            values = self.world.services.values(conn)
        lots = [one for one in fact["lots"] if one["case_id"] == case_id and one["state"] == "OPEN" and one["left"]]
        sources = [source_of(one, cause_of(one["cause"]), "head") for one in lots]
        found = settle(sources, [owed_of(one, "head") for one in fact["owed"]], day, values)
        names = {one["key"]: one for one in lots}
        return {
            "household_key": self.payer.house,
            "sources": [
                {"key": one.key, "claim_key": one.claim, "yen": one.yen, "cause": str(one.cause)} for one in sources
            ],
            "made": [
                {
                    "source": one.source,
                    "claim_key": one.claim,
                    "kind": str(one.kind),
                    "yen": one.yen,
                    "effective_on": one.effective_on.isoformat(),
                    "agreed": one.agreed,
                    "grown": one.grown,
                }
                for one in found.made
            ],
            "rests": [{"key": one.source, "yen": one.yen, "interest": 0, "trace": None} for one in found.rests],
            "names": names,
        }

    def act(self, kind: str, case_id: str, payload: Mapping[str, Any]) -> None:
        acts = {**set_off.ACTS, **refund_acts.ACTS}
        with self.world.uow() as uow:
            acts[kind](uow, payload, Origin("test", case_id), self.world.services.values(uow.conn))

    def holding(self, *states: str) -> list[str]:
        """The cases that hold an overpayment in such a state."""
        o = t.overpayments.c
        here = (o.household_key == self.payer.house, o.state.in_(states), o.case_id.is_not(None))
        with self.world.database.read() as conn:
            return sorted(str(one) for one in conn.scalars(select(o.case_id).where(*here).distinct()))

    def open_refund(self, case_id: str) -> None:
        with self.world.database.read() as conn:
            rows = [one for one in overpayments.of_case(conn, case_id) if one.state == overpayments.REFUND]
            found = overpayments.standing(conn, self.payer.house, self.world.services.values(conn))
        left = {overpayments.key_of(self.payer.house, one.lot.line_no): one.lot.left for one in found}
        payload = {
            "refund_key": case_id,
            "household_key": self.payer.house,
            "from_case": case_id,
            "keys": [one.overpayment_key for one in rows],
            "lapses_on": "2028-11-18",
            "yen": sum(left[one.overpayment_key] for one in rows),
            "interest": 0,
        }
        self.act("open_refund", case_id, payload)

    def order(self, case_id: str) -> None:
        """支出決定, or the transfer that came back once more."""
        with self.world.uow() as uow:
            token = sealed_accounts.put_account(uow, self.world.services.accounts, "1234567")
            refund = refunds.of_case(uow.conn, case_id)
            rows = overpayments.of_case(uow.conn, case_id)
            found = overpayments.standing(uow.conn, self.payer.house, self.world.services.values(uow.conn))
        assert refund is not None
        left = {overpayments.key_of(self.payer.house, one.lot.line_no): one.lot.left for one in found}
        lines = [
            {
                "key": one.overpayment_key,
                "claim_key": one.claim_key,
                "yen": left[one.overpayment_key],
                "interest": 0,
                "set_off_interest": 0,
                "trace": {},
            }
            for one in rows
            if one.state == overpayments.REFUND
        ]
        total = refund.yen if refund.state == refunds.RETURNED else sum(int(str(one["yen"])) for one in lines)
        payee = {"payee_no": 1, "payee_name": "x", "person_key": None, "yen": total, "institution": "9801"}
        payee |= {"branch": "001", "account_kind": "1", "account_token": token, "holder_kana": "ｱ", "way": "ACCOUNT"}
        payload = {"refund_key": case_id, "lines": lines, "yen": total, "interest": 0, "payees": [payee]}
        self.act("order_refund", case_id, payload | {"in_time": True})

    def laws(self) -> None:
        """The proof of the ledger, each overpayment used once, each yen paid once."""
        with self.world.database.read() as conn:
            assert ledger_proof.prove(conn, self.world.clock.business_day()).findings == []
            used = overpayments._used(conn, self.payer.house)
            rows = overpayments.rows_of(conn, [self.payer.house]).values()
            assert all(used.get(one.line_no, 0) <= one.yen for one in rows)
            p, r = t.refund_payments.c, t.refunds.c
            live = select(p.refund_key, func.sum(p.yen)).where(p.state != "RETURNED").group_by(p.refund_key)
            decided = {key: int(yens) for key, yens in conn.execute(select(r.refund_key, r.yen + r.interest))}
            assert all(int(str(paid)) <= int(decided[str(key)]) for key, paid in conn.execute(live))
            claims = self.payer.claims().values()
            given = sum(int(one.yen) for one in conn.execute(select(t.refund_lines.c.yen)))
        overpaid, open_yen = sum(one.payable.total for one in claims), sum(one.open.total for one in claims)
        levied = sum(one.levied.total for one in claims)
        assert self.received - given == levied - open_yen + overpaid


def act(body: Callable[..., None]) -> Callable[..., None]:
    """One act; a refusal changes nothing, and the laws hold after either."""

    @wraps(body)
    def taken(self: Walk, **drawn: Any) -> None:
        with suppress(Refused):
            body(self, **drawn)
        self.office.laws()

    return taken


class Walk(RuleBasedStateMachine):
    """One household whose levy, money and overpayments move in any order."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.paid: list[int] = []

    @initialize(yens=levies)
    def levied(self, yens: list[int]) -> None:
        self.office.payer.levy(*yens)

    @rule(yens=levies)
    @act
    def relief_or_rise(self, yens: list[int]) -> None:
        self.office.payer.levy(*yens)

    @rule(at=place, amount=yen)
    @act
    def receipt(self, at: int, amount: int) -> None:
        self.office.payer.pay(at, amount, date(2026, 9, 1))
        self.office.received += amount
        self.paid.append(amount)

    @rule(at=st.integers(0, 99))
    @act
    def reversal(self, at: int) -> None:
        if self.paid:
            amount = self.paid[at % len(self.paid)]
            self.office.payer.undo(amount)
            self.office.received -= amount
            self.paid.remove(amount)

    @rule()
    @act
    def found(self) -> None:
        open_overpayments(self.office.world.services)

    @rule()
    @act
    def offset(self) -> None:
        for case_id in self.office.holding("OPEN"):
            plan = self.office.plan(case_id)
            if plan["sources"]:
                self.office.act("set_off", case_id, plan)
                if any(one["yen"] for one in plan["rests"]):
                    self.office.open_refund(case_id)

    @rule()
    @act
    def refund(self) -> None:
        for case_id in self.office.holding("REFUND"):
            self.office.order(case_id)

    @rule(result=st.sampled_from(["PAID", "RETURNED"]))
    @act
    def transfer(self, result: str) -> None:
        world = self.office.world
        cut_file(world.services, world.caller("saeki"), PAY_ON)
        for case_id in self.office.holding("REFUNDED"):
            self.office.act("settle_refund", case_id, {"refund_key": case_id, "result": result, "code": "1"})

    @rule()
    @act
    def once_more(self) -> None:
        for case_id in self.office.holding("REFUNDED"):
            self.office.order(case_id)


def test_no_order_of_acts_breaks_the_laws_or_pays_a_yen_twice(money: World, request: pytest.FixtureRequest) -> None:
    sweep = request.config.getoption("--sweep")
    office = Office(money, "2026700001")
    for _ in range(MANY if sweep else 1):
        run_state_machine_as_test(
            lambda: Walk(office),  # type: ignore[arg-type] # a maker of machines is what it takes
            settings=settings(
                max_examples=FEW,
                stateful_step_count=LONG if sweep else STEPS,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                database=None,
                phases=[Phase.generate],
            ),
        )


def test_two_at_one_overpayment_set_it_off_and_refund_it_once(money: World) -> None:
    office = Office(money, "2026799999")
    office.payer.pay(0, 100_000, date(2026, 9, 1))
    office.received = 100_000
    open_overpayments(money.services)
    (case_id,) = office.holding("OPEN")
    plan = office.plan(case_id)
    assert together(2, lambda: office.act("set_off", case_id, plan)) == 1
    office.open_refund(case_id)
    assert together(2, lambda: office.order(case_id)) == 1
    office.laws()


def together(count: int, body: Callable[[], None]) -> int:
    """How many of so many at once went through."""

    def one(_: int) -> bool:
        try:
            body()
        except (Refused, Stale):
            return False
        return True

    with ThreadPoolExecutor(count) as pool:
        done: Sequence[bool] = list(pool.map(one, range(count)))
    return sum(done)
