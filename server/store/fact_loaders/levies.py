"""Facts of levies (賦課の事実): what a household's year would be decided from, and what was decided last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from server.domain.effects import JSON
from server.domain.levy.inputs import inputs_json
from server.store import collection_ways, ledger, levy_decisions, mandates, procedures
from server.store import tables as t
from server.store.fact_loaders.asking import Answers, Ask, Question
from server.store.levy_inputs import levy_households
from server.store.levy_standing import StandingLevy, levies_standing, withheld_from
from server.store.values import load_values


def levy_facts(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`levy_facts`: inputs, levies in force and the first withholding of a household's year, names of the people."""
    answers: dict[Question, JSON] = {}
    values = load_values(ask.conn)
    for year, group in _by_year(questions).items():
        keys = [question.split()[0] for question in group]
        on = group[0].on
        inputs = levy_households(ask.conn, keys, year, on, values, known_at=ask.known_at)
        standing, withheld = levies_standing(ask.conn, keys, year), withheld_from(ask.conn, keys, year)
        names = _names(ask, (source.person for one in inputs.values() for p in one.payers for source in p.sources))
        for question in group:
            key = question.split()[0]
            first = withheld.get(key)
            answers[question] = {
                "inputs": inputs_json(inputs[key]),
                "standing": [_standing(one) for one in standing.get(key, ())],
                "withheld_from": None if first is None else first.isoformat(),
                "names": names,
            }
    return answers


def levy_accounts(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`levy_accounts`: the accounts of a household's year with their instalments now, and the decision in force.

    Each: {account_key, notice_no, payer_key, payer_name, levy_year, decision, basis, instalments: [{claim_key, no,
    due_on, ad_hoc, levied, open, overpaid}]}, yen; `decision` and `basis` are None for a levy taken over.
    """
    answers: dict[Question, JSON] = {}
    for year, group in _by_year(questions).items():
        keys = [question.split()[0] for question in group]
        standing = levies_standing(ask.conn, keys, year)
        accounts = [one.account.account_key for some in standing.values() for one in some]
        decisions = levy_decisions.latest(ask.conn, accounts)
        bases = levy_decisions.basis_of(ask.conn, [one.decision_id for one in decisions.values()])
        claims = ledger.claims_of_books(ask.conn, keys)
        names = _names(ask, (one.account.payer_key or "" for some in standing.values() for one in some))
        for question in group:
            some = standing.get(question.split()[0], ())
            answers[question] = [_account(one, claims, decisions, bases, names) for one in some]
    return answers


def collection_way(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`collection_way`: how the household pays on the day, its masked account, and what is withheld by month."""
    answers: dict[Question, JSON] = {}
    for question in questions:
        key, year = question.split()
        way = collection_ways.way_of(ask.conn, [key], question.on)[key]
        mandate = mandates.debited_on(ask.conn, [key], question.on).get(key)
        answers[question] = {
            "way": str(way),
            "account": None if mandate is None else _mandate(mandate),
            "withheld": _withheld(ask, key, int(year)),
        }
    return answers


def procedure_stands(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`procedure_stands`: whether a procedure is in force on the day, so that a case of it may be begun."""
    days = {question.on for question in questions}
    standing = {on: {one.slug for one in procedures.current_versions(ask.conn, on)} for on in days}
    return {question: question.key in standing[question.on] for question in questions}


def _mandate(mandate: mandates.Mandate) -> dict[str, JSON]:
    return {
        "institution": mandate.institution,
        "branch": mandate.branch,
        "kind": mandate.account_kind,
        "masked": mandate.masked,
        "first_due_on": mandate.first_due_on.isoformat(),
    }


def _withheld(ask: Ask, household: str, year: int) -> JSON:
    table = t.special_collections
    rows = ask.rows(table, table.c.household_key, [household])
    found = [row for row in rows if row["levy_year"] == year]
    return dict(found[-1]["amounts"]) if found else {}


def _account(
    one: StandingLevy, claims: Mapping[str, Any], decisions: Mapping[str, Any], bases: Mapping[str, JSON], names: JSON
) -> dict[str, JSON]:
    account, decision = one.account, decisions.get(one.account.account_key)
    return {
        "account_key": account.account_key,
        "notice_no": account.notice_no,
        "payer_key": account.payer_key,
        "payer_name": names.get(account.payer_key),
        "levy_year": account.levy_year,
        "decision": None if decision is None else _decision(decision),
        "basis": None if decision is None else bases[decision.decision_id],
        "instalments": [_instalment(instalment, claims[instalment.claim_key]) for instalment, _ in one.instalments],
        "names": names,
    }


def _decision(decision: levy_decisions.LevyDecision) -> dict[str, JSON]:
    return {
        "decision_id": decision.decision_id,
        "outcome": decision.outcome,
        "cause": decision.cause,
        "total_before": decision.total_before,
        "total_after": decision.total_after,
        "decided_on": decision.decided_on.isoformat(),
        "provisional": decision.provisional,
        "case_id": decision.case_id,
    }


def _instalment(instalment: Any, claim: Any) -> dict[str, JSON]:
    return {
        "claim_key": instalment.claim_key,
        "no": instalment.instalment_no,
        "due_on": instalment.due_on.isoformat(),
        "ad_hoc": instalment.ad_hoc,
        "levied": claim.levied.principal.total,
        "open": claim.open.principal.total,
        "overpaid": claim.payable.total,
    }


def _standing(one: StandingLevy) -> dict[str, JSON]:
    return {
        "account_key": one.account.account_key,
        "notice_no": one.account.notice_no,
        "payer_key": one.account.payer_key,
        "revision": one.revision,
        "instalments": [
            {
                "no": held.no,
                "due_on": held.due_on.isoformat(),
                "ad_hoc": held.ad_hoc,
                "parts": {part.value: yen for part, yen in held.parts.items()},
            }
            for held in one.standing()
        ],
    }


def _names(ask: Ask, persons: Iterable[str]) -> dict[str, str]:
    rows = ask.rows(t.person_records, t.person_records.c.person_key, [person for person in persons if person])
    return {row["person_key"]: row["name"] for row in rows}


def _by_year(questions: Sequence[Question]) -> dict[int, list[Question]]:
    groups: dict[int, list[Question]] = {}
    for question in questions:
        groups.setdefault(int(question.split()[1]), []).append(question)
    return groups
