"""Bar codes of letters (コード128): what a scanner reads on a receipt, a returned letter or a slip, as a small PNG.

ISO/IEC 15417, code sets B (one character a symbol) and C (two digits a symbol). The picture has one pixel a module and
is stretched on paper, so it costs nothing to lay out and stays sharp at any resolution.
"""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

_START_B, _START_C, _TO_B, _TO_C, _FNC1, _STOP = 104, 105, 100, 99, 102, 106
QUIET = 10  # modules of white on each side, ISO/IEC 15417 4.4

# Widths of bars and spaces, in modules, of the symbols 0 to 106.
_WIDTHS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 "
    "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 "
    "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 "
    "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 "
    "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112"
).split()


@dataclass(frozen=True, slots=True)
class BarCode:
    """A drawn code: `modules` in all with the quiet zones, and the picture as a data URI one pixel high."""

    modules: int
    uri: str


def code128(text: str) -> BarCode:
    """The code of `text` (printable ASCII); raises `ValueError` for anything else."""
    return _drawn(_plain_symbols(text))


def gs1_128(digits: str) -> BarCode:
    """The code of a slip for stores (GS1-128): application identifier and data, an even number of digits."""
    return _drawn(_store_symbols(digits))


def bars(text: str, kind: str) -> tuple[int, list[tuple[int, int]]]:
    """All modules of the code with its quiet zones, and its bars as (first module, modules); `kind` is 128 or gs1.

    For printers that draw bars instead of a picture. Raises `ValueError` as `code128` and `gs1_128` do.
    """
    symbols = _store_symbols(text) if kind == "gs1" else _plain_symbols(text)
    at, found = QUIET, []
    for symbol in (*symbols, _check(symbols), _STOP):
        for place, digit in enumerate(_WIDTHS[symbol]):
            width = int(digit)
            if place % 2 == 0:
                found.append((at, width))
            at += width
    return at + QUIET, found


def _plain_symbols(text: str) -> list[int]:
    if not text or not all(" " <= sign <= "~" for sign in text):
        raise ValueError("Code 128 holds printable ASCII only")
    return list(_symbols(text))


def _store_symbols(digits: str) -> list[int]:
    if len(digits) % 2 or not (digits.isascii() and digits.isdigit()):
        raise ValueError("a store's code holds pairs of digits only")
    return [_START_C, _FNC1, *(int(digits[at : at + 2]) for at in range(0, len(digits), 2))]


def _check(symbols: list[int]) -> int:
    return (symbols[0] + sum(place * symbol for place, symbol in enumerate(symbols[1:], 1))) % 103


def _drawn(symbols: list[int]) -> BarCode:
    """The symbols with check symbol, stop and quiet zones."""
    row = [False] * QUIET
    for symbol in (*symbols, _check(symbols), _STOP):
        for place, width in enumerate(_WIDTHS[symbol]):
            row += [place % 2 == 0] * int(width)
    row += [False] * QUIET
    return BarCode(len(row), "data:image/png;base64," + base64.b64encode(_png(row)).decode())


def _symbols(text: str) -> Iterator[int]:
    """Start symbol and data: runs of four or more digits go in set C, in pairs; an odd digit stays in set B."""
    in_c = _digits(text, 0) >= 4
    yield _START_C if in_c else _START_B
    at = 0
    while at < len(text):
        run = _digits(text, at)
        if in_c and run < 2:
            in_c = False
            yield _TO_B
        elif not in_c and run >= 4 and run % 2 == 0:
            in_c = True
            yield _TO_C
        if in_c:
            yield int(text[at : at + 2])
            at += 2
        else:
            yield ord(text[at]) - 32
            at += 1


def _digits(text: str, at: int) -> int:
    rest = text[at:]
    return len(rest) - len(rest.lstrip("0123456789"))


def _png(row: list[bool]) -> bytes:
    """A black-and-white PNG of one row; True is black."""
    bits = bytes(
        sum((not dark) << (7 - place) for place, dark in enumerate(row[start : start + 8]))
        for start in range(0, len(row), 8)
    )
    header = struct.pack(">IIBBBBB", len(row), 1, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" + bits, 9)), (b"IEND", b""))
    )
