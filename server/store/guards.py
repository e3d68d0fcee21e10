"""What the database itself forbids (データベースの番人): overlaps of dated rows, changes of dated rows, of evidence.

The statements are pure text made from a table's name and columns, so that a migration can carry them out for any
later table, too. They work on both databases; where PostgreSQL lacks `btree_gist`, a trigger under an advisory lock
does what the exclusion constraint would.
"""

# The names in these statements come from our own table definitions, never from outside.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, inspect
from sqlalchemy.exc import ProgrammingError

from server.store.tables.columns import Alone

FINAL = "kokuho_final"
FROZEN = "kokuho_frozen"
OVERLAP = "kokuho_overlap"


def rule_name(table: str, number: int) -> str:
    """The name of a rule in the database; it begins with what the store looks for in an error."""
    return f"{OVERLAP}_{table}_{number}"


def sqlite_overlap(table: str, number: int, rule: Alone) -> list[str]:
    """A trigger that refuses a row when another one of the key holds on a common day and was known at a common time."""
    same = " AND ".join(f"r.{column} = NEW.{column}" for column in rule.columns)
    only, when = "", ""
    if rule.equals is not None:
        column, value = rule.equals
        only, when = f" AND r.{column} = '{value}'", f" WHEN NEW.{column} = '{value}'"
    return [
        f"""CREATE TRIGGER {rule_name(table, number)} BEFORE INSERT ON {table}{when}
BEGIN
  SELECT RAISE(ABORT, '{rule_name(table, number)}') WHERE EXISTS (
    SELECT 1 FROM {table} r WHERE {same}{only}
    AND r.valid_from < coalesce(NEW.valid_to, '9999-99') AND NEW.valid_from < coalesce(r.valid_to, '9999-99')
    AND r.recorded_at < coalesce(NEW.superseded_at, '9999-99')
    AND NEW.recorded_at < coalesce(r.superseded_at, '9999-99')
    AND (r.superseded_at IS NULL OR r.recorded_at < r.superseded_at)
  );
END"""
    ]


def postgres_overlap(table: str, number: int, rule: Alone, *, btree_gist: bool) -> list[str]:
    """An exclusion constraint over key, days and knowledge; without the extension a trigger that does the same."""
    name = rule_name(table, number)
    only = "" if rule.equals is None else f" WHERE ({rule.equals[0]} = '{rule.equals[1]}')"
    if btree_gist:
        same = ", ".join(f"{column} WITH =" for column in rule.columns)
        spans = "daterange(valid_from, valid_to) WITH &&, tstzrange(recorded_at, superseded_at) WITH &&"
        return [f"ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist ({same}, {spans}){only}"]
    same = " AND ".join(f"r.{column} = NEW.{column}" for column in rule.columns)
    key = " || '/' || ".join(f"NEW.{column}::text" for column in rule.columns)
    when = "" if rule.equals is None else f" WHEN (NEW.{rule.equals[0]} = '{rule.equals[1]}')"
    also = "" if rule.equals is None else f" AND r.{rule.equals[0]} = '{rule.equals[1]}'"
    return [
        f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('{name}/' || {key}, 0));
  IF EXISTS (SELECT 1 FROM {table} r WHERE {same}{also}
      AND daterange(r.valid_from, r.valid_to) && daterange(NEW.valid_from, NEW.valid_to)
      AND tstzrange(r.recorded_at, r.superseded_at) && tstzrange(NEW.recorded_at, NEW.superseded_at)) THEN
    RAISE EXCEPTION '{name}' USING ERRCODE = 'exclusion_violation';
  END IF;
  RETURN NEW;
END $$""",
        f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW{when} EXECUTE FUNCTION {name}()",
    ]


def sqlite_final(table: str, columns: Sequence[str], free: Sequence[str] = ()) -> list[str]:
    """Triggers that refuse a deletion, and every change but that of `free` columns from nothing to something."""
    kept = " AND ".join(f"NEW.{column} IS OLD.{column}" for column in columns if column not in free)
    first = "".join(f" AND OLD.{column} IS NULL" for column in free)
    allowed = f"WHEN NOT ({kept}{first})" if free else ""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{FINAL}_{table}'); END"
    return [
        f"CREATE TRIGGER {FINAL}_{table}_update BEFORE UPDATE ON {table} {allowed} {refuse}",
        f"CREATE TRIGGER {FINAL}_{table}_delete BEFORE DELETE ON {table} {refuse}",
    ]


def postgres_final(table: str, free: Sequence[str] = ()) -> list[str]:
    """The same on PostgreSQL; the whole table cannot be emptied either."""
    name = f"{FINAL}_{table}"
    strip = "".join(f" - '{column}'" for column in free)
    first = "".join(f" AND OLD.{column} IS NULL" for column in free)
    allowed = (
        f"IF TG_OP = 'UPDATE' AND to_jsonb(NEW){strip} = to_jsonb(OLD){strip}{first} THEN RETURN NEW; END IF;"
        if free
        else ""
    )
    return [
        f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  {allowed}
  RAISE EXCEPTION '{name}';
END $$""",
        f"CREATE TRIGGER {name}_row BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        f"CREATE TRIGGER {name}_all BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    ]


def sqlite_frozen(table: str, columns: Sequence[str]) -> list[str]:
    """A trigger that refuses to change what once stands in `columns`, and to delete such a row."""
    changed = " OR ".join(f"(OLD.{column} IS NOT NULL AND NEW.{column} IS NOT OLD.{column})" for column in columns)
    refuse = f"BEGIN SELECT RAISE(ABORT, '{FROZEN}_{table}'); END"
    return [
        f"CREATE TRIGGER {FROZEN}_{table}_update BEFORE UPDATE ON {table} WHEN {changed} {refuse}",
        f"CREATE TRIGGER {FROZEN}_{table}_delete BEFORE DELETE ON {table} {refuse}",
    ]


def postgres_frozen(table: str, columns: Sequence[str]) -> list[str]:
    """The same on PostgreSQL."""
    name = f"{FROZEN}_{table}"
    changed = " OR ".join(
        f"(OLD.{column} IS NOT NULL AND NEW.{column} IS DISTINCT FROM OLD.{column})" for column in columns
    )
    return [
        f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NOT ({changed}) THEN RETURN NEW; END IF;
  RAISE EXCEPTION '{name}';
END $$""",
        f"CREATE TRIGGER {name}_row BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        f"CREATE TRIGGER {name}_all BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    ]


def protect(
    conn: Connection,
    *,
    dated: Mapping[str, Sequence[Alone]],
    final: Mapping[str, Sequence[str]],
    frozen: Mapping[str, Sequence[str]],
) -> None:
    """Puts all guards on the tables named: rules of dated ones, free columns of evidence, columns once set.

    A dated table is evidence too, whose only free column is `superseded_at`.
    """
    gist = conn.dialect.name == "postgresql" and _with_btree_gist(conn)
    for table, rules in dated.items():
        for number, rule in enumerate(rules):
            _run(conn, sqlite_overlap(table, number, rule), postgres_overlap(table, number, rule, btree_gist=gist))
    for table, free in {**final, **dict.fromkeys(dated, ("superseded_at",))}.items():
        names = [column["name"] for column in inspect(conn).get_columns(table)]
        _run(conn, sqlite_final(table, names, free), postgres_final(table, free))
    for table, columns in frozen.items():
        _run(conn, sqlite_frozen(table, columns), postgres_frozen(table, columns))


def _run(conn: Connection, sqlite: Sequence[str], postgres: Sequence[str]) -> None:
    for statement in postgres if conn.dialect.name == "postgresql" else sqlite:
        conn.exec_driver_sql(statement)


def _with_btree_gist(conn: Connection) -> bool:
    """Whether the extension is there or can be made; a database without it, or without the right, does without."""
    if conn.exec_driver_sql("SELECT 1 FROM pg_extension WHERE extname = 'btree_gist'").first():
        return True
    if not conn.exec_driver_sql("SELECT 1 FROM pg_available_extensions WHERE name = 'btree_gist'").first():
        return False
    try:
        with conn.begin_nested():
            conn.exec_driver_sql("CREATE EXTENSION btree_gist")
    except ProgrammingError:
        return False
    return True
