"""Mail packs (郵便の束): counted at opening, closed only when every envelope has its fate (PM21)."""

from __future__ import annotations

from typing import Any

import pytest

from server.casework.mail_packs import close_pack, count_again, open_pack, send_copy, settle_label
from server.casework.views.head import head_view
from server.casework.views.mail import label_sheet, mail_view, pack_view
from server.domain.refusals import InputInvalid, Refused
from server.store import tables as t
from tests.procedures.records import Records
from tests.world import World


def refused(act: Any) -> str:
    with pytest.raises(Refused) as found:
        act()
    return found.value.code


def opened(city: World, counted: int = 2, by: str = "saeki") -> tuple[str, list[str]]:
    pack = open_pack(city.services, city.caller(by), place="収受の机", counted=counted)
    view = pack_view(city.services, city.caller(by), pack.pack_id)
    return pack.pack_id, [one.number for one in view.labels]


def settle(city: World, number: str, fate: str, by: str = "saeki", **said: str) -> None:
    settle_label(city.services, city.caller(by), number, fate, **({"reason": "税の書類"} | said))


def taken_in(city: World, label: str, by: str = "saeki", **changes: Any) -> str:
    return city.start("single", by, channel="POST", entry_desk="OWN", mail_label=label, **changes).case_id


def test_a_pack_closes_when_each_label_is_a_case_or_has_another_fate(city: World) -> None:
    pack_id, (first, second) = opened(city)

    def close() -> None:
        close_pack(city.services, city.caller("saeki"), pack_id)

    assert refused(close) == "mail_pack_unfinished"
    case_id = taken_in(city, first)
    assert city.case(case_id).number == first
    assert refused(close) == "mail_pack_unfinished"
    settle(city, second, "referred", reason="市税事務所へ回付")
    close()
    view = pack_view(city.services, city.caller("saeki"), pack_id)
    assert [(one.fate, one.case_number, one.reason) for one in view.labels] == [
        ("case", first, ""),
        ("referred", None, "市税事務所へ回付"),
    ]
    assert view.pack.closed
    assert refused(close) == "mail_pack_closed"
    kinds = [row["kind"] for row in Records(city, "").rows(t.audit_events) if row["object_kind"] == "mail_pack"]
    assert kinds == ["mail_pack.open", "mail_label.settle", "mail_pack.close"]


def test_the_next_case_at_the_counter_takes_the_next_number(town: World) -> None:
    _, numbers = opened(town, 3)
    assert len(set(numbers)) == 3
    assert town.start("single").number > max(numbers)


def test_a_copy_that_was_asked_for_goes_back_before_the_pack_is_closed(town: World) -> None:
    pack_id, (number,) = opened(town, 1)
    taken_in(town, number, copy_wanted=True)
    assert refused(lambda: close_pack(town.services, town.caller("saeki"), pack_id)) == "mail_copy_not_sent"
    send_copy(town.services, town.caller("saeki"), number)
    assert refused(lambda: send_copy(town.services, town.caller("saeki"), number)) == "mail_copy_not_wanted"
    close_pack(town.services, town.caller("saeki"), pack_id)


def test_a_pack_left_open_stands_on_the_heads_page_the_next_day(town: World) -> None:
    pack_id, _ = opened(town, 3)
    assert head_view(town.services, town.caller("kuroda")).mail == ()
    town.clock.set(town.clock.business_day().replace(day=19))
    (line,) = head_view(town.services, town.caller("kuroda")).mail
    assert (line.pack_id, line.left, line.age, line.place) == (pack_id, 3, 1, "収受の机")
    assert head_view(town.services, town.caller("sakai"), "kita").mail == ()


def test_more_envelopes_than_were_counted_get_labels_and_fewer_are_said_to_be_none(town: World) -> None:
    pack_id, (first,) = opened(town, 1)
    count_again(town.services, town.caller("saeki"), pack_id, more=2)
    view = pack_view(town.services, town.caller("saeki"), pack_id)
    assert (view.pack.counted, [one.position for one in view.labels]) == (3, [1, 2, 3])
    settle(town, first, "void", reason="数え違い")
    assert refused(lambda: settle(town, first, "returned")) == "mail_label_settled"
    assert refused(lambda: taken_in(town, first)) == "mail_label_settled"


def test_papers_for_a_case_and_the_same_notification_once_more_name_the_case(town: World) -> None:
    number = town.start("single").number
    _, (first, second) = opened(town)
    settle(town, first, "added", case_number=number)
    for wrong in ("", "R8-999999"):
        with pytest.raises(InputInvalid) as invalid:
            settle(town, second, "duplicate", case_number=wrong)
        assert invalid.value.errors[0].path == "case_number"
    settle(town, second, "duplicate", case_number=number)


@pytest.mark.parametrize(
    ("said", "field", "code"),
    [
        ({"fate": "eaten"}, "fate", "not_an_option"),
        ({"fate": ""}, "fate", "required"),
        ({"fate": "case"}, "fate", "not_an_option"),
        ({"reason": " "}, "reason", "required"),
        ({"reason": "あ" * 401}, "reason", "too_long"),
        ({"reason": "番号 123456789018"}, "reason", "my_number_in_text"),
    ],
)
def test_a_fate_without_its_reason_is_none(town: World, said: dict[str, str], field: str, code: str) -> None:
    pack_id, (number,) = opened(town, 1)
    with pytest.raises(Refused) as found:
        settle(town, number, **({"fate": "referred"} | said))
    assert (found.value.field, found.value.code) == (field, code)
    assert pack_view(town.services, town.caller("saeki"), pack_id).pack.left == 1


@pytest.mark.parametrize(
    ("place", "counted", "field"),
    [
        ("", 1, "place"),
        (" ", 1, "place"),
        ("あ" * 61, 1, "place"),
        ("机", 0, "counted"),
        ("机", -1, "counted"),
        ("机", 301, "counted"),
    ],
)
def test_a_pack_needs_a_place_and_a_count(town: World, place: str, counted: int, field: str) -> None:
    with pytest.raises(InputInvalid) as invalid:
        open_pack(town.services, town.caller("saeki"), place=place, counted=counted)
    assert invalid.value.errors[0].path == field
    assert mail_view(town.services, town.caller("saeki")) == ()


def test_another_office_and_whoever_may_not_take_in_do_nothing_with_a_pack(town: World) -> None:
    pack_id, (number,) = opened(town, 1)
    for by, code in (("kitano", "out_of_scope"), ("center1", "no_right"), ("kuroda", "no_right")):
        caller = town.caller(by)
        assert refused(lambda caller=caller: pack_view(town.services, caller, pack_id)) == code
        assert refused(lambda caller=caller: label_sheet(town.services, caller, pack_id)) == code
        assert refused(lambda caller=caller: close_pack(town.services, caller, pack_id)) == code
        assert refused(lambda by=by: settle(town, number, "returned", by)) == code
    assert mail_view(town.services, town.caller("kitano")) == ()
    assert refused(lambda: town.start("north", "kitano", channel="POST", mail_label=number)) == "out_of_scope"


@pytest.mark.parametrize(
    ("label", "changes", "code"),
    [
        ("R8-999999", {}, "mail_label_unknown"),
        ("", {}, "mail_label_unknown"),
        (None, {"channel": "COUNTER"}, "mail_label_by_post_only"),
    ],
)
def test_a_label_that_is_none_takes_in_nothing(
    town: World, label: str | None, changes: dict[str, Any], code: str
) -> None:
    _, (number,) = opened(town, 1)
    said = {"channel": "POST", "entry_desk": "OWN"} | changes
    chosen = number if label is None else label
    if changes:
        said.pop("entry_desk")
    assert refused(lambda: town.start("single", mail_label=chosen, **said)) == code
    assert Records(town, "").rows(t.cases) == []


def test_the_sheet_bears_each_number_with_its_code(town: World) -> None:
    pack_id, numbers = opened(town, 2)
    _, printed = label_sheet(town.services, town.caller("saeki"), pack_id)
    assert [one.number for one in printed] == numbers
    assert all(one.uri.startswith("data:image/png;base64,") for one in printed)
    assert refused(lambda: label_sheet(town.services, town.caller("saeki"), "none")) == "mail_pack_not_found"
