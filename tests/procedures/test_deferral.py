"""徴収猶予・換価の猶予 from the application to each end, through the API, with every wrong entry of its page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from server.casework.issue_letters import issue_requested
from server.casework.wake_cases import wake_due
from server.domain.effects import JSON
from server.store import deferrals, holds, late_exemptions
from server.store.letters import letters_of_case
from tests.procedures.outside import Api
from tests.procedures.pledging import counted_acts, levied, night, opened, paid
from tests.procedures.records import Records

SLUG, WATCH, HOME = "deferral", "deferral_watch", "family"
LINES = [("2026-12-28", 4000), ("2027-01-29", 4600)]
HARDSHIP: dict[str, JSON] = {"reason": "LIVELIHOOD", "sincere": True}


@pytest.fixture
def desk(town_api: Api) -> Api:
    return opened(town_api, SLUG, WATCH)


@pytest.fixture
def both(api: Api) -> Api:
    """On each kind of database."""
    return opened(api, SLUG, WATCH)


def started(api: Api, **more: JSON) -> str:
    """受付 and 本人確認; the case's id."""
    known = api.city.household(HOME)
    data: dict[str, JSON] = {
        "channel": "COUNTER",
        "kind": "COLLECTION",
        "request": "NEW",
        "received_on": api.city.clock.business_day().isoformat(),
        "household_key": known.key,
        "head_name": known.head.name,
        "head_kana": known.head.kana,
    } | more
    if data["channel"] == "EXOFFICIO":
        data["exofficio_reason"] = "事業を続けられなくなる"
    else:
        data["paper_location"] = "受付箱 1"
    case_id = str(api.post("toda", "/cases", {"procedure": SLUG, "data": data}).done()["case_id"])
    if data["channel"] != "EXOFFICIO":
        api.complete(case_id, "check_identity", api.city.answers_identity(), "saeki").done()
    return case_id


def plan(*lines: tuple[str, int]) -> list[dict[str, JSON]]:
    return [{"due_on": day, "amount": yen} for day, yen in lines]


def asked(**more: JSON) -> dict[str, JSON]:
    """Ill since October; 8,000 yen can be paid now, 8,600 in two parts."""
    said: dict[str, JSON] = {
        "reason": "ILLNESS",
        "fact_on": "2026-10-05",
        "fact": "入院して収入がない",
        "first_on": "2026-11-18",
        "last_on": "2027-01-31",
        "can_pay_now": 8000,
        "amount": 8600,
        "lines": plan(*LINES),
        "monthly_income": 90000,
        "monthly_outgoings": 88000,
        "assets": "なし",
        "security": "NONE",
        "evidence": ["proof", "inventory", "budget"],
        "next_step": "to_check",
    }
    return said | more


def inquired(**more: JSON) -> dict[str, JSON]:
    said: dict[str, JSON] = {
        "looked_at": ["papers", "questions"],
        "finding": "入院の事実を診断書で確かめた",
        "result": "grant",
        "security": "NONE",
    }
    return said | more


def granted(api: Api, entry: Mapping[str, JSON] | None = None, **start: JSON) -> str:
    """A deferral as asked for; the case that watches it."""
    case_id = started(api, **start)
    api.complete(case_id, "enter", entry or asked(), "toda").done()
    api.complete(case_id, "inquire", inquired(), "toda").done()
    api.complete(case_id, "decide", {"result": "approve"}, "kuroda").done()
    assert api.city.case(case_id).outcome == "granted"
    return standing(api).case_id or ""


def standing(api: Api) -> Any:
    key = api.city.household(HOME).key
    with api.city.database.read() as conn:
        return deferrals.deferrals_of(conn, [key], api.city.clock.business_day())[key][-1]


def held(api: Api, day: str) -> list[tuple[str, tuple[str, ...] | None]]:
    key = api.city.household(HOME).key
    with api.city.database.read() as conn:
        return [(one.kind, one.claim_keys) for one in holds.holds_of(conn, [key], date.fromisoformat(day))[key]]


def exempt(api: Api, claim: str) -> list[tuple[str, str, float]]:
    with api.city.database.read() as conn:
        found = late_exemptions.exemptions_of(conn, [claim]).get(claim, ())
    return [(str(one.first), str(one.last), float(one.share)) for one in found]


def stopped(api: Api, claim: str) -> list[tuple[str, str]]:
    return [(str(on), str(until)) for act, on, until in counted_acts(api.city, claim) if act == "DEFERRAL"]


def test_a_granted_deferral_stops_clocks_holds_collection_and_frees_of_late_charge_for_its_days(api: Api) -> None:
    opened(api, SLUG, WATCH)
    claims = levied(api.city)
    watch = granted(api)
    assert [one["amount"] for one in standing(api).claims] == [300, 8300]  # what can be paid now goes to the oldest
    assert stopped(api, claims[1]) == [("2026-11-18", "2027-01-31")]
    assert exempt(api, claims[1]) == [("2026-11-18", "2027-01-31", 1.0)]
    assert held(api, "2027-01-31") == [("DEFERRAL", tuple(claims[:2]))]
    assert held(api, "2027-02-01") == []
    night(api.city, "2027-01-04")
    paid(api.city, claims[0], 8300)
    paid(api.city, claims[1], 8300)
    assert (api.city.case(watch).outcome, standing(api).status) == ("ended", "ENDED")
    assert held(api, "2027-01-05") == []


def test_the_letters_tell_what_was_granted_and_what_was_not(desk: Api) -> None:
    levied(desk.city)
    case_id = started(desk)
    desk.complete(case_id, "enter", asked(), "toda").done()
    part = inquired(result="partly", last_on="2026-12-28", amount=4000, lines=plan(("2026-12-28", 4000)))
    desk.complete(case_id, "inquire", part, "toda").done()
    desk.complete(case_id, "decide", {"result": "approve"}, "kuroda").done()
    assert (desk.city.case(case_id).outcome, standing(desk).last_on) == ("partly", date(2026, 12, 28))
    issue_requested(desk.city.services)
    text = Records(desk.city, case_id).printed("deferral/partly")
    assert "入院の事実を診断書で確かめた" in text
    assert "国民健康保険審査会" in text
    assert text.count("納付書(領収済通知書・領収証書)") == 1


def test_a_refusal_carries_reasons_and_the_appeal(desk: Api) -> None:
    levied(desk.city)
    case_id = started(desk)
    desk.complete(case_id, "enter", asked(), "toda").done()
    desk.complete(case_id, "inquire", inquired(result="refuse", security=None), "toda").done()
    answers = {"result": "refuse", "reason": "預金で納められる", "provision": "国民健康保険法77条"}
    assert desk.complete(case_id, "decide", answers, "toda").status in (403, 409)
    desk.complete(case_id, "decide", answers, "kuroda").done()
    assert desk.city.case(case_id).outcome == "refused"
    issue_requested(desk.city.services)
    assert "国民健康保険審査会" in Records(desk.city, case_id).printed("deferral/refusal")


def test_what_is_missing_is_asked_for_and_counts_as_withdrawn_after_twenty_days(desk: Api) -> None:
    levied(desk.city)
    came, never = started(desk), started(desk)
    for case_id in (came, never):
        desk.complete(case_id, "enter", asked(evidence=["proof"]), "toda").done()
    papers = {"arrived_on": "2026-11-18", "documents": ["inventory", "budget"], "paper_location": "受付箱 2"}
    desk.complete(came, "receive_documents", papers, "toda").done()
    desk.complete(came, "enter", asked(evidence=["proof"]), "toda").done()
    assert desk.city.open_task(came, "inquire")
    desk.city.clock.set(date(2026, 12, 8))
    wake_due(desk.city.services)
    assert desk.city.case(never).status == "active"
    desk.city.clock.set(date(2026, 12, 9))
    wake_due(desk.city.services)
    assert desk.city.case(never).outcome == "lapsed"
    with desk.city.database.read() as conn:
        assert [one.letter for one in letters_of_case(conn, never)] == ["deferral/document_request"]


def test_a_missed_line_leads_to_a_hearing_and_the_revocation_ends_everything_yesterday(both: Api) -> None:
    claims = levied(both.city)
    watch = granted(both)
    night(both.city, "2027-01-04")
    assert both.city.open_task(watch, "watch")
    night(both.city, "2027-01-05")  # seven days of grace are over
    heard: dict[str, JSON] = {"ground": "PLAN", "invited_on": "2027-01-05", "heard_on": "2027-01-05"}
    heard |= {"said": "仕事が決まらない", "finding": "納付の見込みが示されない"}
    both.complete(watch, "enter", heard | {"result": "keep"}, "toda").done()
    both.complete(watch, "watch", {"came": "revoke", "note": "新たな滞納もある"}, "toda").done()
    both.complete(watch, "enter", heard | {"result": "revoke"}, "toda").done()
    both.complete(watch, "decide", {"result": "return", "reason": "もう一度聴く"}, "kuroda").done()
    both.complete(watch, "watch", {"came": "revoke", "note": "聴き直す"}, "toda").done()
    both.complete(watch, "enter", heard | {"result": "revoke"}, "toda").done()
    both.complete(watch, "decide", {"result": "approve"}, "kuroda").done()
    assert (both.city.case(watch).outcome, standing(both).status) == ("revoked", "CANCELLED")
    assert stopped(both, claims[1]) == [("2026-11-18", "2027-01-04")]
    assert exempt(both, claims[1]) == [("2026-11-18", "2027-01-04", 1.0)]
    assert (held(both, "2027-01-04") != [], held(both, "2027-01-05")) == (True, [])
    issue_requested(both.city.services)
    assert "国民健康保険審査会" in Records(both.city, watch).printed("deferral_watch/revoked")


def test_an_extension_before_the_end_prolongs_the_same_deferral_which_then_runs_out(both: Api) -> None:
    claims = levied(both.city)
    watch = granted(both)
    both.city.clock.set(date(2027, 1, 20))
    more = asked(first_on="2027-02-01", last_on="2027-03-31", can_pay_now=0, lines=plan(("2027-03-30", 8600)))
    case_id = started(both, request="EXTENSION")
    late = both.complete(case_id, "enter", more | {"first_on": "2027-02-02"}, "toda")
    assert late.code == "deferral_extension_gap"
    assert both.complete(case_id, "enter", more | {"last_on": "2028-11-18"}, "toda").code == "deferral_total_long"
    both.complete(case_id, "enter", more | {"amount": 8600}, "toda").done()
    both.complete(case_id, "inquire", inquired(), "toda").done()
    both.complete(case_id, "decide", {"result": "approve"}, "kuroda").done()
    assert (standing(both).case_id, stopped(both, claims[1])) == (watch, [("2026-11-18", "2027-03-31")])
    assert exempt(both, claims[1]) == [("2026-11-18", "2027-03-31", 1.0)]
    night(both.city, "2027-03-31")
    assert both.city.case(watch).status == "active"
    night(both.city, "2027-04-01")
    assert (both.city.case(watch).outcome, standing(both).status) == ("ended", "ENDED")
    new = started(both, request="EXTENSION")
    assert both.complete(new, "enter", asked(), "toda").code == "deferral_unknown"


def test_a_deferral_of_conversion_is_half_free_and_ex_officio_has_no_closing_date(desk: Api) -> None:
    claims = levied(desk.city)
    desk.city.clock.set(date(2027, 2, 15))
    days: dict[str, JSON] = {"first_on": "2027-02-15", "last_on": "2027-03-31", "lines": plan(("2027-03-30", 8300))}
    asked_for = asked(**HARDSHIP, **days, amount=8300, can_pay_now=0)
    late = started(desk, kind="CONVERSION")
    assert desk.complete(late, "enter", asked_for, "toda").code == "conversion_late"
    only = asked_for | {"instalments": [{"levy_year": 2026, "instalment": 3}]}
    assert desk.complete(late, "enter", only, "toda").code == "conversion_other_arrears"
    desk.complete(late, "enter", asked(next_step="withdraw", withdraw_reason="職権で扱う"), "toda").done()
    assert desk.city.case(late).outcome == "withdrawn"
    granted(desk, only, kind="CONVERSION", channel="EXOFFICIO")
    assert exempt(desk, claims[2]) == [("2027-02-15", "2027-03-31", 0.5)]
    assert held(desk, "2027-02-15") == [("CONVERSION", (claims[2],))]


WRONG: list[tuple[dict[str, JSON], str]] = [
    ({"last_on": "2027-11-18"}, "deferral_too_long"),
    ({"last_on": "2026-11-17"}, "deferral_days_reversed"),
    ({"fact_on": None}, "required"),
    ({"fact_on": "2026-11-19"}, "date_in_future"),
    ({"amount": 16601}, "deferral_above_balance"),
    ({"amount": 8601}, "deferral_above_need"),
    ({"lines": plan(("2026-12-28", 8000))}, "plan_sum_differs"),
    ({"lines": plan(("2027-02-01", 8600))}, "plan_first_late"),
    ({"reason": "LIVELIHOOD", "sincere": True}, "deferral_reason_kind"),
    ({"reason": "BUSINESS", "sincere": False}, "must_be_ticked"),
    ({"instalments": [{"levy_year": 2026, "instalment": 9}]}, "deferral_nothing_owed"),
    ({"fact": "あ" * 1001}, "too_long"),
]


def test_an_application_that_cannot_be_granted_so_is_refused_beside_its_field(desk: Api) -> None:
    levied(desk.city)
    case_id = started(desk)
    answered = [desk.complete(case_id, "enter", asked(**said), "toda") for said, _ in WRONG]
    found = [reply.code if reply.code != "input_invalid" else reply.body["errors"][0]["code"] for reply in answered]
    assert found == [code for _, code in WRONG]
    assert desk.complete(case_id, "enter", asked(), "saeki").code == "no_right"


def test_security_is_taken_above_the_amount_and_length_that_are_free_of_it(desk: Api) -> None:
    levied(desk.city, each=600000)
    long: dict[str, JSON] = {"last_on": "2027-03-31", "can_pay_now": 0, "amount": 1200000, "security": "LAND"}
    lines = plan(("2026-12-28", 600000), ("2027-03-30", 600000))
    case_id = started(desk)
    papers = ["proof", "inventory", "budget", "security_papers"]
    desk.complete(case_id, "enter", asked(**long, lines=lines, evidence=papers), "toda").done()
    assert desk.complete(case_id, "inquire", inquired(), "toda").code == "deferral_security_missing"
    same = inquired(result="partly", last_on="2027-03-31", amount=1200000, lines=lines, security="LAND")
    assert desk.complete(case_id, "inquire", same | {"security_detail": "宅地"}, "toda").code == "deferral_no_part"
    desk.complete(case_id, "inquire", inquired(security="LAND", security_detail="宅地 抵当権"), "toda").done()
    desk.complete(case_id, "decide", {"result": "approve"}, "kuroda").done()
    assert standing(desk).security == "宅地 抵当権"
    again = started(desk)
    assert desk.complete(again, "enter", asked(**long, lines=lines), "toda").code == "deferral_stands"
