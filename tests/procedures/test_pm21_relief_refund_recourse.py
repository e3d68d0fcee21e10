"""PM21 大阪市東淀川区 2025: five applications for relief lay in a drawer for two years, and nothing knew of them.

Sharpened: a paper that comes by post, through the drop box or on a visit is a numbered case with a day before the pack
it came in can be closed; the applicant's copy bears the number; what nobody decides stands on the head's page.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from server.casework.mail_packs import close_pack, open_pack, send_copy, settle_label
from server.casework.print_receipt import receipt_of
from server.casework.views.head import head_view
from server.casework.views.mail import pack_view
from server.domain.refusals import Refused
from server.store import grants, premium_reliefs, tasks
from server.store.tasks import Task
from tests.procedures import relieving, test_third_party_recourse
from tests.procedures.outside import Api, Reply
from tests.procedures.refunding import at_work, claim, overpaid_refund
from tests.world import DAY

Begin = Callable[..., Reply]


def relief(api: Api) -> Begin:
    relieving.opened(api)
    return lambda **says: relieving.begin(api, **says)


def recourse(api: Api) -> Begin:
    test_third_party_recourse.ready(api)
    return lambda **says: test_third_party_recourse.begin(api, **says)


WAYS = pytest.mark.parametrize("way", [relief, recourse])


def packed(api: Api, counted: int) -> tuple[str, list[str]]:
    """The morning's post or the drop box, counted and labelled before anybody sorts it."""
    pack = open_pack(api.city.services, api.city.caller("saeki"), place="投函箱", counted=counted)
    return pack.pack_id, [
        one.number for one in pack_view(api.city.services, api.city.caller("saeki"), pack.pack_id).labels
    ]


def closing(api: Api, pack_id: str) -> str | None:
    """Why the pack cannot be closed; None where it is closed now."""
    try:
        close_pack(api.city.services, api.city.caller("saeki"), pack_id)
    except Refused as refused:
        return refused.code
    return None


def waiting(api: Api, case_id: str) -> list[Task]:
    with api.city.database.read() as conn:
        return [one for one in tasks.tasks_of_case(conn, case_id) if one.status == "open"]


def owned(api: Api, case_id: str) -> bool:
    """Every open task has a day, and an office with people of its role."""
    found = waiting(api, case_id)
    day = api.city.clock.business_day()
    with api.city.database.read() as conn:
        return bool(found) and all(
            one.due_on is not None and grants.holders(conn, f"work:{one.role}", one.office, day) for one in found
        )


@WAYS
def test_pm21_what_came_by_post_is_a_case_of_its_labels_number_before_the_pack_is_closed(
    town_api: Api, way: Any
) -> None:
    begin = way(town_api)
    pack_id, (number, other) = packed(town_api, 2)
    settle_label(town_api.city.services, town_api.city.caller("saeki"), other, "referred", reason="市税の書類")
    assert closing(town_api, pack_id) == "mail_pack_unfinished"
    started = begin(channel="POST", mail_label=number, documents=None).done()
    assert started["number"] == number
    assert owned(town_api, str(started["case_id"]))
    assert closing(town_api, pack_id) is None
    assert begin(channel="POST", mail_label=number).code == "mail_pack_closed"


@WAYS
def test_pm21_the_receipt_with_its_number_is_there_before_the_paper_leaves_the_hand(town_api: Api, way: Any) -> None:
    """At the counter, and on a visit from the tablet: the same receipt, to whoever took the paper in."""
    started = way(town_api)(channel="COUNTER").done()
    said = receipt_of(town_api.city.services, town_api.city.caller("saeki"), str(started["case_id"]))
    assert (said.number, said.received_on, said.clerk) == (started["number"], DAY, "佐伯 由美")
    assert owned(town_api, str(started["case_id"]))


@WAYS
def test_pm21_the_applicants_copy_goes_back_with_its_number_before_the_pack_is_closed(town_api: Api, way: Any) -> None:
    begin = way(town_api)
    pack_id, (number,) = packed(town_api, 1)
    begin(channel="POST", mail_label=number, copy_wanted=True).done()
    assert closing(town_api, pack_id) == "mail_copy_not_sent"
    send_copy(town_api.city.services, town_api.city.caller("saeki"), number)
    assert closing(town_api, pack_id) is None


@WAYS
def test_pm21_what_nobody_works_on_shows_on_the_heads_page_from_the_first_day_over(town_api: Api, way: Any) -> None:
    case_id = str(way(town_api)().done()["case_id"])
    (task,) = waiting(town_api, case_id)
    assert task.due_on is not None
    head = town_api.city.caller("kuroda")
    town_api.city.clock.set(task.due_on, 22)
    assert head_view(town_api.city.services, head).overdue_count == 0
    town_api.city.clock.set(task.due_on + timedelta(days=1))
    assert [one.case_id for one in head_view(town_api.city.services, head).overdue] == [case_id]


def test_pm21_an_application_in_a_drawer_stands_on_the_heads_page_before_its_own_date_and_after_it(
    town_api: Api,
) -> None:
    """Whatever its tasks say: the application itself has a day by which it is to be decided."""
    relief(town_api)
    relieving.begun(town_api)
    (applied,) = _applications(town_api)
    head = town_api.city.caller("kuroda")
    town_api.city.clock.set(applied.due_on - timedelta(days=30))
    assert head_view(town_api.city.services, head).reliefs == ()
    for after in (0, 1, 700):
        town_api.city.clock.set(applied.due_on + timedelta(days=after))
        (line,) = head_view(town_api.city.services, head).reliefs
        assert (line.case_id, line.due, line.left < 0) == (applied.case_id, applied.due_on, after > 0)


def _applications(api: Api) -> list[Any]:
    key = api.city.household(relieving.HOME).key
    with api.city.database.read() as conn:
        return list(premium_reliefs.applications_of(conn, [key], api.city.clock.business_day())[key])


def test_pm21_a_claim_of_a_refund_by_post_is_the_papers_of_its_case(
    town_api: Api,
) -> None:
    at_work(town_api)
    _, case_id = overpaid_refund(town_api)
    number = town_api.city.case(case_id).number
    pack_id, (label,) = packed(town_api, 1)
    assert closing(town_api, pack_id) == "mail_pack_unfinished"
    settle_label(
        town_api.city.services, town_api.city.caller("saeki"), label, "added", reason="還付請求書", case_number=number
    )
    assert closing(town_api, pack_id) is None
    assert claim(town_api, case_id, 22_000, came_on=DAY.isoformat()).status == 200
    assert owned(town_api, case_id)
