"""Bulk printing (一括印刷): thousands of letters of a few shapes, the same on paper as one by one, in a small part of
the time.

A plan finds the shapes of a batch and lays each out once (`bulk_frame`). A chunk fills them, letter by letter in the
given order, and WeasyPrint's own writer makes the PDF/A of them. What does not fit a frame is laid out alone and stands
in its place among the others; what the guards refuse is answered as held, never dropped. The first letters of each
shape and some at random are printed both ways and compared: where one differs, nothing of that chunk is good.
"""

from __future__ import annotations

import hashlib
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from server.domain.refusals import Refused
from server.printing import bulk_adapter, bulk_frame, guard
from server.printing.bulk_adapter import CannotSet, DocumentState, FilledPage, Setters
from server.printing.bulk_compare import Box, same_on_paper
from server.printing.bulk_fill import FilledSheet, fill, is_plain_text
from server.printing.bulk_frame import Frame, Moved, NoFrame
from server.printing.bulk_shape import Shapes, Skeleton, probes
from server.printing.faults import DataInvalid, Held, LetterFault
from server.printing.heads import Letter, Version
from server.printing.render import (
    VARIANT,
    Rendered,
    alone,
    check_shape,
    drawn_glyphs,
    refuse_faults,
    render_pages,
    version_of,
)

LEAST = 4
"""Letters that a shape must have in a batch before a frame is worth its two layouts."""
FIRST, ONE_IN = 3, 500
"""Letters of each shape that are always compared with the plain way, and one in so many of the others."""
_MOST_PASSES = 12
_MOST_FRAMES = 300

Way = Literal["fast", "plain"]
Filler = Callable[[Frame, Mapping[str, Any]], list[FilledSheet]]


@dataclass(frozen=True, slots=True)
class Item:
    """A letter of a batch: its id, its kind and the data frozen at its issue."""

    letter_id: str
    letter: Letter
    data: Mapping[str, Any]


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


@dataclass(slots=True)
class Plan:
    """What a batch is printed from: the frame of each letter (none: the plain way), and who is compared."""

    frames: dict[str, Frame] = field(default_factory=dict)
    compared: set[str] = field(default_factory=set)
    shapes: int = 0
    without_frame: Counter[str] = field(default_factory=Counter)


class Press:
    """Prints batches. Not for two threads at once: the text libraries are not; it takes its turn as `render` does."""

    def __init__(self, filler: Filler = fill) -> None:
        self._filler = filler
        self._setters = Setters()
        self._frames: OrderedDict[tuple[Any, ...], Frame | str] = OrderedDict()

    def plan(self, items: Callable[[], Iterable[Item]], salt: str, *, plain: bool = False) -> Plan:
        """The plan of a batch; `items` gives the letters anew each time it is called, always in one order.

        Equal letters and an equal `salt` (the batch's id) give an equal plan, in whatever process. `plain`: no frames.
        """
        if plain or not bulk_adapter.is_open():
            return Plan()
        shapes: dict[str, Shapes] = {}
        for _ in range(_MOST_PASSES):
            plan = self._pass(items, shapes, salt)
            if plan is not None:
                return plan
        raise LetterFault("the shapes of a batch do not come to rest")

    def _pass(self, items: Callable[[], Iterable[Item]], shapes: dict[str, Shapes], salt: str) -> Plan | None:
        """One look at all letters; None when it learned something that makes the keys taken so far worthless."""
        members: dict[tuple[Any, ...], list[str]] = {}
        skeletons: dict[tuple[Any, ...], tuple[Version, Skeleton, Mapping[str, Any]]] = {}
        for item in items():
            version = _frameable(item)
            if version is None:
                continue
            of = shapes.setdefault(version.template_hash, Shapes(version))
            generation, key = of.generation, (version.template_hash, of.key(item.data))
            if key not in skeletons:
                try:
                    skeletons[key] = (version, of.skeleton(item.data), item.data)
                except LetterFault:
                    continue  # the plain way says what is wrong
                if of.generation != generation:
                    return None
            members.setdefault(key, []).append(item.letter_id)
        return self._framed(members, skeletons, shapes, salt)

    def _framed(
        self,
        members: Mapping[tuple[Any, ...], list[str]],
        skeletons: Mapping[tuple[Any, ...], tuple[Version, Skeleton, Mapping[str, Any]]],
        shapes: Mapping[str, Shapes],
        salt: str,
    ) -> Plan | None:
        plan = Plan(shapes=len(members))
        for key, letter_ids in members.items():
            if len(letter_ids) < LEAST:
                plan.without_frame["a shape of few letters"] += len(letter_ids)
                continue
            version, skeleton, data = skeletons[key]
            try:
                frame = self._frame(version, skeleton, data)
            except Moved as moved:
                shapes[version.template_hash].fixed |= moved.paths
                return None
            if isinstance(frame, str):
                plan.without_frame[frame] += len(letter_ids)
                continue
            plan.frames |= dict.fromkeys(letter_ids, frame)
            plan.compared |= {*letter_ids[:FIRST], *(one for one in letter_ids if _drawn_by_lot(one, salt))}
        return plan

    def _frame(self, version: Version, skeleton: Skeleton, data: Mapping[str, Any]) -> Frame | str:
        """The frame, or why there is none; those of this process are kept."""
        key = (version.template_hash, *skeleton.identity, *probes(skeleton, data, long=False))
        found = self._frames.get(key)
        if found is None:
            try:
                with alone():
                    found = bulk_frame.make_frame(version, skeleton, data, self._setters)
            except Moved:
                raise
            except (NoFrame, CannotSet, LetterFault) as reason:
                found = str(reason)
            self._frames[key] = found
            if len(self._frames) > _MOST_FRAMES:
                self._frames.popitem(last=False)
        self._frames.move_to_end(key)
        return found

    def chunk(self, plan: Plan, items: Sequence[Item]) -> Chunk:
        """The letters as one file, in their order. Raises `LetterFault` for a fault of the file as a whole."""
        filled = self._fill(plan, items)
        maker = _Maker()
        for item in items:
            sheets = filled.get(item.letter_id)
            if sheets is not None:
                maker.add_filled(item.letter_id, plan.frames[item.letter_id], sheets)
            else:
                maker.add_plain(item)
        pdf = maker.write()
        compared = [item for item in items if item.letter_id in plan.compared and item.letter_id in filled]
        differing = tuple(item.letter_id for item in compared if not _same(item, pdf, maker, filled[item.letter_id]))
        sha256 = hashlib.sha256(pdf).hexdigest()
        return Chunk(pdf, sha256, tuple(maker.printed), tuple(maker.held), len(compared), differing)

    def _fill(self, plan: Plan, items: Sequence[Item]) -> dict[str, list[FilledSheet]]:
        filled: dict[str, list[FilledSheet]] = {}
        with alone():
            for item in items:
                frame = plan.frames.get(item.letter_id)
                if frame is not None:
                    try:
                        filled[item.letter_id] = self._filler(frame, item.data)
                    except CannotSet:
                        continue
        return filled


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

    def add_plain(self, item: Item) -> None:
        """A letter laid out alone; what the guards hold is noted."""
        try:
            document, pages = _plain_pages(item)
        except (Held, Refused, LetterFault, LookupError, ValueError, TypeError, CannotSet) as fault:
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


def _plain_pages(item: Item) -> tuple[Any, list[Any]]:
    _, document = render_pages(item.letter, item.data)
    return document, [bulk_adapter.without_outline(page) for page in document.pages]


def _frameable(item: Item) -> Version | None:
    """The version of a letter that may be poured into a frame; None where the plain way has to look at it."""
    try:
        version = version_of(item.letter, item.data)
        check_shape(version, item.data)
    except (DataInvalid, LetterFault):
        return None
    day = version_day(item)
    if guard.check_seal(version.head, day) or not is_plain_text(version.head.all_slots, item.data):
        return None
    return version


def version_day(item: Item) -> Any:
    """The day of issue in the frozen data."""
    from datetime import date

    return date.fromisoformat(item.data["issued_on"])


def _drawn_by_lot(letter_id: str, salt: str) -> bool:
    """One in `ONE_IN`, by a lot that falls the same way however often it is drawn."""
    return int(hashlib.sha256(f"{salt}/{letter_id}".encode()).hexdigest(), 16) % ONE_IN == 0


def _same(item: Item, pdf: bytes, maker: _Maker, sheets: Sequence[FilledSheet]) -> bool:
    """Whether the filled letter looks as the plain one does, codes apart (bars here, a picture there)."""
    place = next(one for one in maker.printed if one.letter_id == item.letter_id)
    try:
        plain, _ = render_pages(item.letter, item.data)
    except (Held, LetterFault):
        return False  # the plain way would have stopped it
    boxes = [[Box(*code) for code in sheet.codes] for sheet in sheets]
    return same_on_paper(pdf, place.first_page, plain.pdf, boxes)


def pages_of(chunk: Chunk) -> Iterator[tuple[str, range]]:
    """Each letter with the numbers of its pages in the file, from 1."""
    for one in chunk.printed:
        yield one.letter_id, range(one.first_page, one.first_page + one.pages)


__all__ = ["Chunk", "Item", "NotPrinted", "Plan", "Press", "Printed", "Rendered"]
