"""Pages asked for and forms sent by somebody who means no good: nothing runs, nothing leaks, nothing breaks."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from flask import Flask

from server.app import assemble
from server.casework.attach_document import attach_document
from server.casework.issue_letters import issue_requested
from server.casework.notes import add_note
from server.store import letters
from tests.web.clerk import Clerk
from tests.world import KEYS, World

NUMBER = "123456789018"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64
CODE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
TEMPLATE = "{{7*7}}${7*7}{% x %}"
QUOTE = "' onmouseover=alert(1) x='"
_RUNS = re.compile(r"<script>alert|<img src=x|' onmouseover=alert")


@pytest.fixture
def site(town: World) -> Flask:
    """The screens of the city, as the server assembles them."""
    app = assemble(town.services, secrets=KEYS.session, secure_cookies=False)
    app.testing = True
    return app


# ---- what was typed is text and nothing else -----------------------------------------------------


def test_names_notes_and_reasons_that_are_code_stand_on_every_page_as_text(site: Flask, town: World) -> None:
    members = town.answers_enter("family")["members"]
    assert isinstance(members, list)
    members[1] |= {"name": CODE, "occupation": TEMPLATE}
    case_id = town.start("family", head_name=CODE, remarks=TEMPLATE + QUOTE, paper_location=CODE).case_id
    proxy = {"applicant_kind": "PROXY", "applicant_name": CODE, "authority": "MANDATE", "proxy_identity": "CARD"}
    town.complete(case_id, "check_identity", town.answers_identity(**proxy, remarks=QUOTE), "saeki")
    typed = {"members": members, "prev_insurer": CODE, "remarks": TEMPLATE + QUOTE, "address_building": CODE}
    town.complete(case_id, "enter", town.answers_enter("family", **typed), "saeki")
    add_note(town.services, town.caller("saeki"), case_id, CODE + TEMPLATE + QUOTE)
    _see_everything(site, town, case_id)
    town.complete(case_id, "check", town.answers_check(case_id, "refuse", reason=CODE + TEMPLATE), "utsumi")
    _see_everything(site, town, case_id)
    refused = town.answers_decide("refuse", provision=CODE, reason=CODE + TEMPLATE)
    town.complete(case_id, "decide", refused, "kuroda")
    issue_requested(town.services)
    with town.database.read() as conn:
        (letter,) = letters.letters_of_case(conn, case_id)
    assert letter.status == "rendered"
    _see_everything(site, town, case_id, f"/letters/{letter.letter_id}")


def _see_everything(site: Flask, town: World, case_id: str, *more: str) -> None:
    tabs = ("history", "answers", "grounds", "documents", "letters", "decisions", "notes")
    pages = [f"/cases/{case_id}?tab={tab}" for tab in tabs]
    pages += [f"/tasks/{task.task_id}" for task in town.open_tasks(case_id)]
    pages += ["/inbox", "/letters", "/households/0000000102", f"/search?q={quote(CODE)}", *more]
    for who in ("okamura", "kuroda"):
        clerk = Clerk(site, who)
        for address in pages:
            answer = clerk.client.get(address)
            assert answer.status_code in (200, 403), address
            assert not _RUNS.search(answer.text), address
            assert "49$" not in answer.text, address


# ---- My Numbers ----------------------------------------------------------------------------------


def test_no_page_shows_a_number_again_whatever_field_it_was_typed_into(site: Flask, town: World) -> None:
    """The form comes back with its errors and with stars; so do notes, places, reasons and the search."""
    case_id = town.identified("single")
    clerk = Clerk(site, "saeki")
    page = clerk.open(f"/tasks/{town.open_task(case_id, 'enter').task_id}")
    names = [name for name in page.fields() if not name.startswith("_") and name != "csrf_token"]
    again = clerk.send(page, **dict.fromkeys(names, NUMBER))
    assert again.errors()
    assert NUMBER not in again.text
    added = clerk.send(page, act="add:members", **dict.fromkeys(names, f"番号 {NUMBER}"))
    assert NUMBER not in added.text
    assert "番号 ************" in added.text
    note = clerk.send(clerk.open(f"/cases/{case_id}/note"), f"/cases/{case_id}/note", body=f"番号 {NUMBER}")
    assert note.status == 422
    assert NUMBER not in note.text
    assert NUMBER not in clerk.open(f"/search?q={NUMBER}").text


def test_no_page_carries_a_number_along_while_it_asks_for_reasons(site: Flask, town: World) -> None:
    case_id = town.entered("single")
    clerk = Clerk(site, "okamura")
    page = clerk.open(f"/tasks/{town.open_task(case_id, 'check').task_id}")
    groups = {name: NUMBER for name in page.fields() if name.endswith("-right_value")}
    assert groups
    asked = clerk.send(page, act="result:return", **groups)
    assert asked.status == 200
    assert NUMBER not in asked.text


# ---- addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize("digit", ["²", "１", "٣", "-1", "1" * 40, ""])
def test_a_number_in_an_address_that_is_none_is_as_if_it_were_not_there(site: Flask, digit: str) -> None:
    clerk = Clerk(site, "okamura")
    for address in ("/inbox?page=", "/letters?page=", "/households/0000000106?year="):
        assert clerk.open(address + quote(digit, safe="%")).status == 200, address


def test_an_address_with_a_sign_that_no_text_holds_is_refused_in_words(site: Flask) -> None:
    answer = Clerk(site, "okamura").open("/inbox?page=%00")
    assert answer.status == 422
    assert "文字" in answer.text


@pytest.mark.parametrize("year", ["0000", "0001", "9999"])
def test_a_year_that_no_calendar_has_shows_the_present_one(site: Flask, year: str) -> None:
    assert Clerk(site, "okamura").open(f"/households/0000000106?year={year}").status == 200


@pytest.mark.parametrize(
    "away",
    [
        "//evil.invalid",
        "/\\evil.invalid",
        "/\t/evil.invalid",
        "/\t\\evil.invalid",
        "https://evil.invalid",
        "/a\r\nX: y",
    ],
)
def test_nobody_is_sent_out_of_the_house(site: Flask, away: str) -> None:
    client = site.test_client()
    answer = client.get("/language/en", query_string={"back": away})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/"


def test_what_belongs_to_another_office_is_not_found(site: Flask, town: World) -> None:
    """The north ward's clerk asks for everything of the central ward by its true number."""
    decided, open_case = town.checked("single"), town.entered("family")
    issue_requested(town.services)
    scan = attach_document(town.services, town.caller("saeki"), open_case, "a.png", PNG, kind="evidence", location=None)
    with town.database.read() as conn:
        letter = letters.letters_of_case(conn, decided)[0].letter_id
    addresses = [f"/cases/{decided}{rest}" for rest in ("", "/state.json", "/note", "/documents", "/receipt")]
    addresses += [f"/tasks/{town.open_task(open_case, 'check').task_id}", "/households/0000000101"]
    addresses += [f"/documents/{scan}", f"/documents/{scan}/content"]
    addresses += [f"/letters/{letter}{rest}" for rest in ("", "/pdf", "/release", "/reprint")]
    clerk = Clerk(site, "kitano")
    for address in addresses:
        answer = clerk.client.get(address)
        assert answer.status_code == 404, address
        assert "本間".encode() not in answer.data, address


# ---- bodies --------------------------------------------------------------------------------------


def test_a_body_beyond_all_measure_is_refused_in_words(site: Flask) -> None:
    clerk = Clerk(site, "okamura")
    sent = clerk.client.post(
        "/settings", data=b"a=" + b"x" * 25_000_000, content_type="application/x-www-form-urlencoded"
    )
    assert sent.status_code == 413
    assert "body_too_large" in sent.text
