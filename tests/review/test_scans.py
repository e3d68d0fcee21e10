"""Scans that are more than scans: what would run, or never ends, is refused before anything is kept."""

from __future__ import annotations

import pytest

from server.domain.refusals import Refused
from server.printing.pdf_pages import count_pages

CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"


def pdf(*parts: bytes) -> bytes:
    """A file of these parts, numbered from 1."""
    out, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return out + end % (len(parts) + 1, table, len(parts) + 1, len(out))


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        count_pages(content)
    return refused.value.code


def test_a_plain_file_has_its_pages() -> None:
    assert count_pages(pdf(CATALOG, PAGES, PAGE)) == 1


@pytest.mark.parametrize(
    "page",
    [
        b"<</Type/Page/MediaBox[0 0 9 9]/AA<</O<</S/JavaScript/JS(x)>>>>>>",
        b"<</Type/Page/MediaBox[0 0 9 9]/Annots[<</Subtype/Link/A<</S/Launch/F(a.exe)>>>>]>>",
        b"<</Type/Page/MediaBox[0 0 9 9]/Annots[<</Subtype/Link/A<</S/Java#53cript/JS(x)>>>>]>>",
        b"<</Type/Page/MediaBox[0 0 9 9]/Annots[<</Subtype/Widget/A<</S/SubmitForm/F(http://x.invalid)>>>>]>>",
    ],
)
def test_a_page_or_a_link_that_would_run_something_is_refused(page: bytes) -> None:
    assert refusal(pdf(CATALOG, PAGES, page)) == "upload_active_content"


def test_an_ordinary_link_is_no_active_content() -> None:
    page = b"<</Type/Page/MediaBox[0 0 9 9]/Annots[<</Subtype/Link/A<</S/URI/URI(http://x.invalid)>>>>]>>"
    assert count_pages(pdf(CATALOG, PAGES, page)) == 1


@pytest.mark.parametrize("root", [b"5", b"[1 2]", b"<</Pages 9>>", b"<</Pages[1]>>", b"<</Names 5/Pages 2 0 R>>"])
def test_a_file_whose_parts_are_of_the_wrong_kind_is_unreadable_and_no_fault_of_ours(root: bytes) -> None:
    assert refusal(pdf(root, PAGES, PAGE)) == "upload_unreadable"


def test_a_file_of_endless_pages_is_refused_by_their_number() -> None:
    kids = b"<</Type/Pages/Kids[" + b"3 0 R " * 3000 + b"]/Count 3000>>"
    assert refusal(pdf(CATALOG, kids, PAGE)) == "upload_too_many_pages"
