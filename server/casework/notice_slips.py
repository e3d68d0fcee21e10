"""The slips that go with a levy notice (納入通知書の納付書): issued with the letter, by what the ledger has open then.

Who pays by debit or from his pension gets none. A slip takes the place of every older one for its instalment.
"""

from __future__ import annotations

from typing import Any

from server.casework import heir_slips, plan_slips
from server.casework.services import Services
from server.casework.views.slips import payables_of
from server.domain.effects import JSONObject
from server.domain.payment_slip import usual_use
from server.domain.special_collection import is_withheld
from server.store import debit_requests, ledger, levies, mandates, payment_slips
from server.store.collection_ways import Way, way_of
from server.store.letters import Letter
from server.store.levies import LevyAccount
from server.store.payment_slips import SlipLine
from server.store.unit_of_work import UnitOfWork

NOTICE = "levy_decision/notice"
WITH_SLIPS = (NOTICE, "special_collection/changed")
"""Letters that come with slips; each takes the place of every older slip for its instalments."""


def keys_with_slips(services: Services, uow: UnitOfWork, letter: Letter) -> JSONObject:
    """The letter's keys, for a levy notice or a plan (分納・猶予) with its slips, issued in this unit of work."""
    if letter.letter in plan_slips.LETTERS:
        return {**letter.request_keys, "slips": plan_slips.issue_plan_slips(services, uow, letter)}
    if letter.letter == heir_slips.NOTICE and "heir_no" in letter.request_keys:
        return {**letter.request_keys, "slips": heir_slips.issue_heir_slips(services, uow, letter)}
    if letter.letter not in WITH_SLIPS or not _by_slip(uow, letter.household_key):
        return letter.request_keys
    keys = letter.request_keys
    account = account_of(uow, letter.household_key, int(keys["levy_year"]), keys.get("payer_key"))
    slips = [] if account is None else _issued(services, uow, account, letter)
    return {**keys, "slips": slips}


def account_of(uow: UnitOfWork, household_key: str, levy_year: int, payer_key: str | None) -> LevyAccount | None:
    """The payer's account of the year; one that names nobody serves whoever is asked for."""
    mine = [one for one in levies.accounts_of(uow.conn, household_key) if one.levy_year == levy_year]
    named = [one for one in mine if one.payer_key == payer_key] or [one for one in mine if one.payer_key is None]
    return named[-1] if named else None


def _by_slip(uow: UnitOfWork, household_key: str) -> bool:
    way = way_of(uow.conn, [household_key], uow.business_day)[household_key]
    debited = mandates.debited_on(uow.conn, [household_key], uow.business_day)
    return way is Way.SLIP or (way is Way.MIXED and household_key not in debited)


def _issued(services: Services, uow: UnitOfWork, account: LevyAccount, letter: Letter) -> list[dict[str, Any]]:
    """One slip for each instalment of which something is open, may still be collected and is not being debited."""
    keys = [one.claim_key for one in levies.instalments_of(uow.conn, account.account_key)]
    claims, values = ledger.claims_locked(uow, keys), services.values(uow.conn)
    debits = debit_requests.under_way(uow.conn, claims)
    found = []
    for payable in payables_of(uow.conn, claims, values):
        extinct = payable.prescribed_after is not None and uow.business_day > payable.prescribed_after
        elsewhere = payable.claim_key in debits or is_withheld(payable.claim_key)
        if payable.subject != "principal" or payable.open <= 0 or extinct or elsewhere:
            continue
        use_by = usual_use([payable], uow.business_day, values)
        line = SlipLine(payable.claim_key, "principal", payable.open)
        slip = payment_slips.issue(uow, account, [line], use_by=use_by, by_event=f"letter:{letter.letter_id}")
        found.append(
            {
                "claim_key": payable.claim_key,
                "collection_no": slip.collection_no,
                "amount": slip.amount,
                "use_by": use_by.isoformat(),
            }
        )
    return found
