"""Fitting (縮小・折返し): what is wider than its place is set smaller or in more lines, as far as it stays readable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import floor

from server.printing.layout import Placed
from server.printing.slots import Slot, slot_at
from server.printing.values import Fit

MIN_SCALE = 0.6
MAX_PASSES = 8
_READABLE = 0.8  # below this, another line is better than smaller letters
_SAME_LINE = 0.8  # millimetres: pieces of one line in two fonts stand a little apart
_SLACK = 0.05
_RAGGED = 0.92  # lines do not fill up: a character or a word goes over whole


@dataclass(frozen=True, slots=True)
class Measured:
    """What a value took on paper: its widest line in millimetres and the number of its lines."""

    width: float
    lines: int


def measure(placed: Iterable[Placed]) -> dict[str, Measured]:
    """Width and lines of every slot that printed; a slot printed twice counts with its greater width."""
    pieces: dict[str, dict[tuple[int, str], list[Placed]]] = {}
    for item in placed:
        if item.slot:
            pieces.setdefault(item.slot, {}).setdefault((item.page, item.box), []).append(item)
    return {slot: _worst(_measure_one(items) for items in places.values()) for slot, places in pieces.items()}


def next_fits(slots: Mapping[str, Slot], measured: Mapping[str, Measured], fits: Mapping[str, Fit]) -> dict[str, Fit]:
    """The fits for another pass; equal to `fits` when everything that may shrink fits or cannot shrink further."""
    wanted = dict(fits)
    for path, size in measured.items():
        slot = slot_at(slots, path)
        if slot.on_overflow != "shrink" or slot.max_mm is None:
            continue
        fit = fits.get(path)
        if size.width <= slot.max_mm + _SLACK and size.lines <= (fit.lines if fit else 1):
            continue
        if fit is None:
            wanted[path] = first_fit(size.width, slot.max_mm, slot.lines)
        elif fit.scale >= MIN_SCALE:
            wanted[path] = Fit(fit.scale * 0.95, fit.lines)
    return wanted


def first_fit(width: float, limit: float, lines: int) -> Fit:
    """As few lines as leave the letters readable, else as many as are allowed."""
    fit = Fit(1.0, 1)
    for count in range(1, lines + 1):
        room = limit if count == 1 else limit * count * _RAGGED
        fit = Fit(min(1.0, floor(room / width * 1000) / 1000), count)
        if fit.scale >= _READABLE:
            break
    return fit


def _measure_one(items: list[Placed]) -> Measured:
    lines: list[list[Placed]] = []
    for item in items:
        line = next((line for line in lines if abs(line[0].rect.y - item.rect.y) < _SAME_LINE), None)
        if line is None:
            lines.append([item])
        else:
            line.append(item)
    width = max(max(i.rect.right for i in line) - min(i.rect.x for i in line) for line in lines)
    return Measured(width, len(lines))


def _worst(found: Iterable[Measured]) -> Measured:
    sizes = list(found)
    return Measured(max(size.width for size in sizes), max(size.lines for size in sizes))
