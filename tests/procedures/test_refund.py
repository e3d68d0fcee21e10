"""還付 to each of its ends, through the API; every wrong input answered as written."""

from __future__ import annotations

from datetime import date

from server.casework.refund_files import cut_file, file_content, take_results
from server.exchange.transfer_file import TransferHead, read_transfers, write_transfers
from tests.procedures.outside import Api
from tests.procedures.refunding import (
    at_work,
    letters_of,
    ordered,
    overpaid_refund,
    proved,
)

PAY_ON = date(2026, 11, 25)


def answered(api: Api, file_id: str, *results: str) -> dict[str, int]:
    """The bank sends the file back with a digit for each record."""
    caller = api.city.caller("saeki")
    _, content = file_content(api.city.services, caller, file_id)
    header, transfers, _ = read_transfers(content)
    head = TransferHead(
        header["consignor"], header["consignor_name"], header["bank"], header["bank_name"], header["branch"],
        header["account"], PAY_ON,
    )  # fmt: skip
    return take_results(api.city.services, caller, file_id, write_transfers(head, transfers, results))


def test_claimed_ordered_returned_claimed_again_and_paid(api: Api) -> None:
    """Walked on both databases: the first transfer comes back, the second goes through; nothing is posted twice."""
    at_work(api)
    api.city.grant("saeki", "refund:pay")
    payer, case_id = overpaid_refund(api)
    ordered(api, case_id, 22_000)
    assert payer.overpaid() == 0
    caller = api.city.caller("saeki")
    file = cut_file(api.city.services, caller, PAY_ON)
    assert (file.count, file.total) == (1, 22_000)
    assert answered(api, file.file_id, "1") == {"PAID": 0, "RETURNED": 1}
    ordered(api, case_id, 22_000, account_number="7654321")
    again = cut_file(api.city.services, caller, PAY_ON)
    assert answered(api, again.file_id, "0") == {"PAID": 1, "RETURNED": 0}
    assert api.city.case(case_id).outcome == "paid"
    made = letters_of(api, case_id)
    assert set(made) == {"refund/notice", "refund/paid"}
    proved(api)
