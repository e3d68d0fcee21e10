"""A 督促状 that came back: sent again, by hand, on the board, or for good; what counts on its instalment then (P28)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from server.casework.deploy_procedure import deploy_procedure
from server.casework.dunning_night import run_dunnings
from server.casework.issue_letters import issue_requested
from server.casework.wake_cases import wake_due
from server.domain.arrears import State, instalment, state_of
from server.domain.limitation import Act
from server.store import claim_acts, dunning_lines, dunning_runs, dunning_services, dunnings, letters, payment_slips
from server.store.arrears import arrears_of
from server.store.dunnings import Dunning as Record
from server.store.letters import Letter
from tests.money.dunning import Dunning, Walk, staff
from tests.procedures.outside import Api
from tests.procedures.test_serve_letter import ALL, back, inquiry, visit
from tests.world import TREE

FRIDAY, BACK = date(2026, 11, 20), date(2026, 12, 2)


def dunned(api: Api) -> Walk:
    """Two households dunned: posted on the Friday, to pay by 30 November; the clock stands behind that."""
    staff(api.city)
    deploy_procedure(
        api.city.services, api.city.system("procedure:deploy"), TREE, "serve_letter", title="送達", findings=()
    )
    dunning = Dunning(api.city)
    dunning.owes("family")
    dunning.owes("single")
    dunning.in_up_to(date(2026, 11, 17))
    walk = Walk(api, dunning).start().listed().checked().decided().handed_over()
    api.city.clock.set(FRIDAY)
    walk.posted(2).done()
    api.city.clock.set(date(2026, 12, 1))
    run_dunnings(api.city.services)
    assert dunning.lines()[dunning.claims["family"]].ended == "ARREARS"
    api.city.clock.set(BACK)
    return walk


@pytest.fixture
def walk(town_api: Api) -> Walk:
    return dunned(town_api)


def letter_of(walk: Walk, letter_id: str | None) -> Letter:
    with walk.api.city.database.read() as conn:
        found = letters.get_letter(conn, str(letter_id))
    assert found is not None
    return found


def returned(walk: Walk, reason: str, letter_id: str | None = None) -> str:
    """The family's letter comes back; the case of its service."""
    mine = letter_id or walk.dunning.lines()[walk.dunning.claims["family"]].letter_id
    code = str((letter_of(walk, mine).data or {})["letter_code"])
    return str(back(walk.api, code, reason).done()["case_id"])


def record(walk: Walk) -> Record | None:
    claim = walk.dunning.claims["family"]
    with walk.api.city.database.read() as conn:
        return dunnings.dunnings_of(conn, [claim]).get(claim)


def clock_days(walk: Walk) -> list[date]:
    """From which days the dunning begins the family's limitation anew."""
    claim = walk.dunning.claims["family"]
    with walk.api.city.database.read() as conn:
        acts = [one.on for one in claim_acts.acts_on(conn, [claim])[claim] if one.act is Act.DUNNING]
        assert acts == [day for day, _ in claim_acts.documents_of(conn, claim, Act.DUNNING)]
    return acts


def state(walk: Walk) -> State:
    """Where the family's instalment stands today."""
    home, day = walk.api.city.household("family").key, walk.api.city.clock.business_day()
    with walk.api.city.database.read() as conn:
        fact: Any = arrears_of(conn, [home], day)[home]
        values = walk.api.city.services.values(conn)
    return state_of(instalment(fact["instalments"][0]), fact["holds"], day, values)


def sent_again(walk: Walk, case_id: str) -> str:
    """The letter that the case sends anew is made and posted today; its id."""
    city = walk.api.city
    issue_requested(city.services)
    with city.uow() as uow:
        (one,) = [one for one in letters.letters_of_case(uow.conn, case_id) if one.letter == "dunning_run/demand"]
        assert one.status == "rendered", one
        letters.release_letters(uow, [one.letter_id])
        letters.hand_over_letters(uow, [one.letter_id])
        letters.letters_posted(uow, [one.letter_id], uow.business_day)
    return one.letter_id


def test_nothing_rests_on_a_returned_dunning_until_the_board_has_served_it(api: Api) -> None:
    """On both databases: no seizure, no renewal of limitation; then every day counts from the deemed service."""
    walk = dunned(api)
    assert clock_days(walk) == [FRIDAY]
    case_id = returned(walk, "UNKNOWN")
    one = record(walk)
    assert one is not None
    assert (one.seizure_from, clock_days(walk)) == (None, [])
    api.complete(case_id, "enter", inquiry("UNKNOWN", *ALL), "saeki").done()
    api.complete(case_id, "decide", {"result": "approve"}, "kuroda").done()
    api.city.clock.set(date(2026, 12, 9))
    wake_due(api.city.services)
    assert api.city.case(case_id).outcome == "deemed"
    one = record(walk)
    assert one is not None
    # ten days behind the 9th are over on Saturday the 19th; the waiting days of art. 47 alone would end on the 20th
    assert (one.served_on, one.designated_on) == (date(2026, 12, 9), date(2026, 12, 21))
    assert one.trace == {
        "day": "2026-12-22",
        "after_designated": "2026-12-22",
        "after_wait": "2026-12-21",
        "first_day": "EXCLUDED",
    }
    assert one.seizure_from == date(2026, 12, 22)
    assert clock_days(walk) == [date(2026, 12, 9)]
    claim = walk.dunning.claims["family"]
    with api.city.database.read() as conn:
        shown = [each.shown for each in claim_acts.acts_on(conn, [claim])[claim] if each.act is Act.DUNNING]
    assert shown == [date(2026, 12, 21)], "what counts where `limitation.dunning_restart` is DESIGNATED (M6)"
    assert state(walk) is State.DUNNED
    api.city.clock.set(date(2026, 12, 22))
    assert state(walk) is State.ARREARS


def test_a_dunning_sent_again_names_a_new_date_with_a_new_slip_and_counts_from_its_arrival(walk: Walk) -> None:
    """Ordinary mail: presumed to arrive four days behind the posting; what the new letter prints is kept to."""
    line = walk.dunning.lines()[walk.dunning.claims["family"]]
    case_id = returned(walk, "KEPT")
    new = letter_of(walk, sent_again(walk, case_id))
    said: Any = new.data
    assert (said["designated_on"], said["issued_on"], said["open"]) == ("2026-12-16", "2026-12-02", 12_300)
    assert said["collection_no"] != line.collection_no
    with walk.api.city.database.read() as conn:
        old = payment_slips.slips(conn, [str(line.collection_no)])[str(line.collection_no)]
    assert old.superseded_by == said["collection_no"]
    walk.api.city.clock.set(date(2026, 12, 17))
    wake_due(walk.api.city.services)
    one = record(walk)
    assert one is not None
    assert (one.served_on, one.designated_on) == (date(2026, 12, 6), date(2026, 12, 16))
    assert one.seizure_from == date(2026, 12, 18)
    # it comes back all the same, behind the presumption: nothing rests on it any more
    second = returned(walk, "UNKNOWN", new.letter_id)
    one = record(walk)
    assert one is not None
    assert (one.seizure_from, clock_days(walk)) == (None, [])
    assert second != case_id


def test_a_dunning_handed_over_counts_from_the_visit(walk: Walk) -> None:
    case_id = returned(walk, "REFUSED")
    issue_requested(walk.api.city.services)
    said = visit("LEFT", visited_on="2026-12-02")
    walk.api.complete(case_id, "visit", said, "saeki").done()
    one = record(walk)
    assert one is not None
    assert one.served_on == BACK
    assert one.designated_on == date(2026, 12, 16), "what the letter left there says, though ten days end before"
    assert clock_days(walk) == [BACK]


def test_a_dunning_that_nobody_gets_is_none_and_comes_back_on_the_list(walk: Walk) -> None:
    """SERVICE_FAILED: an owner, a date, a run of the night, and one more letter; no seizure in between."""
    city, claim = walk.api.city, walk.dunning.claims["family"]
    case_id = returned(walk, "ABROAD")
    walk.api.complete(case_id, "enter", inquiry("ABROAD", "IMMIGRATION"), "saeki").done()
    refused = {"result": "refuse", "reason": "国外でも届く", "provision": "地方税法20条の2"}
    walk.api.complete(case_id, "decide", refused, "kuroda").done()
    line = walk.dunning.lines()[claim]
    assert (line.unserved_on, line.why, line.owner, line.dun_by) == (
        BACK,
        "SERVICE_FAILED",
        "receipts",
        date(2026, 12, 28),
    )
    assert (record(walk), clock_days(walk), state(walk)) == (None, [], State.OVERDUE)
    with city.database.read() as conn:
        assert [one.claim_key for one in dunning_lines.overdue_left(conn, date(2026, 12, 29), 10)] == [claim]
        (last,) = dunning_services.standing(conn, [claim]).values()
    assert last.outcome == "FAILED"
    city.clock.set(date(2026, 12, 17))  # seven open days before its date
    assert run_dunnings(city.services).opened == 1
    with city.database.read() as conn:
        (run,) = [one for one in dunning_runs.runs(conn) if one.kind == dunning_runs.REST]
    walk.case_id = str(run.case_id)
    walk.dunning.in_up_to(date(2026, 12, 16))
    walk.listed()
    with city.database.read() as conn:
        found = dunning_lines.of_claims(conn, [claim])
    assert [(one.verdict, one.again_in is None) for one in sorted(found, key=lambda one: one.again_in is None)] == [
        ("ISSUE", False),
        ("ISSUE", True),
    ]


def test_a_letter_sent_again_that_was_never_posted_served_nobody(walk: Walk) -> None:
    """The presumption of ordinary mail rests on a posting; without one the instalment is to be dunned again."""
    returned(walk, "KEPT")
    walk.api.city.clock.set(date(2026, 12, 17))
    wake_due(walk.api.city.services)
    assert record(walk) is None
    assert walk.dunning.lines()[walk.dunning.claims["family"]].owner == "receipts"
