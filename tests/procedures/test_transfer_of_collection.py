"""The hand-over of collection (徴収の移管, P32) through the API: refused, handed over with its rights, taken back."""

from __future__ import annotations

from server.casework.issue_letters import issue_requested
from server.store import tables as t
from server.store.transfers import transfers_of
from tests.procedures.levying import deploy
from tests.procedures.outside import Api
from tests.procedures.owing import Debtor, town_in_arrears
from tests.procedures.records import Records


def begin(debtor: Debtor) -> str:
    """The hand-over proposed, with where to and why."""
    data = {"channel": "EXOFFICIO", "received_on": "2026-11-18", "household_key": debtor.house}
    said = {"procedure": "transfer_of_collection", "data": data}
    case_id = str(debtor.api.post("toda", "/cases", said).done()["case_id"])
    debtor.api.complete(case_id, "enter", {"to_office": "hq", "reason": "高額で困難なため"}, "toda").done()
    return case_id


def test_a_household_is_handed_over_with_its_tasks_and_comes_back(api: Api) -> None:
    """Refused, then handed over, and given back: on both databases."""
    debtor = town_in_arrears(api)
    world = debtor.world
    deploy(world, "transfer_of_collection", "徴収の移管")
    refused = begin(debtor)
    debtor.api.complete(
        refused, "decide", {"result": "refuse", "reason": "区で足りる", "provision": "要領3条"}, "kuroda"
    ).done()
    assert world.case(refused).outcome == "refused"
    case_id = begin(debtor)
    debtor.api.complete(case_id, "decide", {"result": "approve"}, "kuroda").done()
    day = world.clock.business_day()
    with world.database.read() as conn:
        handed = transfers_of(conn, [debtor.house], day)[debtor.house]
    assert (handed.from_office, handed.to_office, handed.total) == ("chuo", "hq", 56_000)
    assert [one["open"] for one in handed.claims] == [28_000, 28_000]
    assert world.case(debtor.case_id).office == "hq"
    assert world.open_task(debtor.case_id, "call").office == "hq"
    issue_requested(world.services)
    (letter,) = Records(world, case_id).rows(t.letters, letter="transfer_of_collection/notice")
    assert letter["status"] == "rendered"
    again = {"channel": "EXOFFICIO", "received_on": "2026-11-18", "household_key": debtor.house}
    second = debtor.api.post("toda", "/cases", {"procedure": "transfer_of_collection", "data": again})
    assert second.code == "transfer_stands"
    debtor.world.clock.set(debtor.world.clock.business_day().replace(day=25), 9)
    said = {"returned_on": "2026-11-25", "reason": "分納が始まったため"}
    debtor.api.complete(case_id, "keep", said, "toda").done()
    assert world.case(case_id).outcome == "returned"
    assert world.case(debtor.case_id).office == "chuo"


def test_full_payment_ends_the_hand_over_by_itself(town_api: Api) -> None:
    debtor = town_in_arrears(town_api)
    deploy(debtor.world, "transfer_of_collection", "徴収の移管")
    case_id = begin(debtor)
    debtor.api.complete(case_id, "decide", {"result": "approve"}, "kuroda").done()
    debtor.news()
    debtor.pay(2, 3)
    debtor.news()
    assert debtor.world.case(case_id).outcome == "returned"
    assert debtor.outcome() == "paid"
