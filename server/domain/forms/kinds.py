"""How each type of field reads one text: normalised to its canonical spelling, or refused with a code.

Names and addresses are only stripped (a wider normalisation would turn 﨑 or ㈱ into other characters); kana, digits,
dates and codes are brought to one spelling. Normalising twice changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from server.domain import my_number, names, wareki
from server.domain.effects import JSON
from server.domain.forms.model import Field
from server.domain.refusals import Refused

MAX_LENGTH = {"text": 200, "textarea": 1000, "kana": 100, "name": 100}
MAX_NUMBER = {"number": 999_999_999, "yen": 99_999_999_999}  # fewer than 12 digits: no My Number fits

# Characters that nobody sees or that reorder a line: they would make two equal-looking names differ.
UNSEEN = (
    r"\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"  # controls, directions
    r"\ufeff\ufff9-\ufffb\ud800-\udfff"  # byte order mark, annotations, halves of pairs
)
_UNSEEN = re.compile(f"[{UNSEEN}]")
_UNSEEN_BUT_LINES = re.compile(f"(?!\\n)[{UNSEEN}]")

KANA = "^[ァ-ヺー・ヽヾ]+(?:　[ァ-ヺー・ヽヾ]+)*$"
POSTAL_CODE = "^[0-9]{3}-[0-9]{4}$"
PHONE = r"^(?:(?=(?:-?[0-9]){10,11}$)0|\+(?=(?:-?[0-9]){8,15}$)[0-9])[0-9]*(?:-[0-9]+)*$"
MY_NUMBER = "^[0-9]{12}$"
# Twelve digits and nothing else would be a My Number in the wrong field.
UPLOAD_ID = "^(?![0-9]{12}$)[A-Za-z0-9_-]{1,64}$"


def clean(field: Field, text: str) -> JSON:
    """The canonical value of `text` typed into `field`: None when empty, `int` for numbers, else text (dates as ISO).

    Raises `Refused` with the code of what is wrong. Bounds on dates are judged later, when all fields are read.
    """
    return _CLEANERS[field.type](field, text)


def _line(field: Field, text: str) -> JSON:
    return _free_text(field, text.strip(), _UNSEEN)


def _lines(field: Field, text: str) -> JSON:
    return _free_text(field, text.replace("\r\n", "\n").replace("\r", "\n").strip(), _UNSEEN_BUT_LINES)


def _name(field: Field, text: str) -> JSON:
    return _free_text(field, names.strip_name(text), _UNSEEN)


def _free_text(field: Field, text: str, unseen: re.Pattern[str]) -> JSON:
    if not text:
        return None
    if unseen.search(text):
        raise Refused("control_character")
    if my_number.find_in_text(text):
        raise Refused("my_number_in_text")
    return _measured(field, text)


def _measured(field: Field, text: str) -> str:
    longest = field.max if field.max is not None else MAX_LENGTH[field.type]
    if len(text) > longest:
        raise Refused("too_long", max=longest)
    if field.min is not None and len(text) < field.min:
        raise Refused("too_short", min=field.min)
    return text


def _kana(field: Field, text: str) -> JSON:
    kana = names.normalise_kana(text)
    return _measured(field, kana) if kana else None


def _date(_field: Field, text: str) -> JSON:
    stripped = text.strip()
    return wareki.parse_date(stripped).isoformat() if stripped else None


def _number(field: Field, text: str) -> JSON:
    digits = names.half_width(text).replace(",", "").removesuffix("円").strip()
    if not digits:
        return None
    if not re.fullmatch(r"-?[0-9]{1,15}", digits):
        raise Refused("not_a_number")
    return bounded(field, int(digits))


def bounded(field: Field, number: int) -> int:
    """`number` if it lies within the field's bounds; yen never fall below 0 unless the form says so."""
    largest = field.max if field.max is not None else MAX_NUMBER[field.type]
    smallest = field.min if field.min is not None else smallest_number(field)
    if number > largest:
        raise Refused("number_too_large", max=f"{largest:,}")
    if number < smallest:
        raise Refused("number_too_small", min=f"{smallest:,}")
    return number


def smallest_number(field: Field) -> int:
    """The lowest number a field without `min` takes."""
    return 0 if field.type == "yen" else -MAX_NUMBER["number"]


def _postal_code(_field: Field, text: str) -> JSON:
    return names.postal_code(text) if text.strip() else None


def _phone(_field: Field, text: str) -> JSON:
    return names.phone(text) if text.strip() else None


def _my_number(_field: Field, text: str) -> JSON:
    return my_number.require_valid(text) if text.strip() else None


def _choice(field: Field, text: str) -> JSON:
    if not text:
        return None
    if text not in field.option_values:
        raise Refused("not_an_option")
    return text


def _upload(_field: Field, text: str) -> JSON:
    if not text:
        return None
    if not re.fullmatch(UPLOAD_ID, text):
        raise Refused("upload_id_invalid")
    return text


_CLEANERS: Mapping[str, Callable[[Field, str], JSON]] = {
    "text": _line,
    "textarea": _lines,
    "kana": _kana,
    "name": _name,
    "wareki_date": _date,
    "date": _date,
    "number": _number,
    "yen": _number,
    "postal_code": _postal_code,
    "phone": _phone,
    "my_number": _my_number,
    "radio": _choice,
    "select": _choice,
    "file": _upload,
}
