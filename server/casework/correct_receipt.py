"""期別訂正・不明入金 (a receipt moved to another instalment): taken back and posted again with its own day of payment.

One person proposes, another checks and carries out; the money is never without a place in between.
"""

from __future__ import annotations

from server.casework.callers import Caller
from server.casework.move_receipt import move_receipt
from server.casework.services import Services
from server.casework.work import run
from server.domain.ledger.books import Posting
from server.domain.refusals import Refused
from server.domain.rights import Function


def correct_receipt(
    services: Services, caller: Caller, receipt_id: str, claim_key: str, *, proposed_by: str, reason: str
) -> tuple[Posting, ...]:
    """Moves all of a receipt, wherever it stands, to one instalment; the caller is the second person.

    Raises rights, `receipt_unknown`, `receipt_same_person`, `receipt_nothing_to_move`, `receipt_same_target`,
    `levy_claim_unknown`, `ledger_overpaid_used` when its surplus was refunded already.
    """
    day = services.clock.business_day()
    caller.require(Function.RECEIPT_CORRECT, caller.office, day)
    if caller.user_id == proposed_by:
        raise Refused("receipt_same_person")

    return run(services, caller, lambda uow: move_receipt(services, uow, receipt_id, claim_key, proposed_by, reason))
