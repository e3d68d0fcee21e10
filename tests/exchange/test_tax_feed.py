"""The tax system's file: read when it is whole and ours, refused whole with line and reason for anything else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from server.domain.income_feed import FeedKind
from server.domain.refusals import Refused
from server.exchange.tax_feed import read_tax_file
from tests.tax_files import CITY, DAY, figures, row, tax_file

P1, P2 = "000000000001011", "000000000001021"
NUMBER = "123456789018"


def read(content: bytes) -> Any:
    return read_tax_file(content, city_code=CITY, today=DAY)


def refused(content: bytes) -> tuple[int, str]:
    with pytest.raises(Refused, match="feed_file_invalid") as caught:
        read(content)
    assert NUMBER not in caught.value.message_ja
    return int(str(caught.value.params["row"])), str(caught.value.params["fault_en"])


def test_a_whole_file_is_read_with_its_period_and_rows() -> None:
    file = read(tax_file([row(P1), row(P2, reported="NOT_DECLARED", figures={})], sequence_no=7, kind="YEARLY"))
    assert (file.sequence, file.kind, file.covers_to) == (7, FeedKind.YEARLY, DAY)
    assert [(one.row_no, one.known, one.levy_year) for one in file.rows] == [(2, True, 2026), (3, False, 2026)]
    assert read(tax_file([])).rows == ()


HEADERS = [
    ({"charset": "Shift_JIS"}, "the character set"),
    ({"interface": "I03"}, "interface may not be"),
    ({"city_code": "131016"}, "another body"),
    ({"kind": "DAILY"}, "kind may not be"),
    ({"sequence_no": 0}, "sequence_no may not be"),
    ({"record_count": 9}, "1 rows, the header says 9"),
    ({"levy_income_total": 1}, "the header says 1"),
    ({"sha256": "0" * 64}, "hash"),
    ({"generated_at": "2026-11-19T05:00:00+09:00"}, "lies in the future"),
    ({"generated_at": "2026-11-18"}, "is no date"),
    ({"covers_to": "2026-11-31"}, "is no date"),
    ({"covers_from": "2026-11-19"}, "lies in the future"),
    ({"covers_to": "2026-11-01"}, "outside the period"),
    ({"record_count": "1"}, "wrong kind"),
    ({"note": "x"}, "not agreed on"),
]


@pytest.mark.parametrize(("header", "reason"), HEADERS)
def test_a_wrong_header_refuses_the_file(header: Mapping[str, Any], reason: str) -> None:
    line, said = refused(tax_file([row(P1)], **header))
    assert line == 1
    assert reason in said


ROWS = [
    ({"city_code": "131016"}, "another body"),
    ({"person_key": "x y"}, "person_key may not be"),
    ({"person_key": NUMBER}, "My Number"),
    ({"corrected_on": "2026-11-1"}, "is no date"),
    ({"corrected_on": "2026-12-01"}, "lies in the future"),
    ({"corrected_on": "2026-11-01"}, "outside the period"),
    ({"income_year": 2022}, "no levy of now"),
    ({"income_year": 2026}, "no levy of now"),
    ({"income_year": "2025"}, "wrong kind"),
    ({"reported": "MAYBE"}, "reported may not be"),
    ({"reported": "ASKING"}, "nothing was declared"),
    ({"figures": {}}, "figures.gross_income is missing"),
    ({"figures": figures(gold=1)}, "figures.gold was not agreed on"),
    ({"figures": figures(salary=-1)}, "figures.salary does not follow"),
    ({"figures": figures(salary=10**11)}, "figures.salary is of the wrong kind"),
    ({"figures": figures() | {"net_loss": 400_000}}, "figures.levy_income does not follow"),
    ({"figures": figures() | {"casualty_loss": 400_000}}, "figures.reduction_income does not follow"),
    ({"remark": f"番号 {NUMBER}"}, "My Number"),
    ({NUMBER: 1}, "My Number"),
    ({"figures": figures(salary=int(NUMBER))}, "My Number"),
    ({"remark": "x"}, "not agreed on"),
]


@pytest.mark.parametrize(("fields", "reason"), ROWS)
def test_a_wrong_row_refuses_the_file_with_its_line(fields: Mapping[str, Any], reason: str) -> None:
    line, said = refused(tax_file([row(P2), row(P1, **fields)]))
    assert line == 3
    assert reason in said


def test_a_file_that_is_cut_or_not_utf8_or_empty_or_repeats_a_person_is_refused() -> None:
    whole = tax_file([row(P1), row(P2)])
    assert refused(whole[:-1]) == (3, "it is cut short (the last line has no end)")
    assert refused(whole[: whole.index(b"\n", 400) + 1])[1].startswith("1 rows")
    assert refused(b"")[1] == "the file is empty"
    assert refused(whole + b"\n")[1] == "the line is no JSON object"
    assert refused(whole.replace(b"DECLARED", "申告".encode("cp932"), 1)) == (2, "the character set is not UTF-8")
    assert "stands twice" in refused(tax_file([row(P1), row(P1)]))[1]
    assert refused(b"\xef\xbb\xbf" + whole)[0] == 1


def test_the_sample_in_the_documentation_is_a_file_of_ours() -> None:
    text = Path(__file__).parents[2].joinpath("docs/interfaces-income.md").read_text(encoding="utf-8")
    (sample,) = re.findall(r"```I02\n(.*?)```", text, re.DOTALL)
    file = read_tax_file(sample.encode(), city_code=CITY, today=date(2026, 11, 30))
    assert [one.person_key for one in file.rows] == ["000000000001011", "000000000001021"]
