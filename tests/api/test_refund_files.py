"""The transfer file of refunds over the API: cut, taken out and answered once, by whoever holds the right."""

from __future__ import annotations

from base64 import b64encode
from datetime import date

from server.domain.effects import JSON
from server.exchange.transfer_file import TransferHead, read_transfers, write_transfers
from tests.procedures.outside import Api
from tests.procedures.refunding import at_work, ordered, overpaid_refund, proved

DAY = "2026-11-25"


def test_a_file_is_cut_taken_out_and_answered_once(town_api: Api) -> None:
    api = at_work(town_api)
    assert (api.get("saeki", "/refund-files").status, api.get("saeki", "/refund-files").code) == (403, "no_right")
    api.city.grant("saeki", "refund:pay")
    assert api.post("saeki", "/refund-files", {"pay_on": DAY}).code == "refund_file_empty"
    _, case_id = overpaid_refund(api)
    ordered(api, case_id, 22_000)
    for wrong in ("", "tomorrow", "2026-11-18", "2026-11-22", "2027-11-25"):
        refused = api.post("saeki", "/refund-files", {"pay_on": wrong})
        assert (refused.status, refused.code, refused.body["field"]) == (422, "refund_file_day", "pay_on")
    assert api.post("saeki", "/refund-files", {"pay_on": 20261125}).status == 422
    seen = api.get("saeki", "/refund-files").done()
    assert (seen["waiting"], seen["waiting_yen"], seen["files"]) == (1, 22_000, [])
    made = api.post("saeki", "/refund-files", {"pay_on": DAY}).done()
    assert (made["file_id"], made["count"], made["total"], made["result_on"]) == (f"{DAY}-1", 1, 22_000, None)
    assert api.post("saeki", "/refund-files", {"pay_on": DAY}).code == "refund_file_empty"
    at = f"/refund-files/{made['file_id']}"
    assert api.get("okamura", f"{at}/file").code == "no_right"
    assert api.get("saeki", "/refund-files/2026-11-25-9/file").status == 404
    out = api.get("saeki", f"{at}/file")
    assert out.status == 200
    as_sent = in_base64(out.content)
    for content, code in (("***", None), ("", "receipt_file_invalid"), (as_sent, "refund_result_differs")):
        refused = api.post("saeki", f"{at}/results", {"content": content})
        assert refused.status == 422, refused.body
        assert code in (None, refused.code)
    answer: dict[str, JSON] = {"content": in_base64(answered(out.content, "0"))}
    assert api.post("okamura", f"{at}/results", answer).code == "no_right"
    assert api.post("saeki", f"{at}/results", answer).done() == {"paid": 1, "returned": 0}
    assert api.post("saeki", f"{at}/results", answer).code == "refund_result_in"
    assert api.city.case(case_id).outcome == "paid"
    proved(api)


def in_base64(content: bytes) -> str:
    return b64encode(content).decode()


def answered(content: bytes, digit: str) -> bytes:
    """The bank's answer: the same file with a digit in each record."""
    header, transfers, _ = read_transfers(content)
    names = ("consignor", "consignor_name", "bank", "bank_name", "branch", "account")
    head = TransferHead(*(header[name] for name in names), date.fromisoformat(DAY))
    return write_transfers(head, transfers, [digit] * len(transfers))
