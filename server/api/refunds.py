"""Transfers of refunds over the API (還付の振込): what waits, files for the bank, its answers."""

from __future__ import annotations

import base64
import binascii
from datetime import date
from typing import Any

from flask import Blueprint, Response

from server.api.plain import plain
from server.api.requests import answer, body, caller, text
from server.casework.refund_files import cut_file, file_content, take_results
from server.casework.services import Services
from server.casework.views.refunds import refunds_view
from server.domain.effects import JSON
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.store.refund_files import RefundFile

_OF_FILE = ("file_id", "pay_on", "count", "total", "cut_on", "result_on")


def add_routes(api: Blueprint, services: Services) -> None:
    """The addresses under `/refund-files`."""

    @api.get("/refund-files")
    def refund_files() -> Response:
        view = refunds_view(services, caller())
        waiting: dict[str, JSON] = {"waiting": view.waiting, "waiting_yen": view.waiting_yen}
        return answer({**waiting, "pay_on": view.pay_on.isoformat(), "files": [_file(one) for one in view.files]})

    @api.post("/refund-files")
    def cut_refund_file() -> Response:
        return answer(_file(cut_file(services, caller(), _day(text(body("pay_on"), "pay_on")))), 201)

    @api.get("/refund-files/<file_id>/file")
    def refund_file(file_id: str) -> Response:
        name, content = file_content(services, caller(), file_id)
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return Response(content, content_type="application/octet-stream", headers=headers)

    @api.post("/refund-files/<file_id>/results")
    def refund_results(file_id: str) -> Response:
        done = take_results(services, caller(), file_id, _content(text(body("content"), "content")))
        return answer({"paid": done["PAID"], "returned": done["RETURNED"]})


def _file(one: RefundFile) -> dict[str, JSON]:
    told: Any = plain(one)
    return {**{name: told[name] for name in _OF_FILE}, "sha256": one.file_hash}


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError as fault:
        raise Refused("refund_file_day", at_field="pay_on") from fault


def _content(sent: str) -> bytes:
    try:
        return base64.b64decode(sent, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise InputInvalid([FieldError("content", "content_not_base64")]) from fault
