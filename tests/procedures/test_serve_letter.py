"""送達・返戻・公示送達 to each of its ends, through the API; who may never stand on the board."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from server.casework.issue_letters import issue_requested
from server.casework.views.returned_letters import returned_csv, returned_view
from server.casework.wake_cases import wake_due
from server.domain.effects import JSON
from server.store import holds, letter_services, letters
from server.store.letters import NewLetter
from tests.procedures.outside import Api
from tests.procedures.pledging import opened
from tests.procedures.records import Records

SLUG, HOME = "serve_letter", "family"
PREMIUM, DECISION, NOTICE = "deferral_watch/revoked", "maternity/refusal", "serve_letter/delivery_record"
KEYS: dict[str, dict[str, JSON]] = {
    PREMIUM: {
        "kind": "COLLECTION",
        "first_on": "2026-10-01",
        "last_on": "2026-12-28",
        "revoked_on": "2026-11-10",
        "heard_on": "2026-11-09",
        "reason": "納付計画のとおりに納付されなかった",
    },
    DECISION: {
        "received_on": "2026-11-02",
        "member": {"name": "桑原 翼", "birth_date": "2004-01-01"},
        "due_date": "2027-01-20",
        "birth_date_child": None,
        "facts": ["台帳にない"],
        "provision": "規則32条の10の2",
        "reason": "台帳にない",
    },
    NOTICE: {"letter_number": "8若中保第1号", "paper": "書類"},
}


@pytest.fixture
def desk(town_api: Api) -> Api:
    return opened(town_api, SLUG)


def posted(api: Api, letter: str = PREMIUM, household: str = HOME) -> str:
    """A letter that the post office took on the 12th; the code at its foot."""
    key = api.city.household(household).key
    keys = KEYS[letter] | {"case_number": "R8-000777", "office": "chuo", "household_key": key}
    with api.city.uow() as uow:
        letter_id = letters.request_letter(uow, NewLetter(letter, "chuo", key, keys, "POST"))
    issue_requested(api.city.services)
    with api.city.uow() as uow:
        letters.release_letters(uow, [letter_id])
        letters.hand_over_letters(uow, [letter_id])
        letters.letters_posted(uow, [letter_id], date(2026, 11, 12))
        found = letters.get_letter(uow.conn, letter_id)
    assert found is not None
    assert found.status == "posted", found
    return str((found.data or {})["letter_code"])


def back(api: Api, code: str, reason: str, household: str = HOME, **more: JSON) -> Any:
    """返戻の受付."""
    data: dict[str, JSON] = {
        "channel": "POST",
        "letter_number": code,
        "household_key": api.city.household(household).key,
        "returned_on": api.city.clock.business_day().isoformat(),
        "received_on": api.city.clock.business_day().isoformat(),
        "reason": reason,
        "paper_location": "返戻箱 1",
    }
    return api.post("saeki", "/cases", {"procedure": SLUG, "data": data | more})


def returned(api: Api, reason: str, letter: str = PREMIUM, household: str = HOME) -> str:
    return str(back(api, posted(api, letter, household), reason, household).done()["case_id"])


def inquiry(found: str, *sources: str) -> dict[str, JSON]:
    day = "2026-11-18"
    rows = [{"source": one, "on": day, "result": "見当たらない"} for one in sources or ("RESIDENT",)]
    return {"inquiries": rows, "found": found, "finding": "調べた"}


ALL = ("RESIDENT", "ADDRESS_HISTORY", "VISIT")


def visit(result: str, **more: JSON) -> dict[str, JSON]:
    said: dict[str, JSON] = {"visited_on": "2026-11-18", "visited_time": "10:30", "place": "中央区泉町"}
    said |= {"result": result, "note": "訪問した"}
    if result in ("HANDED", "HOUSEMATE", "LEFT"):
        said["record_location"] = "送達記録綴り"
    if result in ("HANDED", "HOUSEMATE"):
        said["receiver"] = "桑原 徹"
    return said | more


def again(reason: str) -> dict[str, JSON]:
    return {"returned_on": "2026-11-18", "reason": reason}


def served(api: Api, case_id: str, household: str = HOME) -> Any:
    key = api.city.household(household).key
    with api.city.database.read() as conn:
        found = letter_services.services_of_households(conn, [key], api.city.clock.business_day())[key]
    (one,) = [each for each in found if each.case_id == case_id]
    return one


def held(api: Api) -> list[str]:
    key = api.city.household(HOME).key
    with api.city.database.read() as conn:
        return [one.kind for one in holds.holds_of(conn, [key], api.city.clock.business_day())[key]]


def test_after_all_inquiries_the_board_serves_in_seven_days_the_first_counted(api: Api) -> None:
    opened(api, SLUG)
    case_id = returned(api, "UNKNOWN")
    assert held(api) == ["RETURNED_MAIL"]
    short = api.complete(case_id, "enter", inquiry("UNKNOWN", "RESIDENT"), "saeki")
    assert short.code == "service_inquiry_incomplete"
    api.complete(case_id, "enter", inquiry("UNKNOWN", *ALL), "saeki").done()
    assert api.complete(case_id, "decide", {"result": "approve"}, "saeki").code in ("no_right", "same_person")
    api.complete(case_id, "decide", {"result": "approve"}, "kuroda").done()
    api.city.clock.set(date(2026, 11, 24))  # the seventh day
    wake_due(api.city.services)
    assert served(api, case_id).status == "BOARD"
    api.city.clock.set(date(2026, 11, 25))
    wake_due(api.city.services)
    one = served(api, case_id)
    assert (api.city.case(case_id).outcome, one.status) == ("deemed", "DEEMED_SERVED")
    assert (one.posted_from, one.served_on, one.new_due_on) == (
        date(2026, 11, 18),
        date(2026, 11, 25),
        date(2026, 12, 7),  # ten days are over on a Saturday
    )
    assert held(api) == []


def test_the_board_shows_name_and_kind_of_the_paper_and_nothing_else(desk: Api) -> None:
    case_id = returned(desk, "MOVED")
    desk.complete(case_id, "enter", inquiry("UNKNOWN", *ALL), "saeki").done()
    desk.complete(case_id, "decide", {"result": "approve"}, "kuroda").done()
    issue_requested(desk.city.services)
    text = Records(desk.city, case_id).printed("serve_letter/board_notice")
    assert all(shown in text for shown in ("猶予取消通知書", "桑原徹"))
    known = desk.city.household(HOME)
    assert all(secret not in text for secret in ("泉町", known.key, "納付計画", "R8-000777"))
    taken = {"taken_on": "2026-11-18", "receiver": "桑原 徹"}
    desk.complete(case_id, "board", taken, "saeki").done()
    assert (desk.city.case(case_id).outcome, served(desk, case_id).way) == ("served", "窓口での交付")


def test_a_letter_not_fetched_is_sent_again_and_presumed_served_when_it_stays_away(desk: Api) -> None:
    case_id = returned(desk, "KEPT")
    assert [one.letter for one in Records(desk.city, case_id).letters().values()] == [PREMIUM]
    desk.city.clock.set(date(2026, 12, 2))
    wake_due(desk.city.services)
    assert desk.city.case(case_id).outcome is None
    desk.city.clock.set(date(2026, 12, 3))
    wake_due(desk.city.services)
    one = served(desk, case_id)
    assert (one.status, one.served_on) == ("SERVED", date(2026, 11, 22))  # four days of mail


def test_who_refuses_gets_it_by_hand_or_left_and_the_form_of_the_record_is_printed(desk: Api) -> None:
    case_id = returned(desk, "REFUSED")
    desk.complete(case_id, "visit", visit("ABSENT"), "saeki").done()
    assert desk.complete(case_id, "visit", visit("HANDED", receiver=None), "saeki").code == "required"
    issue_requested(desk.city.services)
    desk.complete(case_id, "visit", visit("LEFT"), "saeki").done()
    one = served(desk, case_id)
    assert (desk.city.case(case_id).outcome, one.way, one.served_on) == ("served", "差置送達", date(2026, 11, 18))
    with desk.city.database.read() as conn:
        made = [one.letter for one in letters.letters_of_case(conn, case_id)]
    assert made.count("serve_letter/delivery_record") == 2


def test_a_visit_that_finds_nobody_living_there_begins_the_inquiry_anew(desk: Api) -> None:
    case_id = returned(desk, "KEPT")
    desk.complete(case_id, "await_again", again("KEPT"), "saeki").done()
    desk.complete(case_id, "visit", visit("GONE"), "saeki").done()
    desk.complete(case_id, "enter", inquiry("NEW"), "saeki").done()
    desk.complete(case_id, "await_again", again("UNKNOWN"), "saeki").done()
    desk.complete(case_id, "visit", visit("HOUSEMATE", understands=True), "saeki").done()
    assert served(desk, case_id).way == "補充送達(同居の人)"


def test_papers_that_are_no_premium_papers_never_reach_the_board(desk: Api) -> None:
    decision = returned(desk, "UNKNOWN", DECISION)
    desk.complete(decision, "enter", inquiry("UNKNOWN", *ALL), "saeki").done()
    assert (desk.city.case(decision).outcome, served(desk, decision).status) == ("given_up", "GIVEN_UP")
    notice = returned(desk, "REFUSED", NOTICE)
    assert desk.city.case(notice).outcome == "given_up"


def test_the_approver_sends_it_back_or_keeps_it_off_the_board(desk: Api) -> None:
    case_id = returned(desk, "ABROAD")
    desk.complete(case_id, "enter", inquiry("ABROAD", "IMMIGRATION"), "saeki").done()
    desk.complete(case_id, "decide", {"result": "return", "reason": "領事館に聞く"}, "kuroda").done()
    desk.complete(case_id, "enter", inquiry("ABROAD", "IMMIGRATION"), "saeki").done()
    answers = {"result": "refuse", "reason": "国外でも届く", "provision": "地方税法20条の2"}
    desk.complete(case_id, "decide", answers, "kuroda").done()
    assert (desk.city.case(case_id).outcome, served(desk, case_id).way) == ("given_up", "公示送達をしない")


def test_the_lists_tell_reason_age_and_deemed_day_and_go_out_as_csv(desk: Api) -> None:
    returned(desk, "MOVED")
    board = returned(desk, "UNKNOWN")
    desk.complete(board, "enter", inquiry("UNKNOWN", *ALL), "saeki").done()
    desk.complete(board, "decide", {"result": "approve"}, "kuroda").done()
    desk.city.clock.set(date(2026, 11, 20))
    officer = desk.city.caller("okamura")
    view = returned_view(desk.city.services, officer)
    assert [(one.reason, one.age, one.name) for one in view.back] == [("MOVED", 2, "桑原 徹")]
    assert [(one.posted_from, one.deemed_on) for one in view.board] == [(date(2026, 11, 18), date(2026, 11, 25))]
    _, content = returned_csv(desk.city.services, officer)
    text = content.decode("utf-8-sig")
    assert text.count("\r\n") == 4
    assert "2026-11-25" in text
    assert "桑原" not in text


def test_a_letter_that_did_not_come_back_like_this_is_refused(desk: Api) -> None:
    code = posted(desk)
    assert back(desk, "C8-9999999", "UNKNOWN").code == "service_letter_unknown"
    assert back(desk, code, "UNKNOWN", "single").code == "service_other_household"
    assert back(desk, code, "UNKNOWN", returned_on="2026-11-11").code == "service_before_posting"
    assert back(desk, code, "OTHER").code == "required"
    assert back(desk, code, "UNKNOWN", returned_on="2026-11-19").code == "date_in_future"
    back(desk, code, "UNKNOWN").done()
    assert back(desk, code, "UNKNOWN").code == "service_running"
