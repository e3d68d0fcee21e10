"""XML from outside: capped, without DOCTYPE or entities, whatever its encoding."""

from __future__ import annotations

import pytest

from server.engine.safe_xml import MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, XmlRefused, line_of, parse

LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><l>&b;</l>'
FILE = b'<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><x>&f;</x>'


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (LAUGHS, "xml-doctype"),
        (FILE, "xml-doctype"),
        (b'<!DOCTYPE x SYSTEM "http://example.org/x.dtd"><x/>', "xml-doctype"),
        (b"<!-- a --><!DOCTYPE x><x/>", "xml-doctype"),
        (LAUGHS.decode().encode("utf-16"), "xml-doctype"),
        (b"\xff\xfe" + LAUGHS.decode().encode("utf-16-le"), "xml-doctype"),
        (b"\xfe\xff" + LAUGHS.decode().encode("utf-16-be"), "xml-doctype"),
        (b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQBEAE8AQwBUAFkAUABF', "xml-encoding"),
        (b'<?xml version="1.0" encoding="UTF-32"?><x/>', "xml-encoding"),
        (b"<x>\0</x>", "xml-encoding"),
        (b"\xff\xfe<", "xml-encoding"),
        (b"<x>&unknown;</x>", "xml-not-well-formed"),
        (b"<x>", "xml-not-well-formed"),
        (b"", "xml-not-well-formed"),
        (b"not xml", "xml-not-well-formed"),
        (b"<x a='1' a='2'/>", "xml-not-well-formed"),
        (b"<x>" + b" " * MAX_BYTES + b"</x>", "xml-too-large"),
        (b"<x>" + b"<y/>" * MAX_ELEMENTS + b"</x>", "xml-too-large"),
        (b"<x>" * (MAX_DEPTH + 1) + b"</x>" * (MAX_DEPTH + 1), "xml-too-large"),
        (b"<x>" * 100_000, "xml-not-well-formed"),
    ],
)
@pytest.mark.timeout(60)  # expansion without end would take hours
def test_what_is_not_safe_is_refused_at_once(data: bytes, rule: str) -> None:
    with pytest.raises(XmlRefused) as caught:
        parse(data)
    assert caught.value.rule == rule


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "shift_jis", "euc-jp"])
def test_japanese_text_is_read_in_the_encodings_it_comes_in(encoding: str) -> None:
    declared = "" if encoding.startswith("utf") else f'<?xml version="1.0" encoding="{encoding}"?>'
    assert parse(f"{declared}<図>資格取得</図>".encode(encoding)).text == "資格取得"


def test_lines_are_kept_and_comments_and_instructions_left_out() -> None:
    root = parse(b"<?xml version='1.0'?>\n<?run me?>\n<x>\n<!-- c -->\n<y/>\n</x>")
    assert [(str(one.tag), line_of(one)) for one in root] == [("y", 5)]


def test_a_line_of_a_doctype_is_told() -> None:
    with pytest.raises(XmlRefused) as caught:
        parse(FILE)
    assert caught.value.line == 2
