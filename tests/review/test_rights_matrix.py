"""No page and no answer shows anybody whom the grants deny (権限の総当たり): users × addresses against plain rows.

Who may see whom is read here from the rows of `grants` alone, by a rule of three lines, and not by the code that the
program itself asks. Every address of screens and API is walked; a new one needs a pool for each part of its address.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.store.database import Database
from tests.postgres import Server
from tests.review.matrix_addresses import Address, addresses, unknown_parts
from tests.review.matrix_city import Matrix, build
from tests.review.matrix_sight import Sight
from tests.world import opened

SHORT, LONG = 300, 10_000


@pytest.fixture(scope="module")
def matrix(sqlite_city: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    """One city for the walks of this file: what they change in it is what people change in a day."""
    folder = tmp_path_factory.mktemp("matrix")
    shutil.copy(sqlite_city, folder / "kokuho.db")
    database = Database(f"sqlite:///{folder / 'kokuho.db'}", durable=False)
    yield build(opened(database, folder))
    database.dispose()


def walk(matrix: Matrix, pairs: int, seed: int) -> tuple[Counter[int], list[str]]:
    """Opens `pairs` random addresses as random users; what came back, and every sight of somebody who was denied."""
    draw = random.Random(seed)
    sight = Sight(matrix)
    found = list(addresses(matrix))
    statuses: Counter[int] = Counter()
    seen: list[str] = []
    for _ in range(pairs):
        user = draw.choice(matrix.users)
        # Every third look is at a list: there a row too many shows most.
        wanted = [one for one in found if one.is_list] if draw.random() < 1 / 3 else found
        address = draw.choice([one for one in wanted if one.api or not user.machine])
        status, text = matrix.open(user, address)
        statuses[status] += 1
        seen += [f"{user.name} {address}: {what}" for what in sight.denied(user, address, text)]
        if status >= 500:
            seen.append(f"{user.name} {address}: {status}")
    return statuses, seen


def test_no_row_that_the_grants_deny_is_shown(matrix: Matrix) -> None:
    statuses, seen = walk(matrix, SHORT, seed=20261118)
    assert "\n".join(seen) == ""
    assert statuses[200] > SHORT // 10, statuses  # the walk sees something, and is refused often
    assert statuses[403] + statuses[404] > SHORT // 10, statuses


@pytest.mark.sweep
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", [1, 2])
def test_no_row_that_the_grants_deny_is_shown_in_ten_thousand_looks(matrix: Matrix, seed: int) -> None:
    statuses, seen = walk(matrix, LONG // 2, seed)
    print(dict(statuses))  # noqa: T201 - the figures of the sweep
    assert "\n".join(sorted(set(seen))) == ""


@pytest.mark.sweep
@pytest.mark.postgres
@pytest.mark.timeout(3600)
def test_no_row_that_the_grants_deny_is_shown_on_postgres(
    postgres_server: Server, postgres_city: str, tmp_path: Path
) -> None:
    with postgres_server.copy_of(postgres_city) as url:
        database = Database(url, durable=False)
        statuses, seen = walk(build(opened(database, tmp_path)), LONG // 5, seed=3)
        database.dispose()
    print(dict(statuses))  # noqa: T201 - the figures of the sweep
    assert "\n".join(sorted(set(seen))) == ""


def test_every_part_of_an_address_can_be_filled(matrix: Matrix) -> None:
    """A new address whose ids no table has, and the pools of `matrix_addresses` neither, would not be walked."""
    assert unknown_parts(matrix) == set()


@pytest.mark.sweep
def test_every_list_shows_each_user_the_cases_of_his_offices_and_no_other(matrix: Matrix) -> None:
    """All lists, all users: the walk above draws by chance, this one leaves none out."""
    sight = Sight(matrix)
    seen = []
    for user in matrix.users:
        for address in addresses(matrix):
            if address.is_list and (address.api or not user.machine):
                _, text = matrix.open(user, address)
                seen += [f"{user.name} {address}: {what}" for what in sight.denied(user, address, text)]
    assert "\n".join(seen) == ""


def test_the_plain_reading_denies_and_allows(matrix: Matrix) -> None:
    """The rule itself: saeki sees her ward but nobody protected; kitano his; the expired and the typist nobody."""
    sight = Sight(matrix)
    chuo, north = matrix.families["single"], matrix.families["north"]
    protected = matrix.families["protected"]

    def may(name: str, *functions: str) -> tuple[bool, bool, bool]:
        user = next(one for one in matrix.users if one.name == name)
        return tuple(sight.may(user, functions, one) for one in (chuo, protected, north))  # type: ignore[return-value]

    assert may("saeki", "case:view") == (True, False, False)
    assert may("okamura", "case:view") == (True, True, False)
    assert may("kitano", "case:view") == (False, False, True)
    assert may("sakai", "case:view") == (True, False, True)
    assert may("center1", "case:view", "document:view") == (False, False, False)
    assert may("ended", "case:view", "household:view") == (False, False, False)
    assert may("nobody", "case:view", "household:view") == (False, False, False)
    assert may("portal-kita", "case:view") == (False, False, True)
    assert may("okamura-narrow", "case:view") == (True, False, False)


def test_the_walk_would_see_a_name_that_is_shown(matrix: Matrix) -> None:
    """These eyes are not blind: the very page that one may see is a finding when another one gets it."""
    sight = Sight(matrix)
    okamura = next(one for one in matrix.users if one.name == "okamura")
    saeki = next(one for one in matrix.users if one.name == "saeki")
    kitano = next(one for one in matrix.users if one.name == "kitano")
    case_id = matrix.families["protected"].cases[0]
    for address in (
        Address("GET", f"/cases/{case_id}", "cases"),
        Address("GET", f"/cases/{case_id}", "cases", api=True),
    ):
        status, text = matrix.open(okamura, address)
        assert status == 200
        elsewhere = Address("GET", "/inbox", "cases")
        assert sight.denied(okamura, elsewhere, text) == []
        assert any("白石綾" in what for what in sight.denied(saeki, elsewhere, text))
        assert len(sight.denied(kitano, elsewhere, text)) > 3
