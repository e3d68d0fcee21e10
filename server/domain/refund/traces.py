"""How interest on set-offs came about when it was fixed in several turns (充当加算金の計算の記録)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def traces_joined(earlier: Mapping[str, Any] | None, later: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The trace of one overpayment's interest over two turns of set-offs: each rounded by itself, yen and spans added.

    A turn without interest adds nothing to one that has some: the reason why it is none stands only where all is none.
    """
    if earlier is None or later is None:
        return later if earlier is None else earlier
    amount = int(earlier["amount"]) + int(later["amount"])
    articles = dict.fromkeys((str(earlier["article"]), str(later["article"])))
    return {
        "cause": later["cause"],
        "article": "、".join(articles),
        "amount": amount,
        "exact": str(int(earlier["exact"]) + int(later["exact"])),
        "none_because": None if amount else later["none_because"] or earlier["none_because"],
        "begins": [*earlier["begins"], *later["begins"]],
        "spans": [*earlier["spans"], *later["spans"]],
    }
