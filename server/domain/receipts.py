"""Receipts (収納): what a file of payments says, and how each payment falls on the claims it names.

A file is accepted whole or refused whole. What names no claim of ours is still money: it stands as suspense (仮受金).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from server.domain.ledger.acts import Postings, brought_forward, received
from server.domain.ledger.books import Claim
from server.domain.ledger.rules import Rules
from server.domain.values import Values


class Channel(StrEnum):
    """The way money came (収納チャネル)."""

    BANK_SLIP = "BANK_SLIP"  # 納付書(金融機関窓口)
    DIRECT_DEBIT = "DIRECT_DEBIT"  # 口座振替
    CVS = "CVS"  # コンビニエンスストア
    APP = "APP"  # スマートフォン決済
    COUNTER = "COUNTER"  # 職員収納
    PENSION = "PENSION"  # 特別徴収
    EL_QR = "EL_QR"  # 地方税共同機構
    LEVY_PROCEEDS = "LEVY_PROCEEDS"  # 取立・配当
    BENEFIT_DEDUCTION = "BENEFIT_DEDUCTION"  # 給付からの控除


class Stage(StrEnum):
    """Of a store's payment: 速報, 確報, 速報取消; every other payment is final. NOT_PAID: 振替不能, 書損."""

    PRELIM = "PRELIM"
    FINAL = "FINAL"
    PRELIM_CANCEL = "PRELIM_CANCEL"
    NOT_PAID = "NOT_PAID"


class Outcome(StrEnum):
    """What became of a receipt."""

    FULL = "FULL"  # the claim is paid
    PARTIAL = "PARTIAL"  # something stays open
    OVERPAID = "OVERPAID"  # 過誤納
    SUSPENSE = "SUSPENSE"  # 仮受
    HELD = "HELD"  # 速報: a hold, no posting
    CLEARED = "CLEARED"  # 速報取消: the hold is gone
    NOT_PAID = "NOT_PAID"  # no money came


@dataclass(frozen=True, slots=True)
class IncomingReceipt:
    """One record of a file: `record_no` counted from 1 in the file, `reference` its own number with the sender.

    `paid_on` is the day the payer paid (領収日), `settled_on` the day the city had the money. `use_by` and `amount` on
    the slip's bar code, where the record carries one. `result` is the sender's code for why nothing was paid.
    """

    record_no: int
    reference: str
    stage: Stage
    collection_no: str
    amount: int
    paid_on: date
    settled_on: date
    channel: Channel
    use_by: date | None = None
    result: str = ""


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file that its reader found whole: who sent it, its number in the series, the days it covers, its records.

    `covers_from` and `covers_to`: every payment of these days by this way is in this file or an earlier one.
    """

    interface: str
    channel: Channel
    sender: str
    sequence: int
    created_on: date
    covers_from: date
    covers_to: date
    receipts: tuple[IncomingReceipt, ...]

    @property
    def final(self) -> tuple[IncomingReceipt, ...]:
        """The records that are money."""
        return tuple(receipt for receipt in self.receipts if receipt.stage is Stage.FINAL)

    @property
    def total(self) -> int:
        """The yen that came in."""
        return sum(receipt.amount for receipt in self.final)


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of what a payment is for: the claim, `principal` or `late`, and the yen the slip asks for, if any."""

    claim: Claim
    subject: str
    yen: int | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """A payment on its claims: the postings, the claims as they stand afterwards, and what became of it."""

    postings: Postings
    claims: tuple[Claim, ...]
    outcome: Outcome


def apply_receipt(asked: Sequence[Asked], yen: int, paid_on: date, rules: Rules, values: Values) -> Applied:
    """The payment on the lines it is for, each in the books open on the day of payment; what is too much, on the first.

    A claim that is overpaid by it says OVERPAID, one that stays open PARTIAL.
    """
    made: Postings = []
    claims = {line.claim.key: line.claim for line in asked}
    surplus = False
    for line, share in _shares(asked, yen, rules):
        ordered = rules.late_first() if line.subject == "late" else rules
        claim, carried = brought_forward(claims[line.claim.key], paid_on, values)
        posted = received(claim, share, paid_on, ordered)
        after = claim.after(posted)
        surplus = surplus or after.payable.total > claim.payable.total
        claims[claim.key] = after
        made += carried + posted
    return Applied(made, tuple(claims.values()), _outcome(claims.values(), surplus))


def _outcome(claims: Iterable[Claim], surplus: bool) -> Outcome:
    if surplus:
        return Outcome.OVERPAID
    return Outcome.PARTIAL if any(claim.open for claim in claims) else Outcome.FULL


def _shares(asked: Sequence[Asked], yen: int, rules: Rules) -> list[tuple[Asked, int]]:
    """How much of the payment goes to each line, in the order between claims; the first one takes what is too much."""
    lines = list(asked)
    if rules.between == "OLDEST_DUE_FIRST":
        lines.sort(key=lambda line: (line.claim.due_on, line.claim.key))  # stable: principal before late as printed
    shares, rest = [0] * len(lines), yen
    for place, line in enumerate(lines):
        shares[place] = rest if len(lines) == 1 else min(rest, _wanted(line))
        rest -= shares[place]
    shares[0] += rest
    return [(line, share) for line, share in zip(lines, shares, strict=True) if share]


def _wanted(line: Asked) -> int:
    """No line takes more than is open of it, whatever an old slip asks for."""
    opened = line.claim.open.late if line.subject == "late" else line.claim.open.principal.total
    return opened if line.yen is None else min(opened, line.yen)
