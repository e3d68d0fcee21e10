"""Alembic's entry (移行の入口): works on the connection handed to it, in that connection's transaction."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from server.store.tables import METADATA
from server.store.tables.columns import Instant, Json


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Writes our own column types into a new revision by name."""
    if kind == "type" and isinstance(item, Instant | Json):
        autogen.imports.add(f"from server.store.tables.columns import {type(item).__name__}")
        return f"{type(item).__name__}()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
    render_item=render_item,
    user_module_prefix=None,
)
with context.begin_transaction():
    context.run_migrations()
