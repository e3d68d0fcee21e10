"""The year's instalments put as withholding has them (特別徴収の期割): on the ledger, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from server.casework.decide_levy import amounts_of
from server.domain.collection_number import claim_key
from server.domain.ledger.amounts import Amounts
from server.domain.ledger.books import Claim
from server.domain.levy.decision import Parts, Planned
from server.domain.levy.model import Part
from server.domain.special_collection import withheld_month
from server.store import ledger, levies
from server.store.ledger import Origin
from server.store.levies import LevyAccount, NewInstalment
from server.store.levy_standing import StandingLevy
from server.store.unit_of_work import UnitOfWork

CAUSE = "特別徴収による期割の変更"


def put(uow: UnitOfWork, account: LevyAccount, planned: Iterable[Planned], origin: Origin, *, cause: str) -> None:
    """Opens what is new and states the year's amounts; the sum of the year stays, so no decision on it is made."""
    lines = list(planned)
    new = [
        NewInstalment(one.no, one.ordinance_due, one.due_on, uow.business_day, ad_hoc=one.ad_hoc)
        for one in lines
        if one.new
    ]
    levies.open_instalments(uow, account, new)
    on_claims = {claim_key(account.account_key, one.no): amounts_of(one) for one in lines}
    levies.state_levy(uow, account, on_claims, origin, cause=cause)


def came(uow: UnitOfWork, levy: StandingLevy, numbers: Iterable[int]) -> Mapping[int, Parts]:
    """What is settled by part of some instalments (by money or otherwise): so much of them stays where it is."""
    keys = {no: claim_key(levy.account.account_key, no) for no in numbers}
    claims = ledger.claims(uow.conn, keys.values())
    found = {}
    for no, key in keys.items():
        if key in claims:
            claim = claims[key]
            found[no] = _parts(claim.levied - claim.open.principal)
    return found


def _parts(amounts: Amounts) -> Parts:
    return {part: max(amounts.of(part), 0) for part in Part}


def account_of(levies: Iterable[StandingLevy], person: str) -> StandingLevy | None:
    """The head's own account of the year; one that names nobody serves him."""
    known = list(levies)
    mine = [one for one in known if one.account.payer_key == person] or [
        one for one in known if one.account.payer_key is None
    ]
    return mine[-1] if mine else None


def paid_numbers(levy: StandingLevy, claims: Mapping[str, Claim]) -> frozenset[int]:
    """The instalments on which something was paid already: they stay as they are."""
    return frozenset(
        one.instalment_no
        for one, _ in levy.instalments
        if (claim := claims.get(one.claim_key)) is not None
        and claim.open.principal.total < claim.levied.total
        and withheld_month(one.instalment_no) is None
    )
