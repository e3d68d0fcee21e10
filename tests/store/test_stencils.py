"""Rows that are cut with a stencil are the rows put together column by column, mark and all."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql, sqlite

from server.store import tables as t
from server.store.marks import mark_of
from server.store.stencils import Stencil

_DIALECTS: tuple[Any, ...] = (sqlite.dialect(), postgresql.psycopg.dialect())  # type: ignore[no-untyped-call]
_KEYS = st.text(st.characters(codec="utf-8"), max_size=12)
_YEN = st.integers(-(10**9), 10**9)


def _instalment(text: str) -> dict[str, Any]:
    return {
        "instalment_no": 3,
        "ad_hoc": False,
        "ordinance_due": date(2026, 8, 31),
        "due_on": date(2026, 8, 31),
        "notice_on": date(2026, 6, 8),
        "accounting_year": 2026,
        "standing": text,
    }


@pytest.mark.parametrize("dialect", _DIALECTS, ids=("sqlite", "postgresql"))
@given(claim=_KEYS, account=_KEYS, text=_KEYS)
def test_a_cut_row_bears_the_mark_of_the_whole_row(dialect: Any, claim: str, account: str, text: str) -> None:
    same = _instalment(text)
    row, mark = Stencil(t.instalments, dialect, same, ("claim_key", "account_key"), ()).cut((claim, account), ())
    whole = {"claim_key": claim, "account_key": account, **same}
    assert mark == mark_of(t.instalments, whole)
    assert row[:2] == (claim, account)
    assert row[-1] == mark


@given(levy=_KEYS, claim=_KEYS, yen=st.tuples(_YEN, _YEN, _YEN, _YEN))
def test_yen_stand_in_their_own_columns(levy: str, claim: str, yen: tuple[int, int, int, int]) -> None:
    parts = ("basic", "support", "care", "child")
    row, mark = Stencil(t.levy_lines, _DIALECTS[0], {}, ("levy_id", "claim_key"), parts).cut((levy, claim), yen)
    assert row == (levy, claim, *yen, mark)
    assert mark == mark_of(t.levy_lines, {"levy_id": levy, "claim_key": claim, **dict(zip(parts, yen, strict=True))})


def test_days_and_instants_are_spelt_as_the_driver_takes_them() -> None:
    same: dict[str, Any] = {column.name: None for column in t.levies.c if column.name not in ("levy_id", "mark")}
    same |= {"decided_on": date(2026, 6, 8), "recorded_at": datetime(2026, 6, 8, 3, tzinfo=UTC), "cause": "100%当初"}
    row, mark = Stencil(t.levies, _DIALECTS[0], same, ("levy_id",), ()).cut(("1",), ())
    said = dict(zip((column.name for column in t.levies.c), row, strict=True))
    assert (said["decided_on"], said["recorded_at"]) == ("2026-06-08", "2026-06-08T03:00:00.000000Z")
    assert mark == mark_of(t.levies, {"levy_id": "1", **same})


@pytest.mark.parametrize("texts", [("levy_id",), ("levy_id", "levy_id", "claim_key")])
def test_every_column_is_named_once(texts: tuple[str, ...]) -> None:
    with pytest.raises(KeyError):
        Stencil(t.levy_lines, _DIALECTS[0], {}, texts, ("basic", "support", "care", "child")).cut(texts, (1, 2, 3, 4))
