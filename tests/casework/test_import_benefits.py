"""Claims of the federation taken in: whole or not at all, once, month by month, linked to who was insured."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from server.casework.import_benefits import Imported, import_benefits, settle
from server.domain.refusals import Refused
from server.domain.rights import ALL
from server.store import benefits, feeds, incidents
from server.store import tables as t
from tests.benefit_files import NOBODY, P1, P2, claim, claim_file
from tests.world import World


def take(city: World, rows: list[dict[str, Any]], **header: Any) -> Imported:
    return import_benefits(city.services, city.system(), claim_file(rows, **header), name="claims-1.jsonl")


def rows_of(city: World) -> int:
    with city.database.read() as conn:
        counted = (t.benefit_claims, t.feed_files, t.feed_quarantine)
        return sum(conn.execute(select(func.count()).select_from(one)).scalar_one() for one in counted)


def test_a_file_is_taken_in_whole_and_each_claim_stands_in_its_household(city: World) -> None:
    done = take(city, [claim(), claim("26090002", P2, benefit=7_000, copay=3_000, cost=10_000)])
    assert (done.month, done.records, done.added, done.voided, done.benefit) == ("2026-09", 2, 2, 0, 347_200)
    with city.database.read() as conn:
        (one,) = benefits.claims_of(conn, [P1])
    assert (one.claim_no, one.month, one.billed_month, one.benefit) == ("26090001", "2026-08", "2026-09", 340_200)


def test_a_claim_that_the_federation_takes_back_stands_no_more(city: World) -> None:
    take(city, [claim()])
    take(city, [claim(entry="VOID")], month="2026-10", sequence_no=2, generated_at="2026-11-02T05:00:00+09:00")
    with city.database.read() as conn:
        assert benefits.claims_of(conn, [P1]) == ()
        assert benefits.claims_named(conn, ["26090001"])["26090001"].voided_on == city.clock.business_day()


def test_who_is_in_no_household_waits_until_somebody_settles_the_row(city: World) -> None:
    done = take(city, [claim(), claim("26090002", NOBODY)])
    assert (done.added, done.quarantined) == (1, (3,))
    with city.database.read() as conn:
        (item,) = feeds.waiting(conn, "benefit_claims")
        raised = [one.kind for one in incidents.open_incidents(conn, ALL)]
    assert raised == ["feed_look_at"]
    with pytest.raises(Refused, match="feed_item_nobody"):
        settle(city.services, city.system(), item.item_id, take=True)
    settle(city.services, city.system(), item.item_id, take=False)


_NUMBER = "123456789018"
WRONG: list[tuple[str, dict[str, Any], dict[str, Any], int]] = [
    ("「cost」がありません", {"cost": ...}, {}, 2),
    ("取り決めにない項目「memo」", {"memo": "x"}, {}, 2),
    ("「benefit」の形が違います", {"benefit": "1"}, {"benefit_total": 0}, 2),
    ("「form」の値SPA", {"form": "SPA"}, {}, 2),
    ("「entry」の値OLD", {"entry": "OLD"}, {}, 2),
    ("「first_day」の日付2026-02-30", {"first_day": "2026-02-30"}, {}, 2),
    ("先の日付です(2027-01-04)", {"first_day": "2027-01-04", "last_day": "2027-01-04"}, {}, 2),
    ("「days」の値0", {"days": 0}, {}, 2),
    ("「last_day」2026-10-02が請求月より後", {"first_day": "2026-10-02", "last_day": "2026-10-02"}, {}, 2),
    ("月をまたぎます", {"first_day": "2026-07-30"}, {}, 2),
    ("費用の額を超えます", {"copay": 200_000}, {}, 2),
    ("「cost」の値-1", {"cost": -1}, {}, 2),
    ("「provider」の値", {"provider": " "}, {}, 2),
    ("「injuries」の値骨折", {"injuries": ["骨折"]}, {}, 2),
    ("個人番号と読める12桁", {"provider": _NUMBER}, {}, 2),
    ("件数が見出しと合いません(1件、2件のはず)", {}, {"record_count": 2}, 1),
    ("合計が見出しと合いません(340200円、1円のはず)", {}, {"benefit_total": 1}, 1),
    ("ハッシュ値と合いません", {}, {"sha256": "0" * 64}, 1),
    ("別の団体(131016)", {}, {"city_code": "131016"}, 1),
    ("「interface」の値I02", {}, {"interface": "I02"}, 1),
    ("「month」の日付2026-13-01", {}, {"month": "2026-13"}, 1),
    ("「sequence_no」の値0", {}, {"sequence_no": 0}, 1),
    ("「generated_at」の日付いつか", {}, {"generated_at": "いつか"}, 1),
    ("「generated_at」が先の日付", {}, {"generated_at": "2027-01-01T00:00:00+09:00"}, 1),
]


@pytest.mark.parametrize(("said", "more", "header", "line"), WRONG, ids=[one[0][:20] for one in WRONG])
def test_a_wrong_file_is_refused_whole_with_line_and_reason(
    town: World, said: str, more: dict[str, Any], header: dict[str, Any], line: int
) -> None:
    row = {name: value for name, value in (claim() | more).items() if value is not ...}
    with pytest.raises(Refused) as caught:
        take(town, [row], **header)
    assert caught.value.code == "feed_file_invalid"
    assert f"{line}行目" in caught.value.message_ja
    assert said in caught.value.message_ja
    assert rows_of(town) == 0
    with town.database.read() as conn:
        assert [one.kind for one in incidents.open_incidents(conn, ALL)] == ["feed_file_refused"]


def test_files_come_once_and_month_by_month_and_a_claim_once(town: World) -> None:
    take(town, [claim()])
    before = rows_of(town)
    later = {"month": "2026-10", "sequence_no": 2, "generated_at": "2026-11-02T05:00:00+09:00"}
    for code, rows, header in (
        ("feed_file_twice", [claim()], {}),
        ("feed_file_out_of_sequence", [claim("26100001")], later | {"sequence_no": 3}),
        ("feed_file_period_missed", [claim("26100001")], later | {"month": "2026-11"}),
        ("benefit_claim_twice", [claim()], later),
        ("benefit_claim_unknown", [claim("26100001", entry="VOID")], later),
        ("benefit_claim_unknown", [claim(person=P2, entry="VOID")], later),
        ("feed_file_invalid", [claim("26100001"), claim("26100001")], later),
    ):
        with pytest.raises(Refused, match=code):
            take(town, rows, **header)
    assert rows_of(town) == before


def test_only_who_may_pass_on_records_takes_a_file_in(town: World) -> None:
    with pytest.raises(Refused, match="no_right"):
        import_benefits(town.services, town.caller("saeki"), claim_file([claim()]), name="x")
