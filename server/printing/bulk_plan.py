"""The plan of a batch (印刷の段取り): which shapes its letters have, the frame of each, and who is compared."""

from __future__ import annotations

import hashlib
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from server.printing import bulk_adapter, bulk_frame, guard
from server.printing.bulk_adapter import CannotSet, Setters
from server.printing.bulk_fill import is_plain_text
from server.printing.bulk_parts import Frame, Moved, NoFrame
from server.printing.bulk_shape import Shapes, Skeleton, probes
from server.printing.faults import DataInvalid, LetterFault
from server.printing.heads import Letter, Version
from server.printing.render import alone, check_shape, version_of

LEAST = 4
"""Letters that a shape must have in a batch before a frame is worth its two layouts."""
FIRST, ONE_IN = 3, 500
"""Letters of each shape that are always compared with the plain way (one of a shape of less than a hundred letters),
and one in so many of the others."""
_LARGE, _SCOUTS = 100, 60
_MOST_PASSES = 12
_MOST_FRAMES = 300
_MOST_SHAPES = 1_000  # a template that names a person in running text has as many shapes as letters


@dataclass(frozen=True, slots=True)
class Item:
    """A letter of a batch: its id, its kind and the data frozen at its issue."""

    letter_id: str
    letter: Letter
    data: Mapping[str, Any]


@dataclass(slots=True)
class Plan:
    """What a batch is printed from: the frame of each letter (none: the plain way), and who is compared."""

    frames: dict[str, Frame] = field(default_factory=dict)
    compared: set[str] = field(default_factory=set)
    shapes: int = 0
    without_frame: Counter[str] = field(default_factory=Counter)


class Planner:
    """Plans batches, and keeps the frames of this process."""

    def __init__(self) -> None:
        self._setters = Setters()
        self._frames: OrderedDict[tuple[Any, ...], Frame | str] = OrderedDict()
        self._stood: set[str] = set()  # versions of this plan that have a frame

    def plan(self, items: Callable[[], Iterable[Item]], salt: str, *, plain: bool = False) -> Plan:
        """The plan of a batch; `items` gives the letters anew each time it is called, always in one order.

        Equal letters and an equal `salt` (the batch's id) give an equal plan, in whatever process. `plain`: no frames.
        """
        if plain or not bulk_adapter.is_open():
            return Plan()
        looked = _Looked()
        self._stood.clear()
        few = list(islice(items(), _SCOUTS))  # what they teach, no pass over all of them has to learn
        self._pass(lambda: few, looked, salt)
        for _ in range(_MOST_PASSES):
            plan = self._pass(items, looked, salt)
            if plan is not None:
                return plan
        raise LetterFault("the shapes of a batch do not come to rest")

    def _pass(self, items: Callable[[], Iterable[Item]], looked: _Looked, salt: str) -> Plan | None:
        """One look at all letters; None when it learned something that makes the keys taken so far worthless."""
        members: dict[tuple[Any, ...], list[str]] = {}
        skeletons: dict[tuple[Any, ...], tuple[Version, Skeleton, list[Mapping[str, Any]]]] = {}
        unframed = 0
        for item in items():
            version = looked.version(item)
            if version is None:
                continue
            of = looked.shapes.setdefault(version.template_hash, Shapes(version))
            generation, key = of.generation, (version.template_hash, looked.key(of, item))
            if key not in skeletons and len(skeletons) >= _MOST_SHAPES:
                unframed += 1
                continue
            if key not in skeletons:
                try:
                    skeletons[key] = (version, of.skeleton(item.data), [])
                except LetterFault:
                    continue  # the plain way says what is wrong
                if of.generation != generation:
                    return None
            if len(skeletons[key][2]) < FIRST:
                skeletons[key][2].append(item.data)
            members.setdefault(key, []).append(item.letter_id)
        plan = self._framed(members, skeletons, looked.shapes, salt)
        if plan is not None and unframed:
            plan.without_frame["too many shapes"] += unframed
        return plan

    def _framed(
        self,
        members: Mapping[tuple[Any, ...], list[str]],
        skeletons: Mapping[tuple[Any, ...], tuple[Version, Skeleton, list[Mapping[str, Any]]]],
        shapes: Mapping[str, Shapes],
        salt: str,
    ) -> Plan | None:
        plan = Plan(shapes=len(members))
        for key, letter_ids in members.items():
            if len(letter_ids) < LEAST:
                plan.without_frame["a shape of few letters"] += len(letter_ids)
                continue
            version, skeleton, samples = skeletons[key]
            try:
                frame = self._frame(version, skeleton, samples)
            except Moved as moved:
                shapes[version.template_hash].fixed |= moved.paths
                return None
            if isinstance(frame, str):
                plan.without_frame[frame] += len(letter_ids)
                continue
            plan.frames |= dict.fromkeys(letter_ids, frame)
            first = FIRST if len(letter_ids) >= _LARGE else 1
            plan.compared |= {*letter_ids[:first], *(one for one in letter_ids if _drawn_by_lot(one, salt))}
        return plan

    def _frame(self, version: Version, skeleton: Skeleton, samples: Sequence[Mapping[str, Any]]) -> Frame | str:
        """The frame, or why there is none; those of this process are kept."""
        key = (version.template_hash, *skeleton.identity, *probes(skeleton, samples[0]))
        found = self._frames.get(key)
        if found is None:
            try:
                with alone():
                    known = version.template_hash in self._stood
                    found = bulk_frame.make_frame(version, skeleton, samples, self._setters, known=known)
            except Moved:
                raise
            except (NoFrame, CannotSet, LetterFault) as reason:
                found = str(reason)
            self._frames[key] = found
            if len(self._frames) > _MOST_FRAMES:
                self._frames.popitem(last=False)
        self._frames.move_to_end(key)
        if isinstance(found, Frame):
            self._stood.add(version.template_hash)
        return found


@dataclass(slots=True)
class _Looked:
    """What the passes of one plan have seen of its letters: another pass asks for no more than it has learned anew."""

    shapes: dict[str, Shapes] = field(default_factory=dict)
    _versions: dict[str, Version | None] = field(default_factory=dict)
    _keys: dict[str, tuple[int, tuple[Any, ...]]] = field(default_factory=dict)

    def version(self, item: Item) -> Version | None:
        """As `_frameable`."""
        if item.letter_id not in self._versions:
            self._versions[item.letter_id] = _frameable(item)
        return self._versions[item.letter_id]

    def key(self, of: Shapes, item: Item) -> tuple[Any, ...]:
        """The key of the letter's shape, as `of` tells it now."""
        known = self._keys.get(item.letter_id)
        if known is None or known[0] != of.generation:
            known = self._keys[item.letter_id] = (of.generation, of.key(item.data))
        return known[1]


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

    return date.fromisoformat(item.data["issued_on"])


def _drawn_by_lot(letter_id: str, salt: str) -> bool:
    """One in `ONE_IN`, by a lot that falls the same way however often it is drawn."""
    return int(hashlib.sha256(f"{salt}/{letter_id}".encode()).hexdigest(), 16) % ONE_IN == 0
