from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PIL import Image, ImageDraw

from server.printing.check import SAMPLES
from server.printing.heads import load_letters
from server.printing.render import Rendered
from tests.printing import goldens
from tests.printing.conftest import LETTERS

NAMES = sorted(load_letters(LETTERS))


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("letter", NAMES)
def test_a_letter_looks_as_it_did_when_a_person_looked_at_it(
    printed: Callable[..., Rendered], letter: str, sample: str
) -> None:
    name = goldens.name_of(letter, sample)
    assert goldens.differences(goldens.read(name), goldens.make(name, printed(letter, sample))) == []


def test_no_golden_is_left_of_a_letter_that_is_gone() -> None:
    known = {goldens.name_of(letter, sample) for letter in NAMES for sample in SAMPLES}
    assert {file.stem for file in goldens.FOLDER.glob("*.json")} == known


@pytest.fixture(scope="module")
def kept() -> goldens.Golden:
    return goldens.read("enrolment-certificate-typical")


def test_one_changed_pixel_is_found_on_the_same_stack(kept: goldens.Golden) -> None:
    page = kept.pages[0].convert("RGB")
    ImageDraw.Draw(page).point((300, 400), "black")
    made = replace(kept, pages=[page])
    assert goldens.differences(kept, made) == [
        "page 1: the picture differs within (300, 400, 301, 401) pixels at 100 dpi"
    ]


def _moved(kept: goldens.Golden, by: float, stack: str) -> goldens.Golden:
    first, *rest = kept.facts["slots"]
    slots = [[*first[:3], first[3] + by, *first[4:]], *rest]
    return replace(kept, facts={**kept.facts, "slots": slots, "stack": stack})


def test_a_slot_may_move_a_little_on_another_stack_only(kept: goldens.Golden) -> None:
    same = kept.facts["stack"]
    assert goldens.differences(kept, _moved(kept, 0.2, "another")) == []
    assert goldens.differences(kept, _moved(kept, 0.2, same)) != []
    assert goldens.differences(kept, _moved(kept, 0.4, "another")) != []


def test_another_word_is_found_on_every_stack(kept: goldens.Golden) -> None:
    words = [kept.facts["words"][0].replace("有効期限", "使用期限")]
    for stack in (kept.facts["stack"], "another"):
        made = replace(kept, facts={**kept.facts, "words": words, "stack": stack})
        assert any("other words" in found for found in goldens.differences(kept, made))


def test_pictures_are_not_compared_across_stacks(kept: goldens.Golden) -> None:
    blank = [Image.new("RGB", kept.pages[0].size, "white")]
    made = replace(kept, facts={**kept.facts, "stack": "another"}, pages=blank)
    assert goldens.differences(kept, made) == []
