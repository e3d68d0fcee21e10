"""Bulk printing: the same dots as one by one, a place for every letter, and nothing wrong behind a frame."""

from __future__ import annotations

import hashlib
import inspect
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, reduce
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import zxingcpp

from server.printing import bulk_adapter
from server.printing.bulk import Chunk, Press
from server.printing.bulk_compare import Box, differences
from server.printing.bulk_fill import FilledSheet, fill
from server.printing.bulk_parts import Frame
from server.printing.bulk_plan import Item, Plan
from server.printing.faults import Held
from server.printing.heads import Letter, load_letters
from server.printing.pages_out import take_out
from server.printing.pdfa import lint
from server.printing.raster import page_images, page_texts
from server.printing.render import alone, render
from tests.printing.many import CARD, DEMAND, GAIJI, LETTERS, NOTICE, VARIANT, many

ALWAYS, SWEPT = 15, 500
SCANNED, SCANNED_SWEPT = 4, 200

_IN_ANOTHER_PROCESS = """
import sys
from pathlib import Path
from server.printing import fonts
fonts.set_up(Path(sys.argv[1]))
from tests.printing.test_bulk import some
print(some()[1].sha256)
"""


def printed(press: Press, items: list[Item], salt: str = "s") -> tuple[Plan, Chunk]:
    plan = press.planner.plan(lambda: items, salt)
    return plan, press.chunk(plan, items)


@cache
def some() -> tuple[list[Item], Chunk]:
    """A small batch of dunning letters, made once for all tests that only look at it."""
    items = many(load_letters(LETTERS), DEMAND, 6, 7, odd=0.0, shapes=1)
    return items, printed(Press(), items)[1]


def codes_of(plan: Plan, item: Item) -> list[list[Box]]:
    """Where the codes of a letter stand, page by page."""
    return [[Box(*code) for code in sheet.codes] for sheet in fill(plan.frames[item.letter_id], item.data)]


def compare_all(items: list[Item]) -> tuple[int, int]:
    """Prints the letters both ways; answers how many were filled in, and how many not."""
    plan, chunk = printed(Press(), items)
    assert [one.letter_id for one in chunk.printed] == [item.letter_id for item in items]
    ways = {one.letter_id: one for one in chunk.printed}
    for item in items:
        place = ways[item.letter_id]
        plain = render(item.letter, item.data)
        codes = codes_of(plan, item) if place.way == "fast" else [[] for _ in range(place.pages)]
        assert differences(chunk.pdf, place.first_page, plain.pdf, codes) == [], item.data
    fast = sum(one.way == "fast" for one in chunk.printed)
    return fast, len(items) - fast


@pytest.mark.parametrize("letter", [DEMAND, CARD])
def test_every_letter_of_a_batch_has_the_dots_of_the_plain_one(letters: dict[str, Letter], letter: str) -> None:
    fast, plain = compare_all(many(letters, letter, ALWAYS, 7, odd=0.35, shapes=1))
    assert fast >= ALWAYS // 2
    assert plain >= 1


def test_names_that_only_the_font_of_names_has_are_filled_in_beside_the_others(letters: dict[str, Letter]) -> None:
    items = many(letters, NOTICE, 12, 8, odd=0.0, shapes=1)
    for place in (0, 3, 5, 6):
        data = dict(items[place].data)
        data |= {"addressee": dict(data["addressee"]) | {"name": VARIANT}, "payer": VARIANT, "refunded": None}
        items[place] = replace(items[place], data=data)
    fast, plain = compare_all(items)
    assert (fast + plain, fast >= 8) == (12, True)


def test_a_card_beyond_what_shops_take_is_printed_beside_its_el_qr(letters: dict[str, Letter]) -> None:
    (card,) = many(letters, CARD, 1, 9, odd=0.0)
    data = {**card.data, "levied": 300_100, "paid": 0, "open": 300_100, "amount": 300_100, "store_digits": None}
    assert data["el_qr"] is not None
    assert "30万円を超えるため" in page_texts(render(card.letter, data).pdf)[1]


@pytest.mark.sweep
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("letter", [DEMAND, CARD, NOTICE])
def test_five_hundred_random_letters_of_each_kind_have_the_dots_of_the_plain_ones(
    letters: dict[str, Letter], letter: str
) -> None:
    fast, plain = compare_all(many(letters, letter, SWEPT, 20261127))
    assert fast > 0.8 * SWEPT
    assert plain > 0.02 * SWEPT


def scan(items: list[Item], chunk: Chunk) -> int:
    """Reads every code of the filled letters from paper at 300 dpi; answers how many letters were read."""
    data = {item.letter_id: item.data for item in items}
    read = 0
    for one in chunk.printed:
        if one.way != "fast":
            continue
        pages = page_images(take_out(chunk.pdf, one.first_page, one.pages), 300)
        found = {code.text for page in pages for code in zxingcpp.read_barcodes(page)}
        digits = {"".join(sign for sign in text if sign.isdigit()) for text in found}
        wanted = data[one.letter_id]
        assert wanted["letter_code"] in found
        assert wanted["store_digits"] is None or wanted["store_digits"] in digits
        assert wanted["el_qr"] in found
        read += 1
    return read


def test_a_scanner_reads_every_code_of_a_filled_letter() -> None:
    items, chunk = some()
    few = replace(chunk, printed=tuple(one for one in chunk.printed if one.way == "fast")[:SCANNED])
    assert scan(items, few) == SCANNED


@pytest.mark.sweep
@pytest.mark.timeout(1800)
def test_a_scanner_reads_every_code_of_two_hundred_filled_letters(letters: dict[str, Letter]) -> None:
    items = many(letters, DEMAND, 115, 3, odd=0.0) + many(letters, CARD, 115, 4, odd=0.0)
    assert scan(items, printed(Press(), items)[1]) >= SCANNED_SWEPT


def test_another_process_makes_the_same_bytes(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _IN_ANOTHER_PROCESS, str(tmp_path)],
        cwd=LETTERS.parent,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONHASHSEED": "4711",
            "PYTHONPATH": str(LETTERS.parent),
            "TZ": "America/Lima",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == some()[1].sha256


def test_a_file_of_many_letters_is_small_and_keeps_for_long() -> None:
    _, chunk = some()
    assert lint(chunk.pdf) == []
    assert hashlib.sha256(chunk.pdf).hexdigest() == chunk.sha256
    one = take_out(chunk.pdf, 3, 1)
    assert lint(one) == []
    assert one == take_out(chunk.pdf, 3, 1)
    assert page_texts(one) == page_texts(chunk.pdf)[2:3]
    with pytest.raises(IndexError):
        take_out(chunk.pdf, chunk.pages, 2)


def test_what_cannot_be_filled_in_stands_in_its_place_and_what_cannot_be_printed_is_answered_as_held(
    letters: dict[str, Letter],
) -> None:
    items = many(letters, DEMAND, 6, 11, odd=0.0, shapes=1)
    wide, gaiji = dict(items[1].data["addressee"]), dict(items[4].data["addressee"])
    wide["name"], gaiji["name"] = "邊\U000e0108　太郎", GAIJI
    items[1] = replace(items[1], data=dict(items[1].data) | {"addressee": wide})
    items[4] = replace(items[4], data=dict(items[4].data) | {"addressee": gaiji})
    _, chunk = printed(Press(), items)
    assert [one.way for one in chunk.printed] == ["fast", "plain", "fast", "fast", "fast"]
    assert [one.first_page for one in chunk.printed] == [1, 2, 3, 4, 5]
    (held,) = chunk.held
    assert held.letter_id == items[4].letter_id
    assert isinstance(held.fault, Held)
    assert held.fault.kind == "gaiji"


def test_a_shape_of_a_few_letters_and_data_nobody_knows_go_the_plain_way(letters: dict[str, Letter]) -> None:
    items = many(letters, DEMAND, 3, 5, odd=0.0, shapes=1)
    items.append(replace(items[0], letter_id="x", data=dict(items[0].data) | {"surprise": 1}))
    plan, chunk = printed(Press(), items)
    assert plan.frames == {}
    assert [one.way for one in chunk.printed] == ["plain"] * 3
    assert [one.letter_id for one in chunk.held] == ["x"]


def _elsewhere(frame: Frame, data: Mapping[str, Any]) -> list[FilledSheet]:
    return [replace(sheet, operators=b"1 0 0 1 0.4 0 cm " + sheet.operators) for sheet in fill(frame, data)]


def test_a_letter_that_comes_out_otherwise_than_plain_is_found(letters: dict[str, Letter]) -> None:
    items = many(letters, DEMAND, 4, 5, odd=0.0, shapes=1)
    press = Press(filler=_elsewhere)
    plan = press.planner.plan(lambda: items, "s")
    chosen = [items[2].letter_id]
    assert press.chunk(plan, items, chosen).differing == tuple(chosen)
    assert Press().chunk(plan, items, chosen).differing == ()


def _texts_of(data: Mapping[str, Any]) -> list[str]:
    to = data["addressee"]
    return [to["name"], to["postal"], *to["address_lines"], data["number"], data["machine_line"], f"{data['open']:,}円"]


def test_texts_joined_of_their_signs_are_drawn_as_the_library_draws_them_whole(letters: dict[str, Letter]) -> None:
    items = many(letters, DEMAND, 40, 99, odd=0.0, shapes=1)
    plan = Press().planner.plan(lambda: items, "s")
    texts = {text for item in items for text in _texts_of(item.data)}
    joined, frame = 0, plan.frames[items[0].letter_id]
    with alone():
        for setter in {id(piece.setter): piece.setter for line in frame.lines for piece in line.pieces}.values():
            for text in texts:
                if setter is not None and setter._free.issuperset(text):
                    whole, parts = setter._set(text), setter._joined(text)
                    # The library begins a new string where the script changes; the glyphs follow all the same.
                    assert (parts.operators, parts.width) == (whole.operators.replace(b"><", b""), whole.width)
                    joined += 1
    assert joined > 200


def test_the_library_has_what_the_adapter_leans_on_and_another_version_shuts_bulk_printing(
    monkeypatch: pytest.MonkeyPatch, letters: dict[str, Letter]
) -> None:
    assert bulk_adapter.is_open()
    wanted = {
        "weasyprint.draw:draw_text": "stream textbox offset_x text_overflow block_ellipsis",
        "weasyprint.draw:draw_page": "page stream",
        "weasyprint.draw.text:draw_first_line": "stream textbox text_overflow block_ellipsis matrix",
        "weasyprint.pdf.fonts:Font": "pango_font description font_size",
        "weasyprint.pdf.stream:Stream.add_font": "self pango_font",
        "weasyprint.text.fonts:get_pango_font_key": "pango_font",
        "weasyprint.text.line_break:split_first_line": "text style context max_width justification_spacing",
    }
    for name, parameters in wanted.items():
        module, _, path = name.partition(":")
        found = reduce(getattr, path.split("."), import_module(module))
        assert " ".join(inspect.signature(found).parameters).startswith(parameters), name
    monkeypatch.setattr(bulk_adapter, "WRITTEN_FOR", "70.1")
    items = many(letters, DEMAND, 4, 5, odd=0.0, shapes=1)
    assert Press().planner.plan(lambda: items, "s").frames == {}
