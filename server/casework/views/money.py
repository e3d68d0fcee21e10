"""The money of a household on one page (世帯の納付と賦課): what is owed and paid, and every decision behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.views import words
from server.casework.views.dues import Due, Sums, dues_of, numbers_of, sums_of
from server.casework.views.dunning import Dunned, dunned_of
from server.casework.views.household_head import Look, look_at
from server.casework.views.money_words import CAUSES, OUTCOMES, WAYS
from server.casework.views.open_matters import OpenMatter, open_matters
from server.casework.views.seeing import record_look
from server.domain.calendar import fiscal_year
from server.domain.forms.model import Lang
from server.domain.ledger.amounts import NONE, Amounts
from server.domain.ledger.kinds import Kind
from server.domain.rights import Function
from server.store import receipts, users
from server.store.connection import Connection
from server.store.household_money import HouseholdMoney, LevyOnClaims, money_of

_MOVES = {Kind.RECEIPT: 1}


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One levy decision (賦課決定・更正): before and after by part, in yen."""

    levy_id: str
    account_key: str
    revision: int
    decided_on: date
    cause: str
    who: str
    before: Amounts
    after: Amounts


@dataclass(frozen=True, slots=True)
class Payment:
    """One receipt: when, by which way, in which row of which file; `onto` are levy year, instalment and yen.

    `suspense` are the yen that belong to no instalment yet.
    """

    receipt_id: str
    paid_on: date
    settled_on: date
    way: str
    amount: int
    file: str
    record_no: int
    outcome: str
    outcome_word: str
    onto: tuple[tuple[int, int, int], ...]
    suspense: int


@dataclass(frozen=True, slots=True)
class YearMoney:
    """The levy of a fiscal year on one payer: instalments, their sums, decisions newest first."""

    account_key: str
    levy_year: int
    notice_no: str
    dues: tuple[Due, ...]
    sums: Sums
    decisions: tuple[DecisionLine, ...]


@dataclass(frozen=True, slots=True)
class MoneyView:
    """The page; `years` newest first; `through`: up to that day the payments of every way are in (入金の反映)."""

    look: Look
    today: date
    year: int
    years: tuple[YearMoney, ...]
    payments: tuple[Payment, ...]
    sums: Sums
    suspense: int
    in_transit: int
    through: date | None
    may_print_slips: bool
    dunned: tuple[Dunned, ...] = ()
    open: tuple[OpenMatter, ...] = ()

    def of_year(self) -> tuple[YearMoney, ...]:
        """The levies of the year asked for."""
        return tuple(one for one in self.years if one.levy_year == self.year)


def money_view(services: Services, caller: Caller, household_key: str, *, year: int | None = None) -> MoneyView:
    """The money of a household with the levies of `year` (the newest by default); the look is on record.

    Raises `household_not_found`, `no_right`/`out_of_scope`, `protected_person`.
    """
    day = services.clock.business_day()
    with services.database.read() as conn:
        look = look_at(conn, caller, household_key, day)
        view = _view(services, conn, caller, look, day, year)
    record_look(services, caller, "household.money", "household", household_key, household_key=household_key)
    return view


def _view(services: Services, conn: Connection, caller: Caller, look: Look, day: date, year: int | None) -> MoneyView:
    money = money_of(conn, look.household_key)
    names = users.names_of(conn, {one.levy.by_user for group in money.levies.values() for one in group})
    years = years_of(money, dues_of(money, services.values(conn), day, caller.lang), names, caller.lang)
    newest = years[0].levy_year if years else fiscal_year(day)
    return MoneyView(
        look=look,
        today=day,
        year=year or newest,
        years=years,
        payments=tuple(payments_of(money, caller.lang)),
        sums=sums_of(due for one in years for due in one.dues),
        suspense=sum(money.suspense.values()),
        in_transit=sum(one.amount for one in money.prelim),
        through=min((one.day for one in receipts.high_water(conn)), default=None),
        may_print_slips=caller.may(Function.SLIP_ISSUE, look.office, day),
        dunned=dunned_of(conn, look.household_key, money.claims),
        open=open_matters(conn, caller, look.household_key, day),
    )


def years_of(
    money: HouseholdMoney, dues: Mapping[str, tuple[Due, ...]], names: Mapping[str, str], lang: Lang
) -> tuple[YearMoney, ...]:
    """The levies of a household, newest year first; `names` are those of the people who decided."""
    return tuple(
        YearMoney(
            account_key=one.account_key,
            levy_year=one.levy_year,
            notice_no=one.notice_no,
            dues=dues.get(one.account_key, ()),
            sums=sums_of(dues.get(one.account_key, ())),
            decisions=tuple(_decisions(money.levies.get(one.account_key, ()), names, lang))[::-1],
        )
        for one in reversed(money.accounts)
    )


def _decisions(levies: Sequence[LevyOnClaims], names: Mapping[str, str], lang: Lang) -> Iterator[DecisionLine]:
    """The decisions first to last, each beside the one before it."""
    before = NONE
    for one in levies:
        levy = one.levy
        who = names.get(levy.by_user, levy.by_user)
        head = (levy.levy_id, levy.account_key, levy.revision, levy.decided_on)
        yield DecisionLine(*head, words.say(CAUSES, levy.cause, lang), who, before, levy.parts)
        before = levy.parts


def payments_of(money: HouseholdMoney, lang: Lang) -> Iterator[Payment]:
    """What came in, newest first; where each yen of it stands by now."""
    numbers = numbers_of(money)
    onto: dict[str, dict[str, int]] = {}
    for line in money.lines:
        posting = line.posting
        if posting.receipt_id is not None and posting.claim is not None and posting.kind in _MOVES:
            on = onto.setdefault(posting.receipt_id, {})
            on[posting.claim] = on.get(posting.claim, 0) + posting.amounts.total
    for one in money.receipts:
        file = money.files[one.file_id]
        stands = ((claim, yen) for claim, yen in onto.get(one.receipt_id, {}).items() if yen and claim in numbers)
        yield Payment(
            receipt_id=one.receipt_id,
            paid_on=one.paid_on,
            settled_on=one.settled_on,
            way=words.say(WAYS, one.channel, lang),
            amount=one.amount,
            file=file.name,
            record_no=one.record_no,
            outcome=one.outcome,
            outcome_word=words.say(OUTCOMES, one.outcome, lang),
            onto=tuple(sorted((*numbers[claim], yen) for claim, yen in stands)),
            suspense=money.suspense.get(one.receipt_id, 0),
        )
