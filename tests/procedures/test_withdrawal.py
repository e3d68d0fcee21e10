"""Withdrawal (資格喪失) from the counter to each of its ends, through the API, with all that it leaves behind."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from server.casework.wake_cases import wake_due
from server.domain.effects import RegisterChange
from server.store import tables as t
from tests.procedures.leaving import Office, deployed, entry, leaver, start_answers
from tests.procedures.outside import Api
from tests.procedures.records import Records, assert_in_order
from tests.world import HOUSEHOLDS

HOUSEHOLD = HOUSEHOLDS["insured"]
HEAD, WIFE = (person.key for person in HOUSEHOLD.members)
EX_OFFICIO: dict[str, Any] = {
    "channel": "EXOFFICIO",
    "exofficio_ground": "inquiry",
    "exofficio_reason": "健康保険組合への照会で、11月10日から被保険者であることが分かった",
    "paper_location": None,
}
# What the portal, post and a linked system say beside the common answers.
BY_POST: dict[str, Any] = {"channel": "POST", "entry_desk": "OWN"}
SIGNED: dict[str, Any] = {
    "channel": "EAPP",
    "paper_location": None,
    "arrival_number": "P-9001",
    "signature_result": "VALID",
    "signer_name": HOUSEHOLD.head.name,
    "signer_birth_date": HOUSEHOLD.head.birth_date,
    "signer_address": HOUSEHOLD.address,
    "entry_desk": "OWN",
}
LINKED: dict[str, Any] = {"channel": "LINK", "record_number": "I01/77", "paper_location": None, "documents": []}


@pytest.fixture
def office(api: Api) -> Office:
    deployed(api.city)
    return Office(api)


@pytest.fixture
def town_office(town_api: Api) -> Office:
    deployed(town_api.city)
    return Office(town_api)


def spells(office: Office, person: str = HEAD) -> list[dict[str, Any]]:
    rows = Records(office.city, "").rows(t.eligibilities, person_key=person)
    return [row for row in rows if row["superseded_at"] is None]


def certificates(office: Office, person: str = HEAD) -> list[tuple[str, date]]:
    rows = Records(office.city, "").rows(t.certificates, person_key=person)
    return [(row["status"], row["valid_from"]) for row in rows if row["superseded_at"] is None]


# -- the end by which everything follows ------------------------------------------------------------------------------


def test_a_household_that_joined_employee_insurance_is_lost_on_the_day_after_and_everybody_is_told(
    office: Office,
) -> None:
    city = office.city
    case_id = office.entered()
    done = office.api.check(case_id).done()
    assert (done["status"], done["outcome"]) == ("completed", "lost")
    left = Records(city, case_id)

    for person in (HEAD, WIFE):
        (spell,) = spells(office, person)
        # National Health Insurance Act art. 8(1): the day after the fact.
        assert (spell["valid_to"], spell["shikaku_to"]) == (date(2026, 11, 11), date(2026, 11, 11))
        assert spell["lost_by"] == "employee_insurance"
        assert certificates(office, person) == [("VALID", date(2026, 8, 1)), ("VOID", date(2026, 11, 11))]

    decision = left.decision()
    assert (decision["kind"], decision["result"], decision["authority"]) == ("withdrawal", "lost", "3-1 通常")
    assert (decision["entered_by"], decision["checked_by"], decision["confirm_by"]) == (
        "saeki",
        "okamura",
        "daily_list",
    )

    exports = left.rows(t.exports, case_id=case_id)
    assert {(one["interface"], one["due_on"]) for one in exports} == {("I09", date(2026, 11, 23))}
    assert [one["payload"]["applied_to"] for one in exports] == ["2026-11-11"] * 2
    (message,) = left.rows(t.messages, from_case_id=case_id)
    assert message["kind"] == "eligibility_changed"
    assert message["payload"] == {
        "from": "2026-11-11",
        "lost": [HEAD, WIFE],
        "lost_by": "employee_insurance",
        "eligibility_ends": True,
        "treatment_to_check_from": "2026-11-11",
    }

    left.issue()
    text = left.printed("withdrawal/loss")
    for said in (
        "三浦健令和8年11月10日令和8年11月11日",
        "職場の健康保険などへの加入",
        "保険料は、資格を喪失した日の属する月の前月分までを計算し直します",
        "令和8年12月18日までに、中央区役所市民総合窓口課へ返納してください",
        "市が医療機関に支払った医療費を、後日、返していただくことになります",
    ):
        assert said in text, said
    recall = office.recall_of(case_id)
    assert [task.element for task in city.open_tasks(recall)] == ["await_return"]
    assert_in_order(city, case_id)


def test_the_second_person_sees_the_computed_day_that_nobody_typed(town_office: Office) -> None:
    case_id = town_office.entered()
    task = town_office.city.open_task(case_id, "check")
    shown = town_office.api.get("okamura", f"/tasks/{task.task_id}").done()
    (sheet,) = [one for one in shown["facts"] if one["key"] == "computed_loss"]
    assert [row["value"] for row in sheet["rows"]] == ["R8.11.11 喪失"] * 2


def test_one_member_leaves_and_the_others_stay(town_office: Office) -> None:
    case_id = town_office.entered(extent="some", lost_members=[leaver("insured", 1, document_back="returned")])
    assert town_office.api.check(case_id).done()["outcome"] == "lost"
    assert [row["valid_to"] for row in spells(town_office)] == [None]
    assert certificates(town_office) == [("VALID", date(2026, 8, 1))]
    assert certificates(town_office, WIFE) == [("VALID", date(2026, 8, 1)), ("RETURNED", date(2026, 11, 18))]
    left = Records(town_office.city, case_id)
    assert left.rows(t.cases, parent_case_id=case_id) == []
    assert set(left.letters()) == {"withdrawal/loss"}
    left.issue()
    assert "返納する資格確認書" not in left.printed("withdrawal/loss")


def test_who_lost_the_certificate_is_not_asked_to_return_it(town_office: Office) -> None:
    rows = [leaver("insured", 0, document_back="lost"), leaver("insured", 1)]
    case_id = town_office.lost(lost_members=rows)
    assert certificates(town_office)[-1] == ("LOST", date(2026, 11, 18))
    (waiting,) = Records(town_office.city, "").rows(t.certificate_recalls)
    assert (waiting["person_key"], waiting["status"]) == (WIFE, "WAITING")
    assert town_office.city.case(town_office.recall_of(case_id)).slug == "recall"


# -- the day of loss by ground: DT-Q02-LOSSDATE -----------------------------------------------------------------------

NEW_HOME: dict[str, Any] = {"forward_postal_code": "000-9999", "forward_address": "外海県外海市浜町1番"}
DAYS = [
    ("kumiai", "2026-11-10", {}, date(2026, 11, 10), "lost"),
    ("welfare", "2026-11-10", {"evidence": ["loss_notification", "welfare_start_notice"]}, date(2026, 11, 10), "lost"),
]


@pytest.mark.parametrize(("ground", "fact", "more", "ends", "outcome"), DAYS, ids=[row[0] for row in DAYS])
def test_the_day_of_loss_follows_from_the_ground(
    town_office: Office, ground: str, fact: str, more: dict[str, Any], ends: date, outcome: str
) -> None:
    """National Health Insurance Act arts. 6 and 8."""
    case_id = town_office.entered(loss_reason=ground, fact_date=fact, **more)
    assert town_office.api.check(case_id).done()["outcome"] == outcome
    (spell,) = spells(town_office)
    assert (spell["valid_to"], spell["shikaku_to"], spell["lost_by"]) == (ends, ends, ground)


MOVES = [
    ("moved_other_prefecture", {"same_day_elsewhere": "yes"}, date(2026, 11, 15), date(2026, 11, 15), "lost"),
    ("moved_same_prefecture", {}, date(2026, 11, 15), None, "application_ended"),
]


@pytest.mark.parametrize(
    ("ground", "more", "ends", "eligible", "outcome"), MOVES, ids=[f"{r[0]}-{r[1]}" for r in MOVES]
)
def test_who_moves_away_is_looked_at_while_the_residents_register_still_has_him(
    town_office: Office, ground: str, more: dict[str, Any], ends: date, eligible: date | None, outcome: str
) -> None:
    """A move inside the prefecture ends the city's application alone (arts. 5 and 8, Regulations art. 11)."""
    home = NEW_HOME if ground.startswith("moved_") and ground != "moved_abroad" else {}
    case_id = town_office.entered(loss_reason=ground, fact_date="2026-11-15", **home, **more)
    judged = {"looked_at": ["resident_record"], "finding": "転出届を確かめた", "result": "proceed"}
    assert town_office.city.open_task(case_id, "judge")
    town_office.api.complete(case_id, "judge", judged, "okamura").done()
    assert town_office.api.check(case_id).done()["outcome"] == outcome
    (spell,) = spells(town_office)
    assert (spell["valid_to"], spell["shikaku_to"]) == (ends, eligible)
    left = Records(town_office.city, case_id)
    left.issue()
    text = left.printed("withdrawal/loss")
    assert ("適用が終わる日" in text) == (outcome == "application_ended")
    if home:
        # The whole household left: letters go to the new address from today on.
        assert "外海県外海市浜町1番" in text


def test_a_planned_move_away_is_taken_in_before_it_happens(town_office: Office) -> None:
    """転出予定日: thirty days ahead, no more."""
    more: dict[str, Any] = {"loss_reason": "moved_other_prefecture", "same_day_elsewhere": "no", **NEW_HOME}
    case_id = town_office.entered(fact_date="2026-12-18", **more)
    assert town_office.api.check(case_id).done()["outcome"] == "lost"
    assert spells(town_office)[0]["valid_to"] == date(2026, 12, 19)
    assert certificates(town_office)[-1] == ("VOID", date(2026, 12, 19))
    (message,) = Records(town_office.city, case_id).rows(t.messages, from_case_id=case_id)
    assert message["payload"]["treatment_to_check_from"] is None


def test_the_day_after_the_death_ends_the_eligibility_and_the_bereaved_are_written_to(town_office: Office) -> None:
    to: dict[str, Any] = {
        "send_to": "other",
        "send_to_name": "三浦 由紀",
        "send_to_postal_code": "000-0011",
        "send_to_address": HOUSEHOLD.address,
        "send_to_reason": "bereaved",
    }
    head_alone: dict[str, Any] = {"extent": "some", "lost_members": [leaver("insured", 0)]}
    case_id = town_office.entered(loss_reason="death", fact_date="2026-11-15", **head_alone, **to)
    judged = {"looked_at": ["resident_record"], "finding": "死亡届を確かめた", "result": "proceed"}
    town_office.api.complete(case_id, "judge", judged, "okamura").done()
    assert town_office.api.check(case_id).done()["outcome"] == "lost"
    assert spells(town_office)[0]["valid_to"] == date(2026, 11, 16)
    left = Records(town_office.city, case_id)
    assert set(left.letters()) == {"withdrawal/loss", "withdrawal/remaining"}
    left.issue()
    assert "三浦由紀様" in left.printed("withdrawal/loss")
    assert "三浦健様" not in left.printed("withdrawal/loss")
    assert "世帯主にあります" in left.printed("withdrawal/remaining")


def insured_senior(office: Office, birth_date: str) -> None:
    """The couple of `senior` becomes insured, the husband born on another day."""
    household = HOUSEHOLDS["senior"]
    head = household.head
    who = {"name": head.name, "name_kana": head.kana, "sex": head.sex, "birth_date": birth_date}
    record = {"postal_code": household.postal_code, "address": household.address, "office": household.office}
    place = {"household_key": household.key, "relation": "HEAD"}
    office.city.change(
        RegisterChange("put_person", "s/p", {"person_key": head.key, "valid_from": "2020-04-01", **who}),
        RegisterChange(
            "put_resident_record",
            "s/r",
            {"person_key": head.key, "valid_from": "2020-04-01", **who, **place, **record},
        ),
        *(
            RegisterChange(
                "open_eligibility",
                f"s/{person.key}",
                {
                    "person_key": person.key,
                    "household_key": household.key,
                    "shikaku_from": "2020-04-01",
                    "tekiyo_from": "2020-04-01",
                    "acquired_by": "left_employee_insurance",
                    "symbol": "若1",
                    "number": "7000009",
                    "branch": f"{place:02d}",
                },
            )
            for place, person in enumerate(household.members, 1)
        ),
    )


def test_the_75th_birthday_is_the_day_of_loss_and_those_who_stay_get_a_letter(town_office: Office) -> None:
    """法6条8号・高確法50条・52条; no fact date is typed at all, and no paper is asked for (規則13条2項)."""
    insured_senior(town_office, "1951-11-18")
    row = leaver("senior", 0, birth_date="1951-11-18", document_back="none")
    linked = LINKED | {"loss_reason": "late_elderly"}
    system = town_office.api
    system.system("juki", "case:start@all", "household:view@all")
    data = {
        **linked,
        "received_on": "2026-11-18",
        "household_key": HOUSEHOLDS["senior"].key,
        "head_name": "大塚 清",
        "head_kana": "オオツカ　キヨシ",
    }
    case_id = str(system.post("juki", "/cases", {"procedure": "withdrawal", "data": data}).done()["case_id"])
    changes: dict[str, Any] = {
        "loss_reason": "late_elderly",
        "fact_date": None,
        "new_insurer_name": None,
        "new_insurer_no": None,
    }
    answers: dict[str, Any] = changes | {"extent": "some", "lost_members": [row], "evidence": []}
    town_office.enter(case_id, "senior", **answers).done()
    assert town_office.api.check(case_id).done()["outcome"] == "lost"
    (spell,) = spells(town_office, HOUSEHOLDS["senior"].head.key)
    assert (spell["valid_to"], spell["lost_by"]) == (date(2026, 11, 18), "late_elderly")
    left = Records(town_office.city, case_id)
    left.issue()
    text = left.printed("withdrawal/remaining")
    assert "大塚和子" in text
    assert "5年間は2分の1" in text


# -- who decides (M1) -------------------------------------------------------------------------------------------------


def test_ninety_days_are_routine_and_ninety_one_are_decided_by_somebody_else(town_office: Office) -> None:
    routine = town_office.entered(fact_date="2026-08-19", extent="some", lost_members=[leaver("insured", 1)])
    assert town_office.api.check(routine).done()["outcome"] == "lost"
    only_one: dict[str, Any] = {"lost_members": [leaver("insured", 0)]}
    case_id = town_office.entered(fact_date="2026-08-18", **only_one)  # lost on 19 August, 91 days before
    assert town_office.api.check(case_id).done()["status"] == "active"
    assert spells(town_office)[0]["valid_to"] is None
    assert town_office.api.decide(case_id).done()["outcome"] == "lost"
    decision = Records(town_office.city, case_id).decision()
    assert (decision["authority"], decision["decided_by"], decision["confirm_by"]) == ("3-3 遡及", "kuroda", "none")


def test_a_loss_ex_officio_is_decided_by_somebody_else_and_told_with_the_way_to_appeal(town_office: Office) -> None:
    api = town_office.api
    town_office.city.grant("saeki", "work:qualification", "chuo")
    case_id = town_office.start(**EX_OFFICIO)
    api.complete(case_id, "enter", _ex_officio_entry(["lookup"]), "saeki").done()
    api.check(case_id).done()
    assert api.decide(case_id).done()["outcome"] == "lost"
    left = Records(town_office.city, case_id)
    assert left.decision()["authority"] == "3-2 職権"
    left.issue()
    text = left.printed("withdrawal/ex_officio")
    assert "若葉県国民健康保険審査会" in text
    assert "健康保険組合への照会で" in text


def _ex_officio_entry(evidence: list[str], **changes: Any) -> dict[str, Any]:
    return entry() | {"evidence": evidence} | changes


@pytest.mark.parametrize("objection", ["no", "yes"])
def test_ex_officio_without_a_look_up_or_after_an_objection_a_person_looks_into_it(
    town_office: Office, objection: str
) -> None:
    api = town_office.api
    town_office.city.grant("saeki", "work:qualification", "chuo")
    case_id = town_office.start(**EX_OFFICIO)
    evidence = ["lookup"] if objection == "yes" else []
    api.complete(case_id, "enter", _ex_officio_entry(evidence, objection=objection), "saeki").done()
    (told,) = [row for row in town_office.city.history(case_id) if row.kind == "computed" and row.element == "precheck"]
    codes = [one["code"] for one in told.detail["outputs"]["findings"]]
    assert codes == (["OBJECTION"] if objection == "yes" else ["EX_OFFICIO_UNCONFIRMED"])
    assert town_office.city.open_task(case_id, "judge")
    judged = {
        "looked_at": ["new_insurer"],
        "finding": "異議のとおり加入していない",
        "result": "refuse",
        "reason": "加入していない",
    }
    api.complete(case_id, "judge", judged, "saeki").done()
    api.check(case_id).done()
    assert api.decide(case_id, "refuse").done()["outcome"] == "not_lost"


def test_no_one_decides_what_he_entered(town_office: Office) -> None:
    city = town_office.city
    city.grant("saeki", "work:qualification", "chuo")
    case_id = town_office.entered()
    refused = town_office.api.check(case_id, by="saeki")
    assert refused.status in (403, 409)
    assert spells(town_office)[0]["valid_to"] is None


# -- the other ends ---------------------------------------------------------------------------------------------------


def test_no_loss_is_decided_by_the_approver_and_told_with_the_way_to_appeal(office: Office) -> None:
    case_id = office.entered()
    office.api.check(case_id, "refuse").done()
    done = office.api.decide(case_id, "refuse").done()
    assert (done["status"], done["outcome"]) == ("completed", "not_lost")
    left = Records(office.city, case_id)
    assert spells(office)[0]["valid_to"] is None
    assert left.rows(t.exports, case_id=case_id) == []
    decision = left.decision()
    assert (decision["result"], decision["authority"]) == ("not_lost", "3-5 喪失としない")
    left.issue()
    text = left.printed("withdrawal/refusal")
    assert "引き続き存続する" in text
    assert "若葉県国民健康保険審査会" in text
    assert_in_order(office.city, case_id)


def test_withdrawn_at_the_counter_nothing_changes(town_office: Office) -> None:
    done = town_office.entering(next_step="withdraw", withdraw_reason="加入は来月からだった").done()
    assert done["outcome"] == "withdrawn"
    assert spells(town_office)[0]["valid_to"] is None


def test_what_the_checker_returns_is_entered_again_and_the_day_computed_anew(town_office: Office) -> None:
    case_id = town_office.entered()
    town_office.api.check(case_id, "return").done()
    town_office.enter(case_id, fact_date="2026-11-12").done()
    assert town_office.api.check(case_id).done()["outcome"] == "lost"
    assert spells(town_office)[0]["valid_to"] == date(2026, 11, 13)


def test_papers_are_asked_for_twice_and_then_a_person_decides_on_the_file(town_office: Office) -> None:
    city = town_office.city
    case_id = town_office.entered(evidence=["loss_notification"])
    assert [task.element for task in city.open_tasks(case_id)] == ["receive_documents"]
    for day in (date(2026, 12, 25), date(2027, 2, 1)):
        city.clock.set(day, 9)
        wake_due(city.services)
    left = Records(city, case_id)
    requests = left.rows(t.letters, case_id=case_id)
    assert [one["letter"] for one in requests] == ["withdrawal/document_request"] * 2
    assert [task.element for task in city.open_tasks(case_id)] == ["judge"]
    judged = {"looked_at": ["papers"], "finding": "届かない", "result": "close", "reason": "資格の分かるものが届かない"}
    done = town_office.api.complete(case_id, "judge", judged, "okamura").done()
    assert done["outcome"] == "documents_never_came"
    assert spells(town_office)[0]["valid_to"] is None


def test_papers_that_come_lead_back_to_the_entry(town_office: Office) -> None:
    case_id = town_office.entered(evidence=["loss_notification"])
    came = {"arrived_on": "2026-11-18", "documents": ["new_insurer_proof"], "paper_location": "受付箱 B"}
    town_office.api.complete(case_id, "receive_documents", came, "okamura").done()
    town_office.enter(case_id).done()
    assert town_office.api.check(case_id).done()["outcome"] == "lost"


def test_by_post_copies_prove_identity(town_office: Office) -> None:
    case_id = town_office.start(**BY_POST)
    copies = town_office.city.answers_identity(method="COPY_CARD")
    town_office.api.complete(case_id, "check_copies", copies, "saeki").done()
    town_office.enter(case_id).done()
    assert town_office.api.check(case_id).done()["outcome"] == "lost"


def test_a_signed_application_needs_no_paper_and_no_second_form(town_office: Office) -> None:
    """What the citizen wrote stands in the entry form; the same arrival number is one case."""
    api = town_office.api
    api.system("portal", "case:start@all", "household:view@all", "my_number:enter@all")
    wrote = {name: value for name, value in entry().items() if name not in ("next_step", "evidence")}
    data = start_answers(town_office.city, "insured") | SIGNED | {"application": wrote}
    case_id = str(api.post("portal", "/cases", {"procedure": "withdrawal", "data": data}).done()["case_id"])
    task = town_office.city.open_task(case_id, "enter")
    shown = api.get("saeki", f"/tasks/{task.task_id}").done()
    assert shown["tree"]["new_insurer_name"] == "若葉健康保険組合"
    town_office.enter(case_id, evidence=["new_insurer_proof"]).done()
    assert api.check(case_id).done()["outcome"] == "lost"


def test_who_comes_back_on_the_next_day_is_insured_again(town_office: Office) -> None:
    """返ってきた人: a new acquisition on the day of loss is no overlap."""
    city = town_office.city
    city.clock.set(date(2026, 11, 20), 10)
    town_office.lost(fact_date="2026-11-18")
    answers = city.answers_enter("insured", insurer_loss_date="2026-11-20", other_insured="no")
    case_id = city.identified("insured")
    town_office.api.complete(case_id, "enter", answers, "saeki").done()
    assert town_office.api.check(case_id).done()["outcome"] == "decided"
    days = [(row["valid_from"], row["valid_to"]) for row in spells(town_office)]
    assert days == [(date(2022, 4, 1), date(2026, 11, 19)), (date(2026, 11, 20), None)]


def test_a_household_under_protection_keeps_where_its_letters_go(town_office: Office) -> None:
    """支援措置: the new address of the notification moves no letter by itself."""
    city = town_office.city
    household = HOUSEHOLDS["protected"]
    spell = {
        "person_key": household.head.key,
        "household_key": household.key,
        "shikaku_from": "2022-04-01",
        "tekiyo_from": "2022-04-01",
        "acquired_by": "other",
        "symbol": "若1",
        "number": "7000010",
        "branch": "01",
    }
    city.change(RegisterChange("open_eligibility", "p/1", spell))
    for user in ("saeki", "okamura"):
        city.grant(user, "protected:view", "chuo")
    more: dict[str, Any] = {
        "loss_reason": "moved_other_prefecture",
        "same_day_elsewhere": "yes",
        "fact_date": "2026-11-18",
    }
    row = leaver("protected", 0, document_back="none")
    case_id = town_office.entered("protected", **more, **NEW_HOME, lost_members=[row])
    if [task.element for task in city.open_tasks(case_id)] == ["judge"]:
        judged = {"looked_at": ["resident_record"], "finding": "確かめた", "result": "proceed"}
        town_office.api.complete(case_id, "judge", judged, "okamura").done()
    assert town_office.api.check(case_id).done()["outcome"] == "lost"
    left = Records(city, case_id)
    assert left.made(t.household_records) == []
    left.issue()
    assert "外海県" not in left.printed("withdrawal/loss")


def test_a_record_that_is_known_starts_a_case_with_the_entry_filled_in(town_office: Office) -> None:
    """The contract for moves, deaths, public assistance and birthdays (docs/withdrawal.md)."""
    api, wife = town_office.api, HOUSEHOLD.members[1]
    told = {"loss_reason": "welfare", "fact_date": "2026-11-16", "extent": "some"}
    row = leaver("insured", 1)
    data = LINKED | {
        "received_on": "2026-11-18",
        "loss_reason": "welfare",
        "household_key": HOUSEHOLD.key,
        "head_name": HOUSEHOLD.head.name,
        "head_kana": HOUSEHOLD.head.kana,
        "application": told | {"lost_members": [row]},
    }
    api.system("hogo", "case:start@all", "household:view@all")
    case_id = api.post("hogo", "/cases", {"procedure": "withdrawal", "data": data}).done()["case_id"]
    again = api.post("hogo", "/cases", {"procedure": "withdrawal", "data": data})
    assert again.status >= 400 or again.body["case_id"] == case_id, "one record is one case"
    task = town_office.city.open_task(case_id, "enter")
    tree = api.get("saeki", f"/tasks/{task.task_id}").done()["tree"]
    assert (tree["loss_reason"], tree["fact_date"], tree["extent"]) == ("welfare", "R8.11.16", "some")
    (shown,) = tree["lost_members"]
    assert (shown["name"], shown["person_key"], shown["relation"]) == (wife.name, wife.key, "wife")
    given: dict[str, Any] = {
        "loss_reason": "welfare",
        "fact_date": "2026-11-16",
        "new_insurer_name": None,
        "new_insurer_no": None,
    }
    rows: dict[str, Any] = {"extent": "some", "lost_members": [leaver("insured", 1)]}
    town_office.enter(case_id, evidence=[], **given, **rows).done()
    assert api.check(case_id).done()["outcome"] == "lost"
    # Public assistance: the same day (art. 8(2)).
    assert spells(town_office, WIFE)[0]["valid_to"] == date(2026, 11, 16)
