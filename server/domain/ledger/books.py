"""What acts work on (帳簿): postings, the claims they are about, and the accounts of a claim as they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from server.domain.ledger.amounts import NONE, Amounts
from server.domain.ledger.kinds import EFFECTS, Kind, Standing

MONEY_IN = frozenset({Kind.RECEIPT, Kind.OFFSET_IN})
SUSPENSE = "*"
"""The book of money that belongs to no household yet (仮受金)."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of a book; a household's own, or `SUSPENSE`. `amounts` by column, `unsplit` for money without a part.

    `value_on` is the day that counts in law (領収日, the day of decision); `reverses` the line of the same book that
    this one takes back. `line_no` is given when it is written.
    """

    book: str
    kind: Kind
    accounting_year: int
    standing: Standing
    value_on: date
    amounts: Amounts = NONE
    unsplit: int = 0
    claim: str | None = None
    levy_id: str | None = None
    receipt_id: str | None = None
    channel: str | None = None
    reverses: int | None = None
    reason: str = ""
    line_no: int = 0

    def signed(self, sign: int) -> Amounts:
        """The amounts as they change an account."""
        return self.amounts.times(sign)

    @property
    def yen(self) -> int:
        """Everything on the line together."""
        return self.amounts.total + self.unsplit


@dataclass(frozen=True, slots=True)
class Claim:
    """One instalment (期別の債権) and its accounts: `levied` by the decision in force, `assessed` 調定額, `open` 未収,
    `payable` 過誤納.

    `accounting_year` and `standing` are those in which it stands now; `money_year` is that of the last money that came
    in on it. `due_on` is the day by which it is paid in time. `cancelled`: a later decision took it to nothing.
    `prescribed_after`: the last day on which it can be collected, None while nobody can say.
    """

    key: str
    book: str
    levy_year: int
    accounting_year: int
    standing: Standing
    due_on: date
    levied: Amounts = NONE
    assessed: Amounts = NONE
    open: Amounts = NONE
    payable: Amounts = NONE
    money_year: int | None = None
    prescribed_after: date | None = None

    @property
    def cancelled(self) -> bool:
        return not self.levied

    def after(self, postings: Iterable[Posting]) -> Claim:
        """The claim with these postings on it; those about other claims are left out."""
        now = self
        for posting in postings:
            if posting.claim == self.key:
                now = now._with(posting)
        return now

    def _with(self, posting: Posting) -> Claim:
        effect = EFFECTS[posting.kind]
        later = effect.receivable != 0 and posting.accounting_year > self.accounting_year
        came_in = posting.kind in MONEY_IN and posting.amounts.total > 0
        return replace(
            self,
            assessed=self.assessed + posting.signed(effect.assessed) if effect.assessed else self.assessed,
            open=self.open + posting.signed(effect.receivable) if effect.receivable else self.open,
            payable=self.payable + posting.signed(effect.payable) if effect.payable else self.payable,
            accounting_year=posting.accounting_year if later else self.accounting_year,
            standing=posting.standing if later else self.standing,
            money_year=posting.accounting_year if came_in else self.money_year,
        )

    def post(
        self, kind: Kind, amounts: Amounts, value_on: date, *, reason: str = "", levy_id: str | None = None
    ) -> Posting:
        """A posting on this claim, in the year and class in which it stands."""
        return Posting(
            book=self.book,
            kind=kind,
            accounting_year=self.accounting_year,
            standing=self.standing,
            value_on=value_on,
            amounts=amounts,
            claim=self.key,
            levy_id=levy_id,
            reason=reason,
        )
