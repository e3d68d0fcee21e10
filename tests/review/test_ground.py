"""What lies below the program: files that others on the machine cannot read, faults that tell nothing of anybody."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from server.store import tables as t
from server.store.database import Database
from tests.world import World


def test_the_embedded_database_is_for_the_servers_account_alone(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'kokuho.db'}")
    database.upgrade()
    with database.read():
        modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
    database.dispose()
    assert modes
    assert set(modes.values()) == {0o600}


def test_a_fault_of_the_database_repeats_no_name(city: World) -> None:
    """What a statement carried would stand in the log and in incidents."""
    name = "本間 葵"
    row = {"user_id": "saeki", "key": name, "request_hash": "", "status": 200, "response": name}
    with pytest.raises(IntegrityError) as fault, city.database.engine.begin() as conn:
        conn.execute(insert(t.idempotency_keys).values(row))
    assert name not in str(fault.value)
