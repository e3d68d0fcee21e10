"""Facts of benefits, recourse and recovery (給付・求償・返還)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Connection

from server.domain.effects import JSON
from server.store import benefit_holds, benefits, other_claims, recourses
from server.store.fact_loaders.asking import Answers, Ask, Question


def of_people(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`benefits`: claims for a person's treatment that stand, oldest first, with the case that asks each back."""
    people = [question.key for question in questions]
    return _by_person(questions, benefits.claims_of(ask.conn, people), ask.conn)


def uninsured_of_people(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`uninsured_benefits`: those with a day of treatment on which the person was not insured here, as known now."""
    people = [question.key for question in questions]
    return _by_person(questions, benefits.uninsured(ask.conn, people), ask.conn)


def recourses_of_people(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`recourses`: a victim's cases of recourse, ended ones too."""
    found = recourses.recourses_of(ask.conn, people=[question.key for question in questions])
    return {
        question: [_plain(asdict(one)) for one in found if one.person_key == question.key] for question in questions
    }


def one_recourse(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`recourse`: a case with its links, the claims it fixed, and what touched their limitation; None unknown."""
    keys = [question.key for question in questions]
    found = {one.recourse_key: one for one in recourses.recourses_named(ask.conn, keys)}
    links = recourses.links_of(ask.conn, keys)
    money = _money(ask.conn, (one.case_id for one in found.values()))
    answers: dict[Question, JSON] = {}
    for question in questions:
        one = found.get(question.key)
        mine = [asdict(link) for link in links if link.recourse_key == question.key]
        answers[question] = one and (
            _plain(asdict(one)) | {"first_end": one.first_end.isoformat(), "links": mine, **money[one.case_id]}
        )
    return answers


def one_recovery(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`recovery`: what a case of recovery asks back, the claims it fixed, what touched their limitation."""
    keys = [question.key for question in questions]
    items = recourses.items_of(ask.conn, recoveries=keys)
    money = _money(ask.conn, keys)
    return {
        question: {"items": [asdict(one) for one in items if one.recovery_key == question.key], **money[question.key]}
        for question in questions
    }


def holds_of_households(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`benefit_holds`: what of a household's benefits is held on the day."""
    answers: dict[Question, JSON] = {}
    for on in sorted({question.on for question in questions}):
        asked = [question for question in questions if question.on == on]
        found = benefit_holds.benefit_holds_of(ask.conn, (question.key for question in asked), on)
        for question in asked:
            answers[question] = [
                _plain(asdict(one)) | {"last_day": one.last_day.isoformat()}
                for one in found
                if one.household_key == question.key
            ]
    return answers


def _by_person(questions: Sequence[Question], found: Iterable[benefits.Benefit], conn: Connection) -> Answers:
    every = tuple(found)
    asked = {one.claim_no: one for one in recourses.items_of(conn, claim_nos=(one.claim_no for one in every))}
    said: dict[str, list[JSON]] = {}
    for one in every:
        item = asked.get(one.claim_no)
        back = None if item is None or item.state == "DROPPED" else item.recovery_key
        said.setdefault(one.person_key, []).append(_plain(asdict(one)) | {"month": one.month, "recovery": back})
    return {question: said.get(question.key, []) for question in questions}


def _money(conn: Connection, case_ids: Iterable[str]) -> dict[str, dict[str, JSON]]:
    """By case: its claims with their lines and what is open, and the acts; three statements whatever their number."""
    keys = sorted(set(case_ids))
    claims = other_claims.claims_of_cases(conn, keys)
    lines = other_claims.lines_of(conn, (one.claim_key for one in claims))
    told: dict[str, dict[str, JSON]] = {key: {"claims": [], "acts": []} for key in keys}
    for one in claims:
        mine = lines.get(one.claim_key, ())
        more = {"open": sum(line.yen for line in mine), "lines": [_plain(asdict(line)) for line in mine]}
        told[one.case_id]["claims"].append(_plain(asdict(one)) | more)
    for act in other_claims.acts_of_cases(conn, keys):
        told[act.case_id]["acts"].append(_plain(asdict(act)))
    return told


def _plain(said: Mapping[str, Any]) -> dict[str, JSON]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}
