"""Runs the migrations from code (移行の実行): one transaction, one process at a time, safe at every start."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

_LOCK = 7_114_005  # any fixed number: whoever holds this advisory lock migrates


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Brings the schema of `engine` to `revision`; does nothing when it is there already."""
    if revision == "head" and is_current(engine):
        return
    with engine.connect().execution_options(kokuho_write=True) as conn, conn.begin():
        if conn.dialect.name == "postgresql":
            conn.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        command.upgrade(_config(conn), revision)


def is_current(engine: Engine) -> bool:
    """Whether the schema is at the newest revision."""
    with engine.connect() as conn:
        found = MigrationContext.configure(conn).get_current_revision()
    return found == ScriptDirectory.from_config(_config(None)).get_current_head()


def draft(engine: Engine, number: str, message: str) -> None:
    """Writes `versions/<number>_….py` with what the tables have and the newest schema, made in `engine`, lacks.

    Dated tables and evidence get their triggers by hand, with `server.store.guards`; a test names what is missing.
    """
    upgrade(engine)
    with engine.connect() as conn:
        command.revision(_config(conn), message, autogenerate=True, rev_id=number)


def _config(conn: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = conn
    return config
