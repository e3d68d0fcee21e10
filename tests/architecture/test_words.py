"""The tree speaks of itself, finished: no placeholder, no promise for later, no pointer to what a reader cannot see."""

from __future__ import annotations

import re

import pytest

from tests.architecture.tree import text_of, texts

HERE = "tests/architecture/"
UNFINISHED = re.compile(
    r"\b(TODO|FIXME|XXX|HACK|TBD|WIP)\b|lorem ipsum|ダミー|仮実装|あとで(書|直|実装)", re.IGNORECASE
)
ELSEWHERE = re.compile(r"\.\./shared|\bthe dossier\b|\bissue (#|no\. ?)?\d+\b|\bsketches/", re.IGNORECASE)


def test_no_unfinished_words_and_no_pointers_elsewhere() -> None:
    found = {
        str(file): match.group()
        for file in texts()
        if not str(file).startswith(HERE) and not file.name.endswith("lock.json")
        for pattern in (UNFINISHED, ELSEWHERE)
        for match in pattern.finditer(text_of(file))
    }
    assert found == {}


@pytest.mark.parametrize("text", ["# TODO later", "see ../shared/design", "as issue 2 says"])
def test_such_words_are_found(text: str) -> None:
    assert UNFINISHED.search(text) or ELSEWHERE.search(text)
