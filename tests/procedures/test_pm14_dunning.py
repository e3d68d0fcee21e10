"""PM14 for dunning: her letter goes to the registered mail address under the head office's name; nothing else tells."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from server.api.plain import plain
from server.casework.release_letters import letter_pdf
from server.casework.views.case import case_view
from server.casework.views.dunning import run_csv, run_view
from server.casework.views.task import task_view
from server.domain.effects import JSON, RegisterChange
from server.printing.raster import page_texts
from server.store import letters
from server.store import tables as t
from server.store.households import household_revs
from server.store.letters import Letter
from tests.money.dunning import Dunning, Walk, staff
from tests.procedures.outside import Api
from tests.world import HOUSEHOLDS

HOME = HOUSEHOLDS["protected"]
HIDDEN = (HOME.address, HOME.town, HOME.phone, HOME.key, HOME.head.name)
"""What neither a page nor a list may tell; her letter may name her and nothing else of it."""


@pytest.fixture
def walk(town_api: Api) -> Walk:
    """She and another household owe; the run is decided for cards."""
    staff(town_api.city)
    dunning = Dunning(town_api.city)
    dunning.owes("protected")
    dunning.owes("family")
    dunning.in_up_to(date(2026, 11, 17))
    return Walk(town_api, dunning).start().listed().checked().decided(shape="card")


def hers(walk: Walk) -> Letter:
    """Her dunning letter."""
    line = walk.dunning.lines()[walk.dunning.claims["protected"]]
    with walk.api.city.database.read() as conn:
        found = letters.get_letter(conn, str(line.letter_id))
    assert found is not None
    return found


def moved(walk: Walk) -> None:
    """Her safe address changes: the old one is found out."""
    send_to: dict[str, JSON] = {
        "name": HOME.head.name,
        "postal_code": "000-0002",
        "address": "若葉市南区南町9番9号 気付",
    }
    change: dict[str, JSON] = {
        "household_key": HOME.key,
        "office": HOME.office,
        "postal_code": HOME.postal_code,
        "town": HOME.town,
    }
    change |= {"address": HOME.address, "phone": HOME.phone, "send_to": send_to, "valid_from": "2026-11-18"}
    walk.api.city.change(RegisterChange("put_household", "test/moved", change))


def test_pm14_her_dunning_goes_to_the_mail_address_in_an_envelope_of_the_head_office(walk: Walk) -> None:
    """No card whose outside names the ward; no word of where she lives on the paper, in its data or its request."""
    letter = hers(walk)
    said: Any = letter.data
    assert HOME.send_to is not None
    assert (letter.letter, letter.protected) == ("dunning_run/demand", True)
    assert said["addressee"]["address_lines"] == [HOME.send_to["address"]]
    assert said["contact"]["office"] == "健康保険課"
    city = walk.api.city
    city.grant("saeki", "protected:view")
    _, pdf = letter_pdf(city.services, city.caller("saeki"), letter.letter_id)
    paper = "".join("".join(page.split()) for page in page_texts(pdf))
    told = paper + json.dumps([said, dict(letter.request_keys)], ensure_ascii=False)
    assert not [word for word in (HOME.address, HOME.town, HOME.phone, "中央区役所") if word in told]


def test_pm14_no_page_and_no_list_of_the_run_tells_of_her(walk: Walk) -> None:
    """Run, its CSV lists, its case and its tasks, for an officer without the right to see the protected."""
    city, run_id = walk.api.city, walk.dunning.run().run_id
    caller = city.caller("saeki")
    task = city.open_task(walk.case_id, "hand_over")
    walk.handed_over()
    view = run_view(city.services, caller, run_id)
    assert view.hidden == {HOME.key}
    shown = [
        run_csv(city.services, caller, run_id, kind)[1].decode("utf-8-sig") for kind in ("left", "pulled", "letters")
    ]
    told = (case_view(city.services, caller, walk.case_id), task_view(city.services, caller, task.task_id))
    shown += [json.dumps(plain(page), ensure_ascii=False) for page in told]
    assert not [word for word in HIDDEN if any(word in one for one in shown)]


def test_pm14_a_letter_with_her_old_address_is_pulled_at_the_hand_over(walk: Walk) -> None:
    """Re-checked when it leaves the house: to the old mail address nothing goes, and somebody sees to it."""
    moved(walk)
    walk.handed_over()
    line = walk.dunning.lines()[walk.dunning.claims["protected"]]
    assert line.pulled in ("PROTECTED_ADDRESS", "HOUSEHOLD_MOVED")
    assert (hers(walk).status, line.owner, line.dun_by is not None) == ("void", "saeki", True)


def test_pm14_a_safe_address_moved_without_her_household_is_seen_at_the_hand_over(walk: Walk) -> None:
    """The address itself is compared: not only whether anything of her household moved."""
    moved(walk)
    with walk.api.city.uow() as uow:
        now = household_revs(uow.conn, [HOME.key])[HOME.key]
        uow.conn.execute(
            update(t.letters).where(t.letters.c.letter_id == hers(walk).letter_id).values(household_rev=now)
        )
    walk.handed_over()
    assert walk.dunning.lines()[walk.dunning.claims["protected"]].pulled == "PROTECTED_ADDRESS"


def test_pm14_a_letter_with_her_old_address_is_pulled_at_the_printer(walk: Walk) -> None:
    """And once more before the posting: the pull list has it."""
    walk.handed_over()
    moved(walk)
    walk.do("record_mail", result="pull", slip_no=None, count=None, posted_on=None, reason=None).done()
    line = walk.dunning.lines()[walk.dunning.claims["protected"]]
    assert (line.pulled, line.pulled_at, hers(walk).status) == ("PROTECTED_ADDRESS", "PRINTER", "void")
