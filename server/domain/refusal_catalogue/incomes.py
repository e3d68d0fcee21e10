"""Refusals of incomes, of linked files that bring them, of declarations and of reliefs (所得・簡易申告・産前産後)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

_RELIEFS: dict[str, RefusalText] = {
    "relief_unknown": RefusalText(
        "軽減・免除の記録「{relief}」がその日に見つかりません。世帯の台帳を確かめてください",
        'There is no relief "{relief}" on that day. Check the household\'s register.',
        404,
    ),
}

TEXTS: dict[str, RefusalText] = {**_RELIEFS}
