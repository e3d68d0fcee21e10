"""QR codes of numbers (二次元コード): what a smartphone or a teller reads on a payment slip, as rows of dark modules.

ISO/IEC 18004, model 2, numeric mode, correction level M, versions 1 to 3 (one block each), and the mask with the least
penalty, as the standard asks. Data and correction are linear over two values, so a code is the sum of what each group
of three digits adds to it: that is reckoned once in a process, and a code costs a fraction of a millisecond.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

QUIET = 4  # modules of white on each side, ISO/IEC 18004 5.3.8
_STRIDE = 48  # bits of a row in a matrix held as one number; beyond the code's side all is white
_DATA, _CHECK = {1: 16, 2: 28, 3: 44}, {1: 10, 2: 16, 3: 26}  # bytes of data and of correction, level M
_MOST = {1: 34, 2: 63, 3: 101}  # digits
_WIDTH = {3: 10, 2: 7, 1: 4}  # bits of a group of digits
_FINDER = (1, 0, 1, 1, 1, 0, 1)
_MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda row, column: (row + column) % 2 == 0,
    lambda row, _: row % 2 == 0,
    lambda _, column: column % 3 == 0,
    lambda row, column: (row + column) % 3 == 0,
    lambda row, column: (row // 2 + column // 3) % 2 == 0,
    lambda row, column: row * column % 2 + row * column % 3 == 0,
    lambda row, column: (row * column % 2 + row * column % 3) % 2 == 0,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2 == 0,
)


@dataclass(frozen=True, slots=True)
class QrCode:
    """A code: its side in modules without the quiet zone, and its rows, bit `n` set where column `n` is dark."""

    side: int
    rows: tuple[int, ...]

    @property
    def modules(self) -> int:
        """The side with the quiet zone."""
        return self.side + 2 * QUIET

    def runs(self) -> Iterator[tuple[int, int, int]]:
        """Runs of dark modules as (column, row, modules), counted from the corner of the quiet zone."""
        for number, row in enumerate(self.rows, QUIET):
            at = QUIET
            while row:
                white = (row & -row).bit_length() - 1
                row >>= white
                dark = (~row & (row + 1)).bit_length() - 1
                yield at + white, number, dark
                at += white + dark
                row >>= dark


def qr_code(digits: str) -> QrCode:
    """The code of a number; raises `ValueError` for anything but 1 to 101 ASCII digits."""
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _MOST[3]):
        raise ValueError("a QR code of a slip holds 1 to 101 digits")
    plan = _plan(len(digits))
    matrix = plan.still
    for place, added in enumerate(plan.added):
        matrix ^= added[int(digits[3 * place : 3 * place + 3])]
    best = min((matrix ^ mask for mask in plan.masks), key=lambda one: penalty(one, plan.side))
    row = (1 << plan.side) - 1
    return QrCode(plan.side, tuple(best >> _STRIDE * number & row for number in range(plan.side)))


def qr_uri(code: QrCode) -> str:
    """The code as a picture of vectors (SVG in a data URI), one unit a module, the quiet zone within."""
    path = "".join(f"M{x} {y}h{width}v1h-{width}z" for x, y, width in code.runs())
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {code.modules} {code.modules}"><path d="{path}"/></svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def penalty(matrix: int, side: int) -> int:
    """The penalty of ISO/IEC 18004 7.8.3: long runs, squares of one colour, runs like a finder's, imbalance."""
    found = 0
    for step in (1, _STRIDE):
        same = ~(matrix ^ matrix >> step) & _room(side, step, 1)
        five = same & same >> step & same >> 2 * step & same >> 3 * step
        found += five.bit_count() + 2 * (five & ~(five << step)).bit_count()
        found += 40 * _like_finders(matrix, side, step)
    along, down = ~(matrix ^ matrix >> 1), ~(matrix ^ matrix >> _STRIDE)
    squares = along & down & along >> _STRIDE & _room(side, 1, 1) & _room(side, _STRIDE, 1)
    dark, all_ = matrix.bit_count(), side * side
    return found + 3 * squares.bit_count() + 10 * (abs(20 * dark - 10 * all_) // all_)


def _like_finders(matrix: int, side: int, step: int) -> int:
    """Runs of 1:1:3:1:1 with four white modules before or behind."""
    found = _room(side, step, len(_FINDER) - 1)
    for place, dark in enumerate(_FINDER):
        found &= matrix >> place * step if dark else ~(matrix >> place * step)
    if not found:
        return 0
    before = ~(matrix << step | matrix << 2 * step | matrix << 3 * step | matrix << 4 * step)
    behind = ~(matrix >> 7 * step | matrix >> 8 * step | matrix >> 9 * step | matrix >> 10 * step)
    return (found & (before | behind)).bit_count()


@lru_cache(maxsize=64)
def _room(side: int, step: int, times: int) -> int:
    """The modules that have `times` more behind them in the direction of `step`, one number."""
    across, down = (times, 0) if step == 1 else (0, times)
    return sum(((1 << side - across) - 1) << _STRIDE * row for row in range(side - down))


@dataclass(frozen=True, slots=True)
class _Plan:
    """All codes of one count of digits: what never changes, what each group of digits adds, masks with their format."""

    side: int
    still: int
    added: tuple[tuple[int, ...], ...]
    masks: tuple[int, ...]


@lru_cache(maxsize=8)
def _plan(count: int) -> _Plan:
    version = next(one for one, most in _MOST.items() if count <= most)
    side, bits = 17 + 4 * version, 8 * _DATA[version]
    patterns, taken = _patterns(side, version)
    path = list(_path(side, taken))
    groups = [min(3, count - at) for at in range(0, count, 3)]
    at, added = bits - 14, []
    for group in groups:
        at -= _WIDTH[group]
        added.append(_contributions(group, at, version, path))
    fixed = (1 << bits - 4) | count << bits - 14  # numeric mode and the count of digits
    room = max(at - 4, 0) // 8  # whole bytes behind the terminator
    for number in range(room):
        fixed |= (0x11 if number % 2 else 0xEC) << 8 * (room - number - 1)
    still = patterns ^ _placed(fixed, version, path)
    masks = tuple(_mask(number, side, taken) for number in range(8))
    return _Plan(side, still, tuple(added), masks)


def _contributions(digits: int, at: int, version: int, path: list[int]) -> tuple[int, ...]:
    """What each value of a group of digits that ends at bit `at` adds to a code."""
    single = [_placed(1 << at + bit, version, path) for bit in range(_WIDTH[digits])]
    found = [0]
    for value in range(1, 10**digits):
        low = value & -value
        found.append(found[value ^ low] ^ single[low.bit_length() - 1])
    return tuple(found)


def _placed(data: int, version: int, path: list[int]) -> int:
    """Data and their correction on their way through the modules that no pattern takes."""
    words = data.to_bytes(_DATA[version], "big")
    stream = words + _correction(words, _CHECK[version])
    found = 0
    for number, at in enumerate(path[: 8 * len(stream)]):
        if stream[number // 8] >> 7 - number % 8 & 1:
            found |= 1 << at
    return found


def _path(side: int, taken: int) -> Iterator[int]:
    """The free modules in the order of the data: pairs of columns from the right, upwards and downwards by turns."""
    for turn, right in enumerate([*range(side - 1, 6, -2), 5, 3, 1]):
        rows = range(side) if turn % 2 else range(side - 1, -1, -1)
        for row in rows:
            for column in (right, right - 1):
                at = row * _STRIDE + column
                if not taken >> at & 1:
                    yield at


def _patterns(side: int, version: int) -> tuple[int, int]:
    """Finders, timing, alignment and the dark module; and all modules that data may not take."""
    dark = taken = 0
    for row in range(side):
        for column in range(side):
            at = 1 << row * _STRIDE + column
            found = _pattern(row, column, side, version)
            if found is not None:
                taken |= at
                dark |= at if found else 0
    return dark, taken


def _pattern(row: int, column: int, side: int, version: int) -> bool | None:
    """Whether a module of the fixed patterns is dark; None for one that data may take."""
    for top, left in ((0, 0), (0, side - 7), (side - 7, 0)):
        away = max(abs(row - top - 3), abs(column - left - 3))
        if away <= 4:
            return away in (0, 1, 3)
    if (row == 8 and (column < 9 or column >= side - 8)) or (column == 8 and (row < 9 or row >= side - 8)):
        return (row, column) == (side - 8, 8) or ((row == 6 or column == 6) and row + column == 14)
    if row == 6 or column == 6:
        return (row + column) % 2 == 0
    away = max(abs(row - side + 7), abs(column - side + 7))
    return away != 1 if version > 1 and away <= 2 else None


def _mask(number: int, side: int, taken: int) -> int:
    """A mask over the free modules, with the format information that names it."""
    found = 0
    for row in range(side):
        for column in range(side):
            at = row * _STRIDE + column
            if not taken >> at & 1 and _MASKS[number](row, column):
                found |= 1 << at
    code = _format(number)
    around = [(8, 0), (8, 1), (8, 2), (8, 3), (8, 4), (8, 5), (8, 7), (8, 8), (7, 8)]
    around += [(row, 8) for row in (5, 4, 3, 2, 1, 0)]
    split = [(side - 1 - bit, 8) for bit in range(7)] + [(8, side - 8 + bit) for bit in range(8)]
    for places in (around, split):
        for bit, (row, column) in enumerate(places):
            if code >> 14 - bit & 1:
                found |= 1 << row * _STRIDE + column
    return found


def _format(mask: int) -> int:
    """Format information: level M (00) and the mask, with ten bits of BCH correction, under 101010000010010."""
    rest = mask << 10
    for bit in range(14, 9, -1):
        if rest >> bit & 1:
            rest ^= 0b10100110111 << bit - 10
    return (mask << 10 | rest) ^ 0b101010000010010


def _correction(words: bytes, count: int) -> bytes:
    """Reed and Solomon's bytes of correction, over 256 values with the polynomial 11D."""
    factors = _generator(count)
    rest = [0] * count
    for word in words:
        lead = word ^ rest.pop(0)
        rest.append(0)
        for place, factor in enumerate(factors):
            rest[place] ^= _times(factor, lead)
    return bytes(rest)


@lru_cache(maxsize=4)
def _generator(count: int) -> tuple[int, ...]:
    """The factors of the generator polynomial below its leading one, highest first."""
    found, root = [1], 1
    for _ in range(count):
        longer = [*found, 0]
        for place, factor in enumerate(found, 1):
            longer[place] ^= _times(factor, root)
        found, root = longer, _times(root, 2)
    return tuple(found[1:])


def _times(one: int, other: int) -> int:
    found = 0
    while other:
        if other & 1:
            found ^= one
        one = (one << 1) ^ (0x11D if one & 0x80 else 0)
        other >>= 1
    return found
