"""The difference of two sets of dated values (値の違い): 「催告の期間を10日から14日へ」, with the day it begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from server.domain.value_words import value_in_words
from server.domain.values import DatedValue, Value
from server.domain.wareki import to_wareki
from server.engine.difference_types import Change, say
from server.engine.difference_words import Words, called, key_word, period_word

VALUES = "values"
PERIOD = "period."
_DAY = timedelta(days=1)
_BESIDE = ("unit", "article", "source", "status", "confirm_again_by")


@dataclass(frozen=True, slots=True)
class Place:
    """A value as a sentence calls it: with its key, or by the elements that wait for it (then `name` is its key)."""

    named: Words
    subject: Words
    name: str


def value_changes(
    old: Iterable[DatedValue], new: Iterable[DatedValue], users: Mapping[str, Sequence[str]] | None = None
) -> Iterator[Change]:
    """What changed in the values, by key and first day; `users` names the elements that wait for a named period.

    A new row after the last one ends that by itself: this is one change, told with what held before.
    """
    before, after = _by_key(old), _by_key(new)
    for key in sorted(before.keys() | after.keys()):
        place = _place(key, (users or {}).get(key.removeprefix(PERIOD), ()) if key.startswith(PERIOD) else ())
        yield from _rows(key, place, before.get(key, {}), after.get(key, {}))


def period_lengths(rows: Iterable[DatedValue], day: date) -> dict[str, Words]:
    """The named periods in force on a day, in words, without `period.`."""
    return {
        row.key.removeprefix(PERIOD): period_word(row.unit, row.value)
        for row in rows
        if row.key.startswith(PERIOD) and row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)
    }


def _by_key(rows: Iterable[DatedValue]) -> dict[str, dict[date, DatedValue]]:
    found: dict[str, dict[date, DatedValue]] = {}
    for row in rows:
        found.setdefault(row.key, {})[row.valid_from] = row
    return found


def _rows(
    key: str, place: Place, before: Mapping[date, DatedValue], after: Mapping[date, DatedValue]
) -> Iterator[Change]:
    gone, come = sorted(before.keys() - after.keys()), sorted(after.keys() - before.keys())
    if len(gone) == len(come) == 1 and _same_but_start(before[gone[0]], after[come[0]]):
        label = key_word("from")
        yield say("changed", VALUES, key, key, "from", place.named, label, gone[0].isoformat(), come[0].isoformat())
        gone, come = [], []
    for day in gone:
        yield say("removed", VALUES, key, key, f"{day}", place.named, _since(day), _written(before[day]), None)
    for day in come:
        yield _new_row(key, place, after[day], _in_force(before, day))
    for day in sorted(before.keys() & after.keys()):
        yield from _row(key, place, before[day], after[day], (_end(before, day), _end(after, day)))


def _row(
    key: str, place: Place, old: DatedValue, new: DatedValue, ends: tuple[date | None, date | None]
) -> Iterator[Change]:
    if old.value != new.value:
        yield _became(key, place, old, new)
    for name in _BESIDE:
        one, other = getattr(old, name), getattr(new, name)
        if one != other:
            what = f"{old.valid_from}:{name}"
            kind = "added" if one is None else "removed" if other is None else "changed"
            yield say(kind, VALUES, key, key, what, place.named, key_word(name), _or_none(one), _or_none(other))
    if ends[0] != ends[1]:
        kind = "added" if ends[0] is None else "removed" if ends[1] is None else "changed"
        what, last, last_now = f"{old.valid_from}:to", _or_none(ends[0]), _or_none(ends[1])
        yield say(kind, VALUES, key, key, what, place.named, key_word("to"), last, last_now)


def _new_row(key: str, place: Place, row: DatedValue, held: DatedValue | None) -> Change:
    if held is None:
        label, what = _since(row.valid_from), f"{row.valid_from}"
        return say("added", VALUES, key, key, what, place.named, label, None, _written(row))
    return _became(key, place, held, row)


def _became(key: str, place: Place, old: DatedValue, new: DatedValue) -> Change:
    """The sentence of a value that is another one from a day on."""
    day, was, now = new.valid_from, _words(old), _words(new)
    beside = (f"、{place.name}", f"; {place.name}") if place.name else ("", "")
    ja = f"{place.subject.ja}を{was.ja}から{now.ja}へ({to_wareki(day)}から{beside[0]})"
    en = f"{place.subject.en} from {was.en} to {now.en} (from {day.isoformat()}{beside[1]})"
    return Change(VALUES, key, key, f"{day}", "changed", _written(old), _written(new), ja, en)


def _place(key: str, users: Sequence[str]) -> Place:
    name = key.removeprefix(PERIOD)
    ja, en = ("期間", "period") if key.startswith(PERIOD) else ("値", "value")
    who = called(users)
    beside = (f"({who.ja})", f" ({who.en})") if users else ("", "")
    named = Words(f"{ja}「{name}」{beside[0]}", f"{en} “{name}”{beside[1]}")
    if not users:
        return Place(named, named, "")
    return Place(named, Words(f"{who.ja}の期間", f"period of {who.en}"), name)


def _since(day: date) -> Words:
    return Words(f"値({to_wareki(day)}から)", f"value (from {day.isoformat()})")


def _end(rows: Mapping[date, DatedValue], day: date) -> date | None:
    """The last day of a row, None where the next row ends it by beginning."""
    end = rows[day].valid_to
    return None if end is None or end + _DAY in rows else end


def _in_force(rows: Mapping[date, DatedValue], day: date) -> DatedValue | None:
    held = [
        row for first, row in sorted(rows.items()) if first <= day and (row.valid_to is None or day <= row.valid_to)
    ]
    return held[-1] if held else None


def _same_but_start(old: DatedValue, new: DatedValue) -> bool:
    return old.value == new.value and all(getattr(old, name) == getattr(new, name) for name in _BESIDE)


def _words(row: DatedValue) -> Words:
    """A value as people write it: 14開庁日, 430,000円, 7.71%."""
    value = row.value
    if isinstance(value, int) and not isinstance(value, bool):
        return period_word(row.unit, f"{value:,}")
    return Words(*(value_in_words(row, lang).partition(" (")[0] for lang in ("ja", "en")))


def _plain(value: Value) -> str:
    return "・".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _written(row: DatedValue) -> str:
    return f"{_plain(row.value)} {row.unit}"


def _or_none(value: object) -> str | None:
    return None if value is None else str(value)
