"""Papers that an application needs (必要書類)."""

from __future__ import annotations

from collections.abc import Iterable


def missing_papers(wanted: Iterable[str], handed_in: Iterable[str]) -> tuple[str, ...]:
    """The papers that are not there; `a|b` stands for either."""
    here = set(handed_in)
    return tuple(paper for paper in wanted if not here & set(paper.split("|")))
