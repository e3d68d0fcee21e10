"""督促 from the opening to the posting, to each of its ends, and every wrong turn on the way (P07)."""

from __future__ import annotations

from datetime import date

import pytest

from server.domain.limitation import Act
from server.store import claim_acts, dunning_runs, dunnings, letters
from tests.money.dunning import Dunning, Walk, staff
from tests.procedures.outside import Api

CUT_OFF = date(2026, 11, 17)


@pytest.fixture
def desk(town_api: Api) -> Walk:
    """A city with four households that owe, and everything in up to yesterday."""
    return ready(town_api)


def ready(api: Api) -> Walk:
    staff(api.city)
    dunning = Dunning(api.city)
    dunning.owes("family")
    dunning.owes("single", 400_000)
    dunning.owes("senior")
    dunning.in_up_to(CUT_OFF)
    return Walk(api, dunning)


def test_a_run_goes_from_the_opening_to_the_posting(api: Api) -> None:
    """The longest end, on both databases: what is printed, what the law counts from, what stands on each line."""
    desk = ready(api)
    dunning, city = desk.dunning, api.city
    dunning.pay(dunning.claims["senior"])
    desk.start().listed()
    assert set(dunning.lines()) == {dunning.claims["family"], dunning.claims["single"]}
    desk.checked().decided().handed_over()
    city.clock.set(date(2026, 11, 20))
    done = desk.posted(2).done()
    assert (done["status"], done["outcome"]) == ("completed", "closed")
    line = dunning.lines()[dunning.claims["family"]]
    with city.database.read() as conn:
        letter = letters.get_letter(conn, str(line.letter_id))
        found = dunnings.dunnings_of(conn, dunning.claims.values())
        acts = claim_acts.documents_of(conn, line.claim_key, Act.DUNNING)
    assert letter is not None
    assert letter.data is not None
    assert letter.status == "posted"
    assert (letter.data["open"], letter.data["designated_on"], letter.data["counted_to"]) == (
        12_300,
        "2026-11-30",
        "2026-11-17",
    )
    assert letter.number == "8若健保督第2号"
    assert (letter.data["issued_on"], letter.issued_on) == ("2026-11-20", date(2026, 11, 18)), (
        "it bears its posting's day"
    )
    assert acts[0][0] == date(2026, 11, 20)
    one = found[line.claim_key]
    assert (one.dispatched_on, one.designated_on, one.seizure_from) == (
        date(2026, 11, 20),
        date(2026, 11, 30),
        date(2026, 12, 2),
    )
    assert one.trace["after_designated"] == "2026-12-01"
    assert line.content_hash is not None
    assert set(found) == {dunning.claims["family"], dunning.claims["single"]}
    assert dunning.steps()["POSTED"].detail["late"] == 0


def test_a_stopped_run_lets_everything_come_back_in_the_next_one(api: Api) -> None:
    """The other end, on both databases: letters void, each instalment with an owner and a date, then dunned once."""
    desk = ready(api)
    dunning = desk.dunning
    desk.start().listed().checked().decided()
    done = desk.do("hand_over", result="stop", reason="納期限の告示に誤りがあった").done()
    assert (done["status"], done["outcome"]) == ("completed", "stopped")
    lines = dunning.lines().values()
    assert {(line.pulled, line.owner, line.dun_by) for line in lines} == {("WITHDRAWN", "saeki", date(2026, 12, 18))}
    with api.city.database.read() as conn:
        status = {one.status for line in lines if (one := letters.get_letter(conn, str(line.letter_id))) is not None}
    assert status == {"void"}
    desk.start(kind="REST").listed()
    with api.city.database.read() as conn:
        (rest,) = [run for run in dunning_runs.runs(conn) if run.kind == dunning_runs.REST]
    assert {line.verdict for line in dunning.lines(rest).values()} == {"ISSUE"}
    assert {line.again_in for line in dunning.lines().values()} == {rest.run_id}
