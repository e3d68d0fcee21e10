"""What is done to a claim (収納・更正・充当・還付…): each act answers with its postings, or refuses.

After every act no account is below zero: what was paid beyond a claim stands as overpaid (過誤納), never as a negative
debt, and a part that lacks takes from the parts that have before the citizen hears of a debt. Nothing here writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from server.domain.accounting_year import books_close
from server.domain.calendar import fiscal_year
from server.domain.ledger.amounts import EXTRAS, NONE, PRINCIPAL, Amounts, one, split, total_of
from server.domain.ledger.books import Claim, Posting
from server.domain.ledger.kinds import Kind, Standing
from server.domain.ledger.rules import Rules
from server.domain.refusals import Refused
from server.domain.values import Values

Postings = list[Posting]

REVERSIBLE = frozenset({Kind.RECEIPT, Kind.LATE_FIXED, Kind.LATE_WAIVED, Kind.DUNNING_FEE, Kind.COST, Kind.WRITE_OFF})
"""What is taken back by its own reversal; a levy is changed by a new decision, an offset or refund by its contrary."""


def settled(claim: Claim, postings: Sequence[Posting], value_on: date, *, take_back: bool = False) -> Postings:
    """`postings` and what they entail: parts that lack covered by parts that have, the surplus moved to overpaid.

    `take_back`: an earlier overpayment goes back to the debt it came from (after a reversal alone).
    """
    made = list(postings)
    for follow in (_back if take_back else _nothing, _reallocated, _surplus):
        made += follow(claim.after(made), value_on)
    return made


def levy_changed(claim: Claim, levied: Amounts, levy_id: str, value_on: date) -> Postings:
    """調定 and 減額調定 from the amounts of the decision in force to those of the new one, and what they entail."""
    if claim.levied is NONE and claim.open is NONE and claim.payable is NONE:
        # Nothing stands on it yet, so the first levy entails nothing: a run does this a million times.
        return [claim.post(Kind.ASSESS, levied, value_on, levy_id=levy_id)] if levied else []
    change = levied - claim.levied
    made = [
        claim.post(kind, amounts, value_on, levy_id=levy_id)
        for kind, amounts in ((Kind.ASSESS, change.over), (Kind.REDUCE, change.under))
        if amounts
    ]
    return settled(replace(claim, levied=levied), made, value_on)


def added(claim: Claim, kind: Kind, yen: int, value_on: date) -> Postings:
    """延滞金の調定, 督促手数料, 滞納処分費; or the waiver of a late charge (減免), at most what is open of it.

    Raises `ledger_amount_invalid`, `ledger_more_than_open`.
    """
    _positive(yen)
    column = {Kind.DUNNING_FEE: "fee", Kind.COST: "cost"}.get(kind, "late")
    if kind is Kind.LATE_WAIVED and yen > claim.open.late:
        raise Refused("ledger_more_than_open", claim=claim.key, yen=claim.open.late)
    return [claim.post(kind, one(column, yen), value_on)]


def receipt_amounts(claim: Claim, yen: int, value_on: date, rules: Rules) -> tuple[Amounts, Amounts]:
    """How a payment falls on the columns of one claim, by the rules in force, and what is too much, by part.

    Nothing falls on a claim that is extinct on the day of payment.
    """
    rest, parts = yen, NONE
    weights = claim.levied if rules.part_split == "PROPORTIONAL" else NONE
    if claim.prescribed_after is None or value_on <= claim.prescribed_after:
        for place in rules.order:
            if place == "principal":
                now = min(rest, claim.open.principal.total)
                parts += split(now, weights, claim.open)
            else:
                now = min(rest, claim.open.of(place))
                parts += one(place, now)
            rest -= now
    return parts, split(rest, claim.levied)


def received(claim: Claim, yen: int, paid_on: date, rules: Rules) -> Postings:
    """収納: the payment on its columns, and what is too much as overpaid. Raises `ledger_amount_invalid`."""
    _positive(yen)
    parts, surplus = receipt_amounts(claim, yen, paid_on, rules)
    made = [claim.post(Kind.RECEIPT, parts + surplus, paid_on)]
    made += [claim.post(Kind.OVERPAID, surplus, paid_on)] if surplus else []
    return settled(claim, made, paid_on)


def reversed_line(claim: Claim, line: Posting, value_on: date, *, reason: str) -> Postings:
    """The line taken back (取消) and what that entails. Raises `ledger_overpaid_used`, `ledger_not_reversible`.

    It is booked in the year in which the claim stands now. Money that was overpaid and is already refunded or set off
    cannot be taken from under that act.
    """
    if line.reverses is not None or line.kind not in REVERSIBLE:
        raise Refused("ledger_not_reversible", line=line.line_no)
    back = replace(
        line,
        amounts=-line.amounts,
        accounting_year=claim.accounting_year,
        standing=claim.standing,
        reverses=line.line_no,
        reason=reason,
        line_no=0,
    )
    made = settled(claim, [back], value_on, take_back=True)
    after = claim.after(made)
    if after.payable.under or after.open.under or _owes_too_much(after):
        raise Refused("ledger_overpaid_used", claim=claim.key)
    return made


def offset(
    source: Claim,
    target: Claim,
    yen: int,
    value_on: date,
    rules: Rules,
    *,
    today: date | None = None,
    agreed: bool = False,
) -> Postings:
    """充当 of an overpayment to another claim of the same household, which is due: Local Tax Act art. 17-2 by example.

    `value_on` is the day as of which it takes effect (充当適状), `today` the day on which it is made where that is
    another one. A claim that is not due takes it on the payer's word alone (`agreed`).

    Raises `ledger_more_than_overpaid`, `ledger_more_than_open`,
    `ledger_other_household`, `ledger_not_due`.
    """
    _positive(yen)
    if source.book != target.book:
        raise Refused("ledger_other_household", claim=target.key)
    if target.due_on > (today or value_on) and not agreed:
        raise Refused("ledger_not_due", claim=target.key, day=target.due_on.isoformat())
    if yen > source.payable.total:
        raise Refused("ledger_more_than_overpaid", claim=source.key, yen=source.payable.total)
    if yen > target.open.total or (
        target.prescribed_after is not None and (today or value_on) > target.prescribed_after
    ):
        raise Refused("ledger_more_than_open", claim=target.key, yen=target.open.total)
    into, beyond = receipt_amounts(target, yen, value_on, rules)
    if beyond:
        raise Refused("ledger_more_than_open", claim=target.key, yen=into.total)
    return [
        source.post(Kind.OFFSET_OUT, _from_payable(source, yen), value_on),
        target.post(Kind.OFFSET_IN, into, value_on),
    ]


def refunded(claim: Claim, yen: int, day: date, values: Values) -> Postings:
    """還付 on `day`: out of revenue while the books of the year in which the money came in are open, else 償還金.

    Enforcement Order art. 165-7. Raises `ledger_amount_invalid`, `ledger_more_than_overpaid`.
    """
    _positive(yen)
    if yen > claim.payable.total:
        raise Refused("ledger_more_than_overpaid", claim=claim.key, yen=claim.payable.total)
    money_year = claim.accounting_year if claim.money_year is None else claim.money_year
    if day <= books_close(money_year, values):
        kind, year = Kind.REFUND_REVENUE, money_year
    else:
        kind, year = Kind.REFUND_EXPENSE, fiscal_year(day)
    return [replace(claim.post(kind, _from_payable(claim, yen), day), accounting_year=year)]


def refund_lapsed(claim: Claim, yen: int, day: date) -> Postings:
    """還付請求権の時効: what nobody asked back in time is revenue (雑入) of the year of `day`; no money moves.

    Raises `ledger_amount_invalid`, `ledger_more_than_overpaid`.
    """
    _positive(yen)
    if yen > claim.payable.total:
        raise Refused("ledger_more_than_overpaid", claim=claim.key, yen=claim.payable.total)
    line = claim.post(Kind.REFUND_LAPSED, _from_payable(claim, yen), day)
    return [replace(line, accounting_year=fiscal_year(day))]


def written_off(claim: Claim, value_on: date, *, reason: str) -> Postings:
    """不納欠損 of all that is open; nothing when nothing is."""
    return [claim.post(Kind.WRITE_OFF, claim.open, value_on, reason=reason)] if claim.open else []


def brought_forward(claim: Claim, day: date, values: Values) -> tuple[Claim, Postings]:
    """The claim as it stands in the books that are open on `day`, with the 滞納繰越 that brings it there.

    What is open when the books of its year close (出納閉鎖, Act art. 235-5) goes into the next year, year by year.
    Where nothing is open there is nothing to carry; what is posted now is of the present year (過年度分).
    """
    made: Postings = []
    if fiscal_year(day) <= claim.accounting_year:
        return claim, made  # within the year itself its books are open, whatever the closing day
    while day > books_close(claim.accounting_year, values):
        if not claim.open:
            standing = Standing.CARRIED if claim.standing is Standing.CARRIED else Standing.PAST
            return replace(claim, accounting_year=fiscal_year(day), standing=standing), made
        close = books_close(claim.accounting_year, values)
        into = replace(claim, accounting_year=claim.accounting_year + 1, standing=Standing.CARRIED)
        pair = [claim.post(Kind.CARRY_OVER, -claim.open, close), into.post(Kind.CARRY_OVER, claim.open, close)]
        claim, made = claim.after(pair), made + pair
    return claim, made


def _nothing(claim: Claim, value_on: date) -> Postings:  # noqa: ARG001 - stands in for `_back`
    return []


def _back(claim: Claim, value_on: date) -> Postings:
    """An overpayment returns to the debt that the reversal laid open again."""
    yen = min(max(claim.open.principal.total, 0), claim.payable.principal.total)
    extras = [one(name, min(max(claim.open.of(name), 0), claim.payable.of(name))) for name in EXTRAS]
    back = _from_payable(claim, yen) + total_of(extras)
    return [claim.post(Kind.OVERPAID_BACK, back, value_on)] if back else []


def _reallocated(claim: Claim, value_on: date) -> Postings:
    """Parts below zero take from parts above zero, as far as these go."""
    lack, have = claim.open.principal.under, claim.open.principal.over
    yen = min(lack.total, have.total)
    if not yen:
        return []
    given, taken = split(yen, lack, lack), split(yen, have, have)
    return [claim.post(Kind.REALLOCATED, given - taken, value_on)]


def _surplus(claim: Claim, value_on: date) -> Postings:
    """What stands below zero was paid too much; a late charge or fee paid too much as well."""
    lack = claim.open.under
    return [claim.post(Kind.OVERPAID, lack, value_on)] if lack else []


def _from_payable(claim: Claim, yen: int) -> Amounts:
    """`yen` out of the overpaid columns, the premium's parts first."""
    parts = []
    for column in PRINCIPAL + EXTRAS:
        now = min(yen, max(claim.payable.of(column), 0))
        parts.append(one(column, now))
        yen -= now
    return total_of(parts)


def _owes_too_much(claim: Claim) -> bool:
    """Whether more is open than was ever assessed: then money that was handed back is missing."""
    charged = any(claim.open.of(name) > claim.assessed.of(name) for name in EXTRAS)
    return charged or claim.open.principal.total > claim.levied.total


def _positive(yen: int) -> None:
    if yen <= 0:
        raise Refused("ledger_amount_invalid", yen=yen)
