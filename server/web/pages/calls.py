"""The sheet of one call (架電の記録) of a contracted caller: name, telephone, what is owed, what to say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from server.casework.views.calls import Call
from server.domain.arrears_words import RESULTS, SPOKEN_TO, Pair
from server.web import wording
from server.web.pages.arrears import word
from server.web.pages.shared import Plain, columns

FIELDS = ("spoken_to", "result", "promised_on", "promised_yen", "call_back_on", "note")


def call_context(one: Call, typed: Mapping[str, str], wrong: Mapping[str, str], *, action: str, page_key: str) -> Plain:
    """The context of `call.html`."""
    return {
        "facts": gettext("%(name)s 世帯", name=one.name),
        "pairs": _pairs(one),
        "lines": _lines(one),
        "action": action,
        "page_key": page_key,
        "typed": typed,
        "wrong": wrong,
        "form": "contact",
        "choices": {"spoken_to": _options(SPOKEN_TO), "result": _options(RESULTS)},
    }


def _pairs(one: Call) -> list[Plain]:
    pairs: list[Plain] = [
        {"label": gettext("氏名"), "value": one.name, "strong": True},
        {"label": gettext("電話"), "value": one.phone or gettext("登録がない"), "code": True},
        {"label": gettext("合計"), "value": wording.yen(one.now), "strong": True},
    ]
    if one.transit:
        soft = gettext("速報。おわびして、確かめると伝える")
        pairs.append({"label": gettext("入金確認待ち"), "value": wording.yen(one.transit), "soft": soft})
    return pairs


def _lines(one: Call) -> Plain:
    rows = [{"cells": _line(line)} for line in one.lines]
    return {
        "columns": columns(gettext("期別"), gettext("納期限"), gettext("残高 円"), num=(2,)),
        "rows": rows,
        "foot": [gettext("計"), "", one.now],
    }


def _line(line: Mapping[str, Any]) -> list[object]:
    number = gettext("%(year)s年度 %(no)s期", year=line["levy_year"], no=line["no"])
    return [number, wording.column_day(line["due_on"]), line["open"]]


def _options(words: Mapping[str, Pair]) -> list[Plain]:
    return [{"value": key, "label": word(pair)} for key, pair in words.items()]
