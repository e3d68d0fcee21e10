from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest

from server.printing.check import read_sample
from server.printing.heads import Letter
from server.printing.pdfa import lint
from server.printing.render import render
from tests.printing.conftest import LETTERS

Spoil = Callable[[pikepdf.Pdf], None]


@pytest.fixture(scope="module")
def pdf(letters: dict[str, Letter]) -> bytes:
    return render(letters["enrolment/refusal"], read_sample(LETTERS, "enrolment/refusal", "hardest")).pdf


def _spoiled(pdf: bytes, spoil: Spoil) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        spoil(document)
        document.save(out)
    return out.getvalue()


def _fonts(document: pikepdf.Pdf, subtype: str) -> list[Any]:
    return [o for o in document.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Subtype") == subtype]


def _no_metadata(document: pikepdf.Pdf) -> None:
    del document.Root.Metadata


def _other_part(document: pikepdf.Pdf) -> None:
    text = document.Root.Metadata.read_bytes().replace(b"part>3", b"part>2").replace(b'part="3', b'part="2')
    document.Root.Metadata = document.make_stream(text)


def _no_intent(document: pikepdf.Pdf) -> None:
    del document.Root.OutputIntents


def _no_language(document: pikepdf.Pdf) -> None:
    del document.Root.Lang


def _no_unicode(document: pikepdf.Pdf) -> None:
    del _fonts(document, "/Type0")[0]["/ToUnicode"]


def _no_font_file(document: pikepdf.Pdf) -> None:
    descriptor = _fonts(document, "/CIDFontType2")[0]["/FontDescriptor"]
    for key in ("/FontFile2", "/FontFile3"):
        if key in descriptor:
            del descriptor[key]


def _script(document: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('x')"))
    document.Root.OpenAction = document.make_indirect(action)


def test_every_letter_is_made_for_long_keeping(pdf: bytes) -> None:
    assert lint(pdf) == []


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_no_metadata, "PDF/A part 3"),
        (_other_part, "PDF/A part 3"),
        (_no_intent, "output intent"),
        (_no_language, "language"),
        (_no_unicode, "cannot be read back"),
        (_no_font_file, "is not embedded"),
        (_script, "/JS"),
    ],
)
def test_the_lint_finds_what_is_missing_or_alive(pdf: bytes, spoil: Spoil, said: str) -> None:
    assert any(said in fault for fault in lint(_spoiled(pdf, spoil)))


def test_the_file_knows_its_form_but_no_person(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        title = str(document.docinfo["/Title"])
        assert title == "国民健康保険の資格の取得の届出に係る決定通知書"
        assert "ビクトリア" not in str(dict(document.docinfo)) + document.Root.Metadata.read_bytes().decode()
