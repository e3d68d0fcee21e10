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
    return {question: _recourse(ask.conn, question.key) for question in questions}


def one_recovery(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`recovery`: what a case of recovery asks back, the claims it fixed, what touched their limitation."""
    answers: dict[Question, JSON] = {}
    for question in questions:
        items = recourses.items_of(ask.conn, recovery=question.key)
        answers[question] = {"items": [asdict(one) for one in items], **_money(ask.conn, question.key)}
    return answers


def holds_of_households(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`benefit_holds`: what of a household's benefits is held on the day."""
    answers: dict[Question, JSON] = {}
    for question in questions:
        found = benefit_holds.benefit_holds_of(ask.conn, [question.key], question.on)
        answers[question] = [_plain(asdict(one)) | {"last_day": one.last_day.isoformat()} for one in found]
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


def _recourse(conn: Connection, key: str) -> JSON:
    one = recourses.recourse(conn, key)
    if one is None:
        return None
    links = [asdict(link) for link in recourses.links_of(conn, [key])]
    return _plain(asdict(one)) | {"first_end": one.first_end.isoformat(), "links": links, **_money(conn, one.case_id)}


def _money(conn: Connection, case_id: str) -> dict[str, JSON]:
    claims = other_claims.claims_of_case(conn, case_id)
    lines = other_claims.lines_of(conn, (one.claim_key for one in claims))
    told = []
    for one in claims:
        mine = lines.get(one.claim_key, ())
        more = {"open": sum(line.yen for line in mine), "lines": [_plain(asdict(line)) for line in mine]}
        told.append(_plain(asdict(one)) | more)
    return {"claims": told, "acts": [_plain(asdict(one)) for one in other_claims.acts_of(conn, case_id)]}


def _plain(said: Mapping[str, Any]) -> dict[str, JSON]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}
