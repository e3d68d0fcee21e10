"""The page of the night's work (夜間処理): progress hour by hour, lateness, what waits."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from flask_babel import gettext, lazy_gettext

from server.casework.views.night import NightView
from server.clock import JAPAN
from server.web import wording
from server.web.pages.shared import Plain

LATE = {
    "1m": lazy_gettext("1分以内"),
    "10m": lazy_gettext("10分以内"),
    "1h": lazy_gettext("1時間以内"),
    "8h": lazy_gettext("8時間以内"),
    "1d": lazy_gettext("1日以内"),
    "later": lazy_gettext("1日を超える"),
}


def night_context(view: NightView) -> Plain:
    """The context of `night.html`."""
    woken = sum(one.cases for one in view.hours)
    return {
        "facts": gettext("業務日時 %(when)s 現在", when=_moment(view.now)),
        "tiles": [
            _due(view),
            {"label": gettext("起こした案件"), "big": woken, "unit": gettext("件"), "line": gettext("この36時間")},
            _incidents(view),
            *_queue(view),
        ],
        "hours": {
            "columns": [
                {"label": gettext("時間")},
                _number(gettext("起こした案件")),
                _number(gettext("うち1件ずつ")),
                _number(gettext("止まった")),
            ],
            "rows": [{"cells": [_hour(one.hour), one.cases, one.alone, one.failed]} for one in view.hours],
        },
        "late": {
            "columns": [
                {"label": gettext("期限からの遅れ")},
                _number(gettext("件数")),
                _number(gettext("割合")),
            ],
            "rows": [{"cells": [str(LATE[name]), n, _share(n, woken)]} for name, n in view.late],
        },
        "any": bool(view.hours),
    }


def _number(label: str) -> Plain:
    return {"label": label, "num": True}


def _due(view: NightView) -> Plain:
    tile: Plain = {"label": gettext("いま期限の来ている案件"), "big": view.due, "unit": gettext("件")}
    if view.oldest is not None:
        tile["line"] = gettext("いちばん古い期限 %(when)s", when=_moment(view.oldest))
    return tile


def _incidents(view: NightView) -> Plain:
    tile: Plain = {"label": gettext("止まっている処理"), "big": view.incidents, "unit": gettext("件")}
    if view.incidents:
        tile |= {"url": url_for("head.show", _anchor="incidents-title"), "line": gettext("所属長の画面で見る")}
    return tile


def _queue(view: NightView) -> list[Plain]:
    if not view.queue:
        return []
    words = {"wake": gettext("案件"), "issue": gettext("通知書")}
    said = [gettext("%(what)s %(n)s", what=words.get(task, task), n=n) for task, n in sorted(view.queued.items())]
    jobs = sum(view.queued.values())
    return [{"label": gettext("行列の仕事"), "big": jobs, "unit": gettext("個"), "line": " ".join(said)}]


def _moment(instant: datetime) -> str:
    here = instant.astimezone(JAPAN)
    return f"{wording.short_day(here)} {here:%H:%M}"


def _hour(hour: datetime) -> str:
    here = hour.astimezone(JAPAN)
    return str(gettext("%(day)s %(hour)s時台", day=wording.short_day(here), hour=here.hour))


def _share(count: int, of: int) -> str:
    return "—" if of == 0 else f"{round(100 * count / of)}%"
