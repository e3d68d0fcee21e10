"""What a household has open, and what nears its last day, as sheets (動いている事柄・期限の近い事柄)."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext

from server.casework.views.near_limits import NearLimit
from server.casework.views.open_matters import OpenMatter, Until
from server.web import wording
from server.web.pages.shared import Plain


def open_sheet(found: Sequence[OpenMatter]) -> list[Plain]:
    """過誤納・還付・求償・保留・返還・承継・審査請求: quiet where nothing is open."""
    items = [_item(one) for one in found]
    if not items:
        return []
    title = gettext("還付・求償・審査請求など")
    return [{"title": title, "id": "open-matters", "kind": "facts", "count": len(items), "items": items}]


def _item(one: OpenMatter) -> Plain:
    yen = "" if one.yen is None else wording.yen(one.yen)
    item: Plain = {"shape": one.shape, "word": one.state, "strong": one.what, "text": yen, "soft": one.said}
    if one.until is not None:
        item["line"] = _until(one.until)
    if one.case_id is not None:
        item["act"] = {"label": gettext("案件を開く"), "url": url_for("cases.show", case_id=one.case_id)}
    return item


def _until(until: Until) -> str:
    day = wording.era_day(until.day)
    said = {
        "CLAIM": gettext("請求の期限 %(day)s", day=day),
        "END": gettext("保留の最終日 %(day)s", day=day),
        "LIMIT": gettext("時効の最終日 %(day)s", day=day),
        "SINCE": gettext("%(day)sから", day=day),
    }
    return str(said[until.what])


def near_sheet(found: Sequence[NearLimit]) -> Plain | None:
    """Refunds that near the last day of their claim or have passed it (PM21)."""
    if not found:
        return None
    items = []
    for one in found:
        late = one.left < 0
        word = gettext("超過") if late else gettext("あと%(n)s日", n=one.left)
        item: Plain = {"shape": "late" if late else "open", "word": word, "strong": one.number}
        item |= {"text": wording.yen(one.yen), "line": _until(Until("CLAIM", one.day))}
        item["act"] = {"label": gettext("案件を開く"), "url": url_for("cases.show", case_id=one.case_id)}
        items.append(item)
    return {
        "title": gettext("期限の近い還付"),
        "id": "near-limits",
        "kind": "facts",
        "count": len(items),
        "items": items,
    }
