"""Running cases by version (進行中の案件): how many, and those to be moved, in slices."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from server.store import tables as t


def count_running(conn: Connection, slugs: Sequence[str]) -> dict[str, int]:
    """Procedure → cases under way; every name asked for is answered."""
    table = t.cases.c
    statement = select(table.slug, func.count()).where(table.slug.in_(slugs), table.status == "active")
    found = dict(conn.execute(statement.group_by(table.slug)).tuples().all())
    return {slug: found.get(slug, 0) for slug in slugs}
