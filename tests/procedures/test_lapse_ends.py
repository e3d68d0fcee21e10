"""執行停止・不納欠損 to each of their ends, and every wrong input answered as written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from server.casework.deliver_waiting import deliver_waiting
from server.casework.issue_letters import issue_requested
from server.casework.lapse_night import run_lapse
from server.casework.watch_limitation import watch_limitation
from server.casework.watch_suspensions import watch_suspensions
from server.domain.effects import JSON
from server.domain.limitation import Act
from server.store import claim_acts, holds, late_exemptions, suspensions, write_off_report, write_offs
from tests.procedures import lapsing as at
from tests.procedures import seizing
from tests.procedures.levying import deploy
from tests.procedures.outside import Api
from tests.procedures.test_lapse import near, waiting
from tests.world import World

# -- 執行停止 --------------------------------------------------------------------------------------------------------


def suspended(api: Api, entry: dict[str, JSON] | None = None) -> str:
    case_id = at.begun(api, "suspension_write_off", found="分納の不履行が続いている")
    api.complete(case_id, "enter", entry or at.findings(api.city), "saeki").done()
    at.done(at.check(api, case_id))
    at.done(at.decide(api, case_id))
    return case_id


def test_a_suspension_rests_the_debts_stops_the_late_charge_and_tells_the_debtor(town_api: Api) -> None:
    purse = at.arrears_town(town_api.city, "suspension_write_off")
    case_id = suspended(town_api)
    day = town_api.city.clock.business_day()
    household = town_api.city.household("family").key
    with town_api.city.database.read() as conn:
        assert set(suspensions.suspended(conn, purse.claim_keys)) == set(purse.claim_keys)
        assert [one.kind for one in holds.holds_of(conn, [household], day)[household]] == ["SUSPENSION"]
        assert late_exemptions.exemptions_of(conn, [at.JUNE])[at.JUNE][0].first == day
    issue_requested(town_api.city.services)
    (letter,) = at.letters_of(town_api.city, case_id)
    assert letter.data is not None
    assert (letter.letter, letter.status) == ("suspension_write_off/suspended", "rendered")
    assert (letter.data["ground"], letter.data["total"]) == ("1", 274_800)
    going_on: dict[str, JSON] = {"result": "CONTINUE", "looked_at": "預金・給与を再調査。変わらない"}
    town_api.complete(case_id, "watch", going_on, "saeki").done()
    assert town_api.city.open_task(case_id, "watch")


def test_found_assets_cancel_the_suspension_by_another_persons_decision(api: Api) -> None:
    purse = at.arrears_town(api.city, "suspension_write_off")
    case_id = suspended(api)
    api.city.clock.set(date(2026, 12, 10))
    found: dict[str, JSON] = {"result": "CANCEL", "looked_at": "給与の調査", "reason": "勤務先からの給与が判明したため"}
    api.complete(case_id, "watch", found, "saeki").done()
    keep: dict[str, JSON] = {"result": "keep", "reason": "給与は差押禁止の範囲"}
    api.complete(case_id, "approve_cancel", keep, "kuroda").done()
    api.complete(case_id, "watch", found, "saeki").done()
    done = api.complete(case_id, "approve_cancel", {"result": "approve"}, "kuroda").done()
    assert done["outcome"] == "cancelled"
    with api.city.database.read() as conn:
        assert suspensions.suspended(conn, purse.claim_keys) == {}
        assert late_exemptions.exemptions_of(conn, [at.JUNE])[at.JUNE][0].last == date(2026, 12, 9)
    issue_requested(api.city.services)
    notice = at.letters_of(api.city, case_id)[-1]
    assert (notice.letter, notice.status) == ("suspension_write_off/cancelled", "rendered"), notice.held_for


def test_what_is_seized_is_released_by_a_case_of_its_own_when_it_would_endanger_the_livelihood(town_api: Api) -> None:
    """徴収法153条3項: a suspension by reason (ii) takes the seizure away."""
    world = seizing.arrears_town(town_api.city)
    deploy(world, "suspension_write_off", "滞納処分の執行停止")
    seizing.put_asset(world, town_api)
    seizing.serve(town_api, seizing.seized(town_api)).done()
    case_id = seizing.begin(town_api, "suspension_write_off", found="生活保護の基準を下回る")
    town_api.complete(case_id, "enter", at.reason_two(world, seized="yes"), "toda").done()
    at.done(at.check(town_api, case_id, by="kagami"))
    at.done(at.decide(town_api, case_id, by="sakai"))
    deliver_waiting(world.services)
    (release,) = waiting(world, "seizure_release")
    task = world.open_task(release, "enter")
    assert (task.element, world.case(release).household_key) == ("enter", seizing.HOUSE)


def test_reason_three_is_told_to_nobody(town_api: Api) -> None:
    at.arrears_town(town_api.city, "suspension_write_off")
    day = town_api.city.clock.business_day().isoformat()
    entry = at.findings(town_api.city, reason_no="3", evidence=at.evidence(("RESIDENT", day), ("BANKS", day)))
    del entry["at_once"]
    case_id = suspended(town_api, entry)
    assert at.letters_of(town_api.city, case_id) == []


def test_a_limited_acceptance_ends_the_duty_at_once(town_api: Api) -> None:
    purse = at.arrears_town(town_api.city, "suspension_write_off")
    day = town_api.city.clock.business_day().isoformat()
    rows = at.evidence(("COURT", day), ("BANKS", day))
    entry = at.findings(town_api.city, at_once="LIMITED", at_once_why="限定承認の審判書を確かめた", evidence=rows)
    case_id = suspended(town_api, entry)
    assert town_api.city.case(case_id).outcome == "extinguished_at_once"
    with town_api.city.database.read() as conn:
        assert set(suspensions.extinguished(conn, purse.claim_keys)) == set(purse.claim_keys)


WRONG_FINDINGS: list[tuple[Callable[[World], dict[str, JSON]], str]] = [
    (
        lambda w: at.findings(w, evidence=at.evidence(("BANKS", "2026-05-17"), ("LAND", "2026-11-01"))),
        "suspension_evidence_old",
    ),
    (lambda w: at.findings(w, evidence=at.evidence(("BANKS", "2026-11-01"))), "suspension_evidence_few"),
    (lambda w: at.findings(w, at_once="LIMITED", at_once_why="相続"), "suspension_court"),
    (lambda w: at.reason_two(w, income=200_000), "suspension_income"),
    (
        lambda w: {k: v for k, v in at.findings(w, reason_no="3").items() if k != "at_once"},
        "suspension_evidence_register",
    ),
    (lambda w: at.findings(w, evidence=[]), "too_few_rows"),
    (lambda w: at.findings(w, evidence=at.evidence(("BANKS", "2026-11-19"))), "date_in_future"),
    (lambda w: {"result": "ASSETS"}, "required"),
]


def test_wrong_findings_are_refused(town_api: Api) -> None:
    at.arrears_town(town_api.city, "suspension_write_off")
    case_id = at.begun(town_api, "suspension_write_off", found="調査")
    for change, code in WRONG_FINDINGS:
        reply = town_api.complete(case_id, "enter", change(town_api.city), "saeki")
        assert reply.status in (409, 422)
        assert code in str(reply.body), reply.body
    ok = at.reason_two(town_api.city, income=200_000, explain="医療費が毎月8万円かかるため")
    town_api.complete(case_id, "enter", ok, "saeki").done()


def test_no_suspension_while_assets_are_left_or_the_decider_refuses(town_api: Api) -> None:
    at.arrears_town(town_api.city, "suspension_write_off")
    case_id = at.begun(town_api, "suspension_write_off", found="調査")
    left: dict[str, JSON] = {"result": "ASSETS", "why_not": "普通預金30万円がある"}
    assert town_api.complete(case_id, "enter", left, "saeki").done()["outcome"] == "not_suspended"
    other = at.begun(town_api, "suspension_write_off", found="調査")
    town_api.complete(other, "enter", at.findings(town_api.city), "saeki").done()
    at.done(at.check(town_api, other, "return"))
    town_api.complete(other, "enter", at.findings(town_api.city), "saeki").done()
    at.done(at.check(town_api, other))
    assert at.decide(town_api, other, "refuse").done()["outcome"] == "not_suspended"


def test_nothing_owed_is_nothing_to_suspend(town_api: Api) -> None:
    purse = at.arrears_town(town_api.city, "suspension_write_off")
    for key in purse.claim_keys:
        at.pay(purse, key, 68_700, date(2026, 11, 18))
    reply = at.start(town_api, "suspension_write_off", found="調査").done()
    assert town_api.city.case(str(reply["case_id"])).outcome == "nothing_owed"


def test_a_suspension_ends_by_payment(town_api: Api) -> None:
    purse = at.arrears_town(town_api.city, "suspension_write_off")
    case_id = suspended(town_api)
    for key in purse.claim_keys:
        at.pay(purse, key, 68_700, date(2026, 11, 18))
    run_lapse(town_api.city.services)
    assert town_api.city.case(case_id).outcome == "paid"
    household = town_api.city.household("family").key
    with town_api.city.database.read() as conn:
        assert holds.holds_of(conn, [household], town_api.city.clock.business_day())[household] == ()


def test_limitation_runs_on_and_ends_a_suspension_before_its_three_years(town_api: Api) -> None:
    purse = at.arrears_town(town_api.city, "suspension_write_off")
    case_id = suspended(town_api)
    town_api.city.clock.set(date(2028, 10, 1))  # the last is extinct since 30 September 2028
    assert run_lapse(town_api.city.services).suspensions.ended == 4
    assert town_api.city.case(case_id).outcome == "prescribed"
    with town_api.city.database.read() as conn:
        ends = {one.claim_key: one for one in suspensions.of_household(conn, town_api.city.household("family").key)}
    assert ends[at.JUNE].ended_on == date(2028, 7, 1)
    assert purse.claims()[at.JUNE].open.total == 68_700, "the books keep it until it is written off"


def test_three_years_end_a_suspension_where_limitation_was_renewed(api: Api) -> None:
    purse = at.arrears_town(api.city, "suspension_write_off")
    case_id = suspended(api)
    for key in purse.claim_keys:
        at.act(purse, key, Act.SEIZURE, date(2026, 11, 18))  # a claim participation that lasts
    api.city.clock.set(date(2029, 11, 18))  # the last day of the three years
    assert watch_suspensions(api.city.services).ended == 0
    api.city.clock.set(date(2029, 11, 19))
    assert watch_suspensions(api.city.services).ended == 4
    assert api.city.case(case_id).outcome == "extinguished"


# -- 不納欠損 --------------------------------------------------------------------------------------------------------


def seen(neglect: str = "NO") -> dict[str, JSON]:
    return {"result": "PROPOSE", "proof_seen": True, "neglect": neglect, "neglect_note": "督促・財産調査・催告を行った"}


def written(api: Api, neglect: str = "NO") -> str:
    case_id = at.begun(api, "write_off", kind="WRITE_OFF")
    api.complete(case_id, "enter", seen(neglect), "saeki").done()
    at.done(at.check(api, case_id))
    return case_id


def test_what_is_extinct_is_written_off_with_its_proof_and_reported_by_ground(api: Api) -> None:
    purse = near(api, date(2028, 8, 1), "write_off")  # June and July are extinct
    case_id = written(api)
    assert at.decide(api, case_id).done()["outcome"] == "written_off"
    claims = purse.claims()
    assert [claims[key].open.total for key in purse.claim_keys] == [0, 0, 68_700, 68_700]
    with api.city.database.read() as conn:
        off = write_offs.standing(conn, purse.claim_keys)
        (line,) = write_off_report.by_ground(conn, 2028)
    assert (off[at.JUNE].extinct_on, off[at.JUNE].second_user) == (date(2028, 7, 1), "saeki")
    assert off[at.JUNE].proof["steps"][0]["act"] == "NOTICE"
    assert (line.key, line.claims, line.households, line.yen) == ("PRESCRIBED", 2, 1, 137_400)
    assert at.start(api, "write_off", kind="WRITE_OFF").done()["case_id"]


def test_pm15_what_lapsed_is_reported_each_year_written_off_or_not(town_api: Api) -> None:
    near(town_api, date(2028, 8, 1), "write_off")
    watch_limitation(town_api.city.services)
    with town_api.city.database.read() as conn:
        found = {one.key: (one.claims, one.yen) for one in write_off_report.lapsed(conn, 2028)}
    assert found == {"NOT_WRITTEN_OFF": (2, 137_400), "WRITTEN_OFF": (0, 0)}


def test_in_the_last_weeks_of_the_year_the_officers_get_what_is_extinct_once(town_api: Api) -> None:
    near(town_api, date(2028, 12, 1), "write_off")
    run_lapse(town_api.city.services)
    assert waiting(town_api.city, "write_off") == []
    town_api.city.clock.set(date(2029, 2, 1))
    assert run_lapse(town_api.city.services).suspensions.write_offs == 1
    town_api.city.clock.set(date(2029, 3, 1))
    assert run_lapse(town_api.city.services).suspensions.write_offs == 0


def test_a_live_claim_cannot_be_written_off(town_api: Api) -> None:
    at.arrears_town(town_api.city, "write_off")
    reply = at.start(town_api, "write_off", kind="WRITE_OFF").done()
    assert town_api.city.case(str(reply["case_id"])).outcome == "nothing_extinct"


def test_a_write_off_can_be_returned_kept_and_given_up(town_api: Api) -> None:
    near(town_api, date(2028, 8, 1), "write_off")
    case_id = written(town_api, "YES")
    assert at.decide(town_api, case_id, "refuse").done()["outcome"] == "kept"
    other = at.begun(town_api, "write_off", kind="WRITE_OFF")
    gone: dict[str, JSON] = {"result": "WITHDRAW", "withdraw_reason": "納付の申出があった"}
    assert town_api.complete(other, "enter", gone, "saeki").done()["outcome"] == "withdrawn"
    third = written(town_api)
    at.done(at.decide(town_api, third, "return"))
    assert town_api.city.open_task(third, "enter")


def test_a_payment_in_the_meantime_stops_the_posting_and_nothing_is_written(town_api: Api) -> None:
    purse = near(town_api, date(2028, 8, 1), "write_off")
    case_id = written(town_api)
    at.pay(purse, at.JUNE, 1_000, date(2028, 6, 1))  # a bank slip of June comes in: the claim is alive again
    reply = at.decide(town_api, case_id)
    assert (reply.status, reply.code) == (409, "write_off_changed")
    assert purse.claims()[at.JULY].open.total == 68_700


def test_a_write_off_is_taken_back_only_when_its_ground_proved_false(town_api: Api) -> None:
    purse = near(town_api, date(2028, 8, 1), "write_off")
    at.done(at.decide(town_api, written(town_api)))
    back: dict[str, JSON] = {
        "kind": "REVERSAL",
        "claim_key": at.JUNE,
        "reversal_reason": "期間内の交付要求が見つかった",
    }
    assert at.start(town_api, "write_off", **back).code == "write_off_still_extinct"
    assert at.start(town_api, "write_off", **{**back, "claim_key": at.AUGUST}).code == "write_off_unknown"
    with town_api.city.uow() as uow:  # the record of another office, handed over as a file
        claim_acts.put_act(uow, at.JUNE, Act.SEIZURE, date(2028, 5, 1), by_event="file:kofu_yokyu")
    case_id = at.begun(town_api, "write_off", **back)
    town_api.complete(case_id, "enter", seen(), "saeki").done()
    at.done(at.check(town_api, case_id))
    assert at.decide(town_api, case_id).done()["outcome"] == "reversed"
    assert purse.claims()[at.JUNE].open.total == 68_700
