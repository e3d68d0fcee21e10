"""The rows of the tables of reliefs as clerks and deciders read them."""

from __future__ import annotations

import re

import pytest

from server.domain.relief.row_words import row_words
from server.domain.relief.rules import GROUNDS, load_rule
from tests.domain.relief.test_tables import APPLIED, VALUES

ROWS = [
    ("loss>=0.5 income<=7500000 -> whole 1/2", "損害の割合が50%以上、前年の所得が750万円以下: 保険料の1/2"),
    ("loss>=0.5 income<=5000000 -> whole 10/10", "損害の割合が50%以上、前年の所得が500万円以下: 保険料の全額"),
    (
        "income<=10000000 estimate<=0.7x -> income drop",
        "前年の所得が1,000万円以下、今年の所得の見込みが前年の所得の70%以下: 所得割の減少の割合",
    ),
    ("class=2 alone=1 -> income 1, head 3/8", "法定軽減が2割、旧被扶養者だけの世帯: 所得割の全額、均等割の3/8"),
    ("class=0 income<=1234567 -> head 2/10", "法定軽減なし、前年の所得が1,234,567円以下: 均等割の2/10"),
    ("cause=CLOSED|UNEMPLOYED -> affected 1", "原因(廃業・休業・失業): 減る所得に係る所得割の全額"),
    ("-> whole 0.35", "保険料の35%"),
]


@pytest.mark.parametrize(("row", "words"), ROWS)
def test_a_row_reads_in_the_offices_words(row: str, words: str) -> None:
    assert row_words(row)[0] == words


@pytest.mark.parametrize("ground", [one for one in GROUNDS if one != "NON_VOLUNTARY"])
def test_no_row_of_the_city_shows_a_name_of_the_table_itself(ground: str) -> None:
    for row in load_rule(VALUES, ground, APPLIED).rows:
        ja, en = row_words(row.text)
        assert not re.search(r"[a-z_]{2,}", ja), ja
        assert not re.search(r"[^\x00-\x7f]", en), en
