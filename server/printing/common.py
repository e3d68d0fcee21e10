"""What the frozen data of every letter hold besides its own slots (共通項目).

`{"number": str|null, "issued_on": "YYYY-MM-DD", "addressee": {"name", "honorific", "postal", "address_lines": […]},
"issuer": {"title", "name"}, "contact": {"office", "address", "phone", "hours"}, "letter_code": str}`. `number` is null
exactly when the head's number kind is none; the code is what a scanner reads on a returned letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from server.printing.slots import Slot


def _text(name: str, ja: str, en: str, max_mm: float, on_overflow: str = "hold", lines: int = 1) -> Slot:
    return Slot(name, "text", ja, en, max_mm=max_mm, on_overflow=on_overflow, lines=lines)


def _group(name: str, ja: str, en: str, fields: Iterable[Slot]) -> Slot:
    return Slot(name, "group", ja, en, columns={field.name: field for field in fields})


_ADDRESSEE = (
    Slot("name", "name", "宛名", "Addressee", max_mm=72, on_overflow="shrink", lines=2),
    _text("honorific", "敬称", "Honorific", 12),
    Slot("postal", "text", "郵便番号", "Postcode", max_mm=30, pattern=r"\d{3}-\d{4}"),
    Slot("address_lines", "lines", "住所", "Address", max_mm=80, on_overflow="shrink", lines=2, min_rows=1, max_rows=3),
)
_ISSUER = (_text("title", "職名", "Title", 40), _text("name", "氏名", "Name", 40))
_CONTACT = (
    _text("office", "担当", "Office", 110, "shrink"),
    _text("address", "所在地", "Address", 110, "shrink"),
    Slot("phone", "text", "電話", "Telephone", max_mm=50, pattern=r"[0-9()-]{6,20}"),
    _text("hours", "受付時間", "Hours", 110, "shrink"),
)

COMMON: dict[str, Slot] = {
    slot.name: slot
    for slot in (
        Slot("number", "text", "番号", "Number", optional=True, max_mm=60),
        Slot("issued_on", "wareki", "発行日", "Date of issue"),
        _group("addressee", "宛名", "Addressee", _ADDRESSEE),
        _group("issuer", "発信者", "Issuer", _ISSUER),
        _group("contact", "お問合せ先", "Contact", _CONTACT),
        Slot("letter_code", "code", "通知書コード", "Letter code"),
    )
}


def narrowed(slots: Mapping[str, Slot], widths: Mapping[str, float], path: str = "") -> dict[str, Slot]:
    """The slots with the widths (millimetres, by dotted path) that a letter with less room gives them."""
    found = {}
    for name, slot in slots.items():
        at = f"{path}{name}.*" if slot.type == "lines" else path + name
        columns = narrowed(slot.columns, widths, at + ".") if slot.columns else slot.columns
        found[name] = replace(slot, columns=columns, max_mm=widths.get(at, slot.max_mm))
    return found
