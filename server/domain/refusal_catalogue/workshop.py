"""Refusals of the managers' workshop (手続の工房)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

TEXTS: dict[str, RefusalText] = {
    "workshop_nothing_here": RefusalText(
        "「{path}」に手続のファイルがありません。場所を確かめてください",
        "There is no file of a procedure at “{path}”. Check the place.",
        422,
    ),
}
