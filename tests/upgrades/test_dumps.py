"""A database of any earlier schema is brought up to date, and every case that waited in it finishes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from server.casework.reconcile import reconcile
from server.casework.replay_case import replay_case
from server.casework.seal_audit import seal_audit, verify_audit
from server.casework.wake_cases import wake_due
from server.store.database import Database
from tests.upgrades.dumps import all_dumps, read_dump, restore, rows_of
from tests.upgrades.make_dump import make
from tests.world import World, opened

LARGEST = 200_000


@pytest.fixture(params=all_dumps(), ids=lambda path: path.name.partition(".")[0])
def dump(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Each dump that is kept."""
    return read_dump(request.param)


def test_the_dumps_are_small_and_there_is_one() -> None:
    assert all_dumps()
    assert max(path.stat().st_size for path in all_dumps()) < LARGEST


def test_every_case_of_an_earlier_database_finishes_through_its_normal_tasks(
    dump: dict[str, Any], bare: Database, tmp_path: Path
) -> None:
    restore(bare, dump)
    bare.upgrade()
    assert bare.is_current()
    city = opened(bare, tmp_path, datetime.fromisoformat(dump["at"]))
    assert not any(reconcile(city.services).values())
    assert verify_audit(city.services).ok
    for one in dump["finish"]:
        _go_on(city, one)
    standing = {place: city.case(case_id).status for place, case_id in dump["places"].items()}
    assert set(standing.values()) == {"completed"}, standing
    assert not any(found for kind, found in reconcile(city.services).items() if not kind.startswith("stuck"))
    seal_audit(city.services)
    assert verify_audit(city.services).ok


def test_each_step_before_the_upgrade_can_still_be_taken_from_its_record(dump: dict[str, Any], tmp_path: Path) -> None:
    """What comes of it may differ, for operators tell more than they did; none may fail."""
    database = Database(f"sqlite:///{tmp_path / 'kokuho.db'}", durable=False)
    restore(database, dump)
    database.upgrade()
    city = opened(database, tmp_path, datetime.fromisoformat(dump["at"]))
    for place, case_id in dump["places"].items():
        parted = [one for one in replay_case(city.services, case_id) if one.what == "status"]
        assert parted == [], place
    database.dispose()


def test_a_dump_comes_back_as_it_was(dump: dict[str, Any], bare: Database) -> None:
    restore(bare, dump)
    revision, tables = rows_of(bare)
    assert revision == dump["schema"]
    assert {name: len(content["rows"]) for name, content in tables.items()} == {
        name: len(content["rows"]) for name, content in dump["tables"].items()
    }


def test_the_dump_of_the_present_schema_can_be_made(tmp_path: Path) -> None:
    made = read_dump(make(tmp_path))
    assert set(made["places"]) >= {"check_identity", "enter", "receive_documents", "judge", "check", "decide"}
    assert made["schema"] >= max(path.name for path in all_dumps()).removeprefix("schema_")[:4]


def _go_on(city: World, one: dict[str, Any]) -> None:
    """One of the answers that ended the cases in the version that made the dump."""
    if "wake" in one:
        city.clock.moments.append(datetime.fromisoformat(one["wake"]))
        assert wake_due(city.services).failed == 0
        return
    city.complete(one["case_id"], one["element"], one["answers"], one["by"])
