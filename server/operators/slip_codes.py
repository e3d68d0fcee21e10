"""The codes of a slip (納付書の符号): one number and one amount as line, bar code and eL-QR, made in one place.

Every letter that carries a slip takes them from here, so that no two spellings of a slip can differ.
"""

from __future__ import annotations

from datetime import date

from server.domain.effects import JSON
from server.domain.el_qr import ElQrNumber
from server.domain.operating import Context
from server.domain.payment_slip import machine_line, store_code
from server.domain.refusals import Refused
from server.domain.values import Values


def slip_codes(collection_no: str, amount: int, use_by: str, context: Context) -> dict[str, JSON]:
    """The slots `collection_no`, `amount` (yen), `use_by` and the three codes of the slip.

    `store_digits` is null above the stores' limit, `el_qr` where the city does not take part on the day of issue; a
    city that has said nothing of it does not.
    """
    values, day, until = context.values, context.today, date.fromisoformat(use_by)
    el_qr = None
    if _takes_part(values, day):
        institution, kind = (values.text(f"receipts.el_qr_{name}", day) for name in ("institution", "kind"))
        el_qr = str(ElQrNumber(institution, kind, collection_no, until, amount))
    return {
        "collection_no": collection_no,
        "use_by": use_by,
        "amount": amount,
        "machine_line": machine_line(collection_no, amount),
        "store_digits": store_code(values.text("receipts.store_consignor", day), collection_no, amount, until),
        "el_qr": el_qr,
    }


def _takes_part(values: Values, day: date) -> bool:
    try:
        return values.flag("receipts.el_qr", day)
    except Refused:  # an installation whose values are older than the eL-QR
        return False
