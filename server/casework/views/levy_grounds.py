"""One levy decision and how it came about (賦課の根拠): what changed, by instalment, by part, down to the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.views import words
from server.casework.views.household_head import Look, look_at
from server.casework.views.money_words import CAUSES
from server.casework.views.seeing import record_look
from server.domain.facts import FactKey
from server.domain.ledger.amounts import NONE, Amounts
from server.domain.refusals import Refused
from server.store import levy_decisions, users
from server.store.connection import Connection
from server.store.facts import load_facts
from server.store.household_money import HouseholdMoney, LevyOnClaims, money_of


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """What a decision did to one instalment, by part, in yen."""

    number: int
    ad_hoc: bool
    due_on: date
    before: Amounts
    after: Amounts


@dataclass(frozen=True, slots=True)
class GroundsView:
    """The page of a decision: `before` is None for the first of an account.

    `basis` is what was kept of it (lines, inputs, trace), None for a levy taken over from elsewhere; `called` are the
    names of its people by their keys, `tenths` the reduction by income, `provisional` that an income was unknown.
    """

    look: Look
    levy_id: str
    levy_year: int
    notice_no: str
    revision: int
    decided_on: date
    cause: str
    who: str
    before: Amounts | None
    after: Amounts
    claims: tuple[ClaimChange, ...]
    newer: str | None
    older: str | None
    basis: Mapping[str, Any] | None = None
    called: Mapping[str, str] = field(default_factory=dict)
    tenths: int = 0
    provisional: bool = False


def grounds_view(services: Services, caller: Caller, household_key: str, levy_id: str) -> GroundsView:
    """A levy decision of a household; the look is on record.

    Raises `household_not_found`, `no_right`/`out_of_scope`, `protected_person`, `levy_not_found`.
    """
    day = services.clock.business_day()
    with services.database.read() as conn:
        look = look_at(conn, caller, household_key, day)
        money = money_of(conn, household_key)
        names = users.names_of(conn, {one.levy.by_user for group in money.levies.values() for one in group})
        view = _with_basis(conn, _view(look, money, levy_id, names))
        view = replace(view, cause=words.say(CAUSES, view.cause, caller.lang))
    record_look(services, caller, "household.levy", "levy", levy_id, household_key=household_key)
    return view


def _with_basis(conn: Connection, view: GroundsView) -> GroundsView:
    """The same with what was kept of the decision, and the names of the people in it who may be named."""
    kept = levy_decisions.of_household(conn, view.look.household_key, view.levy_year)
    mine = next((one for one in kept if one.levy_id == view.levy_id), None)
    if mine is None:
        return view
    basis = levy_decisions.basis_of(conn, [mine.decision_id])[mine.decision_id]
    called = _names(conn, view.look, basis, view.decided_on)
    return replace(view, basis=basis, called=called, tenths=mine.tenths, provisional=mine.provisional)


def _names(conn: Connection, look: Look, basis: Mapping[str, Any], day: date) -> dict[str, str]:
    inputs = basis["inputs"] or {"members": [], "seniors": []}
    called = {str(one["person_key"]): str(one["name"]) for one in look.members}
    others = sorted({str(one["id"]) for one in (*inputs["members"], *inputs["seniors"])} - called.keys())
    known = load_facts(conn, [FactKey("person", key) for key in others], on=day)
    for key in others:
        person: Any = known.get_fact("person", key)
        called[key] = "" if person is None or person["protected"] else str(person["name"])
    return called


def _view(look: Look, money: HouseholdMoney, levy_id: str, names: Mapping[str, str]) -> GroundsView:
    for account, group in money.levies.items():
        for place, one in enumerate(group):
            if one.levy.levy_id == levy_id:
                before = group[place - 1] if place else None
                after = group[place + 1] if place + 1 < len(group) else None
                return _decision(look, money, account, one, before, after, names)
    raise Refused("levy_not_found")


def _decision(
    look: Look,
    money: HouseholdMoney,
    account: str,
    one: LevyOnClaims,
    before: LevyOnClaims | None,
    after: LevyOnClaims | None,
    names: Mapping[str, str],
) -> GroundsView:
    head = next(found for found in money.accounts if found.account_key == account)
    return GroundsView(
        look=look,
        levy_id=one.levy.levy_id,
        levy_year=head.levy_year,
        notice_no=head.notice_no,
        revision=one.levy.revision,
        decided_on=one.levy.decided_on,
        cause=one.levy.cause,
        who=names.get(one.levy.by_user, one.levy.by_user),
        before=None if before is None else before.levy.parts,
        after=one.levy.parts,
        claims=tuple(_changes(money, account, {} if before is None else before.on_claims, one.on_claims)),
        newer=None if after is None else after.levy.levy_id,
        older=None if before is None else before.levy.levy_id,
    )


def _changes(
    money: HouseholdMoney, account: str, before: Mapping[str, Amounts], after: Mapping[str, Amounts]
) -> Iterator[ClaimChange]:
    for one in money.instalments.get(account, ()):
        key = one.claim_key
        amounts = before.get(key, NONE), after.get(key, NONE)
        yield ClaimChange(one.instalment_no, one.ad_hoc, one.due_on, *amounts)
