"""The letters in memory (通知書の控え): those of the program, and over them the texts that managers released.

A released text holds from its day of issue on. Letters frozen before keep the version they were frozen with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any

from server.printing.check import read_sample
from server.printing.faults import LetterFault
from server.printing.heads import Letter
from server.store import procedures
from server.store.connection import Connection
from server.store.workshop_releases import LetterText, letter_texts, letter_texts_stamp

PREFIX = "letters/"


class KnownLetters(Mapping[str, Letter]):
    """All letters by id; `refresh` looks whether a text was released or withdrawn since."""

    def __init__(self, shipped: Mapping[str, Letter], root: Path) -> None:
        self.shipped = shipped
        self._root = root
        self._lock = Lock()
        self._stamp = (0, 0)
        self._letters: Mapping[str, Letter] = shipped

    def __getitem__(self, key: str) -> Letter:
        return self._letters[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._letters)

    def __len__(self) -> int:
        return len(self._letters)

    def refresh(self, conn: Connection) -> Mapping[str, Letter]:
        """The letters as this connection sees them."""
        stamp = letter_texts_stamp(conn)
        with self._lock:
            if stamp != self._stamp:
                self._letters, self._stamp = _with_texts(conn, self.shipped, letter_texts(conn)), stamp
            return self._letters

    def sample(self, letter: str, name: str) -> dict[str, Any]:
        """The sample `typical` or `hardest`; raises `LetterFault` when there is none."""
        return read_sample(self._root, letter, name)


def source_of(letter: Letter, day: date) -> tuple[str, bytes]:
    """Path and text of the body in force on the day. Raises `LetterFault` when none is."""
    version = letter.on(day)
    return f"{PREFIX}{version.body}", version.templates[version.body].encode()


def _with_texts(conn: Connection, shipped: Mapping[str, Letter], texts: tuple[LetterText, ...]) -> dict[str, Letter]:
    contents = procedures.artefacts(conn, {one.content_hash for one in texts})
    letters = dict(shipped)
    for one in texts:
        if one.letter in letters:
            letters[one.letter] = _with_text(letters[one.letter], shipped[one.letter], one, contents[one.content_hash])
    return letters


def _with_text(letter: Letter, shipped: Letter, text: LetterText, content: bytes) -> Letter:
    """A withdrawn text stays known to the letters that were frozen with it."""
    try:
        version = shipped.on(text.valid_from).rewritten(content.decode(), text.valid_from)
    except LetterFault:  # the letter's own file was taken away: what was shipped since stands
        return letter
    if text.status == "active":
        return letter.with_text(version)
    return Letter(letter.id, letter.versions, (*letter.past, version))
