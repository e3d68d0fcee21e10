"""Bulk printing (一括印刷): thousands of letters of a few shapes, the same on paper as one by one, in a small part of
the time.

A plan finds the shapes of a batch and lays each out once (`bulk_frame`). A chunk fills them, letter by letter in the
given order, and WeasyPrint's own writer makes the PDF/A of them. What does not fit a frame is laid out alone and stands
in its place among the others; what the guards refuse is answered as held, never dropped. The first letters of each
shape and some at random are printed both ways and compared: where one differs, nothing of that chunk is good.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from server.printing import bulk_adapter
from server.printing.bulk_adapter import CannotSet, DocumentState, FilledPage
from server.printing.bulk_compare import Box, same_on_paper
from server.printing.bulk_fill import FilledSheet, TooWide, fill, first_fits
from server.printing.bulk_parts import Frame
from server.printing.bulk_plan import Item, Plan, Planner
from server.printing.faults import Held, LetterFault
from server.printing.render import VARIANT, alone, drawn_glyphs, laid_out, refuse_faults, render_pages
from server.printing.values import Fit

Way = Literal["fast", "plain"]
Filler = Callable[[Frame, Mapping[str, Any]], list[FilledSheet]]


@dataclass(frozen=True, slots=True)
class Printed:
    """Where a letter stands in its chunk: the first of its pages (from 1), how many they are, and how it was made."""

    letter_id: str
    first_page: int
    pages: int
    way: Way


@dataclass(frozen=True, slots=True)
class NotPrinted:
    """A letter that the guards hold, or that a mistake of ours kept from being made."""

    letter_id: str
    fault: Exception


@dataclass(frozen=True, slots=True)
class Chunk:
    """A file of letters in their order. `differing` are those that the comparison found otherwise than plain: the
    file is then not to be used. `compared` counts how many were looked at both ways."""

    pdf: bytes
    sha256: str
    printed: tuple[Printed, ...]
    held: tuple[NotPrinted, ...]
    compared: int
    differing: tuple[str, ...]

    @property
    def pages(self) -> int:
        """Pages of the file."""
        return sum(one.pages for one in self.printed)


class Press:
    """Prints batches, planned by its `planner`. The text libraries serve one thread at a time, so it takes its turn."""

    def __init__(self, filler: Filler = fill) -> None:
        self._filler = filler
        self.planner = Planner()

    def chunk(self, plan: Plan, items: Sequence[Item], compare: Collection[str] = ()) -> Chunk:
        """The letters as one file, in their order; those of `compare` are printed both ways.

        Raises `LetterFault` for a fault of the file as a whole.
        """
        filled, wide = self._fill(plan, items)
        try:
            maker, pdf = _written(plan, items, filled, wide)
        except LetterFault:  # each letter laid out alone is then written alone first, and whichever is at fault held
            maker, pdf = _written(plan, items, filled, None)
        compared = [item for item in items if item.letter_id in compare and item.letter_id in filled]
        differing = _differing(compared, pdf, maker, filled)
        sha256 = hashlib.sha256(pdf).hexdigest()
        return Chunk(pdf, sha256, tuple(maker.printed), tuple(maker.held), len(compared), differing)

    def _fill(
        self, plan: Plan, items: Sequence[Item]
    ) -> tuple[dict[str, list[FilledSheet]], dict[str, dict[str, Fit]]]:
        """The letters that fit their frames, and what is known of values too wide in the others."""
        filled: dict[str, list[FilledSheet]] = {}
        wide: dict[str, dict[str, Fit]] = {}
        with alone():
            for item in items:
                frame = plan.frames.get(item.letter_id)
                if frame is None:
                    continue
                try:
                    filled[item.letter_id] = self._filler(frame, item.data)
                except TooWide:
                    wide[item.letter_id] = first_fits(frame, item.data)
                except (CannotSet, LookupError, ValueError, TypeError):
                    continue  # the plain way says what is wrong, if anything is
        return filled, wide


def _written(
    plan: Plan,
    items: Sequence[Item],
    filled: Mapping[str, list[FilledSheet]],
    wide: Mapping[str, Mapping[str, Fit]] | None,
) -> tuple[_Maker, bytes]:
    """The file of the letters; `wide` None: whoever goes the plain way is written alone first."""
    maker = _Maker()
    for item in items:
        sheets = filled.get(item.letter_id)
        if sheets is not None:
            maker.add_filled(item.letter_id, plan.frames[item.letter_id], sheets)
        else:
            maker.add_plain(item, None if wide is None else wide.get(item.letter_id, {}))
    return maker, maker.write()


class _Maker:
    """Collects the pages of a chunk and writes it."""

    def __init__(self) -> None:
        self.printed: list[Printed] = []
        self.held: list[NotPrinted] = []
        self._pages: list[Any] = []
        self._state = DocumentState()
        self._first: Any = None

    def add_filled(self, letter_id: str, frame: Frame, sheets: Sequence[FilledSheet]) -> None:
        """A letter poured into its frame."""
        pages = [
            FilledPage(blank, self._state, sheet.operators, sheet.texts)
            for blank, sheet in zip(frame.sheets, sheets, strict=True)
        ]
        self._add(letter_id, frame.document, pages, "fast")

    def add_plain(self, item: Item, fits: Mapping[str, Fit] | None = None) -> None:
        """A letter laid out alone; what the guards hold is noted. `fits` None: it is written alone first."""
        try:
            document, pages = _plain_pages(item, fits)
        except (Held, LetterFault, LookupError, ValueError, TypeError, CannotSet) as fault:
            self.held.append(NotPrinted(item.letter_id, fault))
        else:
            self._add(item.letter_id, document, pages, "plain")

    def _add(self, letter_id: str, document: Any, pages: Sequence[Any], way: Way) -> None:
        self._first = self._first or document
        self.printed.append(Printed(letter_id, len(self._pages) + 1, len(pages), way))
        self._pages += pages

    def write(self) -> bytes:
        """The file; nothing when no letter could be made."""
        if self._first is None:
            return b""
        with alone():
            document = self._first.copy(self._pages)
            pdf: bytes = document.write_pdf(pdf_variant=VARIANT, finisher=self._state.finish)
            drawn = drawn_glyphs(document)
        refuse_faults("bulk", drawn, pdf)
        return pdf


def _plain_pages(item: Item, fits: Mapping[str, Fit] | None) -> tuple[Any, list[Any]]:
    if fits is None:
        _, document = render_pages(item.letter, item.data)
    else:
        document = laid_out(item.letter, item.data, fits)
    return document, [bulk_adapter.without_outline(page) for page in document.pages]


def _differing(
    items: Sequence[Item], pdf: bytes, maker: _Maker, filled: Mapping[str, list[FilledSheet]]
) -> tuple[str, ...]:
    """The letters that do not look as the plain way makes them, codes apart (bars here, a picture there).

    The plain letters are written as one file: that costs a fraction of a file for each, and their pages are the same.
    """
    places, plain, differing = {one.letter_id: one for one in maker.printed}, _Maker(), list[str]()
    for item in items:
        plain.add_plain(item, {})
    reference = plain.write()
    found = {one.letter_id: one for one in plain.printed}  # without those that the plain way would have stopped
    for item in items:
        boxes = [[Box(*code) for code in sheet.codes] for sheet in filled[item.letter_id]]
        ours, theirs = places[item.letter_id], found.get(item.letter_id)
        if theirs is None or not same_on_paper(pdf, ours.first_page, reference, boxes, theirs.first_page, theirs.pages):
            differing.append(item.letter_id)
    return tuple(differing)
