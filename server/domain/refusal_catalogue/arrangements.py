"""Refusals of pledges, deferrals and the service of letters (分納・猶予・送達)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

_REGISTERS: dict[str, RefusalText] = {
    "pledge_unknown": RefusalText(
        "この分割納付誓約の記録が見つかりません。世帯の記録を確かめてください",
        "There is no record of this pledge. Check the household's records.",
        404,
    ),
    "deferral_unknown": RefusalText(
        "この猶予の記録が見つかりません。世帯の記録を確かめてください",
        "There is no record of this deferral. Check the household's records.",
        404,
    ),
}

TEXTS: dict[str, RefusalText] = {**_REGISTERS}
