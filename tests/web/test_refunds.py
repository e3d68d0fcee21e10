"""The screen of transfers of refunds: cut, taken out, answered; wrong input told, nothing shown without the right."""

from __future__ import annotations

import io

from flask import Flask

from tests.procedures.outside import Api
from tests.procedures.refunding import at_work, ordered, overpaid_refund
from tests.web.clerk import Clerk
from tests.world import World


def test_a_file_is_cut_taken_out_and_answered_on_the_screen(office: Flask, city: World) -> None:
    api = at_work(Api(city))
    city.grant("saeki", "refund:pay")
    _, case_id = overpaid_refund(api)
    ordered(api, case_id, 22_000)
    clerk = Clerk(office, "saeki")
    assert Clerk(office, "kuroda").open("/refunds").status == 403
    page = clerk.open("/refunds")
    assert (page.status, "22,000" in page.text) == (200, True)
    fields: dict[str, object] = {
        str(one.get("name")): one.get("value") for one in page.page.xpath("(//main//form)[1]//input[@type='hidden']")
    }
    clerk.post("/refunds", {**fields, "pay_on": "2026-11-18"})
    clerk.post("/refunds", {**fields, "pay_on": "2026-11-25"})
    sent = clerk.post("/refunds/2026-11-25-1/file", fields)
    assert sent.answer.mimetype == "application/octet-stream"
    content = bytearray(sent.answer.data)
    content[239:240] = b"0"
    clerk.post("/refunds/2026-11-25-1/results", {**fields, "file": (io.BytesIO(bytes(content)), "kekka.txt")})
    assert city.case(case_id).outcome == "paid"
