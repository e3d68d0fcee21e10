"""時効管理 and 不納欠損の報告: what comes to its end, what was written off; screens that can be printed, and files."""

from __future__ import annotations

import dataclasses

from flask import Blueprint, Response, request

from server.casework.views.limitation import (
    MAY_SEE,
    limitation_rows,
    limitation_view,
    write_off_rows,
    write_off_view,
)
from server.store.limitation_list import Wanted
from server.web.access import business_day, caller, needs_one_of, services
from server.web.kit import page, whole
from server.web.pages.limitation import LISTS, limitation_context, write_off_context
from server.web.pages.limitation_files import limitation_csv, write_off_csv

limitation = Blueprint("limitation", __name__, url_prefix="/limitation")
_PAGE_FIGURES = 4


def _asked() -> tuple[str, Wanted]:
    which = request.args.get("list", "90")
    which = which if which in LISTS else "90"
    wanted = LISTS[which]
    return which, dataclasses.replace(wanted, collector=caller().user_id) if which == "mine" else wanted


def _page() -> int:
    return max(1, whole(request.args.get("page"), _PAGE_FIGURES) or 1)


@limitation.get("")
@needs_one_of(*MAY_SEE)
def show() -> Response:
    """時効管理: `?list=30|60|90|mine|extinct|doubtful`, `?page=`."""
    which, wanted = _asked()
    view = limitation_view(services(), caller(), wanted, _page())
    return page("limitation.html", here="arrears", **limitation_context(view, which))


@limitation.get("/list.csv")
@needs_one_of(*MAY_SEE)
def file() -> Response:
    """The same question as a file."""
    which, wanted = _asked()
    return _csv(limitation_csv(limitation_rows(services(), caller(), wanted)), f"jiko-{which}")


@limitation.get("/write-offs")
@needs_one_of(*MAY_SEE)
def write_offs() -> Response:
    """不納欠損の報告: `?year=` the fiscal year, `?page=`."""
    view = write_off_view(services(), caller(), whole(request.args.get("year"), _PAGE_FIGURES), _page())
    return page("write_offs.html", here="arrears", **write_off_context(view))


@limitation.get("/write-offs.csv")
@needs_one_of(*MAY_SEE)
def write_off_file() -> Response:
    """The year's write-offs as a file."""
    year = whole(request.args.get("year"), _PAGE_FIGURES)
    return _csv(write_off_csv(write_off_rows(services(), caller(), year)), f"kesson-{year or 'now'}")


def _csv(content: bytes, name: str) -> Response:
    said = f'attachment; filename="{name}-{business_day().isoformat()}.csv"'
    headers = {"Content-Disposition": said, "Cache-Control": "no-store"}
    return Response(content, mimetype="text/csv", headers=headers)
