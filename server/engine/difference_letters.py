"""The difference of two letters' texts (通知書の文面の違い): sentence by sentence, what is only set otherwise apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from server.engine.difference_types import Change, say
from server.engine.difference_words import Words

_TAG = re.compile(r"<[^>]*>")
_CLOSING = re.compile(r"(</[^>]*>)+")
_LAST_CLOSING = re.compile(r"(</[^>]*>)*$")
_SPACE = re.compile(r"[ \t\r\f\v]+")
_SENTENCES = re.compile(r"(?<=。)|\n")


def template_changes(path: str, old: bytes, new: bytes) -> Iterator[Change]:
    """What changed in a letter's text: sentences added, removed, changed; lines without words are its setting."""
    yield from _pieces(path, _sentences(old), _sentences(new))


def style_changes(path: str, old: bytes, new: bytes) -> Iterator[Change]:
    """What changed in a style sheet, line by line: looks only."""
    for before, after in _pairs(_lines(old), _lines(new)):
        place, label = Words("体裁", "style sheet"), Words(f"「{after or before}」", f"“{after or before}”")
        yield say("layout", path, "", "", "style", place, label, before, after)


def _pieces(path: str, old: list[str], new: list[str]) -> Iterator[Change]:
    letter = path.removeprefix("letters/").split(".", 1)[0]
    place = Words(f"通知書「{letter}」", f"letter “{letter}”")
    for before, after in _pairs(old, new):
        words, words_now = _words(before), _words(after)
        if words == words_now:
            label = Words(f"組み方「{words[:20]}」", f"setting of “{words[:20]}”")
            yield say("layout", path, "", letter, "setting", place, label, before, after)
            continue
        kind = "added" if not words else "removed" if not words_now else "changed"
        yield say(kind, path, "", letter, "sentence", place, Words("文", "sentence"), words or None, words_now or None)


def _pairs(old: list[str], new: list[str]) -> Iterator[tuple[str | None, str | None]]:
    """What differs, side beside side: within a changed stretch the most alike stand together."""
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from _without_moved_ends(old[a:b], new[c:d])


def _without_moved_ends(old: list[str], new: list[str]) -> Iterator[tuple[str | None, str | None]]:
    """The pairs of a stretch. A sentence put behind the last one of a paragraph takes its closing tag over: the one
    before has not changed by that."""
    same_ends = _ends(old) == _ends(new)
    for before, after in _alike(old, new):
        only_ends = same_ends and _LAST_CLOSING.sub("", before or "") == _LAST_CLOSING.sub("", after or "")
        if not only_ends:
            yield before, after


def _ends(pieces: list[str]) -> str:
    return "".join(_LAST_CLOSING.search(one)[0] for one in pieces)  # type: ignore[index]  # it always matches


def _alike(old: list[str], new: list[str]) -> Iterator[tuple[str | None, str | None]]:
    if len(old) == len(new):
        yield from zip(old, new, strict=True)
        return
    fewer, more = (old, new) if len(old) < len(new) else (new, old)
    left = list(more)
    taken: dict[str, str] = {}
    for one in fewer:
        best = max(left, key=lambda other: SequenceMatcher(None, one, other).ratio())
        taken[best] = one
        left.remove(best)
    for one in more:
        pair = (taken.get(one), one) if fewer is old else (one, taken.get(one))
        yield pair


def _sentences(data: bytes) -> list[str]:
    found: list[str] = []
    for piece in (_SPACE.sub(" ", one).strip() for one in _SENTENCES.split(data.decode(errors="replace"))):
        if found and _CLOSING.fullmatch(piece):
            found[-1] += piece  # what only closes belongs to the sentence before
        elif piece:
            found.append(piece)
    return found


def _lines(data: bytes) -> list[str]:
    return [line.strip() for line in data.decode(errors="replace").splitlines() if line.strip()]


def _words(piece: str | None) -> str:
    """What a reader sees of a piece, with what the program puts in."""
    return _TAG.sub("", piece or "").strip()
