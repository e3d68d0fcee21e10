from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from server.printing.faults import DataInvalid, LetterFault
from server.printing.heads import Letter, load_letters
from server.printing.raster import page_texts
from server.printing.render import render

Sample = Callable[..., dict[str, Any]]
Edit = Callable[[str, str, str], None]
ROOT = Path(__file__).resolve().parents[2]
CERTIFICATE, REFUSAL, REQUEST = "enrolment/certificate", "enrolment/refusal", "enrolment/document_request"

_IN_ANOTHER_PROCESS = """
import sys
from pathlib import Path
from server.printing import fonts
from server.printing.check import read_sample
from server.printing.heads import load_letters
from server.printing.render import render
fonts.set_up(Path(sys.argv[1]))
root = Path("letters")
letters = load_letters(root)
for name in sys.argv[2:]:
    print(render(letters[name], read_sample(root, name, "hardest")).sha256)
"""


def test_a_letter_made_twice_is_the_same_to_the_byte(letters: dict[str, Letter], sample: Sample) -> None:
    for name in (CERTIFICATE, REFUSAL):
        first, second = (render(letters[name], sample(name, "hardest")) for _ in range(2))
        assert first.pdf == second.pdf
        assert first.sha256 == hashlib.sha256(first.pdf).hexdigest()


def test_another_process_with_another_hash_seed_makes_the_same_bytes(
    letters: dict[str, Letter], sample: Sample, tmp_path: Path
) -> None:
    here = [render(letters[name], sample(name, "hardest")).sha256 for name in (CERTIFICATE, REFUSAL)]
    ran = subprocess.run(
        [sys.executable, "-c", _IN_ANOTHER_PROCESS, str(tmp_path), CERTIFICATE, REFUSAL],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": str(ROOT), "TZ": "America/Lima"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.split() == here


def test_threads_take_turns_and_make_the_same_bytes(letters: dict[str, Letter], sample: Sample) -> None:
    data = sample(REQUEST)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: render(letters[REQUEST], data).sha256, range(4)))
    assert len(set(made)) == 1


def test_rendering_does_not_change_the_frozen_data(letters: dict[str, Letter], sample: Sample) -> None:
    data = sample(CERTIFICATE)
    before = json.dumps(data)
    render(letters[CERTIFICATE], data)
    assert json.dumps(data) == before


def test_the_result_names_template_stack_fonts_and_seals(letters: dict[str, Letter], sample: Sample) -> None:
    rendered = render(letters[REFUSAL], sample(REFUSAL))
    assert rendered.template_hash == letters[REFUSAL].latest.template_hash
    assert "weasyprint=70.0" in rendered.fingerprint
    assert rendered.fonts == ("BIZ UDGothic", "BIZ UDMincho")
    assert (rendered.seals, rendered.pages, rendered.void) == (1, 2, False)


def test_a_void_copy_says_so_on_every_page_and_bears_no_seal(letters: dict[str, Letter], sample: Sample) -> None:
    rendered = render(letters[REFUSAL], sample(REFUSAL), void=True)
    assert all("見本" in "".join(text.split()) for text in page_texts(rendered.pdf))
    assert (rendered.seals, rendered.void) == (0, True)
    assert rendered.sha256 != render(letters[REFUSAL], sample(REFUSAL)).sha256


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"number": "8若中保第1号"}, "number: number kind is none"),
        ({"issued_on": "令和8年"}, "issued_on: a date"),
        ({"issued_on": None}, "issued_on: a date"),
        ({"my_number": "123456789018"}, "my_number: nobody knows this slot"),
        ({"sex": "女"}, "sex: one of the listed keys"),
        ({"issuer": {"title": "若葉市会計管理者", "name": "若葉　みどり"}}, "issuer.title: 市長 issues"),
    ],
)
def test_data_of_another_shape_are_refused(
    letters: dict[str, Letter], sample: Sample, change: dict[str, Any], said: str
) -> None:
    with pytest.raises(DataInvalid) as invalid:
        render(letters[CERTIFICATE], {**sample(CERTIFICATE), **change})
    assert said in str(invalid.value)


def test_a_decision_without_its_number_is_refused(letters: dict[str, Letter], sample: Sample) -> None:
    with pytest.raises(DataInvalid, match="文書番号"):
        render(letters[REFUSAL], {**sample(REFUSAL), "number": None})


def test_an_honorific_the_head_does_not_give_is_refused(letters: dict[str, Letter], sample: Sample) -> None:
    data = sample(CERTIFICATE)
    data["addressee"]["honorific"] = "殿"
    with pytest.raises(DataInvalid, match="honorific"):
        render(letters[CERTIFICATE], data)


def test_a_missing_slot_is_refused(letters: dict[str, Letter], sample: Sample) -> None:
    data = sample(CERTIFICATE)
    del data["valid_to"]
    with pytest.raises(DataInvalid, match="valid_to: is missing"):
        render(letters[CERTIFICATE], data)


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        ("{{ case_nummer }}", "case_nummer"),
        ("{{ head.__class__ }}", "unsafe"),
        ("{{ head.id.__class__.__mro__ }}", "unsafe"),
        ("{% for m in members %}{{ m.name.first }}{% endfor %}", "has no attribute 'first'"),
        ('<img alt="x" src="http://www.example.org/x.png">', "may not fetch"),
        ('<img alt="x" src="file:///etc/hostname">', "may not fetch"),
        ('<img alt="x" src="../../pyproject.toml">', "may not fetch"),
        ('<img alt="x" src="data:image/png;base64,AAAA">', "Failed to load image"),
        ('<p style="colour: red">x</p>', "unknown property"),
        ("{{ seal() }}", "the head says none"),
        ("{% set other = 'enrolment/receipt.html.j2' %}{% include other %}", "TemplateNotFound"),
        ("{{ due_on|upper }}", "never as part of a text"),
    ],
)
def test_a_template_that_reaches_out_or_goes_wrong_makes_no_letter(
    copy: Path, edit: Edit, sample: Sample, planted: str, said: str
) -> None:
    edit(f"{REQUEST}.html.j2", '<div class="note">', f'{planted}<div class="note">')
    with pytest.raises(LetterFault, match=said):
        render(load_letters(copy)[REQUEST], sample(REQUEST))


def test_a_style_with_a_fault_is_refused_each_time_not_only_the_first(copy: Path, edit: Edit, sample: Sample) -> None:
    edit("_base/letter.css", ".nowrap {", ".nowrap { line-brake: strict;")
    letter = load_letters(copy)[REQUEST]
    for _ in range(2):
        with pytest.raises(LetterFault, match="line-brake"):
            render(letter, sample(REQUEST))


def test_an_asset_named_in_the_head_may_be_printed(copy: Path, edit: Edit, sample: Sample) -> None:
    Image.new("RGB", (4, 4), "navy").save(copy / "_base" / "mark.png")
    edit(f"{REQUEST}.yaml", "styles: [_base/letter.css]", "styles: [_base/letter.css]\nassets: [_base/mark.png]")
    edit(f"{REQUEST}.html.j2", '<div class="note">', '<img alt="市章" src="_base/mark.png"><div class="note">')
    assert render(load_letters(copy)[REQUEST], sample(REQUEST)).pages == 1


def test_a_sentence_for_a_choice_that_does_not_exist_makes_no_letter(copy: Path, edit: Edit, sample: Sample) -> None:
    """A template once asked for the word of a choice instead of its code, and the sentence was never printed."""
    notice = "levy_decision/notice"
    edit(f"{notice}.html.j2", '{% if kind == "CHANGED" %}', '{% if kind == "変更" %}')
    with pytest.raises(LetterFault, match="変更 is none of its codes DECIDED, CHANGED, STANDING"):
        render(load_letters(copy)[notice], sample(notice))
