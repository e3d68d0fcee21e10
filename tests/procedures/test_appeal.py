"""審査請求 to each of its ends, through the API; every wrong input answered as written."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from server.casework.issue_letters import issue_requested
from server.casework.views.household_head import hold_bands
from server.domain.appeal_words import TITLES
from server.domain.effects import JSON
from server.domain.values import DatedValue
from server.printing.heads import load_letters
from server.store import appeals, holds, letters
from server.store.letters import NewLetter
from server.store.values import put_value
from tests.printing.conftest import LETTERS
from tests.procedures.outside import Api, Reply
from tests.procedures.pledging import opened

HOME = "family"
TODAY = "2026-11-18"


@pytest.fixture
def desk(town_api: Api) -> Api:
    return at_work(town_api)


def at_work(api: Api) -> Api:
    """Saeki takes in and drafts, Okamura checks, Kuroda decides."""
    api.city.grant("saeki", "work:qualification")
    return opened(api, "appeal")


def decision(api: Api, household: str = HOME) -> str:
    """A refusal that was posted on the 12th of November; the code at its foot."""
    key = api.city.household(household).key
    keys: dict[str, JSON] = {
        "kind": "COLLECTION",
        "first_on": "2026-10-01",
        "last_on": "2026-12-28",
        "revoked_on": "2026-11-10",
        "heard_on": "2026-11-09",
        "reason": "納付計画のとおりに納付されなかった",
        "case_number": "R8-000777",
        "office": "chuo",
        "household_key": key,
    }
    with api.city.uow() as uow:
        letter_id = letters.request_letter(uow, NewLetter("deferral_watch/revoked", "chuo", key, keys, "POST"))
    issue_requested(api.city.services)
    with api.city.uow() as uow:
        letters.release_letters(uow, [letter_id])
        letters.hand_over_letters(uow, [letter_id])
        letters.letters_posted(uow, [letter_id], date(2026, 11, 18))
        found = letters.get_letter(uow.conn, letter_id)
    assert found is not None
    return str((found.data or {})["letter_code"])


def begin(api: Api, code: str, **says: JSON) -> Reply:
    data: dict[str, JSON] = {
        "channel": "COUNTER",
        "received_on": TODAY,
        "household_key": api.city.household(HOME).key,
        "letter_number": code,
        "appellant": "桑原 徹",
        "relation": "HEAD",
        "purport": "猶予の取消しを取り消すとの裁決を求める",
        "grounds": "納付が遅れたのは入院のためである",
        "documents": ["appeal"],
        "paper_location": "審査請求綴り 1",
    } | says
    return api.post(
        "saeki", "/cases", {"procedure": "appeal", "data": {n: v for n, v in data.items() if v is not None}}
    )


def begun(api: Api, **says: JSON) -> str:
    return str(begin(api, decision(api), **says).done()["case_id"])


def record(api: Api, case_id: str, **says: JSON) -> Reply:
    answers: dict[str, JSON] = {"result": "ACCEPT", "known_on": TODAY, "stay": "NO"} | says
    if answers["result"] == "WITHDRAWN":
        answers = {"result": "WITHDRAWN", "withdrawn_on": TODAY}
    return api.complete(case_id, "record", answers, "saeki")


def taken_in(api: Api, case: dict[str, JSON] | None = None, **says: JSON) -> str:
    case_id = begun(api, **(case or {}))
    record(api, case_id, **says).done()
    return case_id


def came(api: Api, case_id: str, result: str, **says: JSON) -> Reply:
    answers: dict[str, JSON] = {"result": result}
    if result != "RULING":
        answers |= {"came_on": TODAY, "paper_location": "審査請求綴り 1"}
    if result in ("STATEMENT", "RULED"):
        answers["board_case"] = "令和8年(国保審)第14号"
    if result == "STATEMENT":
        answers["statement_due"] = "2026-12-10"
    if result == "RULED":
        answers |= {"ruling": "DISMISSED", "ruled_on": TODAY, "gist": "理由がない"}
    return api.complete(case_id, "follow", answers | says, "saeki")


def draft(api: Api, case_id: str, kind: str = "STATEMENT", ruling: str | None = None, **says: JSON) -> Reply:
    answers: dict[str, JSON] = {
        "kind": kind,
        "outcome": "本件審査請求を棄却する、との裁決を求める。",
        "facts": "令和8年11月10日、猶予を取り消した。\n\n同月12日、通知した。",
        "reasons": "納付計画のとおりに納付されなかった。",
        "provision": "国民健康保険法77条",
        "sealed_persons": True,
    }
    if kind == "STATEMENT":
        answers["evidence"] = [{"title": "納付計画書の写し"}]
    if ruling:
        answers["ruling"] = ruling
    return api.complete(case_id, "enter", answers | says, "saeki")


def agreed(api: Api, case_id: str, result: str = "approve") -> Reply:
    marks = {name: {"mark": "match", "right_value": None} for name in api.city.check_groups(case_id)}
    api.complete(case_id, "check", {"marks": dict(marks), "result": "agree"}, "okamura").done()
    said: dict[str, JSON] = {"result": result} | ({} if result == "approve" else {"reason": "経緯を補うこと"})
    return api.complete(case_id, "decide", said, "kuroda")


def mayors(api: Api) -> None:
    """The city's ordinance gives this decision to the mayor."""
    row = DatedValue(
        "appeal.mayor_letters", "texts", date(2016, 4, 1), None, ("deferral_watch/revoked",), "条例", "試験", "confirm"
    )
    with api.city.uow() as uow:
        put_value(uow, row, origin="test", by_event="test/mayor")


def standing(api: Api) -> tuple[appeals.Appeal, ...]:
    key = api.city.household(HOME).key
    with api.city.database.read() as conn:
        return appeals.appeals_of(conn, [key], api.city.clock.business_day()).get(key, ())


def letters_of(api: Api, case_id: str) -> dict[str, letters.Letter]:
    issue_requested(api.city.services)
    with api.city.database.read() as conn:
        found = {one.letter: one for one in letters.letters_of_case(conn, case_id)}
    assert all(one.status == "rendered" for one in found.values()), [one.held_for for one in found.values()]
    return found


def held(api: Api) -> list[str]:
    key = api.city.household(HOME).key
    with api.city.database.read() as conn:
        return [one.kind for one in holds.holds_of(conn, [key], api.city.clock.business_day())[key]]


# ---- ends ----------------------------------------------------------------------------------------


def test_stated_returned_stated_again_and_dismissed(api: Api) -> None:
    """Walked on both databases: sent on, a statement asked for, the draft returned once, the board upholds."""
    at_work(api)
    case_id = taken_in(api)
    (one,) = standing(api)
    assert (one.body, one.state, one.late, one.filed_on) == ("REVIEW_BOARD", "OPEN", False, date(2026, 11, 18))
    came(api, case_id, "STATEMENT").done()
    draft(api, case_id).done()
    agreed(api, case_id, "return").done()
    draft(api, case_id).done()
    agreed(api, case_id).done()
    assert came(api, case_id, "RULED").done()["outcome"] == "upheld"
    (one,) = standing(api)
    assert (one.state, one.ended_on) == ("DISMISSED", date(2026, 11, 18))
    found = letters_of(api, case_id)
    assert set(found) == {"appeal/forward", "appeal/statement"}
    stated: Any = found["appeal/statement"].data
    assert stated["facts"] == ["令和8年11月10日、猶予を取り消した。", "同月12日、通知した。"]
    assert stated["addressee"]["name"] == "若葉県国民健康保険審査会"
    assert held(api) == []


def test_a_decision_that_is_cancelled_is_carried_out(desk: Api) -> None:
    case_id = taken_in(desk, stay="YES", stay_until="2026-12-28", stay_reason="営業用の車に及ぶおそれがある")
    assert held(desk) == ["DISPUTE"]
    came(desk, case_id, "RULED", ruling="CANCELLED").done()
    assert held(desk) == []
    done: dict[str, JSON] = {
        "done_on": TODAY,
        "acts": ["DECIDED_ANEW"],
        "case_numbers": "R8-000999",
        "note": "再度決定",
    }
    assert desk.complete(case_id, "carry_out", done, "saeki").done()["outcome"] == "carried_out"


def test_withdrawn_before_it_was_sent_leaves_nothing(desk: Api) -> None:
    case_id = begun(desk)
    assert record(desk, case_id, result="WITHDRAWN").done()["outcome"] == "withdrawn"
    assert (standing(desk), letters_of(desk, case_id)) == ((), {})


def test_withdrawn_later_ends_it_and_the_stay(desk: Api) -> None:
    case_id = taken_in(desk, stay="YES", stay_until="2026-12-28", stay_reason="争いがある")
    assert came(desk, case_id, "WITHDRAWN").done()["outcome"] == "taken_back"
    assert ([one.state for one in standing(desk)], held(desk)) == (["WITHDRAWN"], [])


def test_the_mayor_rules_after_the_assembly_answered(desk: Api) -> None:
    mayors(desk)
    case_id = taken_in(desk)
    consulted: dict[str, JSON] = {
        "result": "CONSULTED",
        "consulted_on": TODAY,
        "answered_on": TODAY,
        "bill": "諮問第1号",
        "opinion": "棄却すべきである",
    }
    desk.complete(case_id, "consult", consulted, "kuroda").done()
    came(desk, case_id, "RULING").done()
    draft(desk, case_id, "RULING", "DISMISSED", outcome="本件審査請求を棄却する。").done()
    assert agreed(desk, case_id).done()["outcome"] == "upheld"
    found: Any = letters_of(desk, case_id)["appeal/ruling"].data
    assert found["addressee"]["name"].replace("　", " ") == "桑原 徹"
    assert [one.state for one in standing(desk)] == ["DISMISSED"]


def test_what_is_not_admissible_is_rejected_without_the_assembly(desk: Api) -> None:
    mayors(desk)
    other: dict[str, JSON] = {"relation": "OTHER", "postal_code": "000-0012", "address": "若葉市北区1-1"}
    case_id = taken_in(desk, {**other, "appellant": "山野 一郎"})
    desk.complete(case_id, "consult", {"result": "NOT_NEEDED", "why_not": "処分の相手方でない"}, "kuroda").done()
    came(desk, case_id, "RULING").done()
    assert draft(desk, case_id, "RULING", "CANCELLED").code == "appeal_not_consulted"
    draft(desk, case_id, "RULING", "REJECTED").done()
    assert agreed(desk, case_id).done()["outcome"] == "upheld"
    found: Any = letters_of(desk, case_id)["appeal/ruling"].data
    assert (found["addressee"]["name"].replace("　", " "), found["addressee"]["postal"]) == ("山野 一郎", "000-0012")


# ---- wrong input ---------------------------------------------------------------------------------

WRONG_STARTS: list[tuple[dict[str, JSON], str]] = [
    ({"letter_number": "C8-9999999"}, "appeal_letter_unknown"),
    ({"household_key": "single"}, "appeal_letter_other_household"),
    ({"channel": "POST", "posted_on": "2026-11-17"}, "appeal_filed_before_decision"),
    ({"channel": "POST", "posted_on": "2026-11-19"}, "date_too_late"),
    ({"channel": "POST"}, "required"),
    ({"relation": "AGENT"}, "required"),
    ({"channel": "ORAL", "paper_location": None, "documents": None}, "must_be_ticked"),
    ({"purport": None}, "required"),
    ({"grounds": "理" * 2001}, "too_long"),
    ({"relation": "NEIGHBOUR"}, "not_an_option"),
]


@pytest.mark.parametrize(("says", "code"), WRONG_STARTS)
def test_a_wrong_receipt_is_refused_beside_its_field(desk: Api, says: dict[str, JSON], code: str) -> None:
    letter = decision(desk)
    if says.get("household_key"):
        says = {"household_key": desk.city.household(str(says["household_key"])).key}
    reply = begin(desk, letter, **says)
    errors = [one["code"] for one in reply.body.get("errors", [])]
    assert reply.status == 422
    assert code in {reply.code, *errors}
    assert standing(desk) == ()


def test_one_appeal_at_a_time_and_another_after_its_end(desk: Api) -> None:
    letter = decision(desk)
    first = str(begin(desk, letter).done()["case_id"])
    record(desk, first).done()
    assert begin(desk, letter).code == "appeal_stands"
    came(desk, first, "WITHDRAWN").done()
    assert begin(desk, letter).status < 300


def test_a_late_appeal_is_sent_on_with_what_it_claims(desk: Api) -> None:
    letter = decision(desk)
    desk.city.clock.set(date(2027, 3, 1))
    case_id = str(begin(desk, letter, received_on="2027-03-01").done()["case_id"])
    late = record(desk, case_id, known_on="2026-11-20")
    assert "appeal_late_reason_missing" in {late.code, *(one["code"] for one in late.body.get("errors", []))}
    record(desk, case_id, known_on="2026-11-20", late_reason="入院していた").done()
    assert [one.late for one in standing(desk)] == [True]
    forwarded: Any = letters_of(desk, case_id)["appeal/forward"].data
    assert (forwarded["late"], forwarded["last_day"]) == (True, "2027-02-22")


def test_what_came_by_post_counts_on_the_day_of_its_postmark(desk: Api) -> None:
    """行政不服審査法18条3項."""
    letter = decision(desk)
    desk.city.clock.set(date(2027, 2, 22))
    case_id = str(
        begin(desk, letter, channel="POST", received_on="2027-02-22", posted_on="2027-02-18").done()["case_id"]
    )
    record(desk, case_id, known_on=TODAY).done()
    assert [(one.late, one.filed_on) for one in standing(desk)] == [(False, date(2027, 2, 18))]


def test_nobody_knew_of_it_before_it_was_made(desk: Api) -> None:
    reply = record(desk, begun(desk), known_on="2026-11-17")
    assert "appeal_known_before_decision" in {reply.code, *(one["code"] for one in reply.body.get("errors", []))}


def test_nothing_ends_before_it_was_filed(desk: Api) -> None:
    assert "appeal_ends_before_filing" in str(came(desk, taken_in(desk), "WITHDRAWN", came_on="2026-11-17").body)


def test_the_board_rules_its_appeals_and_the_mayor_his(desk: Api) -> None:
    case_id = taken_in(desk)
    came(desk, case_id, "RULING").done()
    assert "appeal_ruling_by_board" in str(draft(desk, case_id, "RULING", "DISMISSED").body)


def test_no_board_rules_where_the_mayor_reviews(desk: Api) -> None:
    mayors(desk)
    case_id = taken_in(desk)
    desk.complete(case_id, "consult", {"result": "NOT_NEEDED", "why_not": "処分の相手方でない"}, "kuroda").done()
    assert "appeal_ruling_by_mayor" in str(came(desk, case_id, "RULED").body)
    assert [one.state for one in standing(desk)] == ["OPEN"]


def test_what_the_board_told_us_itself_is_not_sent_back_to_it(desk: Api) -> None:
    case_id = taken_in(desk, {"channel": "BOARD", "filed_on": TODAY})
    assert letters_of(desk, case_id) == {}


def test_the_one_who_drafted_neither_checks_nor_decides(desk: Api) -> None:
    case_id = taken_in(desk)
    came(desk, case_id, "STATEMENT").done()
    draft(desk, case_id).done()
    marks = {name: {"mark": "match", "right_value": None} for name in desk.city.check_groups(case_id)}
    reply = desk.complete(case_id, "check", {"marks": dict(marks), "result": "agree"}, "saeki")
    assert reply.status in (403, 409, 422)


def test_the_household_shows_that_something_is_appealed_against(desk: Api) -> None:
    taken_in(desk)
    key, caller = desk.city.household(HOME).key, desk.city.caller("saeki")
    with desk.city.database.read() as conn:
        bands = hold_bands(conn, caller.lang, key, desk.city.clock.business_day())
    assert [(one.tag, one.text) for one in bands] == [("審査請求中", "国民健康保険料の猶予取消通知書")]


def test_every_letter_with_a_notice_of_appeal_has_its_title_here() -> None:
    with_notice = {name for name, one in load_letters(LETTERS).items() if one.latest.head.appeal_notice}
    assert set(TITLES) == with_notice
