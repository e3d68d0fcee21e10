"""The migrated schema is the one the tables describe, with every guard, on both databases."""

from __future__ import annotations

import re
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from server.store import guards
from server.store.database import Database
from server.store.tables import METADATA
from tests.store.city import DAY, NOW, SAEKI

GUARDED = {
    "dated": {name for name, table in METADATA.tables.items() if "dated" in table.info},
    "final": {name for name, table in METADATA.tables.items() if "final" in table.info},
    "frozen": {name for name, table in METADATA.tables.items() if "frozen" in table.info},
}


def test_the_migrated_schema_equals_the_tables(database: Database) -> None:
    with database.engine.connect() as conn:
        ours = {"compare_type": True, "include_name": lambda name, *_: not (name or "").startswith("procrastinate_")}
        context = MigrationContext.configure(conn, opts=ours)
        assert compare_metadata(context, METADATA) == []


def test_every_check_of_the_tables_stands_in_the_database(database: Database) -> None:
    with database.engine.connect() as conn:
        look = inspect(conn)
        for name, table in METADATA.tables.items():
            wanted = {str(check.name) for check in table.constraints if type(check).__name__ == "CheckConstraint"}
            found = {str(check["name"]) for check in look.get_check_constraints(name)}
            assert {name.removeprefix("ck_") for name in wanted} == {name.removeprefix("ck_") for name in found}


def test_every_guard_of_the_tables_stands_in_the_database(database: Database) -> None:
    wanted = {f"{guards.FINAL}_{name}" for name in GUARDED["final"] | GUARDED["dated"]}
    wanted |= {f"{guards.FROZEN}_{name}" for name in GUARDED["frozen"]}
    for name in GUARDED["dated"]:
        rules = METADATA.tables[name].info["dated"]
        wanted |= {guards.rule_name(name, number) for number in range(len(rules))}
    assert wanted == _guards_in(database)


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    assert database.is_current()
    database.upgrade()
    assert database.is_current()


def test_a_new_database_is_not_current_before_its_upgrade(tmp_path: object) -> None:
    database = Database(f"sqlite:///{tmp_path}/new.db")
    assert not database.is_current()
    database.upgrade()
    assert database.is_current()
    database.dispose()


@pytest.mark.postgres
def test_postgres_without_the_extension_forbids_overlaps_by_trigger(postgres_own_database: Database) -> None:
    """Drops the constraint, puts the trigger in its place, and meets the same refusal."""
    from server.domain.refusals import Refused
    from server.store import dated
    from server.store import tables as t

    rule = METADATA.tables["value_rows"].info["dated"][0]
    name = guards.rule_name("value_rows", 0)
    with postgres_own_database.engine.begin() as conn:
        conn.execute(text(f"ALTER TABLE value_rows DROP CONSTRAINT {name}"))
        for statement in guards.postgres_overlap("value_rows", 0, rule, btree_gist=False):
            conn.exec_driver_sql(statement)
    says = {"unit": "yen", "value": 1, "article": "条例", "source": "例規", "status": "verified", "origin": "x"}
    with postgres_own_database.unit_of_work(SAEKI, NOW, DAY) as uow:
        dated._insert(uow, t.value_rows, {"key": "a"}, says, DAY, None, NOW, "e1")
        with pytest.raises(Refused, match="register_overlap"), uow.conn.begin_nested():
            dated._insert(uow, t.value_rows, {"key": "a"}, says, DAY, None, NOW, "e2")
        dated._insert(uow, t.value_rows, {"key": "b"}, says, DAY, None, NOW, "e3")
        uow.audit("test.done", object_kind="test", object_key="1")


def _guards_in(database: Database) -> set[str]:
    """The names of guards without the endings that tell one trigger of a guard from another."""
    statement = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if database.is_sqlite
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal UNION SELECT conname FROM pg_constraint"
    )
    with database.read() as conn:
        names = {row[0] for row in conn.exec_driver_sql(statement) if str(row[0]).startswith("kokuho_")}
    return {name.removesuffix(end) for name in names for end in [_ending(name)]}


def _ending(name: str) -> str:
    return next((end for end in ("_update", "_delete", "_row", "_all") if name.endswith(end)), "")


@pytest.mark.parametrize(
    ("table", "column"), [("postings", "kind"), ("postings", "standing"), ("instalments", "standing")]
)
def test_checks_of_great_tables_are_spelt_without_lists_and_forbid_what_they_forbade(
    database: Database, table: str, column: str
) -> None:
    with database.engine.connect() as conn:
        checks = {str(one["name"]): str(one["sqltext"]) for one in inspect(conn).get_check_constraints(table)}
    check = checks[f"ck_{table}_{column}"]
    (wanted,) = (one for one in METADATA.tables[table].constraints if str(one.name).endswith(f"_{column}"))
    assert set(re.findall(r"'(\w+)'", check)) == set(re.findall(r"'(\w+)'", str(getattr(wanted, "sqltext", ""))))
    if database.is_sqlite:
        assert " in " not in check


@pytest.mark.parametrize("kind", ["", "ASSESSED", "assess"])
def test_a_line_of_an_unknown_kind_stays_out_of_the_books(database: Database, kind: str) -> None:
    row: dict[str, Any] = {column.name: None for column in METADATA.tables["postings"].c}
    numbers = ("line_no", "accounting_year", "basic", "support", "care", "child", "late", "fee", "cost", "unsplit")
    row |= dict.fromkeys(numbers, 1) | dict.fromkeys(("value_on", "posted_on"), DAY) | {"recorded_at": NOW}
    row |= {"book": "1", "kind": kind, "standing": "CURRENT"}
    row |= dict.fromkeys(("reason", "by_event", "by_user", "mark"), "x")
    with database.engine.connect() as conn, pytest.raises(IntegrityError, match=r"(?i)check.*kind"):
        conn.execute(METADATA.tables["postings"].insert().values(row))
