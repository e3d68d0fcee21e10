"""当初賦課・月例更正 from the cut-off to the mail, to each of its ends, and every wrong turn on the way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from server.casework import levy_slices
from server.casework.deploy_procedure import deploy_procedure
from server.casework.levy_run import NOTICE, to_be_mailed
from server.casework.start_form import startable
from server.casework.work_levy_runs import work_levy_runs
from server.domain.effects import JSON, RegisterChange
from server.store import assessments, feeds, ledger_proof, levies, levy_due, levy_runs
from server.store import tables as t
from tests.money.levying import decide, owed, put_income, put_incomes
from tests.procedures.outside import Api
from tests.world import TREE, World

DAY = date(2026, 11, 18)
HEAD = "000000000001061"


def desk_of(city: World, *, files: bool = True) -> World:
    """Two levy officers, one who decides, and the tax office's files up to the day."""
    deploy_procedure(city.services, city.system("procedure:deploy"), TREE, "levy_run", title="賦課", findings=())
    for user, roles in (("saeki", ("levy",)), ("okamura", ("levy",)), ("kuroda", ("approver",))):
        for role in roles:
            city.grant(user, f"work:{role}")
        city.grant(user, "case:view")
        city.grant(user, "case:start")
    if files:
        for kind, sequence in (("YEARLY", 1), ("REGULAR", 2)):
            put_feed(city, kind, sequence)
    put_incomes(city)
    insure(city, "family")
    return city


def insure(city: World, name: str) -> None:
    """A household insured since April, with incomes."""
    home = city.household(name)
    for place, member in enumerate(home.members, 1):
        spell = {"person_key": member.key, "household_key": home.key, "acquired_by": "MOVED_IN", "symbol": "若1"}
        days = {"shikaku_from": "2026-04-01", "tekiyo_from": "2026-04-01"}
        number = {"number": home.key[-8:], "branch": f"{place:02d}"}
        city.change(RegisterChange("open_eligibility", f"test/{member.key}", spell | days | number))
    put_incomes(city, name)


def put_feed(city: World, kind: str, sequence: int) -> None:
    day = city.clock.business_day()
    row = {"interface": "I02", "kind": kind, "sequence": sequence, "content_hash": f"{sequence:064d}", "name": kind}
    row |= {"generated_at": city.clock.wall_now(), "covers_from": date(day.year, 1, 1), "covers_to": day}
    with city.uow() as uow:
        feeds.put_file(uow, row | {"records": 0, "changed": 0, "quarantined": 0, "barred": 0})


@pytest.fixture
def office(api: Api) -> Api:
    desk_of(api.city)
    return api


@pytest.fixture
def small(town_api: Api) -> Api:
    desk_of(town_api.city)
    return town_api


def answers(city: World, **changes: JSON) -> Mapping[str, JSON]:
    day = city.clock.business_day()
    said = {"channel": "EXOFFICIO", "received_on": day.isoformat(), "kind": "FIRST", "levy_year": 2026}
    return {**said, "month": "2026-11-01", "notice_on": "2026-11-24", "remarks": None} | changes


def cut_off(api: Api, **changes: JSON) -> str:
    data = answers(api.city, **changes)
    return str(api.post("saeki", "/cases", {"procedure": "levy_run", "data": data}).done()["case_id"])


PROPOSE = {"result": "propose", "explained": None, "reason": None}
RELEASE = {"result": "release", "reason": None}
SEEN = {"seen": True}


def released(api: Api, **changes: JSON) -> str:
    """Cut off, tried, looked at and released; the case's id."""
    case_id = cut_off(api, **changes)
    work_levy_runs(api.city.services)
    api.complete(case_id, "review_trial", PROPOSE, "saeki").done()
    api.complete(case_id, "release", RELEASE, "kuroda").done()
    return case_id


def posted(api: Api, **changes: JSON) -> str:
    case_id = released(api, **changes)
    work_levy_runs(api.city.services)
    return case_id


def assessed(api: Api, **changes: JSON) -> str:
    case_id = posted(api, **changes)
    api.complete(case_id, "confirm_posting", SEEN, "saeki").done()
    return case_id


def mail(city: World, **changes: JSON) -> Mapping[str, JSON]:
    return {"slip_no": "第12号", "count": 1, "posted_on": city.clock.business_day().isoformat()} | changes


def run_of(city: World, case_id: str) -> levy_runs.LevyRun:
    with city.database.read() as conn:
        found = levy_runs.of_case(conn, case_id)
    assert found is not None
    return found


def states(city: World, case_id: str) -> dict[str, tuple[str, str | None]]:
    run = run_of(city, case_id)
    with city.database.read() as conn:
        return {one.household_key: (one.trial, one.result) for one in levy_runs.rows_of(conn, run.run_id)}


def hand_over(city: World, case_id: str) -> int:
    """Every notice of the run goes out of the house, as the print house would take it."""
    with city.uow() as uow:
        letters = t.letters
        uow.conn.execute(letters.update().where(letters.c.case_id == case_id).values(status="handed_over"))
        return int(uow.conn.scalar(select(func.count()).where(letters.c.case_id == case_id)) or 0)


def test_a_first_run_goes_from_the_cut_off_to_the_mail_and_the_ledger_agrees(office: Api) -> None:
    city = office.city
    case_id = assessed(office)
    city_run = run_of(city, case_id)
    city.grant("saeki", "work:approver")
    assert office.complete(case_id, "decide_assessment", SEEN, "saeki").code == "same_person_enters_and_checks"
    office.complete(case_id, "decide_assessment", SEEN, "kuroda").done()
    work_levy_runs(city.services)
    with city.database.read() as conn:
        waiting, _ = to_be_mailed(conn, city_run)
        asked = conn.scalar(select(func.count()).where(t.letters.c.letter == NOTICE))
        steps = set(levy_runs.steps_of(conn, city_run.run_id))
        (slip,) = assessments.of_day(conn, DAY)
        found = ledger_proof.prove(conn, DAY + timedelta(days=1)).findings
        levied = sum(levies.levies_of(conn, one.account_key)[-1].parts.total for one in accounts(city))
    assert (found, slip.decided_by, slip.amounts.total) == ([], "kuroda", levied)
    assert steps == {"CUT_OFF", "TRIAL", "RELEASED", "POSTED", "ASSESSED", "DECIDED", "NOTICES"}
    assert waiting == asked == len(accounts(city)) > 0
    refused = office.complete(case_id, "record_mail", mail(city), "saeki")
    assert refused.code == "levy_run_letters_waiting"
    sent = hand_over(city, case_id)
    assert office.complete(case_id, "record_mail", mail(city, count=sent + 1), "saeki").code == "levy_run_count_differs"
    done = office.complete(case_id, "record_mail", mail(city, count=sent), "saeki").done()
    assert (done["status"], done["outcome"]) == ("completed", "closed")


def accounts(city: World) -> list[levies.LevyAccount]:
    with city.database.read() as conn:
        households = conn.scalars(select(t.levy_accounts.c.household_key).distinct())
        return [one for key in households for one in levies.accounts_of(conn, key)]


def test_a_run_killed_between_slices_goes_on_where_it_was(small: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    city = small.city
    monkeypatch.setattr("server.casework.work_levy_runs.SLICE", 1)
    case_id = released(small)
    households = len(states(city, case_id))
    assert households >= 2
    assert work_levy_runs(city.services, most_slices=1) == 1
    assert [result for _, result in states(city, case_id).values()].count(None) == households - 1
    city.clock.wait(minutes=11)  # nobody prolongs the lease of the killed worker's job
    work_levy_runs(city.services)
    run = run_of(city, case_id)
    with city.database.read() as conn:
        slices = levy_runs.slices_of(conn, run.run_id)
        assert [one.slice_no for one in slices] == list(range(1, households + 1))
        assert ledger_proof.prove(conn, DAY).findings == []
    assert all(result for _, result in states(city, case_id).values())
    assert work_levy_runs(city.services) == 0


def test_a_slice_that_breaks_off_leaves_nothing(small: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    city = small.city
    case_id = released(small)
    whole = levy_slices._record

    def killed(*args: object) -> None:
        whole(*args)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(levy_slices, "_record", killed)
    with pytest.raises(KeyboardInterrupt):
        work_levy_runs(city.services)
    assert accounts(city) == []
    assert {result for _, result in states(city, case_id).values()} == {None}
    monkeypatch.undo()
    city.clock.wait(minutes=11)
    work_levy_runs(city.services)
    assert len(accounts(city)) > 0


def test_the_audit_proves_what_was_posted_for_each_household(small: Api) -> None:
    city = small.city
    run = run_of(city, posted(small))
    with city.database.read() as conn:
        (one,) = levy_runs.slices_of(conn, run.run_id)
        rows = levy_runs.rows_of(conn, run.run_id, slice_no=1)
        events = conn.execute(select(t.audit_events.c.detail).where(t.audit_events.c.kind == "levy_run.post"))
        assert [event.detail["digest"] for event in events] == [one.digest] == [levy_runs.digest_of(rows)]
        for row in rows:
            assert row.fingerprint == levy_slices.fingerprint_of(conn, run, row.household_key)


def test_the_same_decisions_one_by_one_come_to_the_same_yen(small: Api) -> None:
    """A clerk's case looks at the same facts on the same day and finds nothing to change, to the instalment."""
    city = small.city
    posted(small)
    in_bulk = owed(city)
    assert sum(in_bulk.values()) > 0
    assert [one.outcome for one in decide(city)] == ["NO_CHANGE"]
    assert owed(city) == in_bulk


def test_m20_what_changes_after_the_cut_off_goes_to_the_next_month_and_is_listed(small: Api) -> None:
    city = small.city
    house = city.household("insured").key
    case_id = cut_off(small)
    city.clock.wait(minutes=5)
    put_income(city, HEAD, 5_000_000, on="2026-06-02")
    work_levy_runs(city.services)
    assert states(city, case_id)[house] == ("NEXT_MONTH", None)
    small.complete(case_id, "review_trial", PROPOSE, "saeki").done()
    small.complete(case_id, "release", RELEASE, "kuroda").done()
    work_levy_runs(city.services)
    with city.database.read() as conn:
        assert levies.accounts_of(conn, house) == ()
        assert house in levy_due.waiting(conn, 2026)


def test_what_changes_between_release_and_posting_is_not_posted(small: Api) -> None:
    city = small.city
    house = city.household("insured").key
    case_id = released(small)
    city.clock.wait(minutes=5)
    put_income(city, HEAD, 5_000_000, on="2026-06-02")
    work_levy_runs(city.services)
    assert states(city, case_id)[house] == ("READY", "NEXT_MONTH")
    run = run_of(city, case_id)
    with city.database.read() as conn:
        row = levy_runs.row_of(conn, run.run_id, house)
        assert row is not None
        assert row.held_because == "changed_after_cut_off"
        assert house in levy_due.waiting(conn, 2026)


def test_the_monthly_run_decides_what_waited_and_closes_its_marks(small: Api) -> None:
    city = small.city
    house = city.household("insured").key
    case_id = assessed(small)
    small.complete(case_id, "decide_assessment", SEEN, "kuroda").done()
    work_levy_runs(city.services)
    sent = hand_over(city, case_id)
    small.complete(case_id, "record_mail", mail(city, count=sent), "saeki").done()
    city.clock.set(date(2026, 12, 7))
    put_income(city, HEAD, 2_500_000, on="2026-12-01")
    put_feed(city, "REGULAR", 3)
    city.clock.wait(minutes=5)
    posted(small, kind="MONTHLY", month="2026-12-01", notice_on="2026-12-14", received_on="2026-12-07")
    with city.database.read() as conn:
        (account,) = levies.accounts_of(conn, house)
        first, second = levies.levies_of(conn, account.account_key)
        assert second.parts.total < first.parts.total
        assert house not in levy_due.waiting(conn, 2026)
        assert ledger_proof.prove(conn, date(2026, 12, 7)).findings == []


def test_a_run_does_not_begin_while_the_tax_offices_file_is_missing(town_api: Api) -> None:
    city = desk_of(town_api.city, files=False)
    refused = town_api.post("saeki", "/cases", {"procedure": "levy_run", "data": answers(city)})
    assert refused.code == "feed_missing"


def test_only_one_run_of_a_year_is_open_at_a_time(small: Api) -> None:
    cut_off(small)
    again = small.post("okamura", "/cases", {"procedure": "levy_run", "data": answers(small.city)})
    assert again.code == "levy_run_open"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"month": "2026-11-02"}, "levy_run_month_invalid"),
        ({"kind": "ALL"}, "not_an_option"),
        ({"levy_year": 1999}, "number_too_small"),
        ({"notice_on": "2026-11-01"}, "date_too_early"),
        ({"notice_on": None}, "required"),
    ],
)
def test_a_cut_off_that_is_not_well_said_is_refused(small: Api, changes: dict[str, JSON], code: str) -> None:
    reply = small.post("saeki", "/cases", {"procedure": "levy_run", "data": answers(small.city, **changes)})
    assert code in (reply.code, *(one.get("code") for one in reply.body.get("errors", ())))


def test_nothing_is_released_before_the_trial_is_whole_nor_by_who_looked_at_it(small: Api) -> None:
    case_id = cut_off(small)
    assert small.complete(case_id, "review_trial", PROPOSE, "saeki").code == "levy_run_trial_unfinished"
    work_levy_runs(small.city.services)
    small.complete(case_id, "review_trial", PROPOSE, "saeki").done()
    small.city.grant("saeki", "work:approver")
    assert small.complete(case_id, "release", RELEASE, "saeki").code == "same_person_enters_and_checks"


def test_outliers_are_explained_before_anybody_releases(small: Api) -> None:
    city = small.city
    case_id = assessed(small)
    small.complete(case_id, "decide_assessment", SEEN, "kuroda").done()
    work_levy_runs(city.services)
    small.complete(case_id, "record_mail", mail(city, count=hand_over(city, case_id)), "saeki").done()
    city.clock.set(date(2026, 12, 7))
    put_income(city, HEAD, 9_000_000, on="2026-12-01")
    put_feed(city, "REGULAR", 3)
    city.clock.wait(minutes=5)
    case_id = cut_off(small, kind="MONTHLY", month="2026-12-01", notice_on="2026-12-14", received_on="2026-12-07")
    work_levy_runs(city.services)
    assert small.complete(case_id, "review_trial", PROPOSE, "saeki").code == "levy_run_outliers_unexplained"
    small.complete(case_id, "review_trial", PROPOSE | {"explained": "所得の更正による"}, "saeki").done()


def test_no_assessment_before_everything_is_posted(small: Api) -> None:
    case_id = released(small)
    assert small.complete(case_id, "confirm_posting", SEEN, "saeki").code == "levy_run_posting_unfinished"


@pytest.mark.parametrize("where", ["review_trial", "release"])
def test_a_run_is_stopped_before_its_release_and_a_new_one_may_begin(small: Api, where: str) -> None:
    city = small.city
    case_id = cut_off(small)
    work_levy_runs(city.services)
    if where == "release":
        small.complete(case_id, "review_trial", PROPOSE, "saeki").done()
        stop: Mapping[str, JSON] = {"result": "stop", "reason": "料率の誤り"}
    else:
        stop = {"result": "stop", "explained": None, "reason": "料率の誤り"}
    done = small.complete(case_id, where, stop, "kuroda" if where == "release" else "saeki").done()
    assert (done["status"], done["outcome"]) == ("completed", "stopped")
    assert accounts(city) == []
    assert cut_off(small)


def test_a_returned_trial_is_looked_at_again(small: Api) -> None:
    case_id = cut_off(small)
    work_levy_runs(small.city.services)
    small.complete(case_id, "review_trial", PROPOSE, "saeki").done()
    small.complete(case_id, "release", {"result": "return", "reason": "もう一度見る"}, "kuroda").done()
    small.complete(case_id, "review_trial", PROPOSE, "saeki").done()
    assert small.complete(case_id, "release", RELEASE, "kuroda").status == 200


def test_only_levy_officers_are_offered_a_run_and_only_they_begin_one(small: Api) -> None:
    city = small.city
    offered = {user: [one.slug for one in startable(city.services, city.caller(user))] for user in ("saeki", "utsumi")}
    assert ("levy_run" in offered["saeki"], "levy_run" in offered["utsumi"]) == (True, False)
    refused = small.post("utsumi", "/cases", {"procedure": "levy_run", "data": answers(city)})
    assert (refused.status, refused.code) == (403, "no_right")
