"""No page and no answer shows anybody whom the grants deny (権限の総当たり): users × addresses against plain rows.

Who may see whom is read here from the rows of `grants` alone, by a rule of three lines, and not by the code that the
program itself asks. Every address of screens and API is walked; a new one needs a pool for each part of its address.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from server.store.database import Database
from tests.postgres import Server
from tests.review.matrix_addresses import Address, addresses, unknown_parts
from tests.review.matrix_city import Matrix, User, build
from tests.review.matrix_sight import Sight
from tests.world import opened

SHORT = 300


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
    found = list(addresses(matrix))
    chosen = []
    for _ in range(pairs):
        user = draw.choice(matrix.users)
        # Every third look is at a list: there a row too many shows most.
        wanted = [one for one in found if one.is_list] if draw.random() < 1 / 3 else found
        chosen.append((user, draw.choice([one for one in wanted if one.api or not user.machine])))
    return look(matrix, chosen)


def everywhere(matrix: Matrix, seed: int) -> tuple[Counter[int], list[str]]:
    """Opens every address as every user, in a random order: no pair is left to chance."""
    pairs = [
        (user, address) for user in matrix.users for address in addresses(matrix) if address.api or not user.machine
    ]
    random.Random(seed).shuffle(pairs)
    return look(matrix, pairs)


def look(matrix: Matrix, pairs: Iterable[tuple[User, Address]]) -> tuple[Counter[int], list[str]]:
    """What came back from each address to each user, and every sight of somebody who was denied."""
    sight = Sight(matrix)
    statuses: Counter[int] = Counter()
    seen: list[str] = []
    for user, address in pairs:
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
def test_no_row_that_the_grants_deny_is_shown_to_any_user_at_any_address(matrix: Matrix) -> None:
    statuses, seen = everywhere(matrix, seed=1)
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
        statuses, seen = everywhere(build(opened(database, tmp_path)), seed=3)
        database.dispose()
    print(dict(statuses))  # noqa: T201 - the figures of the sweep
    assert "\n".join(sorted(set(seen))) == ""


def test_every_part_of_an_address_can_be_filled(matrix: Matrix) -> None:
    """A new address whose ids no table has, and the pools of `matrix_addresses` neither, would not be walked."""
    assert unknown_parts(matrix) == set()


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
