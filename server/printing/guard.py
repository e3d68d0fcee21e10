"""The guards (検査): what would print wrongly holds the letter. Before layout the characters, after it the places.

Three nets for characters: the fonts' own maps before layout, WeasyPrint's warnings during it, the glyphs really drawn
after it. One for places: every text stands inside its room, no text on another, no page too many.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import combinations, product
from typing import Any

from server.printing.faces import Cluster, Faces, Trouble, clusters
from server.printing.faults import Finding, Held
from server.printing.fitting import MIN_SCALE, Measured
from server.printing.heads import Head, Version
from server.printing.layout import Layout, Placed, Shape
from server.printing.slots import Slot, label_of, slot_at, texts_of
from server.printing.values import Fit

_SLACK = 0.3  # millimetres that rounding may cost
_OVERLAP = 0.5  # millimetres of two lines' boxes that touch nobody's ink
TWELVE_DIGITS = re.compile(r"(?<!\d)\d{4}[ -]?\d{4}[ -]?\d{4}(?!\d)")

_TROUBLE: dict[Trouble, tuple[str, str]] = {
    "glyph": ("はどの書体にもありません。文字を確かめてください", "is in no font of ours; check the character"),
    "variant": (
        "の異体字はどの書体にもなく、別の字形で印刷されてしまいます。文字を確かめてください",
        "is a variant that no font of ours has; another form would be printed",
    ),
    "gaiji": (
        "は外字です。文字情報基盤の文字に置き換えてください",
        "is a private-use character; map it to a standard one",
    ),
    "control": (
        "は印刷できない制御文字か、分解された文字です。入れ直してください",
        "is a control or a decomposed character; enter it again",
    ),
}


def check_texts(version: Version, data: Mapping[str, Any], faces: Faces) -> list[Finding]:
    """Characters that cannot be printed truly, and numbers that look like My Numbers, in every text of the data."""
    slots = version.head.all_slots
    found: list[Finding] = []
    for path, slot, text in texts_of(slots, data):
        if slot.type != "code" and TWELVE_DIGITS.search(unicodedata.normalize("NFKC", text)):
            found.append(
                _finding(
                    "my_number",
                    path,
                    slots,
                    "に12桁の番号があります。個人番号は印刷しません。値を確かめてください",
                    "holds a number of 12 digits; My Numbers are never printed",
                )
            )
        for cluster in dict.fromkeys(clusters(text)):
            trouble = faces.trouble(cluster)
            if trouble is not None:
                found.append(_character(trouble, cluster, path, slots))
    return found


def check_seal(head: Head, day: date) -> list[Finding]:
    """A seal may be printed by computer only while the seal keeper's approval lasts (公印規程)."""
    use = head.seal
    if use is None or use.approved_from <= day <= use.approved_to:
        return []
    return [
        Finding(
            "seal",
            "",
            f"公印の印影印刷の承認({use.approval})は{use.approved_from}から{use.approved_to}までです。"
            "承認を受けてから発行してください",
            f"the approval to print the seal ({use.approval}) runs from {use.approved_from} to {use.approved_to}",
        )
    ]


def check_layout(
    head: Head, layout: Layout, pages: int, measured: Mapping[str, Measured], fits: Mapping[str, Fit]
) -> list[Finding]:
    """Texts outside their rooms or on other things, slots wider than allowed, more pages than allowed."""
    slots = head.all_slots
    found = [*_widths(slots, measured, fits), *_rooms(slots, layout), *_collisions(slots, layout)]
    if pages > head.page_limit:
        found.append(
            Finding(
                "pages",
                "",
                f"{pages}ページになりました({head.page_limit}ページまで)。内容を分けてください",
                f"the letter has {pages} pages and may have {head.page_limit}",
            )
        )
    return list({(f.kind, f.slot): f for f in reversed(found)}.values())[::-1]


def check_lost(head: Head, layout: Layout, shown: Iterable[str]) -> list[Finding]:
    """Values that the template printed and the layout dropped: what does not fit a box of fixed place is cut away."""
    slots, placed = head.all_slots, {item.slot for item in layout.texts}
    said = "が紙面から落ちました。ほかの欄を短くしてください", "was cut off the page; shorten what stands above it"
    return [_finding("overflow", path, slots, *said) for path in sorted(set(shown) - placed)]


def check_drawn(
    version: Version, data: Mapping[str, Any], faces: Faces, drawn: Mapping[str, set[int]]
) -> list[Finding]:
    """Whether what only IPAmj can print was drawn with exactly its glyphs (`drawn`: family → glyph numbers)."""
    slots = version.head.all_slots
    found: list[Finding] = []
    for path, slot, text in texts_of(slots, data):
        for run in faces.runs(text, whole=slot.type == "name"):
            if not run.names or faces.names is None:
                continue
            lost = [c for c in clusters(run.text) if faces.names.glyph(c) not in drawn.get("IPAmjMincho", set())]
            found.extend(_character("variant", cluster, path, slots) for cluster in lost)
    return found


def hold_if(findings: Iterable[Finding]) -> None:
    """Raises `Held` when there is a finding."""
    found = list(findings)
    if found:
        raise Held(found)


def _widths(slots: Mapping[str, Slot], measured: Mapping[str, Measured], fits: Mapping[str, Fit]) -> Iterator[Finding]:
    for path, size in measured.items():
        slot = slot_at(slots, path)
        lines = fits[path].lines if path in fits else slot.lines
        too_wide = slot.max_mm is not None and size.width > slot.max_mm + _SLACK
        too_small = path in fits and fits[path].scale < MIN_SCALE
        if too_wide or too_small or (lines and size.lines > lines):
            yield _finding(
                "overflow",
                path,
                slots,
                "が欄に入りません。短くするか、手書きの通知に替えてください",
                "does not fit its place; shorten it or issue the letter by hand",
            )


def _rooms(slots: Mapping[str, Slot], layout: Layout) -> Iterator[Finding]:
    for item in layout.texts:
        if not item.cell.holds(item.rect, _SLACK) or not item.column.holds(item.rect, _SLACK, sideways_only=True):
            yield _place(item, slots, "が欄からはみ出します", "sticks out of its place")
    for shape in layout.shapes:
        if not shape.cell.holds(shape.rect, _SLACK):
            yield Finding(
                "overflow",
                "",
                f"{shape.page}ページの枠({shape.name})がはみ出します。行を減らすか、内容を短くしてください",
                f"a frame ({shape.name}) of page {shape.page} sticks out of its place",
            )


def _collisions(slots: Mapping[str, Slot], layout: Layout) -> Iterator[Finding]:
    for first, second in combinations(layout.texts, 2):
        if first.page == second.page and first.rect.meets(second.rect, _OVERLAP):
            yield _place(second if second.slot else first, slots, "がほかの文字と重なります", "lies on other text")
    for item, shape in product(layout.texts, layout.shapes):
        if _touches(item, shape):
            yield _place(item, slots, "がほかの枠や公印と重なります", "lies on a frame or a seal")


def _touches(item: Placed, shape: Shape) -> bool:
    return item.page == shape.page and shape.owner not in item.inside and item.rect.meets(shape.rect, _SLACK)


def _character(trouble: Trouble, cluster: Cluster, path: str, slots: Mapping[str, Slot]) -> Finding:
    codes = " ".join(f"U+{ord(sign):04X}" for sign in cluster.text)
    ja, en = _TROUBLE[trouble]
    shown = f"「{cluster.text}」" if trouble in ("glyph", "variant") else ""
    return _finding(trouble, path, slots, f"の{shown}({codes}){ja}", f": {codes} {en}")


def _place(item: Placed, slots: Mapping[str, Slot], ja: str, en: str) -> Finding:
    if item.slot:
        return _finding("overflow", item.slot, slots, ja, en)
    return Finding("overflow", "", f"「{item.text.strip()[:20]}」{ja}({item.page}ページ)", f"fixed text {en}")


def _finding(kind: Any, path: str, slots: Mapping[str, Slot], ja: str, en: str) -> Finding:
    label_ja, label_en = label_of(slots, path)
    return Finding(kind, path, f"{label_ja}{ja}", f"{label_en} {en}")
