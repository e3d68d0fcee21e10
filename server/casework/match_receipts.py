"""Matching (消込): each receipt of a file with the claims it names, in memory; what names none becomes suspense.

All claims of the file are read at once; a payment sees what the ones before it in the file have done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from server.domain.calendar import fiscal_year, months_after
from server.domain.collection_number import CollectionNumber, read_number
from server.domain.ledger.books import SUSPENSE, Claim, Posting
from server.domain.ledger.kinds import Kind, Standing
from server.domain.ledger.rules import Rules, rules_on
from server.domain.limitation import prescribes_on
from server.domain.receipts import Asked, Channel, IncomingFile, IncomingReceipt, Outcome, Stage, apply_receipt
from server.domain.values import Values
from server.store import claim_acts, ledger, payment_slips
from server.store import receipts as store
from server.store.connection import Connection
from server.store.payment_slips import Slip, SlipLine
from server.store.receipts import NewReceipt
from server.store.unit_of_work import UnitOfWork

_LIMITATION_MONTHS = 24  # no claim is extinct earlier; the dated value says when exactly


@dataclass(frozen=True, slots=True)
class Matched:
    """What a file becomes: receipts to keep, postings to write."""

    receipts: tuple[NewReceipt, ...]
    postings: tuple[Posting, ...]


@dataclass(slots=True)
class Matching:
    """The claims and slips that a file names, as they stand after each receipt."""

    uow: UnitOfWork
    file: IncomingFile
    values: Values
    numbers: Mapping[str, CollectionNumber] = field(default_factory=dict)
    slips: Mapping[str, Slip] = field(default_factory=dict)
    lines: Mapping[str, Sequence[SlipLine]] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    stages: dict[str, set[Stage]] = field(default_factory=dict)
    rules: dict[object, Rules] = field(default_factory=dict)

    def one(self, incoming: IncomingReceipt) -> tuple[NewReceipt, list[Posting]]:
        """What becomes of one receipt."""
        before = self.stages.setdefault(incoming.reference, set())
        twice = incoming.stage in before
        asked, why = self._asked(incoming)
        notes = [*why, *self._slip_notes(incoming), *_order_notes(incoming, before)]
        new = NewReceipt(
            receipt_id=self.uow.new_id(),
            incoming=incoming,
            household_key=asked[0].claim.book if asked else None,
            outcome=_WITHOUT_MONEY.get(incoming.stage, Outcome.SUSPENSE),
            notes=tuple(notes),
            duplicate=twice,
        )
        if twice:
            new = replace(new, notes=("duplicate", *notes))
        before.add(incoming.stage)
        if incoming.stage is not Stage.FINAL:
            return new, []
        if twice or not asked:
            return new, [_suspense(new)]
        return self._applied(new, asked)

    def _applied(self, new: NewReceipt, asked: Sequence[Asked]) -> tuple[NewReceipt, list[Posting]]:
        incoming = new.incoming
        applied = apply_receipt(asked, incoming.amount, incoming.paid_on, self._rules(incoming), self.values)
        self.claims |= {claim.key: claim for claim in applied.claims}
        stamped = [
            replace(posting, receipt_id=new.receipt_id, channel=str(incoming.channel))
            if posting.kind is not Kind.CARRY_OVER
            else posting
            for posting in applied.postings
        ]
        return replace(new, outcome=applied.outcome), stamped

    def _asked(self, incoming: IncomingReceipt) -> tuple[list[Asked], list[str]]:
        """The lines that a payment is for, or why it names none of ours."""
        number = self.numbers.get(incoming.collection_no)
        if number is None:
            return [], [incoming.result if incoming.channel is Channel.PENSION else "number_invalid"]
        lines = self.lines.get(incoming.collection_no)
        if lines is not None:
            wanted = [(line.claim_key, line.subject, line.amount) for line in lines]
            asked = [
                Asked(self._claim(key, incoming), subject, yen) for key, subject, yen in wanted if key in self.claims
            ]
            return asked, []
        if number.instalment_no == 0:
            return [], ["slip_unknown"]
        if number.claim_key not in self.claims:
            return [], ["notice_unknown"]
        return [Asked(self._claim(number.claim_key, incoming), number.subject)], []

    def _claim(self, key: str, incoming: IncomingReceipt) -> Claim:
        """The claim; its limitation is computed where it may have run out by the day of payment."""
        claim = self.claims[key]
        if claim.prescribed_after is None and incoming.paid_on > months_after(claim.due_on, _LIMITATION_MONTHS):
            acts = claim_acts.acts_on(self.uow.conn, [key])[key]
            claim = replace(claim, prescribed_after=prescribes_on(claim.due_on, acts, self.values))
            self.claims[key] = claim
        return claim

    def _slip_notes(self, incoming: IncomingReceipt) -> list[str]:
        """A slip that a later one replaced, or that was past its day: the money counts, somebody looks."""
        slip = self.slips.get(incoming.collection_no)
        use_by = incoming.use_by if slip is None else slip.use_by
        notes = []
        if slip is not None and slip.superseded_on is not None and slip.superseded_on <= incoming.paid_on:
            notes.append("slip_superseded")
        if use_by is not None and incoming.paid_on > use_by:
            notes.append("slip_expired")
        if slip is not None and slip.amount != incoming.amount:
            notes.append("slip_amount_differs")
        return notes

    def _rules(self, incoming: IncomingReceipt) -> Rules:
        if incoming.paid_on not in self.rules:
            self.rules[incoming.paid_on] = rules_on(self.values, incoming.paid_on)
        return self.rules[incoming.paid_on]


_WITHOUT_MONEY = {
    Stage.PRELIM: Outcome.HELD,
    Stage.PRELIM_CANCEL: Outcome.CLEARED,
    Stage.NOT_PAID: Outcome.NOT_PAID,
}


def match_file(uow: UnitOfWork, file: IncomingFile, values: Values) -> Matched:
    """Matches every receipt of the file, in its order."""
    matching = _prepared(uow, file, values)
    receipts, postings = [], []
    for incoming in file.receipts:
        new, made = matching.one(incoming)
        receipts.append(new)
        postings += made
    return Matched(tuple(receipts), tuple(postings))


def asked_of_number(conn: Connection, text: str) -> list[str]:
    """The claims that a collection number names, in the order of its slip; empty when it names none of ours."""
    number = read_number(text)
    if number is None:
        return []
    lines = payment_slips.slip_lines(conn, [text]).get(text)
    keys = [number.claim_key] if lines is None else [line.claim_key for line in lines]
    known = ledger.claims(conn, keys)
    return [key for key in keys if key in known]


def _prepared(uow: UnitOfWork, file: IncomingFile, values: Values) -> Matching:
    """Everything the file names, in a few statements whatever its length."""
    texts = {receipt.collection_no for receipt in file.receipts}
    numbers = {text: number for text in texts if (number := read_number(text)) is not None}
    lines = payment_slips.slip_lines(uow.conn, numbers)
    claims = ledger.claims_locked(uow, _named(numbers, lines))
    references = [receipt.reference for receipt in file.receipts]
    return Matching(
        uow=uow,
        file=file,
        values=values,
        numbers=numbers,
        slips=payment_slips.slips(uow.conn, numbers),
        lines=lines,
        claims=claims,
        stages=store.stages_of(uow.conn, file.channel, references),
    )


def _named(numbers: Mapping[str, CollectionNumber], lines: Mapping[str, Sequence[SlipLine]]) -> Iterable[str]:
    for text, number in numbers.items():
        yield from (line.claim_key for line in lines.get(text, ()))
        if number.instalment_no:
            yield number.claim_key


def _order_notes(incoming: IncomingReceipt, before: set[Stage]) -> list[str]:
    if incoming.stage is Stage.PRELIM_CANCEL and Stage.FINAL in before:
        return ["cancel_after_final"]
    if incoming.stage is Stage.FINAL and Stage.PRELIM_CANCEL in before:
        return ["final_after_cancel"]
    return []


def _suspense(new: NewReceipt) -> Posting:
    incoming = new.incoming
    return Posting(
        book=SUSPENSE,
        kind=Kind.SUSPENSE_IN,
        accounting_year=fiscal_year(incoming.paid_on),
        standing=Standing.CURRENT,
        value_on=incoming.paid_on,
        unsplit=incoming.amount,
        receipt_id=new.receipt_id,
        channel=str(incoming.channel),
        reason=new.notes[0] if new.notes else "",
    )
