"""The words that the bases of many levy decisions share (賦課根拠の共通文言): kept once under their own hash, final."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from server.domain.levy.vocabulary import Form, Vocabulary, forms_json, read_forms
from server.store import tables as t
from server.store.dialects import insert_or_ignore
from server.store.tables.columns import canonical_json
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Words:
    """A vocabulary as it is kept: its forms as compressed JSON, and the hash of that JSON."""

    words_hash: str
    packed: bytes


class SharedWords:
    """The vocabulary of a run and the page on which it stands now; a new page only when it has grown."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._page: tuple[int, Words] | None = None

    def page(self) -> Words:
        """All forms so far."""
        count = len(self.vocabulary.forms)
        if self._page is None or self._page[0] != count:
            text = canonical_json(forms_json(self.vocabulary.forms)).encode()
            self._page = count, Words(hashlib.sha256(text).hexdigest(), zlib.compress(text))
        return self._page[1]


def keep(uow: UnitOfWork, pages: Iterable[Words]) -> None:
    """Keeps pages, each once."""
    wanted = {one.words_hash: one for one in pages}
    column = t.levy_words.c.words_hash
    there = set(uow.conn.execute(select(column).where(column.in_(sorted(wanted)))).scalars()) if wanted else set()
    new = [
        {"words_hash": key, "words": one.packed, "recorded_at": uow.now}
        for key, one in wanted.items()
        if key not in there
    ]
    if new:
        uow.conn.execute(insert_or_ignore(uow.conn, t.levy_words), new)


def forms_of(conn: Connection, hashes: Iterable[str]) -> dict[str, list[Form]]:
    """The forms of pages. Raises ValueError where a page is missing or does not fit its hash."""
    table, wanted = t.levy_words.c, sorted(set(hashes))
    found = {}
    for key, packed in conn.execute(select(table.words_hash, table.words).where(table.words_hash.in_(wanted))):
        text = zlib.decompress(packed)
        if hashlib.sha256(text).hexdigest() != key:
            raise ValueError(f"the words {key} of levy decisions were changed")
        found[key] = read_forms(json.loads(text))
    if missing := sorted(set(wanted) - set(found)):
        raise ValueError(f"the words {missing[0]} of levy decisions are missing")
    return found
