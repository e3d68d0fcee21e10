"""Address protection (支援措置): the rules that need no register.

Residents' Basic Register practice (住民基本台帳事務処理要領 第5-10): a victim of violence, stalking or abuse is hidden
from whom she fled; the measure lasts one year, renewable, and never ends by silence.
"""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from typing import Final

from server.domain.calendar import months_after
from server.domain.effects import JSONObject
from server.domain.values import Values

SLUG: Final = "address_protection"
FOR_FEW: Final = frozenset({SLUG})
"""Procedures whose every case is for few from its first moment: the mere existence of one tells something."""
NEUTRAL_OFFICE: Final = "hq"
"""The office in whose name letters to a protected person go out: a ward's name would tell where she lives."""
PROVISIONAL, DECIDED = "PROVISIONAL", "DECIDED"
HIDDEN_ADDRESS: Final = "支援措置により別に管理"
"""What stands for the address of her own household in the register of households: the safe one is sealed elsewhere."""


def for_few(slug: str) -> bool:
    """Whether cases, letters and lists of a procedure are for those alone who may see protected persons."""
    return slug in FOR_FEW


def letter_for_few(letter: str) -> bool:
    """The same of a letter (`slug/letter`)."""
    return for_few(letter.partition("/")[0])


def latest_until(valid_from: date, values: Values, day: date) -> date:
    """The last day that a period of protection may have (期間は1年以内): the day before the same day a year later."""
    months = values.integer("protection.longest_months", day)
    return months_after(valid_from, months) - timedelta(days=1)


def same_place(one: JSONObject, other: JSONObject) -> bool:
    """Whether two addresses {postal_code, address} are one place, spelled as they may be."""
    mine, theirs = _plain(str(one.get("address") or "")), _plain(str(other.get("address") or ""))
    if not mine or not theirs:
        return False
    return mine == theirs or mine.startswith(theirs) or theirs.startswith(mine)


def _plain(address: str) -> str:
    """An address without blanks and hyphens, digits and letters of one width."""
    spelled = unicodedata.normalize("NFKC", address)
    kanji = str.maketrans("〇一二三四五六七八九", "0123456789")
    spelled = spelled.translate(kanji)
    for sign in ("丁目", "番地", "番", "号"):
        spelled = spelled.replace(sign, "-")
    kept = (sign for sign in spelled if not sign.isspace())
    return "-".join(part for part in "".join(kept).replace("ー", "-").replace("−", "-").split("-") if part)
