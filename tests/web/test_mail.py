"""The morning's post on its pages (郵便の束), without scripts: counted, labelled, settled, closed."""

from __future__ import annotations

from flask import Flask

from tests.web.clerk import Clerk
from tests.world import World

LABEL = "R8-000001"


def opened(office: Flask, counted: str = "2") -> tuple[Clerk, str]:
    clerk = Clerk(office, "saeki")
    screen = clerk.send(clerk.open("/mail"), place="収受の机", counted=counted)
    assert screen.status == 200
    return clerk, screen.path


def test_a_pack_goes_from_its_count_to_its_end(office: Flask, city: World) -> None:
    clerk, path = opened(office)
    labels = clerk.open(f"{path}/labels")
    assert [LABEL in labels.words, "R8-000002" in labels.words] == [True, True]
    page = clerk.open(path)
    (start, _) = page.links("受け付ける")
    form = clerk.open(start)
    assert form.fields()["_label"] == [LABEL]
    assert form.fields()["channel"] == ["POST"]
    typed = {
        "acq_reason": "left_employee_insurance",
        "household_key": "0000000101",
        "head_name": "本間 葵",
        "head_kana": "ホンマ",
        "paper_location": "受付箱 A",
        "copy_wanted": "1",
    }
    back = clerk.send(form, act="start", **typed)
    assert back.path == path
    assert f"受付番号{LABEL}で受け付けました" in back.words
    assert "求められている" in back.words
    other = clerk.open(f"{path}/R8-000002")
    wrong = clerk.send(other, f"{path}/R8-000002", fate="referred")
    assert (wrong.status, "必ず入れる項目です" in wrong.words) == (422, True)
    clerk.send(wrong, f"{path}/R8-000002", fate="referred", reason="市税事務所へ回付")
    held = clerk.send(clerk.open(path), f"{path}/close")
    assert (held.status, "控えを返していない" in held.words) == (409, True)
    clerk.send(held, f"{path}/{LABEL}/copy")
    assert clerk.send(clerk.open(path), f"{path}/close").path == "/mail"
    assert "締めた" in clerk.open("/mail").words


def test_a_count_that_is_none_keeps_what_was_typed(office: Flask, city: World) -> None:
    clerk = Clerk(office, "saeki")
    for wrong in ("", "many", "-3", "0", "1.5", "99999"):
        screen = clerk.send(clerk.open("/mail"), place="収受の机", counted=wrong)
        assert screen.status == 422, wrong
        assert screen.fields()["place"] == ["収受の机"]


def test_the_head_sees_on_the_next_day_what_nobody_closed(office: Flask, city: World) -> None:
    opened(office)
    assert "締めていない郵便の束" not in Clerk(office, "kuroda").open("/head").words
    city.clock.set(city.clock.business_day().replace(day=19))
    assert "11月18日" in (words := Clerk(office, "kuroda").open("/head").words) or "11/18" in words
    assert "締めていない郵便の束" in words


def test_a_pack_of_another_office_is_not_shown(office: Flask, city: World) -> None:
    _, path = opened(office)
    assert Clerk(office, "kitano").open(path).status == 404, "hidden, as what is not there"
    assert Clerk(office, "saeki").open("/mail/none").status == 404
