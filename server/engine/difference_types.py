"""One change between two versions (変更点), and the sentence that tells it in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from server.engine.difference_words import Words

SHOWN = 60  # characters of a long text that stand in a sentence; the whole stands in `old` and `new`
_BEFORE = 12  # characters before the first difference that are shown with it


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs. `kind` is added, removed, changed, moved (an order with meaning) or layout (only looks).

    `element` is the id (of a node, row, field), empty for the file as a whole; `what` a stable key of the property;
    `old` and `new` the two sides, None where there is none; `ja` and `en` say it in a sentence.
    """

    path: str
    element: str
    name: str
    what: str
    kind: str
    old: str | None
    new: str | None
    ja: str
    en: str

    def as_json(self) -> dict[str, object]:
        """The change as data."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Periods:
    """The length of the named periods on both sides, in words: `document_wait` → 14開庁日 / 14 open days."""

    old: Mapping[str, Words] = field(default_factory=dict)
    new: Mapping[str, Words] = field(default_factory=dict)


def say(
    kind: str,
    path: str,
    element: str,
    name: str,
    what: str,
    place: Words,
    label: Words,
    old: str | None,
    new: str | None,
) -> Change:
    """A change with its sentence. `place` names the thing, `label` its property (empty for the thing as a whole)."""
    sides = (Words(old or "", old or ""), Words(new or "", new or ""))
    return say_in(kind, path, element, name, what, place, label, sides, (old, new))


def say_in(
    kind: str,
    path: str,
    element: str,
    name: str,
    what: str,
    place: Words,
    label: Words,
    words: tuple[Words, Words],
    sides: tuple[str | None, str | None],
) -> Change:
    """As `say`, for sides that read otherwise in each language."""
    old, new = sides
    cut_ja, cut_en = cut(words[0].ja, words[1].ja, "「」"), cut(words[0].en, words[1].en, "“”")
    ja = _japanese(kind, place.ja, label.ja, cut_ja, old, new)
    en = _english(kind, place.en, label.en, cut_en, old, new)
    return Change(path, element, name, what, kind, old, new, ja, en)


def _japanese(kind: str, place: str, label: str, shown: tuple[str, str], old: str | None, new: str | None) -> str:
    of = f"{place}の{label}" if label else place
    if kind == "layout":
        return f"{of}(見た目だけ)"
    if kind == "moved":
        return f"{of}を並べ替え" if old is None else f"{of}を{shown[0]}から{shown[1]}へ"
    if not label or (old is None and new is None):
        return {"added": f"{of}を追加", "removed": f"{of}を削除"}.get(kind, f"{of}を変更")
    if old is None:
        return f"{place}に{label}{shown[1]}を追加"
    return f"{of}{shown[0]}を削除" if new is None else f"{of}を{shown[0]}から{shown[1]}へ"


def _english(kind: str, place: str, label: str, shown: tuple[str, str], old: str | None, new: str | None) -> str:
    of = f"{place}: {label}" if label else place
    if kind == "layout":
        return f"{of} (looks only)"
    if kind == "moved":
        return f"{of} moved" if old is None else f"{of} moved from {shown[0]} to {shown[1]}"
    if not label or (old is None and new is None):
        return f"{of} {kind}"
    if old is None:
        return f"{of} {shown[1]} added"
    return f"{of} {shown[0]} removed" if new is None else f"{of} from {shown[0]} to {shown[1]}"


def cut(old: str, new: str, marks: str) -> tuple[str, str]:
    """Both sides short enough for a sentence, beginning a little before they part; in quotation marks."""
    if len(old) <= SHOWN and len(new) <= SHOWN:
        return _quoted(old, marks), _quoted(new, marks)
    same = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    begin = max(0, same - _BEFORE) if old and new else 0
    return _quoted(_part(old, begin), marks), _quoted(_part(new, begin), marks)


def _part(text: str, begin: int) -> str:
    after = "…" if len(text) > begin + SHOWN else ""
    return ("…" if begin else "") + text[begin : begin + SHOWN] + after


def _quoted(text: str, marks: str) -> str:
    return f"{marks[0]}{text}{marks[1]}"


def moved(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """What stands elsewhere among the things common to both orders: as few as possible, in the new order."""
    place = {one: i for i, one in enumerate(old)}
    common = [one for one in new if one in place]
    return _outside_longest([place[one] for one in common], common)


def _outside_longest(places: list[int], names: list[str]) -> list[str]:
    """The names outside a longest rising run of their places."""
    best = [1] * len(places)
    before = [-1] * len(places)
    for i, here in enumerate(places):
        for j in range(i):
            if places[j] < here and best[j] + 1 > best[i]:
                best[i], before[i] = best[j] + 1, j
    kept: set[int] = set()
    at = max(range(len(places)), key=lambda i: best[i], default=-1)
    while at >= 0:
        kept.add(at)
        at = before[at]
    return [name for i, name in enumerate(names) if i not in kept]
