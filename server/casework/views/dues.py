"""The instalments of a household as they stand (期別の状況), ready for its pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from server.casework.views import words
from server.casework.views.money_words import STANDINGS, STATES, WAYS
from server.domain.forms.model import Lang
from server.domain.ledger.books import MONEY_IN
from server.domain.ledger.kinds import Kind, Standing
from server.domain.ledger.position import Position, State, position
from server.domain.values import Values
from server.store.household_money import HouseholdMoney
from server.store.ledger import Line
from server.store.levies import Instalment

_LATE = frozenset({State.OVERDUE, State.DUNNED})


@dataclass(frozen=True, slots=True)
class Due:
    """One instalment; `last_paid` the latest payment with its way, `use_by` of its standing slip.

    `in_transit` is the money told by 速報 alone, in yen; `standing_word` is empty for the current year's;
    `ordinance_due` is the due date before it moved.
    """

    claim_key: str
    number: int
    ad_hoc: bool
    ordinance_due: date
    due_on: date
    standing_word: str
    position: Position
    state_word: str
    in_transit: int
    last_paid: date | None
    last_way: str
    use_by: date | None

    @property
    def is_late(self) -> bool:
        """Whether it is overdue with nothing on its way."""
        return self.position.state in _LATE


@dataclass(frozen=True, slots=True)
class Sums:
    """Yen over some instalments: `late` is the late charge to the day on what is open, `overdue` what is past due."""

    levied: int
    extra: int
    paid: int
    balance: int
    late: int
    overpaid: int
    overdue: int


def dues_of(money: HouseholdMoney, values: Values, day: date, lang: Lang) -> dict[str, tuple[Due, ...]]:
    """The instalments of each account as they stand on the day."""
    lines: dict[str, list[Line]] = {}
    for line in money.lines:
        if line.posting.claim is not None:
            lines.setdefault(line.posting.claim, []).append(line)
    return {
        account: tuple(_due(one, money, lines.get(one.claim_key, ()), values, day, lang) for one in instalments)
        for account, instalments in money.instalments.items()
    }


def sums_of(dues: Iterable[Due]) -> Sums:
    """The sums of some instalments."""
    every = list(dues)
    at = [due.position for due in every]
    return Sums(
        levied=sum(one.levied for one in at),
        extra=sum(one.extra for one in at),
        paid=sum(one.paid for one in at),
        balance=sum(one.balance for one in at),
        late=sum(due.position.late_yen for due in every if due.position.balance),
        overpaid=sum(one.overpaid for one in at),
        overdue=sum(due.position.balance for due in every if due.is_late),
    )


def _due(one: Instalment, money: HouseholdMoney, lines: Sequence[Line], values: Values, day: date, lang: Lang) -> Due:
    key = one.claim_key
    on_way = money.in_transit.get(key, 0)
    claim = money.claims[key]
    postings = [line.posting for line in lines]
    acts, exempt = money.acts.get(key, ()), money.exemptions.get(key, ())
    found = position(claim, postings, acts, values, day, in_transit=on_way, exemptions=exempt)
    last = _last_payment(lines)
    slip = money.slips.get(key)
    return Due(
        claim_key=key,
        number=one.instalment_no,
        ad_hoc=one.ad_hoc,
        ordinance_due=one.ordinance_due,
        due_on=one.due_on,
        standing_word="" if claim.standing is Standing.CURRENT else words.say(STANDINGS, str(claim.standing), lang),
        position=found,
        state_word=words.say(STATES, str(found.state), lang),
        in_transit=on_way,
        last_paid=None if last is None else last.posting.value_on,
        last_way="" if last is None else way_of(last, lang),
        use_by=None if slip is None else slip.use_by,
    )


def way_of(line: Line, lang: Lang) -> str:
    """By which way the money of a line came: a channel, or set off (充当)."""
    if line.posting.kind is Kind.OFFSET_IN:
        return "充当" if lang == "ja" else "Set off"
    return words.say(WAYS, line.posting.channel, lang)


def _last_payment(lines: Iterable[Line]) -> Line | None:
    """The latest payment that was not taken back."""
    every = list(lines)
    gone = {line.posting.reverses for line in every if line.posting.reverses is not None}
    stand = [
        line
        for line in every
        if line.posting.kind in MONEY_IN and line.posting.reverses is None and line.posting.line_no not in gone
    ]
    return max(stand, key=lambda line: (line.posting.value_on, line.posting.line_no), default=None)


def numbers_of(money: HouseholdMoney) -> Mapping[str, tuple[int, int]]:
    """Of each instalment its levy year and its number."""
    years = {one.account_key: one.levy_year for one in money.accounts}
    return {
        one.claim_key: (years[account], one.instalment_no)
        for account, many in money.instalments.items()
        for one in many
    }
