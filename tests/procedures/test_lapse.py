"""減免・時効到来 to each of their ends, and every wrong input answered as written."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from server.casework.fix_late_charges import run_late_charges
from server.casework.issue_letters import issue_requested
from server.casework.watch_limitation import watch_limitation
from server.domain.effects import JSON
from server.domain.limitation import Act
from server.domain.rights import ALL
from server.store import incidents, late_exemptions, limitation_list
from server.store import tables as t
from server.store.limitation_list import EXTINCT, Wanted
from tests.money.purse import Purse
from tests.procedures import lapsing as at
from tests.procedures.outside import Api
from tests.world import World


def charged(api: Api) -> Purse:
    """July was paid in full on 18 November: a late charge of 1,500 yen is fixed; August still accrues."""
    purse = at.arrears_town(api.city, "late_charge_waiver")
    at.act(purse, at.JULY, Act.DUNNING, date(2026, 8, 20))
    at.pay(purse, at.JULY, 68_700, date(2026, 11, 18))
    assert run_late_charges(api.city.services, again=True).yen == 1_500
    return purse


def applied(api: Api, entry: dict[str, JSON], **says: JSON) -> str:
    case_id = at.begun(api, "late_charge_waiver", **at.application(**says))
    api.complete(case_id, "enter", entry, "saeki").done()
    return case_id


# -- 減免 ----------------------------------------------------------------------------------------------------------


def test_half_is_waived_of_what_is_fixed_and_for_the_days_of_what_accrues(town_api: Api) -> None:
    purse = charged(town_api)
    case_id = applied(town_api, at.draft(2, 3))
    at.done(at.check(town_api, case_id))
    assert at.decide(town_api, case_id).done()["outcome"] == "partly"
    # half of 31 days at 2.8 % and 79 at 9.1 % is under 1,000 yen: nothing is left of what was fixed
    assert purse.claims()[at.JULY].open.late == 0
    with town_api.city.database.read() as conn:
        exempt = late_exemptions.exemptions_of(conn, [at.AUGUST])[at.AUGUST]
    assert [(one.first, one.last) for one in exempt] == [(date(2026, 8, 1), date(2026, 11, 17))]
    issue_requested(town_api.city.services)
    letter = next(one for one in at.letters_of(town_api.city, case_id))
    assert letter.status == "rendered", letter.held_for
    assert letter.data is not None
    assert letter.data["lines"][0] == {"year": 2026, "instalment": 2, "amount": 1500, "waived": 1500, "rest": 0}


def test_all_is_waived_for_an_illness_and_the_checker_decides(town_api: Api) -> None:
    purse = charged(town_api)
    case_id = applied(town_api, at.draft(2, result="FULL"), ground="ILLNESS", documents=["MEDICAL"])
    assert at.check(town_api, case_id).done()["outcome"] == "granted"
    assert purse.claims()[at.JULY].open.late == 0


def test_an_application_is_refused_with_reasons_by_draft_or_by_the_decider(town_api: Api) -> None:
    purse = charged(town_api)
    case_id = applied(town_api, at.draft(2, result="REFUSED"))
    at.done(at.check(town_api, case_id))
    assert at.decide(town_api, case_id).done()["outcome"] == "refused"
    other = applied(town_api, at.draft(2))
    at.done(at.check(town_api, other))
    assert at.decide(town_api, other, "refuse").done()["outcome"] == "refused"
    assert purse.claims()[at.JULY].open.late == 1_500
    issue_requested(town_api.city.services)
    for one in (case_id, other):
        (letter,) = at.letters_of(town_api.city, one)
        assert letter.data is not None
        assert (letter.status, letter.data["result"]) == ("rendered", "REFUSED")
        assert letter.data["appeal_body"]


def test_a_waiver_can_be_returned_and_withdrawn(town_api: Api) -> None:
    charged(town_api)
    case_id = applied(town_api, at.draft(2))
    at.done(at.check(town_api, case_id, "return"))
    withdrawn: dict[str, JSON] = {"result": "WITHDRAWN", "withdrawn_on": "2026-11-18"}
    assert town_api.complete(case_id, "enter", withdrawn, "saeki").done()["outcome"] == "withdrawn"
    assert at.letters_of(town_api.city, case_id) == []


def test_nothing_to_waive_ends_at_once(town_api: Api) -> None:
    purse = at.arrears_town(town_api.city, "late_charge_waiver")
    for key in purse.claim_keys:
        at.pay(purse, key, 68_700, date(2026, 6, 20))
    reply = at.start(town_api, "late_charge_waiver", **at.application()).done()
    assert town_api.city.case(str(reply["case_id"])).outcome == "nothing_to_waive"


WRONG_DRAFTS: list[tuple[dict[str, JSON], str]] = [
    ({"result": "FULL"}, "waiver_full_ground"),
    ({"instalments": [{"levy_year": 2025, "no": 2}]}, "waiver_instalment_unknown"),
    ({"instalments": [{"levy_year": 2026, "no": 2}] * 2}, "waiver_instalment_twice"),
    (
        {"exempt_from": "2026-01-01", "exempt_to": "2026-01-31", "instalments": [{"levy_year": 2026, "no": 2}]},
        "waiver_without_effect",
    ),
    ({"exempt_to": "2026-07-01"}, "date_too_early"),
    ({"instalments": []}, "too_few_rows"),
    ({"reason": None}, "required"),
    ({"reason": "理" * 401}, "too_long"),
    ({"result": "DOUBLE"}, "not_an_option"),
]


def test_a_wrong_draft_is_refused_and_nothing_is_lost(town_api: Api) -> None:
    purse = charged(town_api)
    case_id = at.begun(town_api, "late_charge_waiver", **at.application())
    for says, code in WRONG_DRAFTS:
        reply = town_api.complete(case_id, "enter", at.draft(2, 3, **says), "saeki")
        assert reply.status in (409, 422)
        assert code in str(reply.body), reply.body
    assert purse.claims()[at.JULY].open.late == 1_500
    town_api.complete(case_id, "enter", at.draft(2), "saeki").done()


def test_whoever_drafted_neither_checks_nor_decides(town_api: Api) -> None:
    charged(town_api)
    case_id = applied(town_api, at.draft(2))
    assert at.check(town_api, case_id, by="saeki").status in (403, 409)
    at.done(at.check(town_api, case_id))
    assert at.decide(town_api, case_id, by="okamura").status in (403, 409)


# -- 時効到来 --------------------------------------------------------------------------------------------------------


def near(api: Api, day: date = date(2028, 5, 30), *slugs: str) -> Purse:
    """The family in the month before June's instalment is extinct (30 June 2028)."""
    purse = at.arrears_town(api.city, *(slugs or ("prescription_watch",)))
    purse.assess()
    api.city.clock.set(day)
    return purse


def family(api: Api) -> str:
    return api.city.household("family").key


def waiting(world: World, slug: str) -> list[str]:
    with world.database.read() as conn:
        rows = select(t.cases.c.case_id).where(t.cases.c.slug == slug).order_by(t.cases.c.case_id)
        return list(conn.scalars(rows))


def test_pm15_each_stage_warns_once_and_what_an_outage_missed_is_told_once(api: Api) -> None:
    near(api, date(2027, 12, 29))
    services, clock = api.city.services, api.city.clock
    assert watch_limitation(services).warned == 0
    clock.set(date(2027, 12, 30))  # six months before 30 June 2028
    assert watch_limitation(services).warned == 1
    assert watch_limitation(services).warned == 0, "the night runs once a day"
    clock.set(date(2028, 6, 15))  # the clock stood from December: three months went by unsaid, one month is said
    found = watch_limitation(services)
    assert found.warned == 3, "June at one month, July and August at three: one case for each stage; September at six"
    with api.city.database.read() as conn:
        day, home = date(2028, 6, 15), family(api)
        ending = limitation_list.lines(conn, Wanted(within=30), [home], day)
        totals = {within: limitation_list.total(conn, ALL, Wanted(within=within), day) for within in (30, 60, 90)}
        watched = limitation_list.watches(conn, [home])
    assert [(one.claim_key, one.ends_on, one.warned) for one in ending] == [(at.JUNE, date(2028, 6, 30), 1)]
    assert totals == {30: (1, 1, 68_700), 60: (1, 2, 137_400), 90: (1, 3, 206_100)}
    assert list(watched) == [home]
    clock.set(date(2028, 7, 1))
    assert watch_limitation(services).frozen == 1
    clock.set(date(2028, 7, 2))
    assert watch_limitation(services).frozen == 0


@pytest.mark.parametrize(
    ("choice", "outcome"),
    [("SEIZE", "to_seizure"), ("ACKNOWLEDGE", "to_acknowledgement"), ("SUSPEND", "to_suspension")],
)
def test_a_collector_says_what_is_done_before_the_end(town_api: Api, choice: str, outcome: str) -> None:
    near(town_api, date(2028, 5, 30), "prescription_watch", "suspension_write_off")
    watch_limitation(town_api.city.services)
    case_id = waiting(town_api.city, "prescription_watch")[0]
    answers: dict[str, JSON] = {"choice": choice, "plan_by": "2028-06-15"}
    assert town_api.complete(case_id, "enter", answers, "saeki").done()["outcome"] == outcome
    assert len(waiting(town_api.city, "suspension_write_off")) == (choice == "SUSPEND")


def test_to_let_a_claim_lapse_takes_a_reason_and_a_decision(api: Api) -> None:
    near(api)
    watch_limitation(api.city.services)
    case_id = waiting(api.city, "prescription_watch")[0]
    lapse: dict[str, JSON] = {
        "choice": "LAPSE",
        "lapse_ground": "NO_ASSETS",
        "reason": "預金・給与なし。生活保護を受けている",
    }
    assert "required" in str(api.complete(case_id, "enter", {"choice": "LAPSE"}, "saeki").body)
    api.complete(case_id, "enter", lapse, "saeki").done()
    at.done(at.decide(api, case_id, "return"))
    api.complete(case_id, "enter", lapse, "saeki").done()
    assert at.decide(api, case_id).done()["outcome"] == "let_lapse"


def test_what_was_paid_meanwhile_is_settled(town_api: Api) -> None:
    purse = near(town_api)
    for key in purse.claim_keys:
        at.pay(purse, key, 68_700, date(2028, 5, 29))
    reply = at.start(town_api, "prescription_watch").done()
    assert town_api.city.case(str(reply["case_id"])).outcome == "settled"
    assert "claim_unknown" not in str(reply)


def test_a_renewal_moves_the_end_and_warns_anew_and_a_seizure_silences(town_api: Api) -> None:
    purse = near(town_api, date(2028, 6, 1))
    at.act(purse, at.JUNE, Act.ACKNOWLEDGED, date(2028, 5, 31))
    at.act(purse, at.JULY, Act.SEIZURE, date(2028, 5, 31))
    watch_limitation(town_api.city.services)
    with town_api.city.database.read() as conn:
        ending = limitation_list.lines(conn, Wanted(within=100), [family(town_api)], date(2028, 6, 1))
    assert [one.claim_key for one in ending] == [at.AUGUST]


def test_pm15_a_backdated_acknowledgement_has_no_effect_and_somebody_is_told(town_api: Api) -> None:
    purse = near(town_api, date(2028, 7, 3))
    at.act(purse, at.JUNE, Act.ACKNOWLEDGED, date(2028, 6, 20))
    found = watch_limitation(town_api.city.services)
    assert (found.frozen, found.doubtful) == (1, 1)
    with town_api.city.database.read() as conn:
        kinds = [one.kind for one in incidents.open_incidents(conn, ALL)]
        gone = limitation_list.lines(conn, Wanted(EXTINCT), [family(town_api)], date(2028, 7, 3))
    assert "limitation_doubtful" in kinds
    assert [(one.claim_key, one.doubtful) for one in gone] == [(at.JUNE, True)]
