"""給付: running cases with their next days, a household's claims by month, the files of claims; who may see them."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from server.casework.import_benefits import import_benefits
from server.casework.watch_benefits import watch_benefits
from tests.benefit_files import NOBODY, claim, claim_file
from tests.procedures import test_benefit_hold as hold
from tests.procedures import test_benefit_recovery as recovery
from tests.procedures import test_third_party_recourse as recourse
from tests.procedures.outside import Api
from tests.procedures.recoursing import at_work, claims
from tests.web.clerk import Clerk
from tests.world import World


@pytest.fixture
def at_desk(city: World) -> Api:
    """A recourse that claims 272,160 yen, a recovery that is looked into, and a hold, all of one household."""
    api = recourse.ready(Api(city))
    claims(city, claim("26100001", city.household("family").head.key, "2026-09-02"), turn=2)
    recourse.claimed(api)
    recovery.begun(api, claims="26100001")
    hold.held(api)
    return api


def test_every_running_case_stands_with_its_next_day_and_what_it_is_watched_by(office: Flask, at_desk: Api) -> None:
    page = Clerk(office, "saeki").open("/benefits?list=all")
    assert page.title == "求償・返還・保留"
    for said in (
        "交通事故 若葉損害保険株式会社",
        "請求中",
        "272,160",
        "29.08.03",
        "高額療養費 2026-08 57,600円",
        "対象の確認中",
        "納期限 あと30日",
        "計3件",
    ):
        assert said in page.words, said
    assert "期限の近い案件はありません" in Clerk(office, "saeki").open("/benefits").words


def test_what_nears_its_end_comes_first_for_the_officer_and_for_the_head(office: Flask, at_desk: Api) -> None:
    at_desk.city.grant("okamura", "head:view")
    at_desk.city.clock.set(date(2027, 1, 5))
    page = Clerk(office, "saeki").open("/benefits").words
    assert "保留の終わり あと12日" in page
    assert "納期限 18日超過" in page
    head = Clerk(office, "okamura").open("/head").words
    assert "期限の近い求償・返還・保留" in head
    assert "保留の終わり R9.1.17 佐伯" in head
    assert "R8-000002 不当利得" not in head.partition("期限の近い求償・返還・保留")[2], "a late step stands elsewhere"


def test_the_list_is_narrowed_by_kind_and_owner_and_a_wrong_question_shows_the_first_list(
    office: Flask, at_desk: Api
) -> None:
    saeki = Clerk(office, "saeki")
    only = saeki.open("/benefits?list=benefit_hold&owner=佐伯").words
    assert "高額療養費" in only
    assert "交通事故" not in only
    assert "あてはまる案件はありません" in saeki.open("/benefits?list=benefit_hold&owner=誰か").words
    assert saeki.open("/benefits?list=x&owner=nobody&page=x").status == 200
    assert saeki.open("/benefits?list=all&page=9999").status == 200


def test_a_households_claims_stand_by_month_with_marks_and_cases(office: Flask, at_desk: Api) -> None:
    saeki, key = Clerk(office, "saeki"), at_desk.city.household("family").key
    assert "給付の台帳" in saeki.open(f"/households/{key}").words
    page = saeki.open(f"/benefits/households/{key}")
    for said in ("2026年9月", "2026年8月", "若葉中央病院", "10.第三", "傷病 S82.1", "計(取り下げを除く)", "687,400"):
        assert said in page.words, said
    assert page.links("R8-000001")
    august = saeki.open(f"/benefits/households/{key}?month=2026-08&which=third").words
    assert "26090001" in august
    assert "26100001" not in august
    assert "あてはまるレセプトはありません" in saeki.open(f"/benefits/households/{key}?which=void").words
    assert saeki.open(f"/benefits/households/{key}?month=x&person=x&which=x&page=x").status == 200
    single = at_desk.city.household("single").key
    assert "この世帯のレセプトはまだありません" in saeki.open(f"/benefits/households/{single}").words


def test_the_files_stand_with_what_became_of_their_claims_and_who_waits(office: Flask, at_desk: Api) -> None:
    city, saeki = at_desk.city, Clerk(office, "saeki")
    content = claim_file(
        [claim("26110001", NOBODY), claim("26100001", city.household("family").head.key, "2026-09-02", entry="VOID")],
        month="2026-11",
        sequence_no=3,
        generated_at="2026-11-18T08:00:00+09:00",
    )
    import_benefits(city.services, city.system(), content, name="receipts-11.jsonl")
    page = saeki.open("/benefits/files").words
    for said in ("次に届く審査月 2026年12月", "receipts-11.jsonl", "台帳にいない人のレセプト", NOBODY, "26110001"):
        assert said in page, said
    key = city.household("family").key
    assert "取り下げ 26.11.18" in saeki.open(f"/benefits/households/{key}?which=void").words


def test_nothing_imported_is_said_so(office: Flask, city: World) -> None:
    at_work(Api(city), "benefit_hold")
    saeki = Clerk(office, "saeki")
    assert "レセプトのファイルはまだ届いていません" in saeki.open("/benefits/files").words
    assert "あてはまる案件はありません" in saeki.open("/benefits?list=all").words


def test_claims_are_for_benefit_officers_alone(office: Flask, at_desk: Api) -> None:
    """They tell of illness: not even a head sees them; whoever has neither right sees no list."""
    city, key = at_desk.city, at_desk.city.household("family").key
    for path in ("/benefits", "/benefits/files", f"/benefits/households/{key}"):
        assert Clerk(office, "utsumi").open(path).status == 403, path
    city.grant("utsumi", "head:view")
    assert Clerk(office, "utsumi").open("/benefits?list=all").status == 200
    assert Clerk(office, "utsumi").open(f"/benefits/households/{key}").status == 403
    assert "給付の台帳" not in Clerk(office, "utsumi").open(f"/households/{key}").words
    assert Clerk(office, "saeki").open("/benefits/households/0000009999").status == 404


def test_whoever_types_a_household_is_shown_the_numbers_of_its_members(office: Flask, city: World) -> None:
    at_work(Api(city), "benefit_hold")
    saeki = Clerk(office, "saeki")
    page = saeki.send(saeki.open("/start/benefit_hold"), act="household", household_key="0000000102")
    assert "世帯員の宛名番号" in page.words
    assert "000000000001022" in page.words
    alone = saeki.send(saeki.open("/start/benefit_hold"), act="household", household_key="0000000101")
    assert alone.fields()["person_key"] == ["000000000001011"]
    guarded = saeki.send(saeki.open("/start/benefit_hold"), act="household", household_key="0000000104")
    assert "000000000001041" not in guarded.words


def test_the_protected_stand_without_name(office: Flask, city: World) -> None:
    api = at_work(Api(city), "third_party_recourse")
    key, person = city.household("protected").key, city.household("protected").head.key
    claims(city, claim(person=person, remarks=["10"], injuries=["S82.1"]))
    watch_benefits(api.city.services)
    page = Clerk(office, "saeki").open("/benefits?list=all").words
    assert "表示しない" in page
    assert key not in page
    assert Clerk(office, "saeki").open(f"/benefits/households/{key}").status == 403
