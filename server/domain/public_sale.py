"""Public sale of a seized thing (公売): when it may be held, which bids count, who buys, on which days.

National Tax Collection Act arts. 89-117 by Local Autonomy Act art. 231-3(3). Nothing here reads a register or a clock;
every period is a dated value. Amounts are yen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from server.domain.appeal import appeal_limit
from server.domain.calendar import Calendar
from server.domain.refusals import Refused
from server.domain.seizure import Check, Kind
from server.domain.values import Values

SOLD_BY_BIDS = frozenset({Kind.REAL_ESTATE, Kind.MOVABLE})
"""What is sold; a claim is collected instead (arts. 67, 89)."""
_DAY = timedelta(days=1)


def final_from(known_on: date, values: Values) -> date:
    """The first day on which nobody can appeal any more against a seizure known on `known_on`.

    Until then its sale is stayed (Local Autonomy Act art. 231-3).
    """
    return appeal_limit(known_on, known_on, values).last_day + _DAY


@dataclass(frozen=True, slots=True)
class Terms:
    """What a sale is announced with.

    `again`: an earlier sale of the same thing found no buyer. `short_reason`: why the notice may be shorter (art. 95(1)
    proviso). `prior` yen of claims that go before ours.
    """

    kind: Kind
    estimate: int
    guarantee: int
    prior: int
    sale_on: date
    decide_on: date
    pay_by: date
    short_reason: str = ""
    again: bool = False


def notice_by(sale_on: date, values: Values) -> date:
    """The last day of the public notice (art. 95(1)): ten whole days lie between it and the sale.

    Counted back from the day before the sale; where that falls on a closed day, the open day before it.
    """
    return _open_before(sale_on - timedelta(days=values.integer("sale.notice_days", sale_on)) - _DAY, values)


def estimate_by(terms: Terms, values: Values) -> date:
    """The last day on which the estimate is made public (arts. 99(1), 107(4)); a shorter notice ends here."""
    if terms.kind is Kind.REAL_ESTATE and not terms.again:
        whole = values.integer("sale.estimate_days", terms.sale_on)
        return _open_before(terms.sale_on - timedelta(days=whole) - _DAY, values)
    return terms.sale_on - _DAY


def _open_before(day: date, values: Values) -> date:
    calendar = Calendar(values)
    while not calendar.is_open(day):
        day -= _DAY
    return day


def decision_days(kind: Kind, sale_on: date, values: Values) -> tuple[date, date]:
    """Between which days a sale of that day is decided: a movable at once (art. 111), real estate when seven days have
    passed, the day of the sale counted, at the latest twenty-one (art. 113, Enforcement Rules art. 1-6)."""
    if kind is not Kind.REAL_ESTATE:
        return sale_on, sale_on
    calendar = Calendar(values)
    first, last = (
        sale_on + timedelta(days=values.integer(f"sale.{name}", sale_on)) for name in ("decide_days", "decide_latest")
    )
    return calendar.next_open(first), calendar.next_open(last)


def least_guarantee(estimate: int, values: Values, day: date, *, paid_at_once: bool) -> int:
    """公売保証金: at least a tenth of the estimate; none need be asked for a small thing or a price paid on the day of
    the decision (art. 100(1))."""
    if paid_at_once or estimate <= values.integer("sale.guarantee_free", day):
        return 0
    share: Decimal = values.rate("sale.guarantee_share", day) * estimate
    return int(share.to_integral_value(ROUND_CEILING))


def judge_terms(terms: Terms, today: date, values: Values) -> tuple[Check, ...]:
    """Every requirement of the terms with whether it holds when the notice is posted on `today`."""
    first, last = decision_days(terms.kind, terms.sale_on, values)
    until = terms.decide_on + timedelta(days=values.integer("sale.pay_days", terms.sale_on))
    at_once = terms.pay_by == terms.decide_on
    least = least_guarantee(terms.estimate, values, terms.sale_on, paid_at_once=at_once)
    between = {"first": first.isoformat(), "last": last.isoformat()}
    return (
        Check("sale_estimate_invalid", terms.estimate > 0, {}),
        Check("sale_useless", terms.estimate > terms.prior, {"yen": f"{terms.prior:,}"}),
        *_notice(terms, today, values),
        *_open_days(terms, values),
        Check("sale_decision_day", first <= terms.decide_on <= last, between),
        Check("sale_payment_day", terms.decide_on <= terms.pay_by <= until, {"last": until.isoformat()}),
        Check("sale_guarantee_small", terms.guarantee >= least, {"yen": f"{least:,}"}),
    )


def _notice(terms: Terms, today: date, values: Values) -> tuple[Check, ...]:
    """Long enough before the sale; with a reason it may be shorter, never behind the notice of the estimate."""
    whole, shown = notice_by(terms.sale_on, values), estimate_by(terms, values)
    last = max(whole, shown) if terms.short_reason.strip() or terms.again else whole
    return (Check("sale_notice_short", today <= last, {"day": last.isoformat()}),)


def _open_days(terms: Terms, values: Values) -> tuple[Check, ...]:
    calendar = Calendar(values)
    days = dict.fromkeys((terms.sale_on, terms.decide_on, terms.pay_by))
    return tuple(Check("sale_closed_day", calendar.is_open(day), {"day": day.isoformat()}) for day in days)


def notice_needed(before: date | None, sale_on: date, values: Values) -> bool:
    """Whether debtor and creditors are told (art. 96): not of a sale within ten days of the last one (art. 107(3))."""
    return before is None or sale_on > before + timedelta(days=values.integer("sale.again_days", sale_on))


class Verdict(StrEnum):
    """Whether a bid counts, and if not why (入札の有効・無効)."""

    VALID = "VALID"
    DEBTOR = "DEBTOR"  # 滞納者 (art. 92)
    OFFICIAL = "OFFICIAL"  # 徴収に関係する職員 (art. 92)
    BARRED = "BARRED"  # 公売への参加の制限 (art. 108)
    NO_GUARANTEE = "NO_GUARANTEE"  # 公売保証金がない・足りない (art. 100(2))
    NO_STATEMENT = "NO_STATEMENT"  # 陳述書がない (art. 99-2)
    NOT_QUALIFIED = "NOT_QUALIFIED"  # 買受人の資格 (art. 95(1)(vii))
    BELOW = "BELOW"  # 見積価額未満 (art. 104)


@dataclass(frozen=True, slots=True)
class Bid:
    """One bid as it was opened; `lot` the number drawn among equals (くじ: 1 wins), None when none was drawn.

    `same_name`: the bidder is called as the debtor and was not shown to be somebody else.
    """

    place: int
    name: str
    yen: int
    guarantee: int
    relation: str = "OTHER"
    barred: bool = False
    stated: bool = True
    qualified: bool = True
    same_name: bool = False
    lot: int | None = None


def verdict(bid: Bid, kind: Kind, estimate: int, guarantee: int) -> Verdict:
    """Whether a bid counts; the first ground against it, in the order of the Act."""
    against = (
        (Verdict.DEBTOR, bid.relation == "DEBTOR" or bid.same_name),
        (Verdict.OFFICIAL, bid.relation == "OFFICIAL"),
        (Verdict.BARRED, bid.barred),
        (Verdict.NO_GUARANTEE, bid.guarantee < guarantee),
        (Verdict.NO_STATEMENT, kind is Kind.REAL_ESTATE and not bid.stated),
        (Verdict.NOT_QUALIFIED, not bid.qualified),
        (Verdict.BELOW, bid.yen < estimate),
    )
    return next((why for why, so in against if so), Verdict.VALID)


def best(bids: Sequence[Bid]) -> Bid | None:
    """最高価申込者 among bids that count (art. 104): the highest; among equals whoever drew lot 1.

    Raises `sale_lot_missing` when equals did not all draw, and different numbers; `sale_lot_needless` for a lot that
    nobody had to draw.
    """
    if not bids:
        return None
    top = max(bid.yen for bid in bids)
    equals = [bid for bid in bids if bid.yen == top]
    if any(bid.lot is not None for bid in bids if bid not in equals):
        raise Refused("sale_lot_needless", at_field="bids")
    if len(equals) == 1:
        if equals[0].lot is not None:
            raise Refused("sale_lot_needless", at_field="bids")
        return equals[0]
    if sorted(bid.lot or 0 for bid in equals) != list(range(1, len(equals) + 1)):
        raise Refused("sale_lot_missing", at_field="bids", yen=f"{top:,}")
    return next(bid for bid in equals if bid.lot == 1)


def may_release(unsold: int, values: Values, day: date) -> bool:
    """Whether the seizure may be released because so many sales found no bid (art. 79(2)(iii))."""
    return unsold >= values.integer("sale.unsold_rounds", day)


class Phase(StrEnum):
    """What a sale waits for, or why it ends (公売の段階)."""

    WAIT = "WAIT"
    BIDS = "BIDS"  # 公売の日になった
    CONFIRM = "CONFIRM"  # 売却決定の日になった
    DISTRIBUTED = "DISTRIBUTED"  # 代金を配当した
    PAID = "PAID"  # 完納 (art. 117)
    HELD = "HELD"  # 猶予・争いなど
    RELEASED = "RELEASED"  # 差押が解除された


@dataclass(frozen=True, slots=True)
class Stand:
    """A round of a sale as the register has it, and what is true of the debt today.

    `open_yen` still owed of the seizure's debts, `stopping` holds that end a sale, `distributed`: paid out.
    """

    sale_on: date
    decide_on: date
    opened: bool
    decided: bool
    priced: bool
    released: bool
    open_yen: int
    stopping: Iterable[str] = ()
    distributed: bool = False


def phase(stand: Stand, today: date) -> Phase:
    """Where a sale stands on `today`. Once the price is paid nothing stops it any more: the thing is the buyer's."""
    if stand.priced:
        return Phase.DISTRIBUTED if stand.distributed else Phase.WAIT
    if stand.released:
        return Phase.RELEASED
    if stand.open_yen <= 0:
        return Phase.PAID
    if tuple(stand.stopping):
        return Phase.HELD
    if not stand.opened:
        return Phase.BIDS if today >= stand.sale_on else Phase.WAIT
    return Phase.CONFIRM if not stand.decided and today >= stand.decide_on else Phase.WAIT
