"""Cases of the demo city mid-way (途中の案件): walked by its clerks through the same use cases as real ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from server.casework.callers import Caller
from server.casework.case_answers import of_element
from server.casework.complete_task import complete_task
from server.casework.household_of_case import household_fact
from server.casework.issue_letters import issue_requested
from server.casework.log_in import caller_of_user
from server.casework.services import Services
from server.casework.start_case import start_case
from server.cli.demo_city.people import TO_TRY, make_households
from server.cli.demo_city.registers import is_insured
from server.clock import FixedClock, instant_on
from server.domain.effects import JSON
from server.domain.refusals import Refused
from server.store import tasks

# Where cases stand, in turn: in the hand of the counter, waiting for papers, before the second person, decided.
_PLACES = ("identity", "entered", "waiting", "checked", "entered", "decided", "decided", "entered", "decided")
# How many days ago each of them came in: some are overdue, most are of today.
_DAYS_AGO = (6, 0, 3, 1, 5, 0, 0, 1, 2)
_OLDEST = 74
_RELATIONS = {"HEAD": "head", "SPOUSE": "wife", "CHILD": "child", "PARENT": "mother"}
_GROUNDS = ("left_employee_insurance", "moved_in_other_prefecture", "left_employee_insurance", "other")


def put_cases(services: Services, wanted: int, seed: int, day: date, tell: Callable[[], None]) -> int:
    """Walks `wanted` cases of uninsured households of the central ward (and a few of the north) to their places."""
    clerks = {name: caller_of_user(services, name) for name in ("saeki", "okamura", "utsumi", "kitano")}
    made = 0
    for number, key in enumerate(_households(seed, day, wanted * 24)):
        if made >= wanted:
            break
        turn = number % len(_PLACES)
        came_in = day - timedelta(days=_DAYS_AGO[turn])
        at = min(instant_on(came_in, 9 + number % 8, 7 * number % 60), services.clock.business_now())
        then = replace(services, clock=FixedClock(at=at))
        try:
            _walk(then, clerks, key, _PLACES[turn], number, came_in)
        except Refused:
            continue  # a generated household that the rules do not let in: the next one
        made += 1
        tell()
    issue_requested(services, limit=wanted)
    return made


def _households(seed: int, day: date, count: int) -> Iterator[str]:
    for household in make_households(count, seed, day):
        young = all(day.year - person.birth.year < _OLDEST for person in household.members)
        free = household.key != TO_TRY and not is_insured(household, seed)
        if household.office == "chuo" and young and free:
            yield household.key


def _walk(services: Services, clerks: Mapping[str, Caller], key: str, place: str, number: int, day: date) -> None:
    """One case from the counter to its place."""
    draw = Random(f"case:{key}")  # noqa: S311 - a demo, not a secret
    with services.database.read() as conn:
        household = household_fact(conn, key, day)
    if household is None:
        raise Refused("household_not_found")
    counter = clerks["saeki"]
    ground = _GROUNDS[number % len(_GROUNDS)]
    started = start_case(services, counter, "enrolment", start_answers(household, ground, day))
    if place == "identity" or started.first_task_id is None:
        return
    done = complete_task(services, counter, started.first_task_id, identity_answers())
    fact = day - timedelta(days=draw.randint(0, 12))
    if done.next_task_id is None:
        return
    waits = place == "waiting" and ground == "left_employee_insurance"
    complete_task(services, counter, done.next_task_id, entry_answers(household, ground, fact, waits=waits))
    if place in ("checked", "decided"):
        _check(services, clerks["okamura"], started.case_id, decide=place == "decided")


def _check(services: Services, checker: Caller, case_id: str, *, decide: bool) -> None:
    with services.database.read() as conn:
        waiting = [t for t in tasks.tasks_of_case(conn, case_id) if t.element == "check" and t.status == "open"]
    if not waiting:
        return
    with services.database.read() as conn:
        rows = len((of_element(conn, case_id, "enter") or {})["members"])
    if decide:
        answers = check_answers(rows)
    else:
        reason = "生年月日を届書と見比べてください"
        answers = {"marks": {}, "result": "return", "return_reason": "differs", "reason": reason}
    complete_task(services, checker, waiting[0].task_id, answers)


def check_answers(rows: int) -> dict[str, JSON]:
    """The second person's: every value group agrees, those of `rows` members too."""
    groups = ("head", "ground", "send_to", *(f"members.{row}" for row in range(rows)))
    marks: dict[str, JSON] = {name: {"mark": "match", "right_value": None} for name in groups}
    return {"marks": marks, "result": "agree", "return_reason": None, "reason": None}


def start_answers(household: Mapping[str, Any], ground: str, day: date) -> dict[str, JSON]:
    """The start form's answers for a household of the registers, at the counter."""
    head = _head(household)
    return {
        "channel": "COUNTER",
        "received_on": day.isoformat(),
        "acq_reason": ground,
        "household_key": household["household_key"],
        "head_name": head["name"],
        "head_kana": head["name_kana"],
        "phone": household["phone"],
        "documents": ["notification"],
        "paper_location": f"受付箱 {day.isoformat()} A",
    }


def identity_answers() -> dict[str, JSON]:
    """The head came with the card."""
    return {
        "applicant_kind": "HEAD",
        "method": "CARD",
        "number_shown": "yes",
        "identity_proven": "yes",
        "register_match": "ALL",
    }


def entry_answers(household: Mapping[str, Any], ground: str, fact: date, *, waits: bool) -> dict[str, JSON]:
    """The entry form's answers; with `waits` the paper that shows the loss of the former insurance is missing."""
    head = _head(household)
    entry: dict[str, JSON] = {
        "acq_reason": ground,
        "evidence": ["notification"] if waits else ["notification", "loss_certificate"],
        "other_insured": "no",
        "head_name": head["name"],
        "head_kana": head["name_kana"],
        "head_joins": "yes",
        "postal_code": household["postal_code"],
        "address": household["address"],
        "address_building": household["address_line2"] or None,
        "phone": household["phone"],
        "send_to": "same",
        "members": [_member(m) for m in household["members"]],
        "next_step": "to_check",
    }
    if ground == "left_employee_insurance":
        entry |= {"insurer_loss_date": fact.isoformat(), "prev_insurer": "若葉健康保険組合"}
    else:
        entry["fact_date"] = fact.isoformat()
    if ground == "moved_in_other_prefecture":
        entry["prev_address"] = "青空県青空市中町1番1号"
    if ground == "other":
        entry["other_reason"] = "任意継続の期間が終わった"
    return entry


def _member(member: Mapping[str, Any]) -> dict[str, JSON]:
    foreign = member["nationality"] == "foreign"
    row: dict[str, JSON] = {
        "relation": _RELATIONS.get(member["relation"], "other_relative"),
        "name": member["name"],
        "kana": member["name_kana"],
        "sex": member["sex"],
        "birth_date": member["birth_date"],
        "person_key": member["person_key"],
        "nationality": "foreign" if foreign else "japan",
    }
    if foreign:
        row |= {"residence_status": "engineer_humanities", "stay_until": member["stay_until"]}
    return row


def _head(household: Mapping[str, Any]) -> Mapping[str, Any]:
    head: Mapping[str, Any] = next(
        (m for m in household["members"] if m["person_key"] == household["head_person_key"]), household["members"][0]
    )
    return head
