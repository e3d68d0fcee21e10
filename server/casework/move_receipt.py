"""A receipt moved (期別訂正) or handed over (他会計への振替) inside a transaction that stands already.

It is taken back and posted again with its own day of payment; the money is never without a place in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from server.casework.services import Services
from server.domain.calendar import fiscal_year
from server.domain.ledger.acts import brought_forward, reversed_line
from server.domain.ledger.books import SUSPENSE, Claim, Posting
from server.domain.ledger.kinds import Kind, Standing
from server.domain.ledger.rules import rules_on
from server.domain.limitation import prescribes_on
from server.domain.receipts import Asked, Stage, apply_receipt
from server.domain.refusals import Refused
from server.domain.values import Values
from server.store import claim_acts, ledger
from server.store import receipts as store
from server.store.households import household_revs
from server.store.ledger import Line, Origin
from server.store.receipts import StoredReceipt
from server.store.unit_of_work import UnitOfWork


def move_receipt(
    services: Services, uow: UnitOfWork, receipt_id: str, claim_key: str, proposed_by: str, reason: str
) -> tuple[Posting, ...]:
    """Moves all of a receipt to one instalment; the unit's actor is the second person. Raises as `correct_receipt`."""
    if uow.actor.user_id == proposed_by:
        raise Refused("receipt_same_person")
    receipt = _final(uow, receipt_id)
    made = _moved(uow, receipt, claim_key, services.values(uow.conn), reason)
    written = ledger.write(uow, made, Origin(f"correction:{receipt_id}", second_user=proposed_by))
    books = {posting.book for posting in made} - {SUSPENSE}
    uow.bump_households(household_revs(uow.conn, books))
    uow.audit("receipts.correct", object_kind="receipt", object_key=receipt_id, detail={"claim": claim_key})
    return written


def hand_over_receipt(uow: UnitOfWork, receipt_id: str, proposed_by: str, reason: str) -> tuple[Posting, ...]:
    """What is in suspense of a receipt leaves for another account of the city (他会計への振替); nothing else does.

    Raises `receipt_same_person`, `receipt_unknown`, `receipt_nothing_to_move`.
    """
    if uow.actor.user_id == proposed_by:
        raise Refused("receipt_same_person")
    receipt = _final(uow, receipt_id)
    yen = ledger.suspense_of(uow.conn, receipt_id)
    if not yen:
        raise Refused("receipt_nothing_to_move")
    back = replace(_out_of_suspense(uow, receipt, yen, reason), kind=Kind.SUSPENSE_BACK)
    written = ledger.write(uow, [back], Origin(f"correction:{receipt_id}", second_user=proposed_by))
    uow.audit("receipts.hand_over", object_kind="receipt", object_key=receipt_id)
    return written


def _final(uow: UnitOfWork, receipt_id: str) -> StoredReceipt:
    receipt = store.get_receipt(uow.conn, receipt_id)
    if receipt is None or receipt.stage != str(Stage.FINAL):
        raise Refused("receipt_unknown")
    return receipt


def _moved(uow: UnitOfWork, receipt: StoredReceipt, claim_key: str, values: Values, reason: str) -> list[Posting]:
    named = (line.posting.claim for line in ledger.lines_of_receipt(uow.conn, receipt.receipt_id))
    claims = ledger.claims_locked(uow, {claim_key, *(key for key in named if key)})
    standing = _standing(uow, receipt.receipt_id)
    suspense = ledger.suspense_of(uow.conn, receipt.receipt_id)
    if not standing and not suspense:
        raise Refused("receipt_nothing_to_move")
    if {line.posting.claim for line in standing} == {claim_key} and not suspense:
        raise Refused("receipt_same_target")
    if claim_key not in claims:
        raise Refused("levy_claim_unknown", claim=claim_key)
    made, yen = [], suspense
    for line in standing:
        before, carried = brought_forward(claims[line.posting.claim or ""], uow.business_day, values)
        back = reversed_line(before, line.posting, uow.business_day, reason=reason)
        claims[before.key] = before.after(back)
        made += carried + back
        yen += line.posting.yen
    made += [_out_of_suspense(uow, receipt, suspense, reason)] if suspense else []
    return made + _again(uow, receipt, claims[claim_key], yen, values, reason)


def _standing(uow: UnitOfWork, receipt_id: str) -> Sequence[Line]:
    """The receipt's lines on claims that nobody has taken back."""
    lines = ledger.lines_of_receipt(uow.conn, receipt_id)
    return [
        line
        for line in lines
        if line.posting.kind is Kind.RECEIPT
        and line.posting.reverses is None
        and ledger.reversed_by(uow.conn, line.posting.book, line.posting.line_no) is None
    ]


def _out_of_suspense(uow: UnitOfWork, receipt: StoredReceipt, yen: int, reason: str) -> Posting:
    return Posting(
        book=SUSPENSE,
        kind=Kind.SUSPENSE_OUT,
        accounting_year=fiscal_year(uow.business_day),
        standing=Standing.CURRENT,
        value_on=uow.business_day,
        unsplit=yen,
        receipt_id=receipt.receipt_id,
        channel=receipt.channel,
        reason=reason,
    )


def _again(
    uow: UnitOfWork, receipt: StoredReceipt, target: Claim, yen: int, values: Values, reason: str
) -> list[Posting]:
    """Posted with the original day of payment (領収日), as if it had come to the right place at once."""
    acts = claim_acts.acts_on(uow.conn, [target.key])[target.key]
    target = replace(target, prescribed_after=prescribes_on(target.due_on, acts, values))
    target, carried = brought_forward(target, uow.business_day, values)
    rules = rules_on(values, receipt.paid_on)
    applied = apply_receipt([Asked(target, "principal")], yen, receipt.paid_on, rules, values)
    stamped = [
        replace(posting, receipt_id=receipt.receipt_id, channel=receipt.channel, reason=reason)
        if posting.kind is not Kind.CARRY_OVER
        else posting
        for posting in applied.postings
    ]
    return carried + stamped
