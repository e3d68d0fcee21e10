"""Rendering (描画): frozen data and a dated letter become one PDF/A, the same bytes every time, or the letter is held.

Plain WeasyPrint, one letter at a time, for single letters, previews and reprints before archiving. The text libraries
are not thread-safe, so one process renders one letter at a time.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from server.printing import environment, fonts, guard, pdfa
from server.printing.faces import Run, faces
from server.printing.faults import DataInvalid, LetterFault
from server.printing.fitting import MAX_PASSES, Measured, measure, next_fits
from server.printing.heads import Letter, Version
from server.printing.layout import Layout, Placed, read_layout
from server.printing.slots import Slot, check_data, texts_of
from server.printing.template_rules import check_style
from server.printing.values import Fit, Session

VARIANT = "pdf/a-3b"
_LOCK = threading.RLock()


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished letter. `fingerprint` names the text stack, `fonts` the families really drawn; `seals` counts the
    impressions for the seal keeper's register; `placed` is where every text came to stand."""

    pdf: bytes
    sha256: str
    pages: int
    fingerprint: str
    fonts: tuple[str, ...]
    template_hash: str
    seals: int
    void: bool
    placed: tuple[Placed, ...]
    unprinted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One laid-out pass: the library's document, where things stand, what they took, and what was printed."""

    document: Any
    layout: Layout
    measured: Mapping[str, Measured]
    fits: Mapping[str, Fit]
    seals: int
    printed: frozenset[str]
    shown: frozenset[str]


def render(letter: Letter, data: Mapping[str, Any], *, void: bool = False) -> Rendered:
    """The letter as PDF/A-3b, in the version in force on the date of issue. `void`: 見本 across it, and no seal.

    Raises `Held` for what the office must mend (characters, places, seal approval), `DataInvalid` for data that are not
    what the head documents, `LetterFault` for a template or engine fault, `StackMissing` for a missing library.
    """
    return render_pages(letter, data, void=void)[0]


def render_pages(letter: Letter, data: Mapping[str, Any], *, void: bool = False) -> tuple[Rendered, Any]:
    """As `render`, and the library's document, whose pages may be put into a file of many letters."""
    version = version_of(letter, data)
    with alone():
        sheet = _guarded(version, data, void=void)
        pages = len(sheet.document.pages)
        pdf = sheet.document.write_pdf(pdf_variant=VARIANT)
        drawn = drawn_glyphs(sheet.document)
    guard.hold_if(guard.check_drawn(version, data, faces(), drawn))
    refuse_faults(letter.id, drawn, pdf)
    made = Rendered(
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
        pages=pages,
        fingerprint=fonts.stack_fingerprint(),
        fonts=tuple(sorted(drawn)),
        template_hash=version.template_hash,
        seals=sheet.seals,
        void=void,
        placed=sheet.layout.texts,
        unprinted=_unprinted(version, sheet.printed),
    )
    return made, sheet.document


def laid_out(letter: Letter, data: Mapping[str, Any], fits: Mapping[str, Fit] | None = None) -> Any:
    """The library's document of a letter that will be written with others; raises as `render` does.

    Its own file is written only when it has characters that one font alone can print: what was drawn is then looked
    at. `fits`: what a first layout would find too wide, where that is known without one.
    """
    version = version_of(letter, data)
    check_shape(version, data)
    if any(run.names for _, slot, text in texts_of(version.head.all_slots, data) for run in _runs(slot, text)):
        return render_pages(letter, data)[1]
    with alone():
        return _guarded(version, data, fits=fits).document


def _runs(slot: Slot, text: str) -> tuple[Run, ...]:
    return faces().runs(text, whole=slot.type == "name")


def _guarded(
    version: Version, data: Mapping[str, Any], *, void: bool = False, fits: Mapping[str, Fit] | None = None
) -> _Sheet:
    """The letter laid out, after the guards of its texts and before those of what is drawn."""
    check_shape(version, data)
    day = date.fromisoformat(data["issued_on"])
    guard.hold_if([*guard.check_texts(version, data, faces()), *guard.check_seal(version.head, day)])
    sheet = _fit(version, dict(data), dict(fits or {}), void=void)
    pages = len(sheet.document.pages)
    found = guard.check_layout(version.head, sheet.layout, pages, sheet.measured, sheet.fits)
    guard.hold_if([*found, *guard.check_lost(version.head, sheet.layout, sheet.shown)])
    return sheet


def check_shape(version: Version, data: Mapping[str, Any]) -> None:
    """Raises `DataInvalid` unless the data have exactly the shape that head and `common` document."""
    head = version.head
    found = list(check_data(head.all_slots, data))
    if not found:
        if (data["number"] is None) != (head.number_kind == "none"):
            found.append(f"number: number kind is {head.number_kind}")
        if data["addressee"]["honorific"] not in head.honorifics:
            found.append("addressee.honorific: " + " | ".join(head.honorifics) + " is expected")
        if not data["issuer"]["title"].endswith(head.issuer):
            found.append(f"issuer.title: {head.issuer} issues this letter")
    if found:
        raise DataInvalid(head.id, found)


def version_of(letter: Letter, data: Mapping[str, Any]) -> Version:
    """The version in force on the day the data were frozen; raises `DataInvalid` or `LetterFault`."""
    return letter.on(_day(letter, data))


def _day(letter: Letter, data: Mapping[str, Any]) -> date:
    try:
        return date.fromisoformat(data["issued_on"])
    except (KeyError, TypeError, ValueError):
        raise DataInvalid(letter.id, ["issued_on: a date, YYYY-MM-DD is expected"]) from None


def _fit(version: Version, data: dict[str, Any], fits: dict[str, Fit], *, void: bool) -> _Sheet:
    """Lays the letter out, again and smaller while a value that may shrink does not fit."""
    for _ in range(MAX_PASSES):
        sheet = _lay_out(version, data, fits, void=void)
        wanted = next_fits(version.head.all_slots, sheet.measured, fits)
        if wanted == fits:
            break
        fits = wanted
    return sheet


def lay_out(version: Version, html: str, *, extra: str = "") -> Any:
    """The library's document of one page source in the version's styles, and `extra` behind them.

    For this module and bulk printing alone, inside `alone`.
    """
    font_configuration = _font_configuration()
    from weasyprint import HTML

    source = HTML(string=html, base_url=environment.BASE_URL, url_fetcher=_fetcher(version))
    styles = [*_styles(version), *([_extra(extra)] if extra else [])]
    return source.render(font_config=font_configuration, stylesheets=styles, pdf_variant=VARIANT)


def _lay_out(version: Version, data: dict[str, Any], fits: Mapping[str, Fit], *, void: bool) -> _Sheet:
    session = Session(faces(), version.head.digits == "zen", fits)
    html, seals = environment.fill(version, data, session, void=void)
    document = lay_out(version, html)
    layout = read_layout(document)
    return _Sheet(
        document, layout, measure(layout.texts), fits, seals, frozenset(session.printed), frozenset(session.shown)
    )


@lru_cache(maxsize=1)
def _font_configuration() -> Any:
    """The one font configuration of the process; making it again for each letter doubles the time."""
    fonts.import_weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@lru_cache(maxsize=8)
def _extra(css: str) -> Any:
    from weasyprint import CSS

    return CSS(string=css, font_config=_font_configuration())


@lru_cache(maxsize=64)
def _styles(version: Version) -> list[Any]:
    """The version's style sheets, read once; one with a fault raises each time, for a failed call is not remembered."""
    from weasyprint import CSS

    sheets = {name: version.files[name].decode() for name in version.head.styles}
    for name, css in sheets.items():
        check_style(name, css)
    with _strict_log():
        return [
            CSS(
                string=css,
                base_url=environment.BASE_URL,
                url_fetcher=_fetcher(version),
                font_config=_font_configuration(),
            )
            for css in sheets.values()
        ]


@lru_cache(maxsize=64)
def _fetcher(version: Version) -> Any:
    """WeasyPrint's door to the outside: shut, but for pictures made by the program and the letter's own assets."""
    _font_configuration()
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    images = environment.Images(version)

    class LettersOnly(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            return URLFetcherResponse(url, images.content(url))

    return LettersOnly(allowed_protocols=["data"])


def drawn_glyphs(document: Any) -> dict[str, set[int]]:
    """The glyphs that were really drawn, by font family."""
    drawn: dict[str, set[int]] = {}
    for font in document.fonts.values():
        drawn.setdefault(font.family, set()).update(font.to_unicode)
    return drawn


def refuse_faults(name: str, drawn: Mapping[str, set[int]], pdf: bytes) -> None:
    """Raises `LetterFault` for fonts that letters may not use and for a file that is not PDF/A-3b."""
    foreign = sorted(set(drawn) - fonts.HOUSE_FAMILIES)
    if foreign:
        raise LetterFault(f"{name}: drawn with fonts that letters may not use: {', '.join(foreign)}")
    faults = pdfa.lint(pdf)
    if faults:
        raise LetterFault(f"{name}: not PDF/A-3b: {'; '.join(faults)}")


def _unprinted(version: Version, printed: frozenset[str]) -> tuple[str, ...]:
    """The letter's own slots that the template did not print, rows as `*`."""
    seen = {".".join("*" if part.isdigit() else part for part in path.split(".")) for path in printed}
    return tuple(path for slot in version.head.slots.values() for path, _ in slot.leaves() if path not in seen)


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def alone() -> Iterator[None]:
    """While this lasts, this thread alone uses the text libraries, and their warnings are faults."""
    with _LOCK, _strict_log():
        yield


@contextmanager
def _strict_log() -> Iterator[None]:
    """Turns whatever WeasyPrint only warns about (no glyph, no image, a rule it ignored) into a `LetterFault`."""
    log = logging.getLogger("weasyprint")
    collector, level = _Collector(), log.level
    log.addHandler(collector)
    log.setLevel(logging.WARNING)
    try:
        yield
    finally:
        log.removeHandler(collector)
        log.setLevel(level)
    if collector.messages:
        raise LetterFault("; ".join(dict.fromkeys(collector.messages)))
