"""QR codes of slips: module by module what another encoder makes, readable with a stain, and only of numbers."""

from __future__ import annotations

import re
from random import Random

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from server.printing.qr_code import QrCode, qr_code

_MODULE = 6  # dots


def picture(code: QrCode) -> Image.Image:
    found = Image.new("L", (code.modules * _MODULE, code.modules * _MODULE), 255)
    pen = ImageDraw.Draw(found)
    for x, y, width in code.runs():
        pen.rectangle([x * _MODULE, y * _MODULE, (x + width) * _MODULE - 1, (y + 1) * _MODULE - 1], fill=0)
    return found


def rows_of_another_encoder(digits: str) -> tuple[int, ...]:
    made = zxingcpp.create_barcode(digits, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    svg = made.to_svg(scale=1, add_quiet_zones=False)
    side = re.search(r'svg width="(\d+)"', svg)
    assert side is not None
    rows = [0] * int(side[1])
    for x, y, width, height in re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+Z", svg):
        for row in range(int(y), int(y) + int(height)):
            rows[row] |= ((1 << int(width)) - 1) << int(x)
    return tuple(rows)


def test_every_module_is_where_another_encoder_puts_it() -> None:
    random = Random(18004)
    for count in (*range(1, 102), *[47] * 40):
        digits = "".join(random.choices("0123456789", k=count))
        assert qr_code(digits).rows == rows_of_another_encoder(digits), digits


def test_a_code_with_a_stain_is_still_read() -> None:
    digits = "01991049102026000000000105102226120200000123002"
    stained = picture(qr_code(digits))
    assert [code.text for code in zxingcpp.read_barcodes(stained)] == [digits]
    ImageDraw.Draw(stained).rectangle([17 * _MODULE, 14 * _MODULE, 21 * _MODULE, 17 * _MODULE], fill=0)
    assert [code.text for code in zxingcpp.read_barcodes(stained)] == [digits]


@pytest.mark.parametrize("text", ["", "12a", "１２", "1" * 102, "-1", " 1"])
def test_what_is_no_number_of_at_most_101_digits_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="1 to 101 digits"):
        qr_code(text)
