"""One household's levy decision (賦課決定・変更決定): facts frozen, computed, compared, posted and kept, in one commit.

Every look leaves a decision on record, NO_CHANGE and BARRED too, and closes what waited for it. `read` and
`propose_all` serve many households at once; `decide_levy` carries out one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from server.domain.collection_number import account_key, claim_key
from server.domain.ledger.amounts import Amounts
from server.domain.levy.basis import basis
from server.domain.levy.decision import Outcome, Planned, Proposal, Terms, load_terms, paired, propose
from server.domain.levy.inputs import HouseholdInputs, PayerInputs
from server.domain.levy.model import Part
from server.domain.refusals import Refused
from server.domain.values import Values
from server.store import counters, levies, levy_decisions, levy_due
from server.store.connection import Connection
from server.store.households import household_revs
from server.store.ledger import Origin
from server.store.levies import LevyAccount, NewInstalment
from server.store.levy_decisions import LevyDecision
from server.store.levy_due import Due
from server.store.levy_inputs import levy_households
from server.store.levy_standing import StandingLevy, levies_standing, withheld_from
from server.store.unit_of_work import UnitOfWork

_BLOCKED = {
    "two_heads": "levy_two_heads_in_month",
    "no_head": "levy_no_head_in_month",
    "birth_unknown": "levy_birth_unknown",
}


@dataclass(frozen=True, slots=True)
class LevyOrder:
    """What is asked: a household's year, why, and by whom besides the one at work.

    `overlap` claims art. 110-2(2), overlap with employee insurance without fault. `expected` are the totals in yen by
    payer that were shown and approved; when the facts give others by now, nothing is decided.
    """

    household_key: str
    levy_year: int
    cause: str
    by_event: str
    case_id: str | None = None
    second_user: str | None = None
    overlap: bool = False
    expected: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a household's decision is made from: inputs, levies in force, what waited, the first withholding."""

    inputs: HouseholdInputs
    standing: tuple[StandingLevy, ...]
    due: tuple[Due, ...]
    withheld_from: date | None


@dataclass(frozen=True, slots=True)
class PayerProposal:
    """One payer's proposal: `payer` None for one who owes nothing any more, `standing` None for a new account."""

    payer: PayerInputs | None
    standing: StandingLevy | None
    proposal: Proposal

    @property
    def payer_key(self) -> str:
        """Who owes; empty for an account of old that names nobody."""
        if self.payer is not None:
            return self.payer.payer_key
        return (self.standing.account.payer_key if self.standing else None) or ""


def read(
    conn: Connection, household_keys: Iterable[str], levy_year: int, day: date, values: Values
) -> dict[str, Facts]:
    """The facts of many households, in a constant number of statements for each five hundred."""
    keys = sorted(set(household_keys))
    waiting = levy_due.open_of(conn, keys)  # before the inputs: what comes after them stays open
    inputs = levy_households(conn, keys, levy_year, day, values)
    standing = levies_standing(conn, keys, levy_year)
    withheld = withheld_from(conn, keys, levy_year)
    return {
        key: Facts(
            inputs[key],
            standing.get(key, ()),
            tuple(one for one in waiting.get(key, ()) if one.levy_year == levy_year),
            withheld.get(key),
        )
        for key in keys
    }


def propose_all(facts: Facts, terms: Terms, *, overlap: bool = False) -> tuple[PayerProposal, ...]:
    """The proposal of every payer of a household: those who owe now, then accounts of whom nothing is owed any more.

    Raises `levy_two_heads_in_month`, `levy_no_head_in_month`, `levy_birth_unknown`, `levy_income_unknown`.
    """
    if facts.inputs.blocked is not None:
        raise blocked(facts.inputs)
    pairs = paired(facts.inputs.payers, facts.standing, lambda one: one.account.payer_key)
    return tuple(_one(payer, mine, facts, terms, overlap) for payer, mine in pairs)


def blocked(inputs: HouseholdInputs) -> Refused:
    """The refusal of a household whose facts do not say who owes what."""
    why = inputs.blocked
    assert why is not None  # noqa: S101 - asked of blocked ones only
    return Refused(_BLOCKED[why.reason], household=inputs.household_key, person=why.person, month=why.month)


def decide_levy(uow: UnitOfWork, order: LevyOrder, values: Values) -> tuple[LevyDecision, ...]:
    """Decides a household's year; answers what became of each payer, nothing when nobody ever owed anything.

    Raises what `propose_all` raises, `Refused("levy_changed_meanwhile")` when the approved totals no longer come out.
    """
    revs = household_revs(uow.conn, [order.household_key])
    facts = read(uow.conn, [order.household_key], order.levy_year, uow.business_day, values)[order.household_key]
    terms = load_terms(values, order.levy_year, uow.business_day)
    proposals = propose_all(facts, terms, overlap=order.overlap)
    _check_expected(order, proposals)
    uow.bump_households(revs)
    kept = [carry_out(uow, order, one, terms) for one in proposals]
    levy_decisions.keep(uow, ((made, _basis(one, terms)) for made, one in zip(kept, proposals, strict=True)))
    levy_due.close(uow, [one.due_id for one in facts.due], by=kept[0].decision_id if kept else order.by_event)
    _audit(uow, order, kept)
    return tuple(kept)


def carry_out(uow: UnitOfWork, order: LevyOrder, one: PayerProposal, terms: Terms) -> LevyDecision:
    """Posts what a proposal says and answers the decision that is to be kept of it."""
    proposal, levy_id = one.proposal, None
    account = None if one.standing is None else one.standing.account
    if proposal.outcome in (Outcome.DECIDED, Outcome.CHANGED):
        account = account or _open(uow, order, one.payer_key)
        _open_instalments(uow, account, proposal.instalments, terms)
        on_claims = {
            claim_key(account.account_key, planned.no): amounts_of(planned) for planned in proposal.instalments
        }
        origin = Origin(order.by_event, order.case_id, order.second_user)
        levy, _ = levies.state_levy(uow, account, on_claims, origin, cause=order.cause)
        levy_id = levy.levy_id
    return decision_of(uow, order, one, account, levy_id)


def decision_of(
    uow: UnitOfWork, order: LevyOrder, one: PayerProposal, account: LevyAccount | None, levy_id: str | None
) -> LevyDecision:
    """The decision as it is kept."""
    proposal = one.proposal
    return LevyDecision(
        decision_id=uow.new_id(),
        household_key=order.household_key,
        levy_year=order.levy_year,
        payer_key=one.payer_key or None,
        account_key=None if account is None else account.account_key,
        levy_id=levy_id,
        outcome=str(proposal.outcome),
        cause=order.cause,
        total_before=proposal.total_before,
        total_after=proposal.total_after,
        tenths=0 if proposal.levy is None else proposal.levy.judgement.tenths,
        provisional=proposal.provisional,
        decided_on=uow.business_day,
        case_id=order.case_id,
        by_event=order.by_event,
        by_user=uow.actor.user_id,
    )


def amounts_of(planned: Planned) -> Amounts:
    """An instalment's parts as the ledger takes them."""
    parts = planned.parts
    return Amounts(parts[Part.BASIC], parts[Part.SUPPORT], parts[Part.CARE], parts[Part.CHILD])


def new_instalments(planned: Iterable[Planned], terms: Terms) -> list[NewInstalment]:
    """The instalments that a proposal opens."""
    return [
        NewInstalment(one.no, one.ordinance_due, one.due_on, terms.notice_on, ad_hoc=one.ad_hoc)
        for one in planned
        if one.new
    ]


def _one(
    payer: PayerInputs | None, mine: StandingLevy | None, facts: Facts, terms: Terms, overlap: bool
) -> PayerProposal:
    proposal = propose(
        payer,
        () if mine is None else mine.standing(),
        terms,
        decided_before=mine is not None and mine.revision > 0,
        withheld_from=facts.withheld_from,
        overlap_without_fault=overlap,
    )
    return PayerProposal(payer, mine, proposal)


def _open(uow: UnitOfWork, order: LevyOrder, payer_key: str) -> LevyAccount:
    number = _free_number(uow, order.levy_year)
    return levies.open_account(uow, order.levy_year, number, order.household_key, payer_key or None)


def _free_number(uow: UnitOfWork, year: int) -> str:
    """The next notice number (通知書番号) that no account taken over from elsewhere bears already."""
    while True:
        number = f"{counters.take(uow, f'levy_notice/{year}'):010d}"
        if levies.account(uow.conn, account_key(year, number)) is None:
            return number


def _open_instalments(uow: UnitOfWork, account: LevyAccount, planned: Iterable[Planned], terms: Terms) -> None:
    levies.open_instalments(uow, account, new_instalments(planned, terms))


def _check_expected(order: LevyOrder, proposals: Iterable[PayerProposal]) -> None:
    if order.expected is None:
        return
    now = {one.payer_key: one.proposal.total_after for one in proposals}
    if now != dict(order.expected):
        raise Refused("levy_changed_meanwhile", household=order.household_key, year=order.levy_year)


def _basis(one: PayerProposal, terms: Terms) -> dict[str, object]:
    return basis(one.payer, () if one.standing is None else one.standing.standing(), one.proposal, terms)


def _audit(uow: UnitOfWork, order: LevyOrder, kept: Iterable[LevyDecision]) -> None:
    detail = {
        "levy_year": order.levy_year,
        "cause": order.cause,
        "decisions": [{"id": one.decision_id, "outcome": one.outcome, "account": one.account_key} for one in kept],
    }
    uow.audit(
        "levy.decide",
        object_kind="household",
        object_key=order.household_key,
        household_key=order.household_key,
        case_id=order.case_id,
        detail=detail,
    )
