"""Overpayments against debts (過誤納金の充当計画): lot by lot, oldest first, with late charges and interest recomputed.

A set-off reaches back to the day on which both stood opposite one another (充当適状), so the late charge of what it
pays is reckoned to that day; what has grown until then is a debt that comes after its principal (Local Tax Act art.
17-2(3), (4)). Nothing here is posted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from server.domain.late_charge import Exemption, Payment, is_claimable, late_charge_for_issue
from server.domain.refund.interest import Cause, Interest, Paid, interest_together
from server.domain.refund.lots import taken
from server.domain.refund.offset import Debt, DebtKind, LeftOut, Overpayment, plan
from server.domain.typed_values import code
from server.domain.values import Values

DECISION_DAY, PAYMENT_DAY = "DECISION_DAY", "PAYMENT_DAY"


@dataclass(frozen=True, slots=True)
class Source:
    """An overpayment as a person has confirmed it: `yen` left of it and the payments that these consist of."""

    key: str
    claim: str
    payer: str
    cause: Cause
    arose_on: date
    lapses_on: date
    money: tuple[Paid, ...]

    @property
    def yen(self) -> int:
        """What is left of it."""
        return sum(one.amount for one in self.money)


@dataclass(frozen=True, slots=True)
class Owed:
    """An instalment with something open, in yen, as far as a set-off needs it.

    `late` is open of a late charge that was fixed; where none was, what has grown is reckoned from `levied`, `payments`
    and the first dunning (`dispatched`, `designated`). `ordinance_due` before rolling, `due_on` as it was to be paid.
    """

    claim: str
    payer: str
    ordinance_due: date
    due_on: date
    principal: int
    late: int
    fee: int
    cost: int
    levied: int
    late_fixed: bool
    payments: tuple[Payment, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    dispatched: date | None = None
    designated: date | None = None
    prescribed_after: date | None = None
    deferred: bool = False
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """So many yen of one overpayment against one debt, as of `effective_on`. `agreed`: on the payer's word before it
    was due. `grown`: the whole late charge that this set-off fixes, 0 for one that was fixed before.
    """

    source: str
    claim: str
    kind: DebtKind
    yen: int
    effective_on: date
    agreed: bool
    grown: int
    money: tuple[Paid, ...]


@dataclass(frozen=True, slots=True)
class Rest:
    """What of an overpayment is refunded: its payments; `lapsed`: nobody can ask for it any more."""

    source: str
    money: tuple[Paid, ...]
    lapsed: bool

    @property
    def yen(self) -> int:
        """In yen."""
        return sum(one.amount for one in self.money)


@dataclass(frozen=True, slots=True)
class Borne:
    """The interest of one instalment's set-offs (充当加算金), and of which overpayments; shown when it is zero too."""

    claim: str
    cause: Cause
    sources: tuple[str, ...]
    interest: Interest


@dataclass(frozen=True, slots=True)
class Settlement:
    """The whole plan of a household."""

    made: tuple[Made, ...]
    left_out: tuple[tuple[str, DebtKind, LeftOut], ...]
    rests: tuple[Rest, ...]
    borne: tuple[Borne, ...]


def settle(sources: Sequence[Source], owed: Sequence[Owed], today: date, values: Values) -> Settlement:
    """The set-offs that must be made `today`, in their order, and what is left of each overpayment.

    Raises `Refused` for what the late charge or the interest rests on and is missing (`value_missing`,
    `late_charge_unconfirmed`).
    """
    made: list[Made] = []
    rests: list[Rest] = []
    left_out: dict[tuple[str, DebtKind], LeftOut] = {}
    for source in sorted(sources, key=lambda one: (one.arose_on, one.key)):
        mine, out, rest = _one(source, owed, made, today, values)
        made += mine
        rests.append(rest)
        left_out = {place: why for place, why in left_out.items() if place not in out} | out
    paid_off = {(one.claim, one.kind) for one in made if _left(one, owed, made) <= 0}
    says = tuple((claim, kind, why) for (claim, kind), why in left_out.items() if (claim, kind) not in paid_off)
    return Settlement(tuple(made), says, tuple(rests), tuple(_borne(sources, made, values)))


def _left(one: Made, owed: Sequence[Owed], made: Sequence[Made]) -> int:
    claim = next(each for each in owed if each.claim == one.claim)
    whole = {
        DebtKind.PRINCIPAL: claim.principal,
        DebtKind.LATE_CHARGE: one.grown or claim.late,
        DebtKind.FEE: claim.fee,
        DebtKind.COST: claim.cost,
    }[one.kind]
    return whole - sum(each.yen for each in made if (each.claim, each.kind) == (one.claim, one.kind))


def _one(
    source: Source, owed: Sequence[Owed], before: Sequence[Made], today: date, values: Values
) -> tuple[list[Made], dict[tuple[str, DebtKind], LeftOut], Rest]:
    """One overpayment: the principals first show which late charges end, then these take their place in the order."""
    arose = source.arose_on
    if code(values, "refund.overpaid_arises_on", today, (DECISION_DAY, PAYMENT_DAY)) == PAYMENT_DAY:
        arose = max((one.day for one in source.money), default=arose)
    over = Overpayment(source.payer, source.yen, arose, source.lapses_on)
    same_year_first = values.flag("refund.same_year_first", today)
    begins = date(arose.year if arose.month > 3 else arose.year - 1, 4, 1) if same_year_first else None
    debts = [debt for one in owed for debt in _debts(one, before, today)]
    first = plan(over, debts, today, year_begins=begins)
    grown: dict[str, int] = {}
    for one in owed:
        ended = [made for made in first.set_offs if made.debt.key == one.claim and made.debt.kind is DebtKind.PRINCIPAL]
        if ended and not one.late_fixed:
            spans = [Payment(made.effective_on, made.yen) for made in ended]
            grown[one.claim] = _grown(one, spans, before, today, values)
    late = [_debt(one, DebtKind.LATE_CHARGE, grown[one.claim], today) for one in owed if grown.get(one.claim)]
    found = plan(over, [*debts, *late], today, year_begins=begins) if late else first
    money, mine = source.money, list[Made]()
    for set_off in found.set_offs:
        part, money = taken(money, set_off.yen)
        debt, is_late = set_off.debt, set_off.debt.kind is DebtKind.LATE_CHARGE
        whole = grown.get(debt.key, 0) if is_late else 0
        ahead = debt.agreed and debt.stands_from > today
        mine.append(Made(source.key, debt.key, debt.kind, set_off.yen, set_off.effective_on, ahead, whole, part))
    out = {(debt.key, debt.kind): why for debt, why in found.left_out if debt.yen > 0}
    return mine, out, Rest(source.key, money, found.lapsed)


def _debts(one: Owed, before: Sequence[Made], today: date) -> Iterator[Debt]:
    """What is still open of an instalment behind the set-offs planned before."""
    known = (
        (DebtKind.PRINCIPAL, one.principal),
        (DebtKind.LATE_CHARGE, one.late),
        (DebtKind.FEE, one.fee),
        (DebtKind.COST, one.cost),
    )
    grown = {made.claim: made.grown for made in before if made.kind is DebtKind.LATE_CHARGE and made.grown}
    for kind, yen in known:
        whole = grown.get(one.claim, yen) if kind is DebtKind.LATE_CHARGE else yen
        left = whole - sum(made.yen for made in before if (made.claim, made.kind) == (one.claim, kind))
        if left > 0:
            yield _debt(one, kind, left, today)


def _debt(one: Owed, kind: DebtKind, yen: int, today: date) -> Debt:
    """The ordinance's due date counts for the effect; before the day to which it was moved nothing is forced."""
    return Debt(
        key=one.claim,
        kind=kind,
        payer=one.payer,
        due_on=one.ordinance_due,
        yen=yen,
        payable_from=one.due_on if one.due_on > today else None,
        prescribed_after=one.prescribed_after,
        deferred=one.deferred,
        agreed=one.agreed,
    )


def _grown(one: Owed, now: Sequence[Payment], before: Sequence[Made], today: date, values: Values) -> int:
    """The late charge that is fixed when the set-offs pay the principal off; 0 while some of it stays open."""
    earlier = [
        Payment(made.effective_on, made.yen)
        for made in before
        if made.claim == one.claim and made.kind is DebtKind.PRINCIPAL
    ]
    if one.principal > sum(each.amount for each in [*earlier, *now]):
        return 0
    payments = [*one.payments, *earlier, *now]
    last = max(each.day for each in payments)
    if last <= one.due_on or not is_claimable(one.due_on, last, one.dispatched, values):
        return 0
    return late_charge_for_issue(
        one.levied, one.due_on, payments, values, today, designated=one.designated, exemptions=one.exemptions
    ).amount


def _borne(sources: Sequence[Source], made: Sequence[Made], values: Values) -> Iterator[Borne]:
    """Interest is rounded once for each overpaid instalment and cause."""
    known: Mapping[str, Source] = {one.key: one for one in sources}
    groups: dict[tuple[str, Cause], list[Made]] = {}
    for one in made:
        groups.setdefault((known[one.source].claim, known[one.source].cause), []).append(one)
    for (claim, cause), some in groups.items():
        by_end: dict[date, list[Paid]] = {}
        for one in some:
            by_end.setdefault(one.effective_on, []).extend(one.money)
        parts = [(_joined(money), ends) for ends, money in sorted(by_end.items())]
        keys = tuple(dict.fromkeys(one.source for one in some))
        yield Borne(claim, cause, keys, interest_together(cause, parts, values))


def _joined(money: Sequence[Paid]) -> tuple[Paid, ...]:
    """Parts of the same payment together: its base is floored once."""
    days: dict[date, int] = {}
    for one in money:
        days[one.day] = days.get(one.day, 0) + one.amount
    return tuple(Paid(day, yen) for day, yen in sorted(days.items()))


def agreed_to(owed: Sequence[Owed], claims: Sequence[str]) -> tuple[Owed, ...]:
    """The debts with the payer's word on some of them (申出による充当)."""
    return tuple(replace(one, agreed=one.claim in claims) for one in owed)
