"""Files of fixed records (固定長ファイル): header 1, data 2, trailer 8, end 9, with or without line ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.exchange.receipt_faults import fault

Layout = Sequence[tuple[str, int]]
HEADER, DATA, TRAILER, END = "1", "2", "8", "9"
_END_OF_FILE = b"\x1a"


@dataclass(frozen=True, slots=True)
class Records:
    """The fields of each record by name; record `n` of the file is `data[n - 2]`, the header being the first."""

    header: Mapping[str, str]
    data: tuple[Mapping[str, str], ...]
    trailer: Mapping[str, str]


def read_records(content: bytes, length: int, layouts: Mapping[str, Layout], *, half_width: bool = True) -> Records:
    """Cuts the file and names its fields, text without the blanks behind it.

    Raises `receipt_file_invalid` for an empty or truncated file, foreign characters, a record out of place.
    """
    lines = _cut(content, length)
    texts = [_text(row, line, half_width=half_width) for row, line in enumerate(lines, 1)]
    if texts[-1][0] in (DATA, TRAILER):
        raise fault(len(texts), "truncated")
    wanted = [HEADER, *[DATA] * (len(texts) - 3), TRAILER, END]
    for row, (text, kind) in enumerate(zip(texts, wanted, strict=True), 1):
        if text[0] != kind:
            raise fault(row, "kind", found=text[0])
    cut = [_fields(text, layouts[text[0]]) for text in texts[:-1]]
    return Records(cut[0], tuple(cut[1:-1]), cut[-1])


def write_records(records: Sequence[tuple[Layout, Mapping[str, object]]], length: int) -> bytes:
    """The records as bytes: numbers filled with zeros from the left, text with blanks from the right."""
    return b"".join(_written(layout, fields, length) for layout, fields in records)


def _written(layout: Layout, fields: Mapping[str, object], length: int) -> bytes:
    parts = []
    for name, width in layout:
        value = fields.get(name, "")
        parts.append(f"{value:0{width}d}" if isinstance(value, int) else f"{value!s:<{width}}")
        if len(parts[-1]) != width:
            raise ValueError(f"{name} does not fit in {width} characters")
    text = "".join(parts)
    return text.ljust(length).encode("cp932")


def _cut(content: bytes, length: int) -> list[bytes]:
    body = content.rstrip(_END_OF_FILE)
    if not body.strip():
        raise fault(1, "empty")
    if b"\n" in body:
        lines = [line.rstrip(b"\r") for line in body.rstrip(b"\r\n").split(b"\n")]
    else:
        lines = [body[start : start + length] for start in range(0, len(body), length)]
    for row, line in enumerate(lines, 1):
        if len(line) != length:
            raise fault(row, "truncated")
    if len(lines) < 3:
        raise fault(len(lines), "truncated")
    return lines


def _text(row: int, line: bytes, *, half_width: bool) -> str:
    """One byte a character: printable ASCII and, in the banks' format, half-width kana (JIS X 0201)."""
    if not all(0x20 <= byte <= 0x7E or (half_width and 0xA6 <= byte <= 0xDF) for byte in line):
        raise fault(row, "charset")
    return line.decode("cp932")


def _fields(text: str, layout: Layout) -> Mapping[str, str]:
    fields, at = {}, 0
    for name, width in layout:
        fields[name] = text[at : at + width].rstrip()
        at += width
    return fields
