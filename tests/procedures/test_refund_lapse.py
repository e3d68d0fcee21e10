"""還付未済の時効 to each of its ends, through the API; every wrong input answered as written (P25)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from server.casework.begin_refund_lapses import begin_refund_lapses
from server.casework.reconcile import reconcile
from server.casework.watch_refunds import watch_refunds
from server.domain.effects import JSON
from server.domain.ledger.kinds import Kind
from server.store import assessments, ledger, refund_lapses, refunds
from server.store import tables as t
from tests.procedures.outside import Api, Reply
from tests.procedures.pledging import opened
from tests.procedures.refunding import Payer, at_work, overpaid_refund, proved
from tests.procedures.test_refund_heirs import parted

MARCH = date(2029, 3, 1)


@pytest.fixture
def desk(town_api: Api) -> Api:
    return ready(town_api)


def ready(api: Api) -> Api:
    opened(at_work(api), "refund_lapse")
    for right in ("case:view", "case:start"):
        api.city.grant("saeki", right, "all")
    api.city.grant("saeki", "work:receipts", "all")
    api.city.grant("kuroda", "work:approver", "all")
    return api


def lapsed(api: Api) -> tuple[Payer, str]:
    """22,000 yen that nobody claimed in two years: the refund's case."""
    payer, case_id = overpaid_refund(api)
    let_lapse(api, case_id)
    return payer, case_id


def let_lapse(api: Api, case_id: str) -> None:
    with api.city.database.read() as conn:
        refund = refunds.of_case(conn, case_id)
    assert refund is not None
    evening(api)
    api.city.clock.set(refund.lapses_on + timedelta(days=1))
    watch_refunds(api.city.services)


def evening(api: Api) -> None:
    """The evening's 調定票."""
    with api.city.uow() as uow:
        assessments.assess(uow, "day")


def listed(api: Api) -> str:
    """The year's list, begun by the night of March."""
    api.city.clock.set(MARCH)
    assert begin_refund_lapses(api.city.services) == 1
    assert begin_refund_lapses(api.city.services) == 0
    with api.city.database.read() as conn:
        return str(conn.scalars(select(t.cases.c.case_id).where(t.cases.c.slug == "refund_lapse")).one())


def enter(api: Api, case_id: str, by: str = "saeki", **says: JSON) -> Reply:
    return api.complete(case_id, "enter", {"result": "PROPOSE", "seen": True} | says, by)


def decided(api: Api, case_id: str, result: str = "approve", by: str = "kuroda") -> Reply:
    answers: dict[str, JSON] = {"result": result} | ({} if result == "approve" else {"reason": "確かめ直すこと"})
    return api.complete(case_id, "decide", answers, by)


def booked(api: Api) -> list[tuple[int, int]]:
    """What became revenue, by accounting year."""
    with api.city.database.read() as conn:
        lines = [one.posting for one in ledger.lines_of(conn, api.city.household("family").key)]
    return [(one.accounting_year, one.amounts.total) for one in lines if one.kind is Kind.REFUND_LAPSED]


def clean(api: Api) -> None:
    """`kokuho ledger verify` and reconcile find nothing."""
    proved(api)
    found = reconcile(api.city.services)
    assert not [kind for kind, rows in found.items() if rows and not kind.startswith("stuck_")]


def test_what_nobody_claimed_becomes_revenue_by_two_people(api: Api) -> None:
    """On both databases: the night's list, the second person's decision, one line of its own kind, nothing twice."""
    ready(api)
    payer, refund = lapsed(api)
    assert (payer.overpaid(), booked(api)) == (22_000, [])
    case_id = listed(api)
    enter(api, case_id).done()
    assert decided(api, case_id, by="saeki").status == 403
    assert decided(api, case_id).done()["outcome"] == "posted"
    assert (payer.overpaid(), booked(api)) == (0, [(2028, 22_000)])
    with api.city.database.read() as conn:
        assert refund_lapses.lapsed(conn, api.city.services.values(conn)) == []
        assert conn.scalars(select(t.overpayments.c.state)).all() == ["LAPSED"]
        assert conn.scalars(select(t.refund_lapses.c.refund_key)).all() == [refund]
    api.city.clock.set(date(2030, 3, 1))
    assert begin_refund_lapses(api.city.services) == 0
    clean(api)


def test_a_case_by_hand_with_nothing_lapsed_ends_at_once(desk: Api) -> None:
    overpaid_refund(desk)
    body: dict[str, JSON] = {"channel": "EXOFFICIO", "received_on": "2026-11-18"}
    begun = desk.post("saeki", "/cases", {"procedure": "refund_lapse", "data": body}).done()
    assert desk.city.case(str(begun["case_id"])).outcome == "nothing"


def test_a_list_that_is_given_up_books_nothing(desk: Api) -> None:
    payer, _ = lapsed(desk)
    case_id = listed(desk)
    done = desk.complete(case_id, "enter", {"result": "WITHDRAW", "reason": "年度を改める"}, "saeki").done()
    assert done["outcome"] == "withdrawn"
    assert (payer.overpaid(), booked(desk)) == (22_000, [])
    clean(desk)


def test_a_wrong_list_is_refused_beside_its_field(desk: Api) -> None:
    payer, refund = lapsed(desk)
    number = desk.city.case(refund).number
    case_id = listed(desk)
    unknown: list[JSON] = [{"number": "R0-000000", "why": "x"}]
    assert enter(desk, case_id, left_out=unknown).code == "refund_lapse_unknown"
    every: list[JSON] = [{"number": number, "why": "承認の記録がある"}]
    assert enter(desk, case_id, left_out=every).code == "refund_lapse_empty"
    assert enter(desk, case_id, seen=False).status == 422
    assert desk.complete(case_id, "enter", {"result": "WITHDRAW"}, "saeki").status == 422
    assert (payer.overpaid(), booked(desk)) == (22_000, [])


def test_a_list_that_was_returned_is_drawn_anew(desk: Api) -> None:
    payer, _ = lapsed(desk)
    case_id = listed(desk)
    enter(desk, case_id).done()
    decided(desk, case_id, "return").done()
    enter(desk, case_id).done()
    decided(desk, case_id).done()
    assert (payer.overpaid(), booked(desk)) == (0, [(2028, 22_000)])


def test_two_lists_of_the_same_refund_book_it_once(desk: Api) -> None:
    payer, _ = lapsed(desk)
    first = listed(desk)
    body: dict[str, JSON] = {"channel": "EXOFFICIO", "received_on": MARCH.isoformat()}
    second = str(desk.post("saeki", "/cases", {"procedure": "refund_lapse", "data": body}).done()["case_id"])
    for case_id in (first, second):
        enter(desk, case_id).done()
    decided(desk, first).done()
    assert decided(desk, second).code == "refund_lapse_moved"
    decided(desk, second, "return").done()
    assert desk.city.case(second).outcome == "nothing"
    assert (payer.overpaid(), booked(desk)) == (0, [(2028, 22_000)])


def test_the_part_of_one_heir_lapses_by_itself(desk: Api) -> None:
    payer, mine = parted(desk)
    let_lapse(desk, mine[1])
    case_id = listed(desk)
    enter(desk, case_id).done()
    decided(desk, case_id).done()
    assert sorted(yen for _, yen in booked(desk)) == [3_667, 3_667, 3_667, 11_000]
    assert payer.overpaid() == 0
    with desk.city.database.read() as conn:
        assert conn.scalars(select(t.overpayments.c.state)).all() == ["LAPSED"]
    clean(desk)
