"""The editors of tables, forms, letters and values at a browser without scripts, and what their scripts are told."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from server.casework.workshop.drafts import begin_draft, draft_files, draft_findings
from server.casework.workshop.parts import VALUES_PATH
from server.store import workshop
from server.store.workshop import Draft
from tests.casework.workshop_people import ENTER, manager
from tests.web.clerk import Clerk, Screen
from tests.world import World

TABLE = "workflows/enrolment/authority.dmn"
LETTER = "enrolment/document_reminder"
LETTER_PATH = f"letters/{LETTER}.html.j2"
WAIT = "period.document_wait"


def at(city: World) -> str:
    """The address of a draft that has just been begun."""
    return f"/workshop/{begin_draft(city.services, manager(city, 'mizuno'), 'enrolment').draft_id}"


def draft_of(city: World) -> Draft:
    with city.database.read() as conn:
        found = workshop.live_draft(conn, "enrolment")
    assert found is not None
    return found


def content(city: World, path: str) -> str:
    return draft_files(city.services, draft_of(city))[path].decode()


def sent_as_json(clerk: Clerk, screen: Screen, address: str, body: object) -> TestResponse:
    (token, *_) = screen.page.xpath("//input[@name='csrf_token']/@value")
    return clerk.client.post(address, json=body, headers={"X-CSRFToken": token, "Accept": "application/json"})


# -- tables -----------------------------------------------------------------------------------------------------


def test_a_row_is_written_added_moved_and_taken_away_by_buttons(office: Flask, city: World) -> None:
    mizuno, here = Clerk(office, "mizuno"), at(city)
    shown = mizuno.open(f"{here}/table?path={TABLE}")
    fields = shown.fields()
    count, width = len(fields["row"]), len(fields["cell"]) // len(fields["row"])
    cells = fields["cell"]
    notes = ["規程 別表1", *fields["note"][1:]]
    mizuno.post(f"{here}/table", {**fields, "note": notes, "cell": cells, "_act": "save"})
    assert "規程 別表1" in content(city, TABLE)
    for act, expected in (("add:1", count + 1), ("down:2", count + 1), ("drop:3", count)):
        fields = mizuno.open(f"{here}/table?path={TABLE}").fields()
        mizuno.post(f"{here}/table", {**fields, "_act": act})
        assert len(mizuno.open(f"{here}/table?path={TABLE}").fields()["row"]) == expected
    assert width > 1


def test_gaps_overlaps_and_unreadable_cells_are_told_while_one_types(office: Flask, city: World) -> None:
    mizuno, here = Clerk(office, "mizuno"), at(city)
    shown = mizuno.open(f"{here}/table?path={TABLE}")
    fields = shown.fields()
    width = len(fields["cell"]) // len(fields["row"])
    rows = [
        {"key": f"k{n}", "id": row, "cells": fields["cell"][n * width : (n + 1) * width], "note": ""}
        for n, row in enumerate(fields["row"])
    ]
    body = {"path": TABLE, "rev": draft_of(city).rev, "rows": rows}
    told = sent_as_json(mizuno, shown, f"{here}/table/check", body).get_json()
    assert [one for one in told["findings"] if one["error"]] == []
    assert draft_of(city).rev == body["rev"]
    rows[0]["cells"][0] = "=((("
    told = sent_as_json(mizuno, shown, f"{here}/table/check", body).get_json()
    assert any(one["error"] for one in told["findings"])
    rows[0]["cells"][0] = "-"
    rows.append({"key": "new", "id": "", "cells": list(rows[1]["cells"]), "note": "同じ行"})
    saved = sent_as_json(mizuno, shown, f"{here}/table/rows", body).get_json()
    assert saved["ids"]["new"]
    assert saved["rev"] == draft_of(city).rev
    late = sent_as_json(mizuno, shown, f"{here}/table/rows", body)
    assert (late.status_code, draft_of(city).rev) == (409, saved["rev"])


@pytest.mark.parametrize("rows", [None, [], "x", [1], [{"id": "", "cells": ["-"]}], [{"cells": []}], [{"id": 1}]])
def test_a_crafted_table_is_refused_and_changes_nothing(office: Flask, city: World, rows: object) -> None:
    mizuno, here = Clerk(office, "mizuno"), at(city)
    shown = mizuno.open(f"{here}/table?path={TABLE}")
    for door in ("rows", "check"):
        body = {"path": TABLE, "rev": 1, "rows": rows}
        assert 400 <= sent_as_json(mizuno, shown, f"{here}/table/{door}", body).status_code < 500
    assert draft_of(city).rev == 1


# -- forms ------------------------------------------------------------------------------------------------------


def test_words_order_and_required_of_a_form_are_written_and_shown(office: Flask, city: World) -> None:
    mizuno, here = Clerk(office, "mizuno"), at(city)
    shown = mizuno.open(f"{here}/form?path={ENTER}")
    fields = shown.fields()
    label = next(name for name in fields if name.endswith("label_ja"))
    mizuno.post(f"{here}/form", {**fields, label: "届け出た人の氏名", "_act": "save"})
    after = mizuno.open(f"{here}/form?path={ENTER}")
    assert "届け出た人の氏名" in content(city, ENTER)
    assert after.text.count("届け出た人の氏名") > 1  # in the list and in the form as it will be shown
    place = label[2:].rpartition("-")[0]
    mizuno.post(f"{here}/form", {**after.fields(), "_act": f"down:{place}"})
    moved = mizuno.open(f"{here}/form?path={ENTER}").fields()
    assert moved[label] != ["届け出た人の氏名"]
    mizuno.post(f"{here}/form", {**moved, "_act": "add:0", "kind": "checkbox"})
    assert "added_1" in content(city, ENTER)


def test_an_empty_label_is_told_and_a_long_one_refused_with_what_was_typed(office: Flask, city: World) -> None:
    mizuno, here = Clerk(office, "mizuno"), at(city)
    shown = mizuno.open(f"{here}/form?path={ENTER}")
    words = {name: values[0] for name, values in shown.fields().items() if name[:2] in ("t-", "h-", "r-")}
    label = next(name for name in words if name.endswith("label_ja"))
    body = {"path": ENTER, "rev": 1, "words": words | {label: ""}}
    told = sent_as_json(mizuno, shown, f"{here}/form/words", body).get_json()
    assert any(one["error"] for one in told["findings"])
    long = mizuno.post(f"{here}/form", {**shown.fields(), "rev": str(told["rev"]), label: "長" * 301})
    assert (long.status, "長" * 301 in long.text) == (422, True)


# -- letters ----------------------------------------------------------------------------------------------------


def test_a_sentence_is_changed_its_variables_kept_and_its_page_drawn(office: Flask, city: World) -> None:
    mizuno, here = Clerk(office, "mizuno"), at(city)
    shown = mizuno.open(f"{here}/letter?letter={LETTER}")
    fields = shown.fields()
    name, (text,) = next((n, v) for n, v in fields.items() if n.startswith("s-") and "〔" in v[0])
    mizuno.post(f"{here}/letter", {**fields, name: f"{text}お早めに。"})
    written = content(city, LETTER_PATH)
    assert "お早めに。" in written
    assert "〔" not in written
    assert [one for one in draft_findings(city.services, draft_of(city)) if one.severity == "error"] == []
    assert "お早めに。" in mizuno.open(here).text  # told in the difference
    picture = mizuno.client.get(f"{here}/letter/page.png?letter={LETTER}&sample=hardest")
    assert picture.data.startswith(b"\x89PNG")
    assert mizuno.client.get(f"{here}/letter.pdf?letter={LETTER}").data.startswith(b"%PDF")
    fields = mizuno.open(f"{here}/letter?letter={LETTER}").fields()
    mizuno.post(f"{here}/letter", {**fields, name: text})
    assert LETTER_PATH not in draft_of(city).manifest  # as it was: nothing is changed


@pytest.mark.parametrize("typed", ["〔国庫〕を納める", "{{ issuer }}", "{% if x %}", "長" * 3001])
def test_no_code_and_no_unknown_variable_comes_into_a_letter(office: Flask, city: World, typed: str) -> None:
    mizuno, here = Clerk(office, "mizuno"), at(city)
    shown = mizuno.open(f"{here}/letter?letter={LETTER}")
    name = next(n for n in shown.fields() if n.startswith("s-"))
    refused = mizuno.post(f"{here}/letter", {**shown.fields(), name: typed})
    assert (refused.status, typed[:200] in refused.text.replace("&#39;", "'")) == (422, True)
    assert draft_of(city).rev == 1


# -- values -----------------------------------------------------------------------------------------------------


def test_a_value_is_added_from_a_day_on_and_told_with_who_uses_it(office: Flask, city: World) -> None:
    mizuno, here = Clerk(office, "mizuno"), at(city)
    shown = mizuno.open(f"{here}/values?key={WAIT}")
    assert "使う手続: 資格取得(加入)" in shown.text
    day = city.clock.business_day().isoformat()
    typed = {"first": day, "value": "２０日", "article": "要領5条", "source": "市要領の改正", "confirmed_on": day}
    mizuno.post(f"{here}/values", {**shown.fields(), **typed, "confirm_again_by": "2030-03-31"})
    assert "2030-03-31" in content(city, VALUES_PATH)
    assert "14開庁日" in mizuno.open(here).text
    assert "20開庁日" in mizuno.open(here).text
    listed = mizuno.open(f"{here}/values")
    mizuno.press(listed, "下書きから消す")
    assert VALUES_PATH not in draft_of(city).manifest


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("first", "昨日", "日付として読めません"),
        ("first", "2020-01-01", "過ぎた日の値は書き換えられません"),
        ("value", "", "値を入れてください"),
        ("value", "十四", "整数で入れてください"),
        ("article", " ", "根拠を"),
        ("confirmed_on", "2099-01-01", "今日までの日"),
        ("confirm_again_by", "2020-01-01", "明日以後"),
    ],
)
def test_what_is_wrong_with_a_value_stands_beside_its_field(
    office: Flask, city: World, field: str, typed: str, said: str
) -> None:
    mizuno, here = Clerk(office, "mizuno"), at(city)
    day = city.clock.business_day().isoformat()
    right = {"key": WAIT, "first": day, "value": "20", "article": "要領", "source": "要領", "rev": "1"}
    shown = mizuno.open(f"{here}/values?key={WAIT}")
    refused = mizuno.send(shown, **(right | {"confirm_again_by": "2030-01-01", "confirmed_on": ""} | {field: typed}))
    (told,) = refused.page.xpath(f"//*[@id='err-{field}']")
    assert (refused.status, said in told.text_content()) == (422, True)
    assert draft_of(city).rev == 1


# -- doors ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "door",
    [f"table?path={TABLE}", f"form?path={ENTER}", f"letter?letter={LETTER}", "values", f"letter.pdf?letter={LETTER}"],
)
def test_only_a_manager_opens_an_editor_and_nothing_unknown_opens(office: Flask, city: World, door: str) -> None:
    here = at(city)
    assert Clerk(office, "saeki").open(f"{here}/{door}").status == 403
    mizuno = Clerk(office, "mizuno")
    assert mizuno.open(f"/workshop/no-such-draft/{door}").status == 404
    page, _, asked = door.partition("?")
    if asked:
        assert mizuno.open(f"{here}/{page}?{asked.partition('=')[0]}={quote('../x', safe='')}").status == 404
