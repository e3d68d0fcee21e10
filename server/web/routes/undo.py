"""Taking back one's own last completion (取り消し)."""

from __future__ import annotations

from flask import Blueprint, Response, flash, url_for
from flask_babel import gettext

from server.casework.undo import own_last, undo_last
from server.domain.refusals import Refused
from server.web.access import caller, needs_work, services
from server.web.errors import typed_stays
from server.web.kit import message, page, to

undo = Blueprint("undo", __name__, url_prefix="/undo")


@undo.get("")
@needs_work
def show() -> Response:
    """What one did last, with what can still be taken back."""
    return _page(None)


def _page(refusal: Refused | None, **_: str) -> Response:
    done = [
        {
            "number": one.number,
            "step": one.step,
            "at": one.at,
            "late": one.late,
            "url": url_for("cases.show", case_id=one.case_id),
            "undo_url": url_for("undo.take_back", case_id=one.case_id),
        }
        for one in own_last(services(), caller())
    ]
    said = None if refusal is None else message(refusal)
    status = 200 if refusal is None else refusal.status
    return page("undo.html", here="inbox", status=status, done=done, refused=said, back_url=url_for("inbox.show"))


@undo.post("/<case_id>")
@needs_work
@typed_stays(_page)
def take_back(case_id: str) -> Response:
    """取り消す: the task is open again, as it was."""
    task_id = undo_last(services(), caller(), case_id)
    flash(gettext("取り消しました。もう一度進めてください"))
    return to("tasks.show", task_id=task_id)
