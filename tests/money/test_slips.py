"""Slips printed again at the counter (納付書再発行): what is asked for, what is refused, and what the paper says."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pypdfium2
import pytest
import zxingcpp

from server.casework.import_receipts import import_receipts
from server.casework.reissue_slips import PrintedSlip, Wish, issue_slips, slip_pdf
from server.casework.views.slips import slips_view
from server.domain.bar_code_number import read_bar_code
from server.domain.collection_number import read_number
from server.domain.el_qr import read_el_qr
from server.domain.ledger.amounts import Amounts
from server.domain.payment_slip import amount_in_line
from server.domain.receipts import Stage
from server.domain.refusals import InputInvalid, Refused
from server.domain.rights import ALL
from server.exchange.store_file import write_store_file
from server.printing.raster import page_texts
from server.store import letters, payment_slips
from server.store import tables as t
from tests.money.purse import CONSIGNOR, Purse
from tests.procedures.outside import Api
from tests.world import DAY, World

USE_BY = DAY + timedelta(days=14)


@pytest.fixture
def owed(purse: Purse) -> Purse:
    """A family that owes 8,300 yen on each of four instalments."""
    purse.open_account(purse.world.household("family").key, "0000000001", [Amounts(5000, 2000, 1000, 300)] * 4)
    purse.assess()
    return purse


def printed(
    owed: Purse, *wishes: tuple[int, int], by: str = "saeki", household: str = "family", **more: Any
) -> tuple[PrintedSlip, ...]:
    """Slips for these instalments (place from 0, yen)."""
    lines = [Wish(owed.claim_keys[place], "principal", yen) for place, yen in wishes]
    asked: dict[str, Any] = {"one_each": False, "use_by": USE_BY, "once": ""} | more
    key = owed.world.household(household).key
    return issue_slips(owed.world.services, owed.world.caller(by), key, lines, **asked)


def code(owed: Purse, *wishes: tuple[int, int], **more: Any) -> str:
    with pytest.raises(Refused) as refusal:
        printed(owed, *wishes, **more)
    return refusal.value.code


def pdf(owed: Purse, slip: PrintedSlip) -> bytes:
    key = owed.world.household("family").key
    return slip_pdf(owed.world.services, owed.world.caller("saeki"), key, slip.letter_id)[1]


def codes_on(content: bytes) -> list[str]:
    """What a scanner reads off the paper."""
    picture = pypdfium2.PdfDocument(content)[0].render(scale=4).to_pil().convert("L")
    return [one.bytes.decode() for one in zxingcpp.read_barcodes(picture)]


def test_pm04_pm10_bar_code_qr_machine_line_and_words_say_what_is_open_after_a_part_payment(owed: Purse) -> None:
    owed.pay([(owed.number(owed.claim_keys[0]), 3000)])
    (slip,) = printed(owed, (0, 5300), use_by=owed.world.clock.business_day())
    content = pdf(owed, slip)
    found, qr = sorted(codes_on(content), key=len)
    read, told = read_bar_code(found), read_el_qr(qr)
    assert read is not None
    assert told is not None
    words = "".join(page_texts(content)).replace(" ", "")
    line = re.search(rf"{slip.collection_no}\d{{11}}", words)
    assert line is not None
    assert (read.amount, amount_in_line(line[0]), "5,300円" in words) == (5300, 5300, True)
    assert (read.collection_no, read.use_by) == (slip.collection_no, slip.use_by)
    assert (told.collection_no, told.use_by, told.amount) == (slip.collection_no, slip.use_by, 5300)


def test_several_instalments_stand_on_one_slip_or_each_on_its_own(owed: Purse) -> None:
    (together,) = printed(owed, (0, 8300), (1, 8300))
    number = read_number(together.collection_no)
    assert number is not None
    assert (together.amount, number.instalment_no) == (16600, 0)
    each = printed(owed, (0, 8300), (1, 300), one_each=True)
    assert [slip.amount for slip in each] == [8300, 300]


def test_a_slip_above_the_stores_limit_bears_no_code_for_them(owed: Purse) -> None:
    owed.levy(owed.accounts[0], [Amounts(300_001, 0, 0, 0)] + [Amounts(0, 0, 0, 0)] * 3)
    (over,) = printed(owed, (0, 300_001))
    (qr,) = codes_on(pdf(owed, over))
    assert (over.has_store_code, read_el_qr(qr) is not None) == (False, True)
    (at_limit,) = printed(owed, (0, 300_000))
    assert at_limit.has_store_code


def test_the_old_slip_is_replaced_and_money_paid_by_it_is_looked_at(owed: Purse) -> None:
    (old,) = printed(owed, (0, 8300))
    (new,) = printed(owed, (0, 8300))
    with owed.world.database.read() as conn:
        slips = payment_slips.slips(conn, [old.collection_no, new.collection_no])
    assert (slips[old.collection_no].superseded_by, slips[new.collection_no].superseded_by) == (
        new.collection_no,
        None,
    )
    done = owed.pay([(old.collection_no, 8300), (new.collection_no, 8300)])
    assert done.outcomes == {"FULL": 1, "OVERPAID": 1}
    assert dict(done.look_at)[1] == ("slip_superseded",)


def test_the_page_pressed_twice_prints_once(owed: Purse) -> None:
    first = printed(owed, (0, 8300), (1, 8300), one_each=True, once="page-1")
    assert printed(owed, (0, 8300), (1, 8300), one_each=True, once="page-1") == first
    with owed.world.database.read() as conn:
        assert len(letters.find_letters(conn, ALL, letter="slip_reissue/slip").items) == 2


def test_the_household_sees_the_slip_among_its_letters_handed_over_by_the_clerk(owed: Purse) -> None:
    (slip,) = printed(owed, (0, 8300))
    with owed.world.database.read() as conn:
        letter = letters.get_letter(conn, slip.letter_id)
    assert letter is not None
    assert (letter.status, letter.released_by, letter.household_key) == (
        "handed_over",
        "saeki",
        owed.world.household("family").key,
    )


def test_no_address_stands_on_a_slip(owed: Purse) -> None:
    (slip,) = printed(owed, (0, 8300))
    words = "".join(page_texts(pdf(owed, slip))).replace(" ", "")
    assert "桑原" in words
    assert "泉町" not in words


@pytest.mark.parametrize(
    ("wishes", "more", "expected"),
    [
        ((), {}, "slip_nothing_chosen"),
        (((0, 0),), {}, "slip_amount_invalid"),
        (((0, 8301),), {}, "slip_more_than_open"),
        (((0, 100), (0, 200)), {}, "slip_claim_unknown"),
        (((0, 100),), {"use_by": DAY - timedelta(days=1)}, "slip_use_by_past"),
        (((0, 100),), {"use_by": DAY + timedelta(days=181)}, "slip_use_by_late"),
        (((0, 100),), {"household": "single"}, "slip_claim_unknown"),
        (((0, 100),), {"by": "kitano"}, "out_of_scope"),
        (((0, 100),), {"by": "hayakawa"}, "no_right"),
        (((0, 100),), {"household": "protected"}, "protected_person"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_printed(
    owed: Purse, wishes: tuple[tuple[int, int], ...], more: dict[str, Any], expected: str
) -> None:
    assert code(owed, *wishes, **more) == expected
    with owed.world.database.read() as conn:
        assert conn.execute(t.payment_slips.select()).all() == []
        assert letters.find_letters(conn, ALL, letter="slip_reissue/slip").items == ()


def test_every_wrong_line_is_named_at_once(owed: Purse) -> None:
    with pytest.raises(InputInvalid) as refusal:
        printed(owed, (0, 0), (1, 9000), (2, 8300))
    assert [one.code for one in refusal.value.errors] == ["slip_amount_invalid", "slip_more_than_open"]


def test_what_was_paid_since_the_page_was_opened_is_said(owed: Purse) -> None:
    owed.pay([(owed.number(owed.claim_keys[0]), 8000)])
    lines = [Wish(owed.claim_keys[0], "principal", 300, seen=8300)]
    with pytest.raises(Refused, match="slip_changed"):
        issue_slips(
            owed.world.services,
            owed.world.caller("saeki"),
            owed.world.household("family").key,
            lines,
            one_each=False,
            use_by=owed.world.clock.business_day(),
            once="",
        )


def test_pm15_no_slip_asks_for_what_is_extinct_nor_may_be_used_after_it(owed: Purse) -> None:
    owed.world.clock.set(date(2028, 6, 20))
    view = slips_view(owed.world.services, owed.world.caller("saeki"), owed.world.household("family").key)
    assert view.rows[0].payable.prescribed_after == date(2028, 6, 30)
    assert code(owed, (0, 8300), use_by=date(2028, 7, 1)) == "slip_use_by_late"
    owed.world.clock.set(date(2028, 7, 3))
    assert code(owed, (0, 8300), use_by=date(2028, 7, 10)) == "slip_prescribed"
    assert printed(owed, (1, 8300), use_by=date(2028, 7, 10))


def test_a_second_slip_is_printed_by_a_server_at_work(owed: Purse) -> None:
    printed(owed, (1, 8300))  # a server that has been at work
    (slip,) = printed(owed, (0, 8300))
    assert pdf(owed, slip).startswith(b"%PDF")


def test_a_program_prints_a_slip_once_under_its_key(owed: Purse) -> None:
    api, key = Api(owed.world), owed.world.household("family").key
    told = api.get("saeki", f"/households/{key}/slips").done()
    assert [(row["open"], row["barred"]) for row in told["open"]] == [(8300, None)] * 4
    lines = [{"claim_key": owed.claim_keys[0], "amount": 300}]
    asked = {"lines": lines, "use_by": USE_BY.isoformat()}
    first = api.post("saeki", f"/households/{key}/slips", asked, "k1").done()
    assert api.post("saeki", f"/households/{key}/slips", asked, "k1").done() == first
    (slip,) = first["slips"]
    assert api.get("saeki", f"/households/{key}/slips/{slip['letter_id']}").content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"lines": []}, "slip_nothing_chosen"),
        ({"lines": "x"}, "wrong_type"),
        ({"lines": [{"claim_key": 1, "amount": 1}]}, "wrong_type"),
        ({"lines": [{"claim_key": "x", "amount": 1}]}, "slip_claim_unknown"),
        ({"use_by": "tomorrow"}, "slip_use_by_invalid"),
        ({"one_each": 1}, "wrong_type"),
        ({"more": 1}, "unknown_field"),
    ],
)
def test_a_program_is_told_what_is_wrong(owed: Purse, changed: dict[str, Any], expected: str) -> None:
    key = owed.world.household("family").key
    asked = {"lines": [{"claim_key": owed.claim_keys[0], "amount": 1}], "use_by": USE_BY.isoformat()} | changed
    reply = Api(owed.world).post("saeki", f"/households/{key}/slips", asked)
    codes = [one["code"] for one in reply.body.get("errors") or []] or [reply.code]
    assert codes == [expected]


def test_a_slip_is_printed_and_replaced_on_both_kinds_of_database(money: World) -> None:
    owed = Purse(money)
    owed.open_account(money.household("family").key, "0000000001", [Amounts(5000, 2000, 1000, 300)] * 4)
    (old,), (new,) = printed(owed, (0, 8300)), printed(owed, (0, 8300))
    with money.database.read() as conn:
        assert payment_slips.slips(conn, [old.collection_no])[old.collection_no].superseded_by == new.collection_no


def test_a_payment_that_a_store_only_told_of_is_shown_before_a_second_slip_is_printed(owed: Purse) -> None:
    file = owed.file([(owed.number(owed.claim_keys[1]), 8300)], stage=Stage.PRELIM)
    content = write_store_file(file, CONSIGNOR)
    import_receipts(owed.world.services, owed.world.caller("saeki"), "store_receipts", content, name="x", credited=0)
    view = slips_view(owed.world.services, owed.world.caller("saeki"), owed.world.household("family").key)
    assert [row.in_transit for row in view.rows] == [False, True, False, False]
