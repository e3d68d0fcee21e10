"""A line of a book as its row (仕訳の行): column by column, or cut with a stencil where a run writes many of a kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server.domain.ledger.books import Posting
from server.store import tables as t
from server.store.stencils import Row, Stencil
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Origin:
    """What brought the postings: the file, case or run, and the second person where one is needed."""

    by_event: str
    case_id: str | None = None
    second_user: str | None = None


def posting_row(uow: UnitOfWork, posting: Posting, origin: Origin, line_no: int) -> dict[str, Any]:
    """The row without its mark."""
    return posting.amounts.as_dict() | {
        "book": posting.book,
        "line_no": line_no,
        "kind": str(posting.kind),
        "accounting_year": posting.accounting_year,
        "standing": str(posting.standing),
        "claim_key": posting.claim,
        "value_on": posting.value_on,
        "posted_on": uow.business_day,
        "unsplit": posting.unsplit,
        "levy_id": posting.levy_id,
        "receipt_id": posting.receipt_id,
        "channel": posting.channel,
        "reverses": posting.reverses,
        "reason": posting.reason,
        "case_id": origin.case_id,
        "by_event": origin.by_event,
        "by_user": uow.actor.user_id,
        "second_user": origin.second_user,
        "recorded_at": uow.now,
        "assessment_no": None,
    }


_NUMBERS = ("line_no", "basic", "support", "care", "child")


class PostingCutter:
    """Cuts the rows of one unit of work; lines of one kind differ in book, number, claim, levy and premium only."""

    def __init__(self, uow: UnitOfWork, origin: Origin) -> None:
        self.uow, self.origin = uow, origin
        self.rows: list[Row] = []
        self._stencils: dict[tuple[Any, ...], Stencil] = {}

    def cut(self, posting: Posting, line_no: int) -> str:
        """Cuts the row of a line and answers its mark."""
        yen = posting.amounts
        texts = [text for text in (posting.book, posting.claim, posting.levy_id) if text is not None]
        row, mark = self._stencil(posting).cut(texts, (line_no, yen.basic, yen.support, yen.care, yen.child))
        self.rows.append(row)
        return mark

    def _stencil(self, one: Posting) -> Stencil:
        extras = (one.amounts.late, one.amounts.fee, one.amounts.cost, one.unsplit)
        says = (one.receipt_id, one.channel, one.reverses, one.reason)
        kind = (one.kind, one.accounting_year, one.standing, one.value_on, one.claim is None, one.levy_id is None)
        key = (*kind, *extras, *says)
        found = self._stencils.get(key)
        if found is None:
            texts = [name for name, value in _texts(one) if value is not None]
            row = posting_row(self.uow, one, self.origin, 0)
            same = {name: value for name, value in row.items() if name not in (*texts, *_NUMBERS)}
            found = self._stencils[key] = Stencil(t.postings, self.uow.conn.dialect, same, texts, _NUMBERS)
        return found


def _texts(one: Posting) -> tuple[tuple[str, str | None], ...]:
    return ("book", one.book), ("claim_key", one.claim), ("levy_id", one.levy_id)
