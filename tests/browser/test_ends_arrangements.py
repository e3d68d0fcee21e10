"""分納・猶予・送達・減免・時効・執行停止・不納欠損 to each of their ends at the screens, by the walks of the API.

All with `--sweep`; one end of a pledge, of a suspension and of the list of limitation is always walked elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from server.domain.effects import JSON
from server.domain.limitation import Act
from server.store import claim_acts
from tests.browser.at_screens import AtScreens
from tests.browser.conftest import Desk
from tests.browser.ends import reaches
from tests.procedures import lapsing
from tests.procedures import test_deferral as deferral
from tests.procedures import test_lapse as lapse
from tests.procedures import test_lapse_ends as ends
from tests.procedures import test_pledge as pledge
from tests.procedures import test_serve_letter as service
from tests.procedures.extinct import GONE, LAST, YEN, old_levy
from tests.procedures.pledging import opened
from tests.world import World

Walk = Callable[[AtScreens], None]
pytestmark = [pytest.mark.browser, pytest.mark.sweep]


@pytest.fixture
def city(town: World) -> World:
    """The small city with the clock that the walk moves."""
    return town


@pytest.fixture
def screens(city: World, desk: Desk) -> AtScreens:
    return AtScreens(city, desk=desk)


def pledge_walks() -> Iterator[tuple[str, str, Walk]]:
    whole = pledge.test_a_signed_plan_acknowledges_each_instalment_holds_collection_and_is_kept_to_the_end
    yield "completed", "", whole
    for end, name, walk in (
        ("noted", "", pledge.test_a_talk_without_a_signature_leaves_a_note_and_no_acknowledgment),
        ("ended", "", pledge.test_a_pledge_ends_for_another_reason),
        ("refused", "by the approver", pledge.test_what_the_approver_refuses_is_no_pledge_and_acknowledges_nothing),
        ("", "agreed by the approver", pledge.test_a_plan_over_twelve_months_needs_the_approver),
    ):
        yield end, name, after(walk, lambda at: opened(at, "pledge"))
    for end in ("refused", "guided"):
        means = next(means for means, outcome in pledge.MEANS if outcome == end)
        yield end, "", after(lambda at, m=means, e=end: at_means(at, m, e), lambda at: opened(at, "pledge"))


def at_means(at: AtScreens, means: dict[str, JSON], end: str) -> None:
    pledge.test_the_table_of_means_decides_what_becomes_of_a_talk(at, means, end)


def deferral_walks() -> Iterator[tuple[str, str, Walk]]:
    for end, walk in (
        ("partly", deferral.test_the_letters_tell_what_was_granted_and_what_was_not),
        ("refused", deferral.test_a_refusal_carries_reasons_and_the_appeal),
        ("lapsed", deferral.test_what_is_missing_is_asked_for_and_counts_as_withdrawn_after_twenty_days),
        ("withdrawn", deferral.test_a_deferral_of_conversion_is_half_free_and_ex_officio_has_no_closing_date),
    ):
        yield end, "", after(walk, lambda at: opened(at, "deferral", "deferral_watch"))


def granted_walks() -> Iterator[tuple[str, str, Walk]]:
    for end, walk in (
        ("revoked", deferral.test_a_missed_line_leads_to_a_hearing_and_the_revocation_ends_everything_yesterday),
        ("ended", deferral.test_an_extension_before_the_end_prolongs_the_same_deferral_which_then_runs_out),
    ):
        yield end, "", after(walk, lambda at: opened(at, "deferral", "deferral_watch"))


def service_walks() -> Iterator[tuple[str, str, Walk]]:
    yield "deemed", "", service.test_after_all_inquiries_the_board_serves_in_seven_days_the_first_counted
    for end, name, walk in (
        ("served", "at the window", service.test_the_board_shows_name_and_kind_of_the_paper_and_nothing_else),
        ("", "by mail", service.test_a_letter_not_fetched_is_sent_again_and_presumed_served_when_it_stays_away),
        (
            "served",
            "by leaving",
            service.test_who_refuses_gets_it_by_hand_or_left_and_the_form_of_the_record_is_printed,
        ),
        ("", "nobody there", service.test_a_visit_that_finds_nobody_living_there_begins_the_inquiry_anew),
        ("given_up", "", service.test_the_approver_sends_it_back_or_keeps_it_off_the_board),
        ("given_up", "no premium paper", service.test_papers_that_are_no_premium_papers_never_reach_the_board),
    ):
        yield end, name, after(walk, lambda at: opened(at, "serve_letter"))


def waiver_walks() -> Iterator[tuple[str, str, Walk]]:
    yield "partly", "", lapse.test_half_is_waived_of_what_is_fixed_and_for_the_days_of_what_accrues
    yield "granted", "", lapse.test_all_is_waived_for_an_illness_and_the_checker_decides
    yield "refused", "", lapse.test_an_application_is_refused_with_reasons_by_draft_or_by_the_decider
    yield "withdrawn", "", lapse.test_a_waiver_can_be_returned_and_withdrawn
    yield "nothing_to_waive", "", lapse.test_nothing_to_waive_ends_at_once


def suspension_walks() -> Iterator[tuple[str, str, Walk]]:
    yield "extinguished_at_once", "", ends.test_a_limited_acceptance_ends_the_duty_at_once
    yield "not_suspended", "", ends.test_no_suspension_while_assets_are_left_or_the_decider_refuses
    yield "nothing_owed", "", ends.test_nothing_owed_is_nothing_to_suspend
    yield "paid", "", ends.test_a_suspension_ends_by_payment
    yield "prescribed", "", ends.test_limitation_runs_on_and_ends_a_suspension_before_its_three_years
    yield "extinguished", "", ends.test_three_years_end_a_suspension_where_limitation_was_renewed


def limitation_walks() -> Iterator[tuple[str, str, Walk]]:
    yield "to_seizure to_acknowledgement to_suspension let_lapse settled", "", near_its_end


def extinct_walks() -> Iterator[tuple[str, str, Walk]]:
    yield "withdrawn kept written_off nothing_extinct reversed", "", written_off


def near_its_end(at: AtScreens) -> None:
    """時効到来: each choice, and what was paid meanwhile; the dates of this year."""
    purse = lapsing.arrears_town(at.city, "prescription_watch", "suspension_write_off")
    home = at.city.household("family").key
    old_levy(at.city, home)
    for choice, end in (("SEIZE", "to_seizure"), ("ACKNOWLEDGE", "to_acknowledgement"), ("SUSPEND", "to_suspension")):
        case_id = lapsing.begun(at, "prescription_watch")
        done = at.complete(case_id, "enter", {"choice": choice, "plan_by": "2026-11-30"}, "saeki").done()
        assert done["outcome"] == end
    case_id = lapsing.begun(at, "prescription_watch")
    said: dict[str, JSON] = {"choice": "LAPSE", "lapse_ground": "NO_ASSETS", "reason": "預金・給与がない"}
    at.complete(case_id, "enter", said, "saeki").done()
    assert lapsing.decide(at, case_id).done()["outcome"] == "let_lapse"
    for key in purse.claim_keys:
        lapsing.pay(purse, key, 68_700, date(2026, 11, 18))
    lapsing.pay(purse, LAST, YEN, date(2026, 11, 18))
    assert at.city.case(lapsing.begun(at, "prescription_watch")).outcome == "settled"


def written_off(at: AtScreens) -> None:
    """不納欠損: given up, kept, written off, taken back, nothing left; the dates of this year."""
    lapsing.arrears_town(at.city, "write_off")
    old_levy(at.city, at.city.household("family").key)
    given_up = lapsing.begun(at, "write_off", kind="WRITE_OFF")
    said: dict[str, JSON] = {"result": "WITHDRAW", "withdraw_reason": "納付の申出があった"}
    assert at.complete(given_up, "enter", said, "saeki").done()["outcome"] == "withdrawn"
    assert lapsing.decide(at, ends.written(at, "YES"), "refuse").done()["outcome"] == "kept"
    assert lapsing.decide(at, ends.written(at)).done()["outcome"] == "written_off"
    assert lapsing.start(at, "write_off", kind="WRITE_OFF").done()["outcome"] == "nothing_extinct"
    with at.city.uow() as uow:
        claim_acts.put_act(uow, GONE, Act.SEIZURE, date(2026, 5, 1), by_event="file:kofu_yokyu")
    back: dict[str, JSON] = {"kind": "REVERSAL", "claim_key": GONE, "reversal_reason": "交付要求が見つかった"}
    case_id = lapsing.begun(at, "write_off", **back)
    at.complete(case_id, "enter", ends.seen(), "saeki").done()
    lapsing.done(lapsing.check(at, case_id))
    assert lapsing.decide(at, case_id).done()["outcome"] == "reversed"


def after(walk: Any, prepared: Callable[[AtScreens], object]) -> Walk:
    """The walk in a town in which something was prepared."""

    def both(at: AtScreens) -> None:
        prepared(at)
        walk(at)

    return both


def walks() -> Iterator[Any]:
    """Each walk with the ends it comes to."""
    for slug, some in (
        ("pledge", pledge_walks()),
        ("deferral", deferral_walks()),
        ("deferral_watch", granted_walks()),
        ("serve_letter", service_walks()),
        ("late_charge_waiver", waiver_walks()),
        ("suspension_write_off", suspension_walks()),
        ("prescription_watch", limitation_walks()),
        ("write_off", extinct_walks()),
    ):
        for come_to, name, walk in some:
            reached = [f"{slug}.{end}" for end in come_to.split()]
            reached += ["deferral.granted"] if slug == "deferral_watch" else []
            yield pytest.param(walk, marks=reaches(*reached), id=" ".join(filter(None, (slug, come_to, name))))


@pytest.mark.parametrize("walk", list(walks()))
def test_the_walk_comes_to_its_ends_at_the_screens(screens: AtScreens, walk: Walk) -> None:
    walk(screens)
    assert screens.typed
