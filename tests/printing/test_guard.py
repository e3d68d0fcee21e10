"""Each guard with a fault planted for it: what would print wrongly is held, with its place and words for the clerk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from server.printing.faults import Held, LetterFault
from server.printing.heads import Letter, load_letters
from server.printing.render import render

Sample = Callable[..., dict[str, Any]]
Edit = Callable[[str, str, str], None]
CERTIFICATE, REQUEST, REFUSAL = "enrolment/certificate", "enrolment/document_request", "enrolment/refusal"


def _held(letter: Letter, data: dict[str, Any]) -> Held:
    with pytest.raises(Held) as held:
        render(letter, data)
    return held.value


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("\U00030edd山　太郎", "glyph", "U+30EDD"),  # in no font
        ("葛\U000e011f城　太郎", "variant", "U+845B U+E011F"),  # the character is there, this form of it nowhere
        ("\ue001田　太郎", "gaiji", "U+E001"),
        ("田所\u200b　健太", "control", "U+200B"),
        ("がく　太郎".replace("が", "か\u3099"), "control", "U+3099"),
    ],
)
def test_a_name_that_no_font_can_print_holds_the_letter(
    letters: dict[str, Letter], sample: Sample, name: str, kind: str, said: str
) -> None:
    held = _held(letters[CERTIFICATE], {**sample(CERTIFICATE), "person_name": name})
    assert (held.kind, held.slot) == (kind, "person_name")
    assert said in held.sentence_ja
    assert held.sentence_ja.startswith("被保険者氏名の")
    assert said in held.sentence_en
    assert held.as_refusal().code == "letter_held"


def test_every_character_that_cannot_be_printed_is_told_at_once(letters: dict[str, Letter], sample: Sample) -> None:
    data = sample(CERTIFICATE)
    data["person_name"] = "\ue001\ue002"
    data["addressee"]["name"] = "\U00030edd"
    held = _held(letters[CERTIFICATE], data)
    assert [f.slot for f in held.findings] == ["addressee.name", "person_name", "person_name"]


def test_a_variant_that_only_the_font_of_names_has_is_printed_with_it(
    letters: dict[str, Letter], sample: Sample
) -> None:
    """The trap: BIZ has 邉 but not this form of it, and would print the plain one without a word."""
    rendered = render(letters[CERTIFICATE], {**sample(CERTIFICATE), "person_name": "邉\U000e010f　太郎"})
    assert "IPAmjMincho" in rendered.fonts


def test_a_variant_lost_on_the_way_to_paper_holds_the_letter(copy: Path, edit: Edit, sample: Sample) -> None:
    """Planted: a style that takes the name's font away again."""
    edit("_base/letter.css", ".mj { font-family: IPAmjMincho; }", '.mj { font-family: "BIZ UDMincho"; }')
    held = _held(load_letters(copy)[CERTIFICATE], {**sample(CERTIFICATE), "person_name": "邉\U000e010f　太郎"})
    assert (held.kind, held.slot) == ("variant", "person_name")


@pytest.mark.parametrize(
    "text", ["123456789018", "1234-5678-9018", "1234 5678 9018", "１２３４５６７８９０１８", "番号123456789018です"]
)
def test_a_number_that_could_be_a_my_number_is_never_printed(
    letters: dict[str, Letter], sample: Sample, text: str
) -> None:
    data = sample(REQUEST)
    data["documents"][0]["note"] = text
    held = _held(letters[REQUEST], data)
    assert (held.kind, held.slot) == ("my_number", "documents.0.note")
    assert "123456789018" not in held.sentence_ja


def test_telephone_and_case_numbers_are_no_my_numbers(letters: dict[str, Letter], sample: Sample) -> None:
    data = sample(REQUEST)
    data["documents"][0]["note"] = "電話 090-1234-5678、受付番号 R8-014377、通知書番号 1234567890123"
    assert render(letters[REQUEST], data)


def test_an_address_that_overflows_the_window_is_held(letters: dict[str, Letter], sample: Sample) -> None:
    data = sample(CERTIFICATE)
    data["addressee"]["address_lines"] = ["若葉市中央区" + "若葉台ニュータウン" * 12]
    held = _held(letters[CERTIFICATE], data)
    assert (held.kind, held.slot) == ("overflow", "addressee.address_lines.0")
    assert held.sentence_ja.startswith("宛名 住所 1が欄に")


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        ("若葉市中央区若葉町二丁目8番3号若葉台マンション2号館", 1),  # a little too long: smaller
        ("若葉市中央区若葉町二丁目8番3号若葉台マンション第二号館1508号室", 2),  # longer: two lines before tiny letters
    ],
)
def test_a_long_address_is_fitted_into_the_window(
    letters: dict[str, Letter], sample: Sample, address: str, lines: int
) -> None:
    data = sample(CERTIFICATE)
    data["addressee"]["address_lines"] = [address]
    placed = [p for p in render(letters[CERTIFICATE], data).placed if p.slot == "addressee.address_lines.0"]
    assert len(placed) == lines
    assert "".join(p.text for p in placed) == address
    assert all(p.rect.width <= 80.05 for p in placed)


def test_a_name_longer_than_two_lines_hold_is_held(letters: dict[str, Letter], sample: Sample) -> None:
    held = _held(letters[CERTIFICATE], {**sample(CERTIFICATE), "person_name": "アレクサンドラ　" * 12})
    assert (held.kind, held.slot) == ("overflow", "person_name")


def test_a_long_foreign_name_breaks_between_words(letters: dict[str, Letter], sample: Sample) -> None:
    name = "MARIA VICTORIA ALEXANDRA MARGHERITA CONSTANZA ELISABETH VON SACHSEN-COBURG"
    placed = render(letters[CERTIFICATE], {**sample(CERTIFICATE), "person_name": name}).placed
    lines = [p.text.strip() for p in placed if p.slot == "person_name"]
    assert len(lines) == 2
    assert " ".join(lines) == name


def test_a_text_that_may_not_shrink_is_held(letters: dict[str, Letter], sample: Sample) -> None:
    held = _held(letters[CERTIFICATE], {**sample(CERTIFICATE), "insured_symbol": "若葉市国民健康保険記号"})
    assert (held.kind, held.slot) == ("overflow", "insured_symbol")


def test_more_pages_than_allowed_are_held(letters: dict[str, Letter], sample: Sample) -> None:
    data = sample(REFUSAL)
    data["reason"] = "健康保険の被保険者であるため。" * 250
    held = _held(letters[REFUSAL], data)
    assert (held.kind, held.slot) == ("pages", "")
    assert "3ページまで" in held.sentence_ja


def test_text_on_other_text_is_held(copy: Path, edit: Edit, sample: Sample) -> None:
    """Planted: a contact box of fixed place, as a payment slip would be, under a table that grew."""
    edit("_base/letter.css", ".contact { ", ".contact { position: absolute; top: 110mm; ")
    held = _held(load_letters(copy)[REQUEST], sample(REQUEST))
    assert "overflow" in {f.kind for f in held.findings}
    assert any("重なります" in f.sentence_ja for f in held.findings)


def test_a_frame_that_grows_out_of_its_card_is_held(copy: Path, edit: Edit, sample: Sample) -> None:
    edit("_base/card.css", "height: 4.8mm", "height: 9mm")
    held = _held(load_letters(copy)[CERTIFICATE], sample(CERTIFICATE))
    assert any("枠(table)がはみ出します" in f.sentence_ja for f in held.findings)


def test_a_seal_may_lie_on_the_name_beside_it_but_on_no_other_text(copy: Path, edit: Edit, sample: Sample) -> None:
    assert render(load_letters(copy)[REFUSAL], sample(REFUSAL)).seals == 1
    edit(
        "_base/letter.css",
        ".issuer .seal { position: absolute; right: 0; top: -4mm; }",
        ".issuer .seal { position: absolute; right: 0; top: 14mm; }",
    )
    held = _held(load_letters(copy)[REFUSAL], sample(REFUSAL))
    assert any("公印と重なります" in f.sentence_ja for f in held.findings)


def test_a_letter_outside_the_seal_keepers_approval_is_held(letters: dict[str, Letter], sample: Sample) -> None:
    data = {**sample(REFUSAL), "issued_on": "2030-04-01"}
    held = _held(letters[REFUSAL], data)
    assert held.kind == "seal"
    assert "若総文第214号" in held.sentence_ja
    assert render(letters[REFUSAL], {**data, "issued_on": "2030-03-31"}).seals == 1


def test_a_letter_without_a_seal_needs_no_approval(letters: dict[str, Letter], sample: Sample) -> None:
    assert render(letters[REQUEST], {**sample(REQUEST), "issued_on": "2040-04-01"}).seals == 0


def test_fixed_words_in_a_character_no_font_has_are_a_fault(copy: Path, edit: Edit, sample: Sample) -> None:
    """It also proves the isolation: a font of the machine (DejaVu) would print it without a word."""
    edit(f"{REQUEST}.html.j2", "この依頼と", "ꝁこの依頼と")
    with pytest.raises(LetterFault, match=r"\.notdef glyph"):
        render(load_letters(copy)[REQUEST], sample(REQUEST))
