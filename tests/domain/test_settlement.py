"""Overpayments one by one, and their set-offs with the late charge and interest that these stop (地方税法17条の2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from server.domain.ledger.acts import levy_changed, received, reversed_line
from server.domain.ledger.amounts import Amounts
from server.domain.ledger.books import Claim, Posting
from server.domain.ledger.kinds import Kind, Standing
from server.domain.ledger.rules import Rules
from server.domain.refund.interest import Cause, Paid, interest_together, refund_interest
from server.domain.refund.lots import Event, Lot, lots_of, taken
from server.domain.refund.offset import DebtKind, LeftOut
from server.domain.refund.settlement import Made, Owed, Settlement, Source, agreed_to, settle
from server.domain.values import DatedValue, Values
from tests.shipped_values import shipped_rows, shipped_values

TODAY = date(2026, 11, 18)
JUNE = date(2026, 6, 30)


class Book:
    """The lines of one claim as acts make them."""

    def __init__(self, levied: int = 28_000) -> None:
        self.claim = Claim("c", "h", 2026, 2026, Standing.CURRENT, JUNE)
        self.lines: list[Posting] = []
        self.levy(levied, date(2026, 6, 10))

    def levy(self, yen: int, on: date) -> None:
        amounts = Amounts(basic=yen)
        self._add(levy_changed(self.claim, amounts, "l", on))
        self.claim = replace(self.claim, levied=amounts)

    def pay(self, yen: int, on: date) -> None:
        self._add(received(self.claim, yen, on, Rules()))

    def undo(self, line_no: int, on: date) -> None:
        line = next(one for one in self.lines if one.line_no == line_no)
        self._add(reversed_line(self.claim, line, on, reason="取消し"))

    def use(self, kind: Kind, yen: int) -> None:
        self._add([self.claim.post(kind, Amounts(basic=yen), TODAY)])

    def _add(self, made: list[Posting]) -> None:
        for one in made:
            self.lines.append(replace(one, line_no=len(self.lines) + 1))
        self.claim = self.claim.after(made)

    def lots(self, used: dict[int, int] | None = None) -> tuple[Lot, ...]:
        return lots_of(self.lines, used or {})


def said(lots: tuple[Lot, ...]) -> list[tuple[Event, date, int, list[tuple[int, int]]]]:
    return [(one.event, one.arose_on, one.left, [(paid.day.month, paid.amount) for paid in one.money]) for one in lots]


def test_a_payment_beyond_the_debt_is_its_own_overpayment_by_mistake() -> None:
    book = Book()
    book.pay(28_000, date(2026, 6, 20))
    book.pay(28_000, date(2026, 7, 5))
    (one,) = book.lots()
    assert (one.event, one.cause, one.money) == (Event.PAID_BEYOND, Cause.MISPAID, (Paid(date(2026, 7, 5), 28_000),))


def test_a_reduction_takes_the_latest_payments_first_and_arises_on_its_decision() -> None:
    book = Book()
    book.pay(10_000, date(2026, 6, 5))
    book.pay(18_000, date(2026, 6, 20))
    book.levy(5_000, date(2026, 10, 1))
    assert said(book.lots()) == [(Event.REDUCED, date(2026, 10, 1), 23_000, [(6, 5_000), (6, 18_000)])]
    assert book.lots()[0].cause is Cause.REASSESSED


def test_both_causes_on_one_instalment_stay_apart() -> None:
    book = Book()
    book.pay(28_000, date(2026, 6, 20))
    book.pay(3_000, date(2026, 8, 1))
    book.levy(20_000, date(2026, 10, 1))
    assert said(book.lots()) == [
        (Event.PAID_BEYOND, date(2026, 8, 1), 3_000, [(8, 3_000)]),
        (Event.REDUCED, date(2026, 10, 1), 8_000, [(6, 8_000)]),
    ]


def test_a_payment_taken_back_takes_its_overpayment_with_it() -> None:
    book = Book()
    book.pay(28_000, date(2026, 6, 20))
    receipt = len(book.lines)
    book.pay(28_000, date(2026, 7, 5))
    book.undo(receipt, TODAY)
    assert [one.left for one in book.lots()] == [0]
    assert book.claim.open.total == 0


def test_what_the_register_names_is_used_of_that_overpayment_and_the_rest_of_the_oldest() -> None:
    book = Book()
    book.pay(28_000, date(2026, 6, 20))
    book.pay(4_000, date(2026, 7, 1))
    book.pay(6_000, date(2026, 8, 1))
    first, second = book.lots()
    book.use(Kind.OFFSET_OUT, 5_000)
    assert [one.left for one in book.lots({second.line_no: 5_000})] == [4_000, 1_000]
    assert [one.left for one in book.lots()] == [0, 5_000]
    assert first.left == 4_000


def test_the_oldest_payments_are_used_first() -> None:
    money = (Paid(date(2026, 6, 1), 5), Paid(date(2026, 7, 1), 7))
    assert taken(money, 6) == ((money[0], Paid(date(2026, 7, 1), 1)), (Paid(date(2026, 7, 1), 6),))


# ---- settlement --------------------------------------------------------------------------------


def source(
    yen: int = 100_000, arose: date = date(2025, 12, 10), cause: Cause = Cause.REASSESSED, key: str = "s"
) -> Source:
    return Source(key, "over", "P", cause, arose, date(2027, 12, 10), (Paid(date(2025, 9, 1), yen),))


def owed(principal: int = 68_700, due: date = date(2025, 9, 30), **more: object) -> Owed:
    base = Owed(f"d{due:%m}", "P", due, due, principal, 0, 0, 0, principal, False, dispatched=date(2025, 10, 20))
    return replace(base, **more)  # type: ignore[arg-type]


def planned(sources: list[Source], debts: list[Owed], today: date = date(2025, 12, 24)) -> Settlement:
    return settle(sources, debts, today, shipped_values())


def yens(made: tuple[Made, ...]) -> list[tuple[str, DebtKind, int, date]]:
    return [(one.claim, one.kind, one.yen, one.effective_on) for one in made]


def test_e_the_clock_of_the_late_charge_stops_on_the_day_both_stood_opposite() -> None:
    """Worked example E: to 10 December 786 yen, which is none; run to the day of processing it would be 1,000."""
    found = planned([source()], [owed()])
    assert yens(found.made) == [("d09", DebtKind.PRINCIPAL, 68_700, date(2025, 12, 10))]
    late = planned([source(arose=date(2025, 12, 24))], [owed()])
    assert yens(late.made)[1:] == [("d09", DebtKind.LATE_CHARGE, 1_000, date(2025, 12, 24))]
    assert late.made[1].grown == 1_000


def test_principal_comes_before_its_late_charge_and_both_before_the_next_instalment() -> None:
    debts = [owed(), owed(30_000, date(2025, 10, 31))]
    found = planned([source(70_000, date(2025, 12, 24))], debts)
    assert [(one.claim, one.kind, one.yen) for one in found.made] == [
        ("d09", DebtKind.PRINCIPAL, 68_700),
        ("d09", DebtKind.LATE_CHARGE, 1_000),
        ("d10", DebtKind.PRINCIPAL, 300),
    ]


def test_no_late_charge_grows_where_nobody_was_dunned_by_the_day_of_effect() -> None:
    found = planned([source(arose=date(2025, 12, 24))], [owed(dispatched=None)])
    assert [one.kind for one in found.made] == [DebtKind.PRINCIPAL]
    assert found.rests[0].yen == 31_300


def test_two_overpayments_share_one_debt_and_its_late_charge() -> None:
    sources = [source(40_000, key="a"), source(40_000, date(2025, 12, 24), key="b")]
    found = planned(sources, [owed()])
    assert [(one.source, one.kind, one.yen, one.effective_on.day) for one in found.made] == [
        ("a", DebtKind.PRINCIPAL, 40_000, 10),
        ("b", DebtKind.PRINCIPAL, 28_700, 24),
    ]
    assert [one.yen for one in found.rests] == [0, 11_300]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"payer": "Q"}, LeftOut.OTHER_PAYER),
        ({"prescribed_after": date(2025, 12, 23)}, LeftOut.PRESCRIBED),
        ({"deferred": True}, LeftOut.DEFERRED),
        ({"due_on": date(2026, 1, 5)}, LeftOut.NOT_DUE),
    ],
)
def test_what_may_not_be_forced_is_left_out_with_its_reason(change: dict[str, object], why: LeftOut) -> None:
    found = planned([source()], [replace(owed(), **change)])  # type: ignore[arg-type]
    assert (found.made, [one[2] for one in found.left_out]) == ((), [why])


def test_the_payers_word_reaches_what_is_not_due_from_the_day_it_is_done() -> None:
    debts = agreed_to([owed(due=date(2026, 1, 5))], ["d01"])
    (one,) = planned([source()], list(debts)).made
    assert (one.agreed, one.effective_on) == (True, date(2025, 12, 24))


def test_a_lapsed_overpayment_pays_nothing() -> None:
    found = planned([source()], [owed()], date(2027, 12, 11))
    assert (found.made, found.rests[0].lapsed, found.rests[0].yen) == ((), True, 100_000)


def test_the_city_may_let_a_reduction_reach_back_to_the_payment() -> None:
    rows = [row for row in shipped_rows() if row.key != "refund.overpaid_arises_on"]
    rows.append(
        DatedValue(
            "refund.overpaid_arises_on", "code", date(2000, 1, 1), None, "PAYMENT_DAY", "条例", "試験", "confirm"
        )
    )
    found = settle([source()], [owed()], date(2025, 12, 24), Values(rows))
    assert found.made[0].effective_on == date(2025, 9, 30)


def test_interest_on_set_offs_ends_on_their_days_and_is_rounded_once() -> None:
    values = shipped_values()
    paid = (Paid(date(2025, 6, 30), 200_000),)
    more = (Paid(date(2025, 6, 30), 112_400),)
    both = interest_together(Cause.REASSESSED, [(paid, date(2026, 2, 20)), (more, date(2026, 2, 20))], values)
    alone = refund_interest(Cause.REASSESSED, (Paid(date(2025, 6, 30), 312_400),), date(2026, 2, 20), values)
    assert (both.amount, alone.amount) == (1_900, 1_900)
    found = planned([source(600_000)], [owed(500_000, late_fixed=True)])
    assert found.borne[0].interest.none_because == "refund_interest.least" or found.borne[0].interest.amount > 0
    assert found.borne[0].interest.spans[-1].last == date(2025, 12, 10)


def test_interest_that_is_zero_is_told_with_its_reason() -> None:
    found = planned([source(1_500)], [owed()])
    assert (found.borne[0].interest.amount, found.borne[0].interest.none_because) == (0, "refund_interest.base_min")
