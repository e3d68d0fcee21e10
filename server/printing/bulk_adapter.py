"""The one door to WeasyPrint's private parts (組版エンジンの内側): a page without its values, one value set.

Bulk printing needs four things that WeasyPrint does not offer: a page drawn but for some texts, a text set by the very
code that sets a letter's, a page in a document that no layout made, and boxes to be read. All of them stand here and
are held by a contract test; with another version than the one they were written for, bulk printing stays shut
(`is_open`) and every letter is printed the plain way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

from server.printing.faces import clusters, faces, free_signs
from server.printing.fonts import NAMES

WRITTEN_FOR = "70.0"
_MOST_TEXTS = 40_000
_ONE = re.compile(rb"(/\S+ \S+ Tf) \[<(?:([0-9a-f]{4})(?:>-?\d+<)?)?([0-9a-f]{4})>(-?\d+)?\] TJ")
_GLYPHS = re.compile(r"<([0-9a-f]+)>")
# What of a style decides how a text is set and how wide it comes out; the colour is kept beside it.
_DECIDES = (
    "font_family font_size font_weight font_style font_stretch font_kerning font_variant_ligatures "
    "font_variant_position font_variant_caps font_variant_numeric font_variant_alternates font_variant_east_asian "
    "font_feature_settings font_language_override letter_spacing word_spacing lang direction white_space overflow_wrap"
).split()


class CannotSet(Exception):
    """A text or a style that is not set outside a layout; its letter goes the plain way."""


def is_open() -> bool:
    """Whether the installed WeasyPrint is the one these lines were written for."""
    return version("weasyprint") == WRITTEN_FOR


@dataclass(frozen=True, slots=True, eq=False)
class Glyphs:
    """Glyphs of one font that a text draws, with the signs they stand for and their widths."""

    font: Any
    signs: dict[int, str]
    widths: dict[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class SetText:
    """A text as it is drawn: its operators, its width in CSS pixels, and the glyphs it takes."""

    operators: bytes
    width: float
    glyphs: tuple[Glyphs, ...]


@dataclass(frozen=True, slots=True)
class _Sign:
    """A sign that is drawn the same whatever stands beside it: its part of the operators."""

    body: str
    width: float
    glyphs: Glyphs


class Setter:
    """Sets texts in one style, by WeasyPrint's own code; what was set once is remembered."""

    def __init__(self, style: Any) -> None:
        red, green, blue, alpha = (float(part) for part in (*style["color"].to("srgb").coordinates, style["color"][-1]))
        if alpha != 1 or "none" not in style["text_decoration_line"]:
            raise CannotSet("a text that is decorated or lets its ground through")
        self._style = style
        black = red == green == blue == 0
        self._colour = b"" if black else b"%f %f %f rg " % (red, green, blue)
        self._back = b"" if black else b" 0 0 0 rg"
        self._known: dict[str, SetText] = {}
        spaced = style["letter_spacing"] not in ("normal", 0) or style["word_spacing"] != 0
        self._free = frozenset[str]() if spaced else free_signs(style["font_family"][0], style["font_weight"])
        self._signs: dict[str, _Sign] = {}
        self._font = b""
        self._fonts: dict[int, tuple[Any, Any, float]] = {}
        self._kept: list[Any] = []  # a layout whose font is in use: the library frees a font with its last layout

    def set(self, text: str) -> SetText:
        """The text set in this style. Raises `CannotSet` where it would take another font than the style's first."""
        found = self._known.get(text)
        if found is None:
            if len(self._known) > _MOST_TEXTS:
                self._known.clear()
            found = self._known[text] = self._joined(text) if self._free.issuperset(text) else self._set(text)
        return found

    def _joined(self, text: str) -> SetText:
        """The text of signs that do not look at their neighbours, each set once."""
        signs = [self._signs.get(sign) or self._sign(sign) for sign in text]
        shown = f"<{''.join(sign.body for sign in signs)}>".removesuffix("<>")
        drawn = b"%s [%s] TJ" % (self._font, shown.encode("ascii"))
        glyphs = tuple({id(sign): sign.glyphs for sign in signs}.values())
        return SetText(self._colour + drawn + self._back, sum(sign.width for sign in signs), glyphs)

    def _sign(self, sign: str) -> _Sign:
        # A blank alone is not drawn at all, so it is set behind a digit.
        before = "" if sign.strip() else "0"
        shown = self._set(before + sign)
        found = _ONE.fullmatch(shown.operators.removeprefix(self._colour).removesuffix(self._back))
        if found is None or bool(found[2]) != bool(before):
            raise CannotSet(f"a sign that is not drawn as one glyph: {shown.operators!r}")
        self._font = found[1]
        kern = f">{found[4].decode()}<" if found[4] else ""
        width = shown.width - (self._set(before).width if before else 0)
        made = self._signs[sign] = _Sign(found[3].decode() + kern, width, shown.glyphs[0])
        return made

    def _set(self, text: str) -> SetText:
        from weasyprint.draw.text import draw_first_line
        from weasyprint.matrix import Matrix
        from weasyprint.text.line_break import split_first_line

        layout, _, rest, width, _, _ = split_first_line(text, self._style, None, None, 0)
        if rest is not None:
            raise CannotSet("a text of more than one line")
        layout.reactivate(self._style)
        scratch = _Scratch(self._fonts)
        if draw_first_line(scratch, _Text(text, self._style, layout), "clip", "none", Matrix()):
            raise CannotSet("a text with pictures for signs")
        if len(scratch.used) != 1 or self._fonts[scratch.used[0]][1].family != self._style["font_family"][0]:
            raise CannotSet("a text that takes another font")
        (pango_font, font, _), drawn = self._fonts[scratch.used[0]], b" ".join(scratch.operators)
        if not self._kept:
            self._kept.append(layout.layout)
        used = {int(run[at : at + 4], 16) for run in _GLYPHS.findall(drawn.decode()) for at in range(0, len(run), 4)}
        if font.missing or not used <= set(font.to_unicode):
            raise CannotSet("a text that the font does not have")
        if font.family == NAMES and not _variants(text) <= used:
            raise CannotSet("a variant that the font of names draws otherwise")
        layout.deactivate()
        glyphs = {number: font.to_unicode[number] for number in used}
        widths = {number: font.widths[number] for number in used}
        return SetText(self._colour + drawn + self._back, width, (Glyphs(pango_font, glyphs, widths),))


def _variants(text: str) -> set[int | None]:
    """The glyphs that the font of names must draw for `text`; None for a sign that it does not have."""
    names = faces().names
    return {None if names is None else names.glyph(one) for one in clusters(text)}


class Setters:
    """The setters of a process, one for each style that differs in something that shows."""

    def __init__(self) -> None:
        self._found: dict[tuple[Any, ...], Setter] = {}

    def of(self, style: Any) -> Setter:
        """The setter of a box's style; raises `CannotSet` for one that is not set outside a layout."""
        key = (*(style[name] for name in _DECIDES), str(style["color"]), str(style["text_decoration_line"]))
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = Setter(style)
        return found


class Sheet:
    """One page of a letter's shape, drawn once in each document: everything but the values."""

    def __init__(self, page: Any, hidden: frozenset[int]) -> None:
        self.page, self._hidden = page, hidden

    def draw(self, stream: Any, scale: float) -> Any:
        """Draws it for the document of `stream`, as a stream of its own that many pages can begin with."""
        common = stream.clone()
        with common.stacked(), _leaving_out(self._hidden):
            common.transform(d=-1, f=self.page.height * scale)
            self.page.paint(common, scale)
        return common


@dataclass(slots=True)
class DocumentState:
    """What one PDF holds already: drawn sheets by their identity, texts whose glyphs its fonts know."""

    sheets: dict[int, Any] = field(default_factory=dict)
    pages: list[tuple[Any, Any]] = field(default_factory=list)
    glyphs: set[int] = field(default_factory=set)
    fonts: dict[int, Any] = field(default_factory=dict)

    def finish(self, _: Any, pdf: Any) -> None:
        """The library's `finisher`: lets each filled page begin with its sheet, which stands in the file once."""
        for common in self.sheets.values():
            pdf.add_object(common)
        begin = {own.reference: common.reference for own, common in self.pages}
        for one in pdf.objects:
            contents = one.get("Contents") if isinstance(one, dict) and one.get("Type") == "/Page" else None
            if contents in begin:
                one["Contents"] = b"[%s %s]" % (begin[contents], contents)


class FilledPage:
    """A page as `Document.write_pdf` wants it: a sheet, and operators for the values and codes upon it."""

    def __init__(self, sheet: Sheet, state: DocumentState, operators: bytes, texts: list[SetText]) -> None:
        self.width, self.height, self.bleed = sheet.page.width, sheet.page.height, sheet.page.bleed
        self.bookmarks: list[Any] = []
        self.links: list[Any] = []
        self.anchors: dict[str, Any] = {}
        self.forms: dict[Any, list[Any]] = {None: []}
        self._sheet, self._state, self._operators, self._texts = sheet, state, operators, texts

    def paint(self, stream: Any, scale: float = 1) -> None:
        """Called by the library once, in the order of pages."""
        state = self._state
        common = state.sheets.get(id(self._sheet))
        if common is None:
            common = state.sheets[id(self._sheet)] = self._sheet.draw(stream, scale)
        state.pages.append((stream, common))
        for text in self._texts:
            for glyphs in text.glyphs:
                if id(glyphs) not in state.glyphs:
                    state.glyphs.add(id(glyphs))
                    self._take(stream, glyphs)
        stream.stream.append(b"q %f 0 0 %f 0 0 cm %s Q" % (scale, scale, self._operators))

    def _take(self, stream: Any, glyphs: Glyphs) -> None:
        font = self._state.fonts.get(id(glyphs.font))
        if font is None:
            font, _ = stream.add_font(glyphs.font)
            self._state.fonts[id(glyphs.font)] = font
        for number, sign in glyphs.signs.items():
            font.to_unicode.setdefault(number, sign)
            font.widths.setdefault(number, glyphs.widths[number])


def without_outline(page: Any) -> Any:
    """A laid-out page for a file of many letters, whose outline nobody wants. Raises `CannotSet` for links in it."""
    if page.links or page.anchors or page.forms != {None: []}:
        raise CannotSet("a letter with links or forms")
    page.bookmarks = []
    return page


def walk(box: Any) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Every box below `box` in order, with those around it, outermost first."""
    waiting: list[tuple[Any, tuple[Any, ...]]] = [(box, ())]
    while waiting:
        one, around = waiting.pop()
        yield one, around
        inside = (*around, one)
        children = [getattr(child, "_box", child) for child in getattr(one, "children", ())]
        waiting.extend((child, inside) for child in reversed(children))


@dataclass(frozen=True, slots=True)
class _Text:
    """What the drawing code asks of a text box."""

    text: str
    style: Any
    pango_layout: Any


class _Scratch:
    """What the drawing code asks of a page's stream, and keeps."""

    def __init__(self, fonts: dict[int, tuple[Any, Any, float]]) -> None:
        from weasyprint.text.ffi import ffi

        self.operators: list[bytes] = []
        self.used: list[int] = []
        self._fonts = fonts
        self.ink_rect, self.logical_rect = ffi.new("PangoRectangle *"), ffi.new("PangoRectangle *")

    def set_text_matrix(self, *_: float) -> None:
        """The place is set by whoever fills the page."""

    def add_font(self, pango_font: Any) -> tuple[Any, float]:
        from weasyprint.pdf.fonts import Font
        from weasyprint.text.fonts import get_pango_font_key

        key, description, size = get_pango_font_key(pango_font)
        if key not in self._fonts:
            self._fonts[key] = (pango_font, Font(pango_font, description, size), size)
        self.used.append(key)
        return self._fonts[key][1], size

    def set_font_size(self, name: str, size: float) -> None:
        self.operators.append(b"/%s %s Tf" % (name.encode(), (b"%f" % size).rstrip(b"0")))

    def set_text_rise(self, _: float) -> None:
        raise CannotSet("a text with raised signs")

    def show_text(self, text: str) -> None:
        self.operators.append(b"[%s] TJ" % text.encode("ascii"))


@contextmanager
def _leaving_out(hidden: frozenset[int]) -> Iterator[None]:
    """While this lasts, text boxes of these identities are not drawn."""
    from weasyprint import draw

    original: Callable[..., None] = draw.draw_text

    def draw_but(stream: Any, box: Any, *rest: Any) -> None:
        if id(box) not in hidden:
            original(stream, box, *rest)

    draw.draw_text = draw_but
    try:
        yield
    finally:
        draw.draw_text = original
