"""分割納付誓約 to each of its ends, through the API, and every wrong entry that a person can hand in."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from server.casework.issue_letters import issue_requested
from server.domain.effects import JSON
from server.store import holds, payment_slips, pledges
from server.store.letters import letters_of_case
from tests.procedures.outside import Api
from tests.procedures.pledging import acts, levied, night, opened, paid
from tests.procedures.records import Records
from tests.world import DAY

SLUG = "pledge"
HOME = "family"


@pytest.fixture
def desk(town_api: Api) -> Api:
    return opened(town_api, SLUG)


def started(api: Api, household: str = HOME, **more: JSON) -> str:
    """納付相談の受付; the case's id."""
    data = {"channel": "COUNTER", "received_on": api.city.clock.business_day().isoformat()}
    data |= {"household_key": api.city.household(household).key, **more}
    return str(api.post("toda", "/cases", {"procedure": SLUG, "data": data}).done()["case_id"])


def talk(**more: JSON) -> dict[str, JSON]:
    """Four thousand yen are left each month, and there is nothing in the bank."""
    said: dict[str, JSON] = {
        "talked_with": "HEAD",
        "talked_on": DAY.isoformat(),
        "talk": "収入が減った。毎月納めたい",
        "household_size": 3,
        "monthly_income": 180000,
        "rent": 60000,
        "loans": 0,
        "living": 111000,
        "other_outgoings": 5000,
        "deposits": 0,
        "next_step": "offer",
        "ask_approver": False,
    }
    return said | more


def signed(api: Api, household: str = HOME, **more: JSON) -> dict[str, JSON]:
    """The head signed the plan as it was offered."""
    said: dict[str, JSON] = {
        "result": "sign",
        "use": "offered",
        "signer": "DEBTOR",
        "signer_name": api.city.household(household).head.name,
        "signed_on": api.city.clock.business_day().isoformat(),
        "consent": True,
        "paper_location": "誓約書綴り 1",
    }
    return said | more


def own(*lines: tuple[str, int]) -> dict[str, JSON]:
    return {"use": "own", "lines": [{"due_on": day, "amount": yen} for day, yen in lines]}


def pledged(api: Api, household: str = HOME, **plan: JSON) -> str:
    """A pledge that stands; the case's id."""
    case_id = started(api, household)
    api.complete(case_id, "enter", talk(), "toda").done()
    api.complete(case_id, "plan", signed(api, household, **plan), "toda").done()
    return case_id


def standing(api: Api, household: str = HOME) -> Any:
    key = api.city.household(household).key
    with api.city.database.read() as conn:
        return pledges.pledges_of(conn, [key], api.city.clock.business_day())[key][-1]


def held(api: Api, household: str = HOME) -> list[str]:
    key = api.city.household(household).key
    with api.city.database.read() as conn:
        return [one.kind for one in holds.holds_of(conn, [key], api.city.clock.business_day())[key]]


def test_a_signed_plan_acknowledges_each_instalment_holds_collection_and_is_kept_to_the_end(api: Api) -> None:
    opened(api, SLUG)
    claims = levied(api.city)
    case_id = pledged(api)
    pledge = standing(api)
    lines = [("2026-11-30", 4000), ("2027-01-04", 4000), ("2027-02-01", 4000), ("2027-03-01", 4600)]
    assert [(one["due_on"], one["amount"]) for one in pledge.lines] == lines
    assert [acts(api.city, key) for key in claims] == [[("ACKNOWLEDGED", DAY, None)]] * 2 + [[], []]
    assert (pledge.status, pledge.principal, held(api)) == ("STANDING", 16600, ["PLEDGE"])
    paid(api.city, claims[0], 8300)
    assert api.city.open_task(case_id, "watch")
    api.city.clock.set(date(2026, 12, 1))
    paid(api.city, claims[1], 8300)
    assert (api.city.case(case_id).outcome, standing(api).status, held(api)) == ("completed", "COMPLETED", [])


def test_the_copy_goes_out_with_a_slip_for_each_line_and_the_older_slips_end(desk: Api) -> None:
    claims = levied(desk.city)
    case_id = pledged(desk)
    issue_requested(desk.city.services)
    text = Records(desk.city, case_id).printed("pledge/pledge")
    assert "16,600円(保険料)" in text
    assert text.count("納付書(領収済通知書・領収証書)") == 4
    with desk.city.database.read() as conn:
        kept = payment_slips.standing_slips(conn, claims)
    assert {key for key, _ in kept} == set(claims[:2])


def test_one_missed_line_is_told_and_a_second_breaks_the_pledge(desk: Api) -> None:
    levied(desk.city)
    case_id = pledged(desk)
    night(desk.city, "2026-12-07")  # the seventh day of grace
    assert standing(desk).missed == []
    night(desk.city, "2026-12-08")
    assert standing(desk).missed == [{"no": 1, "told_on": "2026-12-08"}]
    night(desk.city, "2026-12-09")  # told once
    assert list(Records(desk.city, case_id).letters()) == ["pledge/pledge", "pledge/missed"]
    issue_requested(desk.city.services)
    assert "令和8年12月22日" in Records(desk.city, case_id).printed("pledge/missed")
    night(desk.city, "2026-12-22")
    assert standing(desk).status == "STANDING"
    night(desk.city, "2026-12-23")  # fourteen days behind the notice
    assert (desk.city.case(case_id).outcome, standing(desk).status, held(desk)) == ("broken", "BROKEN", [])


def test_a_line_paid_late_is_no_second_miss_but_the_next_missed_line_is(desk: Api) -> None:
    claims = levied(desk.city)
    case_id = pledged(desk)
    night(desk.city, "2026-12-08")
    paid(desk.city, claims[0], 4000)
    night(desk.city, "2027-01-11")
    assert standing(desk).status == "STANDING"
    night(desk.city, "2027-01-12")
    assert desk.city.case(case_id).outcome == "broken"
    with desk.city.database.read() as conn:
        assert [one.letter for one in letters_of_case(conn, case_id)].count("pledge/missed") == 2


def test_the_plan_changes_by_consent_and_the_older_one_is_kept(desk: Api) -> None:
    levied(desk.city)
    case_id = pledged(desk)
    desk.complete(case_id, "watch", {"came": "change", "reason": "収入が増えた"}, "toda").done()
    desk.complete(case_id, "enter", talk(wish_monthly=8300), "toda").done()
    desk.complete(case_id, "plan", signed(desk), "toda").done()
    key = desk.city.household(HOME).key
    with desk.city.database.read() as conn:
        found = pledges.pledges_of(conn, [key], desk.city.clock.business_day())[key]
    assert [(one.status, len(one.lines)) for one in found] == [("CHANGED", 4), ("STANDING", 2)]
    assert held(desk) == ["PLEDGE"]


def test_a_pledge_ends_for_another_reason(desk: Api) -> None:
    levied(desk.city)
    case_id = pledged(desk)
    desk.complete(case_id, "watch", {"came": "look"}, "toda").done()
    desk.complete(case_id, "watch", {"came": "end", "reason": "徴収猶予に替えた"}, "toda").done()
    assert (desk.city.case(case_id).outcome, standing(desk).status, held(desk)) == ("ended", "ENDED", [])


def test_a_plan_over_twelve_months_needs_the_approver(desk: Api) -> None:
    levied(desk.city)
    lines = own(("2026-12-01", 8600), ("2027-12-01", 8000))
    case_id = pledged(desk, **lines)
    desk.complete(case_id, "decide", {"result": "return", "reason": "短くできないか"}, "kuroda").done()
    desk.complete(case_id, "plan", signed(desk, **lines), "toda").done()
    assert desk.complete(case_id, "decide", {"result": "approve"}, "toda").code in ("no_right", "same_person")
    desk.complete(case_id, "decide", {"result": "approve"}, "kuroda").done()
    assert Records(desk.city, case_id).decision()["authority"] == "7-12 12か月を超える計画"
    assert standing(desk).status == "STANDING"


def test_what_the_approver_refuses_is_no_pledge_and_acknowledges_nothing(desk: Api) -> None:
    claims = levied(desk.city)
    case_id = pledged(desk, **own(("2026-12-01", 8600), ("2027-12-01", 8000)))
    answers = {"result": "refuse", "reason": "一年で納められる", "provision": "滞納整理要領11条"}
    desk.complete(case_id, "decide", answers, "kuroda").done()
    assert (desk.city.case(case_id).outcome, acts(desk.city, claims[0])) == ("refused", [])


MEANS: list[tuple[dict[str, JSON], str]] = [
    ({"deposits": 16600}, "refused"),  # assets cover the debt
    ({"deposits": 10000, "insurance_value": 6600}, "refused"),
    ({"living": 116000}, "guided"),  # nothing is left: parts do not cover it
    ({"next_step": "note"}, "noted"),
]


@pytest.mark.parametrize(("means", "outcome"), MEANS)
def test_the_table_of_means_decides_what_becomes_of_a_talk(desk: Api, means: dict[str, JSON], outcome: str) -> None:
    levied(desk.city)
    case_id = started(desk)
    desk.complete(case_id, "enter", talk(**means), "toda").done()
    assert desk.city.case(case_id).outcome == outcome


def test_a_talk_without_a_signature_leaves_a_note_and_no_acknowledgment(desk: Api) -> None:
    claims = levied(desk.city)
    case_id = started(desk)
    desk.complete(case_id, "enter", talk(), "toda").done()
    desk.complete(case_id, "plan", {"result": "note", "note": "本人でない人だった"}, "toda").done()
    assert (desk.city.case(case_id).outcome, acts(desk.city, claims[0])) == ("noted", [])


WRONG: list[tuple[dict[str, JSON], str]] = [
    (own(("2026-12-01", 16500)), "plan_sum_differs"),
    (own(("2026-12-01", 900), ("2026-12-28", 15700)), "plan_line_small"),
    (own(("2026-12-14", 8300), ("2026-12-01", 8300)), "plan_days_fall"),
    (own(("2026-11-17", 16600)), "plan_day_past"),
    (own(("2026-11-22", 16600)), "plan_day_closed"),
    (own(("2026-12-21", 16600)), "plan_first_late"),
    (own(("2026-12-01", 8300), ("2028-11-20", 8300)), "plan_last_late"),
    ({"use": "own", "lines": []}, "too_few_rows"),
    ({"signer": "OTHER"}, "pledge_signer"),
    ({"signer": "AGENT"}, "pledge_mandate"),
    ({"signer": "HEIR"}, "pledge_mandate"),
    ({"signer_name": "別人 太郎"}, "pledge_not_debtor"),
    ({"signed_on": "2026-11-17"}, "pledge_signed_before"),
    ({"signed_on": "2026-11-19"}, "date_in_future"),
    ({"consent": False}, "must_be_ticked"),
    ({"signer_name": "あ" * 101}, "too_long"),
]


def test_a_plan_that_does_not_hold_or_binds_nobody_is_refused_beside_its_field(desk: Api) -> None:
    claims = levied(desk.city)
    case_id = started(desk)
    desk.complete(case_id, "enter", talk(), "toda").done()
    answered = [desk.complete(case_id, "plan", signed(desk, **said), "toda") for said, _ in WRONG]
    found = [reply.code if reply.code != "input_invalid" else reply.body["errors"][0]["code"] for reply in answered]
    assert found == [code for _, code in WRONG]
    assert acts(desk.city, claims[0]) == []
    desk.complete(case_id, "plan", signed(desk, signer="AGENT", mandate_seen=True), "toda").done()
    assert standing(desk).signer == "AGENT"


def test_a_payment_between_offer_and_signature_asks_for_a_new_plan(desk: Api) -> None:
    claims = levied(desk.city)
    case_id = started(desk)
    desk.complete(case_id, "enter", talk(), "toda").done()
    paid(desk.city, claims[0], 1000)
    assert desk.complete(case_id, "plan", signed(desk), "toda").code == "pledge_debt_moved"
    desk.complete(case_id, "plan", {"result": "note", "note": "計画を作り直す"}, "toda").done()


def test_there_is_one_pledge_for_a_household_and_none_without_arrears(desk: Api) -> None:
    levied(desk.city)
    pledged(desk)
    second = started(desk)
    assert desk.complete(second, "enter", talk(), "toda").code == "pledge_stands"
    nobody = started(desk, "single")
    assert desk.complete(nobody, "enter", talk(), "toda").code == "pledge_nothing_owed"


def test_a_household_that_broke_two_pledges_needs_the_approver(desk: Api) -> None:
    levied(desk.city)
    for day in ("2026-11-18", "2027-02-01"):
        desk.city.clock.set(date.fromisoformat(day))
        pledged(desk)
        first = date.fromisoformat(standing(desk).lines[0]["due_on"])
        night(desk.city, date.fromordinal(first.toordinal() + 8).isoformat())
        night(desk.city, date.fromordinal(first.toordinal() + 24).isoformat())
        assert standing(desk).status == "BROKEN"
    refused = started(desk)
    desk.complete(refused, "enter", talk(talked_on="2027-02-01"), "toda").done()
    assert desk.city.case(refused).outcome == "refused"
    asked = started(desk)
    desk.complete(asked, "enter", talk(talked_on="2027-02-01", ask_approver=True), "toda").done()
    desk.complete(asked, "plan", signed(desk), "toda").done()
    desk.complete(asked, "decide", {"result": "approve"}, "kuroda").done()
    assert Records(desk.city, asked).decision()["authority"] == "7-13 不履行が重なる者との誓約"


def test_a_clerk_without_the_right_does_nothing_in_it(desk: Api) -> None:
    levied(desk.city)
    case_id = started(desk)
    assert desk.complete(case_id, "enter", talk(), "saeki").code == "no_right"
