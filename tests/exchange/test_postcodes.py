"""Postal codes are looked up without a network; what a code does not tell for certain stays empty."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from server.exchange.postcodes import Address, address_of

KNOWN = [
    ("160-0022", "東京都新宿区新宿"),
    ("1600022", "東京都新宿区新宿"),
    ("060-0000", "北海道札幌市中央区"),
    ("260-0001", "千葉県千葉市中央区都町"),
]


@pytest.mark.parametrize(("code", "whole"), KNOWN)
def test_a_code_tells_its_address(code: str, whole: str) -> None:
    found = address_of(code)
    assert found is not None
    assert found.whole == whole


def test_the_parts_are_what_a_form_fills() -> None:
    assert address_of("160-0022") == Address("160-0022", "東京都", "新宿区", "新宿")
    assert address_of("160-0022").parts() == {  # type: ignore[union-attr]
        "whole": "東京都新宿区新宿",
        "prefecture": "東京都",
        "city": "新宿区",
        "town": "新宿",
    }


def test_a_code_of_two_prefectures_tells_nothing() -> None:
    assert address_of("498-0000") is None


@pytest.mark.parametrize("code", ["000-0001", "", "160", "160-00222", "160_0022", "１６０-００２２", "'; drop"])
def test_what_is_no_code_or_nobody_s_tells_nothing(code: str) -> None:
    assert address_of(code) is None


def test_any_thread_may_ask() -> None:
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(address_of, ["160-0022"] * 20)) == {address_of("160-0022")}


def test_a_code_of_the_city_itself_gives_its_town() -> None:
    address = address_of("000-1102")
    assert address is not None
    assert address.whole == "若葉県若葉市中央区本町"
