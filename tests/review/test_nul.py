"""The one character that PostgreSQL keeps in no text: refused in words at every address and form, never a fault."""

from __future__ import annotations

import pytest
from flask import Flask

from server.app import assemble
from tests.web.clerk import Clerk
from tests.world import KEYS, World

ADDRESSES = (
    "/inbox?kana=%00",
    "/inbox?number=%00&element=%00",
    "/search?q=a%00b",
    "/letters?status=%00",
    "/households/a%00",
    "/cases/a%00",
    "/tasks/a%00",
    "/letters/a%00",
    "/documents/a%00",
    "/start/%00",
    "/start/enrolment?household_key=%00",
    "/api/v1/cases/a%00",
)


@pytest.fixture
def site(city: World) -> Flask:
    app = assemble(city.services, secrets=KEYS.session, secure_cookies=False)
    app.testing = True
    return app


def test_no_address_with_it_is_a_fault(site: Flask) -> None:
    clerk = Clerk(site, "okamura")
    for address in ADDRESSES:
        assert clerk.client.get(address).status_code in (404, 422), address


def test_a_form_with_it_comes_back_with_what_was_typed(site: Flask, city: World) -> None:
    case_id = city.identified("single")
    clerk = Clerk(site, "saeki")
    note = clerk.send(clerk.open(f"/cases/{case_id}/note"), f"/cases/{case_id}/note", body="電話が\0あった")
    assert note.status == 422
    assert "制御文字" in note.text
    assert "あった" in note.text
    page = clerk.open(f"/tasks/{city.open_task(case_id, 'enter').task_id}")
    again = clerk.send(page, prev_insurer="若葉\0健保")
    assert any("制御文字" in line for line in again.errors())


def test_nobody_logs_in_with_it(site: Flask) -> None:
    assert Clerk(site).log_in("sae\0ki", "a\0b").status == 422
