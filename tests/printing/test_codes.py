from __future__ import annotations

import base64
import io

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from server.printing.codes import QUIET, code128


def _read(uri: str) -> list[str]:
    row = Image.open(io.BytesIO(base64.b64decode(uri.split(",", 1)[1])))
    assert row.mode == "1"
    picture = row.convert("L").resize((row.width * 3, 60), Image.Resampling.NEAREST)
    return [found.text for found in zxingcpp.read_barcodes(picture) if found.format == zxingcpp.BarcodeFormat.Code128]


@settings(max_examples=60)
@given(st.text(alphabet=st.sampled_from("0123456789-ABCRZ"), min_size=1, max_size=24))
def test_a_scanner_reads_back_what_was_written(text: str) -> None:
    assert _read(code128(text).uri) == [text]


def test_digits_in_pairs_make_a_shorter_code() -> None:
    assert code128("12345678").modules < code128("A2B4C6D8").modules


def test_both_sides_keep_their_white() -> None:
    code = code128("R8-014377")
    row = Image.open(io.BytesIO(base64.b64decode(code.uri.split(",", 1)[1]))).convert("L")
    pixels = [row.getpixel((x, 0)) for x in range(row.width)]
    assert row.width == code.modules
    assert pixels[:QUIET] == pixels[-QUIET:] == [255] * QUIET
    assert pixels[QUIET] == pixels[-QUIET - 1] == 0


@pytest.mark.parametrize("text", ["", "番号", "A\n"])
def test_what_the_code_cannot_hold_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ASCII"):
        code128(text)
