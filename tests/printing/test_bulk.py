"""Bulk printing: the same dots as one by one, a place for every letter, and nothing wrong behind a frame."""

from __future__ import annotations

import pytest

from server.printing.bulk import Chunk, Press
from server.printing.bulk_compare import Box, differences
from server.printing.bulk_fill import fill
from server.printing.bulk_plan import Item, Plan
from server.printing.heads import Letter
from server.printing.render import render
from tests.printing.many import CARD, DEMAND, many

ALWAYS, SWEPT = 15, 500


def printed(press: Press, items: list[Item], salt: str = "s") -> tuple[Plan, Chunk]:
    plan = press.planner.plan(lambda: items, salt)
    return plan, press.chunk(plan, items)


def codes_of(plan: Plan, item: Item) -> list[list[Box]]:
    """Where the codes of a letter stand, page by page."""
    return [[Box(*code) for code in sheet.codes] for sheet in fill(plan.frames[item.letter_id], item.data)]


def compare_all(items: list[Item]) -> tuple[int, int]:
    """Prints the letters both ways; answers how many were filled in, and how many not."""
    plan, chunk = printed(Press(), items)
    assert [one.letter_id for one in chunk.printed] == [item.letter_id for item in items]
    ways = {one.letter_id: one for one in chunk.printed}
    for item in items:
        place = ways[item.letter_id]
        plain = render(item.letter, item.data)
        codes = codes_of(plan, item) if place.way == "fast" else [[] for _ in range(place.pages)]
        assert differences(chunk.pdf, place.first_page, plain.pdf, codes) == [], item.data
    fast = sum(one.way == "fast" for one in chunk.printed)
    return fast, len(items) - fast


@pytest.mark.parametrize("letter", [DEMAND, CARD])
def test_every_letter_of_a_batch_has_the_dots_of_the_plain_one(letters: dict[str, Letter], letter: str) -> None:
    fast, plain = compare_all(many(letters, letter, ALWAYS, 7, odd=0.2, shapes=1))
    assert fast >= ALWAYS // 2
    assert plain >= 1


@pytest.mark.sweep
@pytest.mark.parametrize("letter", [DEMAND, CARD])
def test_five_hundred_random_letters_of_each_kind_have_the_dots_of_the_plain_ones(
    letters: dict[str, Letter], letter: str
) -> None:
    fast, plain = compare_all(many(letters, letter, SWEPT, 20261127))
    assert fast > 0.8 * SWEPT
    assert plain > 0.02 * SWEPT
