"""Payment slips over the API (納付書再発行): what is open, slips printed, the paper."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response

from server.api.plain import plain
from server.api.requests import answer, body, caller, once, text
from server.casework.reissue_slips import PrintedSlip, Wish, issue_slips, slip_pdf
from server.casework.services import Services
from server.casework.views.slips import SlipRow, slips_view
from server.domain.effects import JSON
from server.domain.refusals import FieldError, InputInvalid, Refused

_LINE = frozenset({"claim_key", "subject", "amount"})
_MOST = 60


def add_routes(api: Blueprint, services: Services) -> None:
    """The addresses under `/households/{key}/slips`."""

    @api.get("/households/<key>/slips")
    def slips(key: str) -> Response:
        view = slips_view(services, caller(), key)
        told = {"household_key": key, "use_by": view.use_by.isoformat(), "way": str(view.way)}
        return answer({**told, "open": [_row(row) for row in view.rows]})

    @api.post("/households/<key>/slips")
    def issue(key: str) -> Response:
        data = body("lines", "use_by", optional=("one_each",))
        wishes, use_by = _wishes(data["lines"]), _day(text(data, "use_by"))
        each = data.get("one_each", False)
        if not isinstance(each, bool):
            raise InputInvalid([FieldError("one_each", "wrong_type", {"expected": "boolean"})])
        return once(
            services,
            201,
            lambda made: {"slips": [_printed(one) for one in made]},
            lambda remember: issue_slips(
                services, caller(), key, wishes, one_each=each, use_by=use_by, once="", remember=remember
            ),
        )

    @api.get("/households/<key>/slips/<letter_id>")
    def paper(key: str, letter_id: str) -> Response:
        return Response(slip_pdf(services, caller(), key, letter_id)[1], mimetype="application/pdf")


def _row(row: SlipRow) -> dict[str, JSON]:
    told: dict[str, JSON] = dict(plain(row.payable))
    return {**told, "levy_year": row.levy_year, "instalment_no": row.instalment_no, "barred": row.barred}


def _printed(one: PrintedSlip) -> dict[str, JSON]:
    return dict(plain(one))


def _wishes(sent: Any) -> list[Wish]:
    """The lines asked for; raises `InputInvalid` that names the wrong one."""
    if not isinstance(sent, list) or len(sent) > _MOST:
        raise InputInvalid([FieldError("lines", "wrong_type", {"expected": "array"})])
    return [_wish(one, place) for place, one in enumerate(sent)]


def _wish(one: Any, place: int) -> Wish:
    if not isinstance(one, dict) or one.keys() - _LINE or "claim_key" not in one or "amount" not in one:
        raise InputInvalid([FieldError(f"lines.{place}", "wrong_type", {"expected": "object"})])
    claim, subject, amount = one["claim_key"], one.get("subject", "principal"), one["amount"]
    if not isinstance(claim, str) or not isinstance(subject, str) or type(amount) is not int:
        raise InputInvalid([FieldError(f"lines.{place}", "wrong_type", {"expected": "object"})])
    return Wish(claim[:40], subject, min(amount, 999_999_999))


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError as fault:
        raise Refused("slip_use_by_invalid", at_field="use_by") from fault
