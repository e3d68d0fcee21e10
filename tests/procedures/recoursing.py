"""Claims for treatment and benefit officers, for tests of recourse and recovery."""

from __future__ import annotations

from typing import Any

from server.casework.import_benefits import import_benefits
from server.casework.issue_letters import issue_requested
from server.domain.effects import JSON, RegisterChange
from server.store import letters, registers
from tests.benefit_files import claim_file
from tests.procedures.outside import Api, Reply
from tests.procedures.pledging import opened
from tests.world import TREE, World

TODAY = "2026-11-18"
SLUGS = ("third_party_recourse", "benefit_recovery", "benefit_hold")


def at_work(api: Api, *slugs: str) -> Api:
    """Saeki is a benefit officer beside okamura, who checks; kuroda decides."""
    opened(api, *(slug for slug in slugs or SLUGS if (TREE / "workflows" / slug).exists()))
    for officer in ("saeki", "okamura"):
        api.city.grant(officer, "work:benefit")
        api.city.grant(officer, "work:qualification")
    return api


def insured(city: World, household: str = "family", since: str = "2020-04-01", until: str | None = None) -> str:
    """The head of a household insured for years; whose number."""
    home = city.household(household)
    with city.uow() as uow:
        opening = {
            "person_key": home.head.key,
            "household_key": home.key,
            "shikaku_from": since,
            "tekiyo_from": since,
            "acquired_by": "moved_in",
            "symbol": "若1",
            "number": "00000001",
            "branch": "01",
        }
        registers.apply_change(
            uow, RegisterChange("open_eligibility", f"test/{home.head.key}/from/{since}", opening), event="test"
        )
        uow.audit("test.insured", object_kind="person", object_key=home.head.key)
    if until is not None:
        lost(city, home.head.key, until)
    return home.head.key


def lost(city: World, person: str, on: str) -> None:
    """A loss that is put on record now, whenever it was."""
    with city.uow() as uow:
        payload = {"person_key": person, "tekiyo_to": on, "lost_by": "joined_employee_insurance", "shikaku_to": on}
        registers.apply_change(uow, RegisterChange("close_eligibility", f"test/{person}/{on}", payload), event="test")
        uow.audit("test.lost", object_kind="person", object_key=person)


def claims(city: World, *rows: dict[str, Any], turn: int = 1) -> None:
    """The claims of a month come in: turn 1 is September, 2 October."""
    month = f"2026-{8 + turn:02d}"
    made = f"2026-{9 + turn:02d}-15T05:00:00+09:00"
    content = claim_file(rows, month=month, sequence_no=turn, generated_at=made)
    import_benefits(city.services, city.system(), content, name=f"claims-{turn}.jsonl")


def agreed(api: Api, case_id: str, result: str = "approve") -> Reply:
    """The second person agrees with every group, the decider answers."""
    marks = {name: {"mark": "match", "right_value": None} for name in api.city.check_groups(case_id)}
    api.complete(case_id, "check", {"marks": dict(marks), "result": "agree"}, "okamura").done()
    said: dict[str, JSON] = {"result": result} | ({} if result == "approve" else {"reason": "額を確かめること"})
    return api.complete(case_id, "decide", said, "kuroda")


def letters_of(api: Api, case_id: str) -> list[letters.Letter]:
    """The letters of a case, each of them rendered."""
    issue_requested(api.city.services)
    with api.city.database.read() as conn:
        found = letters.letters_of_case(conn, case_id)
    assert all(one.status == "rendered" for one in found), [(one.letter, one.held_for) for one in found]
    return list(found)
