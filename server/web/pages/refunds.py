"""The context of the screen of refunds (還付の振込)."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext

from server.casework.views.refunds import RefundsView
from server.store.refund_files import RefundFile
from server.store.refunds import Refund
from server.web import wording
from server.web.pages.shared import Plain


def refunds_context(view: RefundsView) -> Plain:
    """The context of `refunds.html`."""
    labels = (gettext("振込日"), gettext("作成日"), gettext("件数"), gettext("金額(円)"), gettext("状態"))
    ends = (gettext("案件"), gettext("還付する額(円)"), gettext("請求の期限"), gettext("状態"))
    return {
        "waiting": view.waiting,
        "waiting_yen": view.waiting_yen,
        "pay_on": view.pay_on.isoformat(),
        "files": [_file(one) for one in view.files],
        "columns": [{"label": name, "num": place in (2, 3)} for place, name in enumerate(labels)],
        "rows": [{"cells": _cells(one)} for one in view.files],
        "near_columns": [{"label": name, "num": place == 1} for place, name in enumerate(ends)],
        "near_rows": [{"cells": _near(one)} for one in (*view.returned, *view.near)],
        "action": url_for("refunds.cut"),
        "back_url": url_for("collection.show"),
    }


def _cells(one: RefundFile) -> list[object]:
    done = one.result_on is not None
    state = {"shape": "done", "word": gettext("結果あり")} if done else {"shape": "wait", "word": gettext("結果待ち")}
    return [wording.short_day(one.pay_on), wording.short_day(one.cut_on), one.count, one.total, {"state": state}]


def _file(one: RefundFile) -> Plain:
    return {
        "id": one.file_id,
        "label": gettext("%(day)sに振り込むファイル", day=wording.full_day(one.pay_on)),
        "open": one.result_on is None,
        "file_url": url_for("refunds.file", file_id=one.file_id),
        "result_url": url_for("refunds.results", file_id=one.file_id),
    }


def _near(one: Refund) -> list[object]:
    back = one.state == "RETURNED"
    state = {"shape": "late", "word": gettext("振込不能")} if back else {"shape": "wait", "word": gettext("請求待ち")}
    link = {"value": str(one.number), "url": url_for("cases.show", case_id=one.case_id)}
    return [link, one.yen, wording.short_day(one.lapses_on), {"state": state}]
