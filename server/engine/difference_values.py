"""The difference of two sets of dated values (値の違い): 「14開庁日から20開庁日へ」, with the day it begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from server.domain.values import DatedValue, Value
from server.engine.difference_types import Change, say, say_in
from server.engine.difference_words import Words, key_word, period_word

VALUES = "values"
PERIOD = "period."
_DAY = timedelta(days=1)
_SHOWN_USERS = 3
_BESIDE = ("unit", "article", "source", "status", "confirm_again_by")


def value_changes(
    old: Iterable[DatedValue], new: Iterable[DatedValue], users: Mapping[str, Sequence[str]] | None = None
) -> Iterator[Change]:
    """What changed in the values, by key and first day; `users` names the elements that wait for a named period.

    A new row after the last one ends that by itself: this is one change, told with what held before.
    """
    before, after = _by_key(old), _by_key(new)
    for key in sorted(before.keys() | after.keys()):
        place = _place(key, (users or {}).get(key.removeprefix(PERIOD), ()))
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
    key: str, place: Words, before: Mapping[date, DatedValue], after: Mapping[date, DatedValue]
) -> Iterator[Change]:
    gone, come = sorted(before.keys() - after.keys()), sorted(after.keys() - before.keys())
    if len(gone) == len(come) == 1 and _same_but_start(before[gone[0]], after[come[0]]):
        label = key_word("from")
        yield say("changed", VALUES, key, key, "from", place, label, gone[0].isoformat(), come[0].isoformat())
        gone, come = [], []
    for day in gone:
        yield say("removed", VALUES, key, key, f"{day}", place, _since(day), _written(before[day]), None)
    for day in come:
        yield _new_row(key, place, after[day], _in_force(before, day))
    for day in sorted(before.keys() & after.keys()):
        yield from _row(key, place, before[day], after[day], (_end(before, day), _end(after, day)))


def _row(
    key: str, place: Words, old: DatedValue, new: DatedValue, ends: tuple[date | None, date | None]
) -> Iterator[Change]:
    if old.value != new.value:
        words = (period_word(old.unit, _plain(old.value)), period_word(new.unit, _plain(new.value)))
        sides = (_written(old), _written(new))
        yield say_in("changed", VALUES, key, key, f"{old.valid_from}", place, _since(old.valid_from), words, sides)
    for name in _BESIDE:
        one, other = getattr(old, name), getattr(new, name)
        if one != other:
            what = f"{old.valid_from}:{name}"
            kind = "added" if one is None else "removed" if other is None else "changed"
            yield say(kind, VALUES, key, key, what, place, key_word(name), _or_none(one), _or_none(other))
    if ends[0] != ends[1]:
        kind = "added" if ends[0] is None else "removed" if ends[1] is None else "changed"
        what, last, last_now = f"{old.valid_from}:to", _or_none(ends[0]), _or_none(ends[1])
        yield say(kind, VALUES, key, key, what, place, key_word("to"), last, last_now)


def _new_row(key: str, place: Words, row: DatedValue, held: DatedValue | None) -> Change:
    label, what = _since(row.valid_from), f"{row.valid_from}"
    if held is None:
        return say("added", VALUES, key, key, what, place, label, None, _written(row))
    words = (period_word(held.unit, _plain(held.value)), period_word(row.unit, _plain(row.value)))
    return say_in("changed", VALUES, key, key, what, place, label, words, (_written(held), _written(row)))


def _place(key: str, users: Sequence[str]) -> Words:
    name = key.removeprefix(PERIOD)
    ja, en = ("期間", "period") if key.startswith(PERIOD) else ("値", "value")
    shown = "・".join(users[:_SHOWN_USERS]) + (f" ほか{len(users) - _SHOWN_USERS}" if len(users) > _SHOWN_USERS else "")
    beside = (f"({shown})", f" ({shown})") if users else ("", "")
    return Words(f"{ja}「{name}」{beside[0]}", f"{en} “{name}”{beside[1]}")


def _since(day: date) -> Words:
    return Words(f"値({day.isoformat()}から)", f"value (from {day.isoformat()})")


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


def _plain(value: Value) -> str:
    return "・".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _written(row: DatedValue) -> str:
    return f"{_plain(row.value)} {row.unit}"


def _or_none(value: object) -> str | None:
    return None if value is None else str(value)
