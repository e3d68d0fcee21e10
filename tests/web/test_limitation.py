"""時効管理 and 不納欠損の報告: who owns what comes to its end, what was written off; on screen and as files."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from server.casework.watch_limitation import watch_limitation
from server.domain.effects import RegisterChange
from server.domain.limitation import Act
from server.store import claim_acts
from tests.procedures import lapsing as at
from tests.procedures.extinct import GONE, LAST, YEN, old_levy
from tests.procedures.levying import deploy
from tests.procedures.outside import Api
from tests.procedures.seizing import HOUSE
from tests.procedures.test_lapse_ends import written
from tests.web.clerk import Clerk
from tests.world import World


@pytest.fixture
def watched(city: World) -> World:
    """One instalment is extinct, one ends in fourteen days; the night has reckoned it."""
    deploy(city, "prescription_watch", "時効到来の処理")
    old_levy(city)
    watch_limitation(city.services)
    return city


def test_what_ends_within_days_stands_by_household_with_reason_case_and_owner(office: Flask, watched: World) -> None:
    toda = Clerk(office, "toda")
    page = toda.open("/limitation?list=30")
    assert page.title == "時効管理"
    for said in (
        "1世帯 1期 300,000円",
        "三浦",
        "26.12.02",
        "あと14日",
        "2024年度 2期",
        "1月前",
        "担当なし",
        "R8-000001",
    ):
        assert said in page.words, said
    assert "2024年度 1期" not in page.words
    gone = toda.open("/limitation?list=extinct").words
    assert "2024年度 1期" in gone
    assert "納付を求める処理はできません" in gone
    assert "あてはまる期別はありません" in toda.open("/limitation?list=mine").words


def test_the_collector_of_a_household_owns_its_list(office: Flask, watched: World) -> None:
    own = {"household_key": HOUSE, "user_id": "toda", "valid_from": "2026-11-18", "valid_to": None}
    watched.change(RegisterChange("assign_collector", "test/own", own))
    toda = Clerk(office, "toda")
    assert "2024年度 2期" in toda.open("/limitation?list=mine").words
    assert "担当なし" not in toda.open("/limitation").words


def test_what_set_the_end_is_named_and_the_later_day_is_shown_and_never_used(office: Flask, watched: World) -> None:
    with watched.uow() as uow:
        claim_acts.put_act(uow, LAST, Act.ACKNOWLEDGED, date(2024, 12, 20), by_event="file:old")
        claim_acts.put_act(uow, GONE, Act.ACKNOWLEDGED, date(2026, 11, 5), by_event="case:late")
    watched.clock.set(date(2026, 11, 19))
    watch_limitation(watched.services)
    toda = Clerk(office, "toda")
    page = toda.open("/limitation").words
    assert "承認・納付 24.12.20" in page
    assert "26.12.20" in page
    doubtful = toda.open("/limitation?list=doubtful").words
    assert "完成後の記録があります" in doubtful
    assert "効力はありません" in doubtful


def test_the_list_is_a_file_with_count_and_total_and_no_protected_name(office: Flask, watched: World) -> None:
    answer = Clerk(office, "toda").open("/limitation/list.csv?list=90")
    assert answer.answer.mimetype == "text/csv"
    head, row, foot = answer.text.lstrip("\ufeff").splitlines()
    assert head.split(",")[:6] == ["世帯番号", "世帯主", "年度", "期", "未納額", "時効完成日"]
    assert row.split(",")[:6] == [HOUSE, "三浦 健", "2024", "2", str(YEN), "2026-12-02"]
    assert foot == f"計,1,,,{YEN}"


def test_collectors_and_heads_see_it_and_nobody_else(office: Flask, watched: World) -> None:
    for path in ("/limitation", "/limitation/list.csv", "/limitation/write-offs", "/limitation/write-offs.csv"):
        assert Clerk(office, "saeki").open(path).status == 403, path
        assert Clerk(office, "toda").open(path).status == 200, path
    watched.grant("saeki", "head:view", "kita")
    assert "あてはまる期別はありません" in Clerk(office, "saeki").open("/limitation").words, "another office's head"
    watched.grant("saeki", "head:view", "chuo")
    assert "三浦" in Clerk(office, "saeki").open("/limitation").words
    assert Clerk(office, "saeki").open("/limitation?list=wrong&page=x").status == 200


def test_the_report_of_a_year_has_grounds_what_lapsed_and_each_one(office: Flask, city: World) -> None:
    at.arrears_town(city, "write_off")
    old_levy(city, city.household("family").key)
    watch_limitation(city.services)
    toda = Clerk(office, "toda")
    assert "欠損処理がまだのもの11300,000" in toda.open("/limitation/write-offs").words
    api = Api(city)
    at.done(at.decide(api, written(api)))
    page = toda.open("/limitation/write-offs")
    assert "欠損処理がまだのもの000欠損処理をしたもの11300,000" in page.words, (
        "each is counted once, before the next night, too"
    )
    assert "あてはまる期別はありません" in toda.open("/limitation?list=extinct").words
    assert page.title == "不納欠損の報告 2026年度"
    for said in ("1期 300,000円", "時効の完成", "2024年度 1期", "26.11.01", "なし 督促・財産調査・催告を行った"):
        assert said in page.words, said
    assert "欠損とした期別はありません" in toda.open("/limitation/write-offs?year=2025").words
    text = toda.open("/limitation/write-offs.csv?year=2026").text.lstrip("\ufeff").splitlines()
    assert [line.split(",")[0] for line in text] == ["処理日", "2026-11-18", "計"]
    assert text[-1] == "計,1,,,,,,,300000"
    assert toda.open("/limitation/write-offs?year=99999999&page=-1").status == 200
