"""The collectors' desk: the board and its lists, calls re-checked, a household's arrears with its short forms."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import event

from server.store.contacts import collectors_of, contacts_of
from server.store.holds import holds_of
from tests.procedures.outside import Api
from tests.procedures.owing import Debtor, town_in_arrears
from tests.web.clerk import Clerk, Screen
from tests.world import World


def posted(clerk: Clerk, page: Screen, path: str, said: dict[str, str]) -> Screen:
    """A form of the page sent with these answers and its token."""
    tokens = page.page.xpath("//input[@name='csrf_token']/@value")
    return clerk.post(path, {"csrf_token": tokens[0] if tokens else ""} | said)


@pytest.fixture
def debtor(city: World) -> Debtor:
    return town_in_arrears(Api(city))


def test_the_board_lists_the_household_by_its_next_step_and_asks_the_ledger_again(
    office: Flask, debtor: Debtor
) -> None:
    toda = Clerk(office, "toda")
    board = toda.open("/arrears")
    assert board.status == 200
    assert "電話で催告する" in board.words
    assert "56,000" in board.words
    assert "三浦" in toda.open("/arrears?list=call&sort=name&up=1").words
    for empty in ("plan", "broken", "returned", "near", "mine"):
        assert "あてはまる世帯はありません" in toda.open(f"/arrears?list={empty}").words
    calls = toda.open("/arrears/calls")
    assert "28,000" in calls.words
    assert "話すこと" in calls.words
    debtor.pay(2)
    toda = Clerk(office, "toda")  # another day, another log-in
    assert "28,000" in toda.open("/arrears").words
    debtor.pay(3)
    toda = Clerk(office, "toda")
    assert "電話する世帯はありません" in toda.open("/arrears/calls").words
    assert "あてはまる世帯はありません" in toda.open("/arrears").words


def test_the_board_is_a_file_for_who_may_see_it(office: Flask, debtor: Debtor) -> None:
    answer = Clerk(office, "toda").open("/arrears/board.csv?list=call")
    assert answer.answer.mimetype == "text/csv"
    assert debtor.house in answer.text
    for path in ("/arrears", "/arrears/board.csv", "/arrears/calls", f"/households/{debtor.house}/arrears"):
        assert Clerk(office, "saeki").open(path).status == 403


def test_a_household_shows_state_late_charge_and_why_what_comes_next(office: Flask, debtor: Debtor) -> None:
    toda = Clerk(office, "toda")
    page = toda.open(f"/households/{debtor.house}/arrears")
    assert page.status == 200
    for words in ("滞納", "納期限後(督促前)", "区分により電話で催告する", "表 23行", "延滞金の計算"):
        assert words in page.words
    later = toda.open(f"/households/{debtor.house}/arrears?on=2027-03-31")
    assert later.status == 200
    assert later.words != page.words
    assert toda.open(f"/households/{debtor.house}/arrears?on=2026-01-01").status == 422
    english = toda.open(f"/households/{debtor.house}/arrears?lang=en")
    assert english.status == 200
    assert toda.open("/households/9999999999/arrears").status == 404


def test_a_contact_a_hold_and_a_collector_are_written_in_one_form_each(office: Flask, debtor: Debtor) -> None:
    toda, path = Clerk(office, "toda"), f"/households/{debtor.house}/arrears"
    said = {"way": "PHONE", "spoken_to": "HEAD", "result": "CALL_BACK", "call_back_on": "2026-11-20", "_page": "a1"}
    page = toda.open(path)
    for _ in range(2):  # pressed twice
        assert posted(toda, page, f"{path}/contacts", said).status == 200
    posted(
        toda,
        page,
        f"{path}/holds",
        {"kind": "DISPUTE", "until": "2026-12-31", "reason": "相続の争い", "_page": "a2"},
    )
    posted(toda, page, f"{path}/collector", {"user_id": "toda", "_page": "a3"})
    day = debtor.world.clock.business_day()
    with debtor.world.database.read() as conn:
        assert len(contacts_of(conn, debtor.house)) == 1
        assert [one.kind for one in holds_of(conn, [debtor.house], day)[debtor.house]] == ["DISPUTE"]
        assert collectors_of(conn, [debtor.house], day) == {debtor.house: "toda"}
    debtor.news()
    assert debtor.waits() == "plan"
    assert "納付義務の争い" in toda.open(path).words
    assert "納付義務の争い" in toda.open(f"/households/{debtor.house}").words
    hold = "desk/toda/a2/hold"
    assert posted(toda, page, f"{path}/holds/end", {"hold": hold, "reason": ""}).status == 422
    assert posted(toda, page, f"{path}/holds/end", {"hold": "none", "reason": "取下げ"}).status == 404
    assert posted(toda, page, f"{path}/holds/end", {"hold": hold, "reason": "取下げ"}).status == 200


WRONG = [
    ("contacts", {}, "contact-result"),
    ("contacts", {"way": "PHONE", "spoken_to": "HEAD", "result": "PROMISE"}, "contact-promised_on"),
    (
        "contacts",
        {"way": "PHONE", "spoken_to": "HEAD", "result": "PROMISE", "promised_on": "昨日"},
        "contact-promised_on",
    ),
    ("contacts", {"way": "PHONE", "spoken_to": "HEAD", "result": "OTHER", "note": "あ" * 401}, "contact-note"),
    ("contacts", {"way": "FAX", "spoken_to": "HEAD", "result": "OTHER"}, "contact-way"),
    ("holds", {"kind": "SEIZED", "reason": "x"}, "hold-kind"),
    ("holds", {"kind": "DISPUTE", "reason": "相続の争い"}, "hold-until"),
    ("holds", {"kind": "RELIEF_PENDING", "until": "2026-12-31", "reason": "申請はない"}, "hold-kind"),
    ("holds", {"kind": "WELFARE", "reason": ""}, "hold-reason"),
    ("collector", {"user_id": ""}, "collector-user_id"),
    ("collector", {"user_id": "toda", "until": "2026-01-01"}, "collector-until"),
]


def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(office: Flask, debtor: Debtor) -> None:
    toda, path = Clerk(office, "toda"), f"/households/{debtor.house}/arrears"
    page = toda.open(path)
    for form, said, field in WRONG:
        answer = posted(toda, page, f"{path}/{form}", said)
        assert (answer.status, form, field) == (422, form, field)
        assert answer.page.xpath(f"//*[@id='err-{field}']"), (form, said)
    for form in ("contacts", "holds", "holds/end", "collector"):
        saeki = Clerk(office, "saeki")
        assert posted(saeki, saeki.open("/phone/new"), f"{path}/{form}", {}).status == 403


def test_the_board_takes_the_same_number_of_statements_for_one_case_and_for_many(office: Flask, debtor: Debtor) -> None:
    toda, count = Clerk(office, "toda"), 0

    def seen(*_: object) -> None:
        nonlocal count
        count += 1

    toda.open("/arrears")
    event.listen(debtor.world.database.engine, "before_cursor_execute", seen)
    try:
        toda.open("/arrears")
        board = count
        toda.open(f"/households/{debtor.house}/arrears")
        household = count - board
    finally:
        event.remove(debtor.world.database.engine, "before_cursor_execute", seen)
    assert board < 60
    assert household < 90
