"""Reading XML from outside safely (安全な読込): size, depth and node caps, no DOCTYPE, no entities, no network.

Diagrams and tables are written by people and by other products; everything read of them passes through `parse`.
"""

from __future__ import annotations

import re

from lxml import etree

MAX_BYTES = 2_000_000
MAX_ELEMENTS = 20_000
MAX_DEPTH = 100

# Encodings in which the bytes of "<!DOCTYPE" stand as they are, so that it is found before anything is parsed.
_ENCODINGS = re.compile(
    r"utf-?8|us-ascii|ascii|iso-8859-\d{1,2}|windows-125\d|shift_jis|windows-31j|cp932|euc-jp", re.IGNORECASE
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_BYTE_ORDER_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_ROOM_FOR_DECLARATION = 200


class XmlRefused(Exception):
    """The bytes are not XML that may be read; `line` is where, when it is known."""

    def __init__(self, rule: str, line: int | None, message_ja: str, message_en: str) -> None:
        super().__init__(message_en)
        self.rule = rule
        self.line = line
        self.message_ja = message_ja
        self.message_en = message_en


def parse(data: bytes) -> etree._Element:
    """The root of the document, comments and processing instructions left out, line numbers kept.

    Raises `XmlRefused` for more than 2 MB, 20,000 elements or 100 levels, for any DOCTYPE or entity, for an unknown
    encoding and for anything that is not well-formed.
    """
    if len(data) > MAX_BYTES:
        raise XmlRefused(
            "xml-too-large",
            None,
            f"ファイルが大きすぎます。{MAX_BYTES // 1_000_000} MB 以内にしてください。",
            f"The file is too large; keep it within {MAX_BYTES // 1_000_000} MB.",
        )
    plain = _in_utf8(data)
    _refuse_doctype(plain)
    root = _read(plain)
    _refuse_excess(root)
    return root


def as_text(data: bytes) -> str:
    """The document as text, for a browser; in UTF-8 as it stands, in another encoding by what its head declares."""
    try:
        tree = parse(data).getroottree()
    except XmlRefused:
        return data.decode(errors="replace")
    if (tree.docinfo.encoding or "UTF-8").upper() in ("UTF-8", "US-ASCII") and not data.startswith((b"\xff", b"\xfe")):
        return data.decode("utf-8-sig", errors="replace")
    return etree.tostring(tree, encoding="unicode")


def line_of(element: etree._Element) -> int | None:
    """The line an element begins on, from 1."""
    line: object = element.sourceline
    return line if isinstance(line, int) else None


def attributes(element: etree._Element) -> dict[str, str]:
    """The element's attributes; a name in another namespace is written `{namespace}name`."""
    return {str(name): str(value) for name, value in element.items()}


def text_in(element: etree._Element | None) -> str:
    """All text inside an element, without the space around it."""
    return "" if element is None else "".join(str(piece) for piece in element.itertext()).strip()


def _in_utf8(data: bytes) -> bytes:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _redeclared(data, encoding)
    declared = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf")[:_ROOM_FOR_DECLARATION])
    if b"\0" in data or (declared and not _ENCODINGS.fullmatch(declared[1].decode())):
        raise XmlRefused(
            "xml-encoding",
            1,
            "文字コードが読めません。UTF-8 で保存してください。",
            "The character encoding cannot be read; save the file as UTF-8.",
        )
    return data


def _redeclared(data: bytes, encoding: str) -> bytes:
    try:
        text = data.decode(encoding).lstrip("\ufeff")
    except UnicodeDecodeError:
        raise XmlRefused(
            "xml-encoding",
            1,
            "文字コードが壊れています。UTF-8 で保存してください。",
            "The encoding is broken; save as UTF-8.",
        ) from None
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1).encode()


def _refuse_doctype(data: bytes) -> None:
    found = re.search(rb"<!\s*(DOCTYPE|ENTITY)", data, re.IGNORECASE)
    if found:
        raise XmlRefused(
            "xml-doctype",
            data.count(b"\n", 0, found.start()) + 1,
            "DOCTYPE と ENTITY は使えません。その行を削除してください。",
            "DOCTYPE and ENTITY are not allowed; delete that line.",
        )


def _read(data: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _not_well_formed(error.lineno, error.msg or "") from None
    except ValueError as error:
        raise _not_well_formed(None, str(error)) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise XmlRefused("xml-doctype", 1, "DOCTYPE は使えません。", "DOCTYPE is not allowed.")
    return root


def _not_well_formed(line: int | None, reason: str) -> XmlRefused:
    return XmlRefused(
        "xml-not-well-formed",
        line or None,
        f"XML として読めません({reason})。図や表の編集画面で保存し直してください。",
        f"This is not well-formed XML ({reason}); save it again from the editor.",
    )


def _refuse_excess(root: etree._Element) -> None:
    waiting, seen = [(root, 1)], 0
    while waiting:
        element, depth = waiting.pop()
        seen += 1
        if seen > MAX_ELEMENTS or depth > MAX_DEPTH:
            raise XmlRefused(
                "xml-too-large",
                line_of(element),
                f"要素が多すぎるか入れ子が深すぎます({MAX_ELEMENTS}個、{MAX_DEPTH}段以内)。図を分けてください。",
                f"Too many elements or too deep ({MAX_ELEMENTS} elements, {MAX_DEPTH} levels); split the file.",
            )
        waiting.extend((child, depth + 1) for child in element)
