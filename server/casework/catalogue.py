"""The deployed procedures (手続の版): the active one of a slug, the one a case was started with, their forms.

Parsed versions stay in memory under their content hash; what a case was started with never changes under it.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from server.domain.forms.model import FormDefinition
from server.domain.refusals import Refused
from server.engine.definition import Procedure, ProcedureCache
from server.exchange.form_files import load_form
from server.store import procedures as store
from server.store.connection import Connection


class Catalogue:
    """Procedures by hash, built once from the files kept in the database."""

    def __init__(self) -> None:
        self._cache = ProcedureCache()

    def active(self, conn: Connection, slug: str, day: date) -> Procedure:
        """The version in force on `day`; raises `Refused("procedure_not_active")`."""
        version = store.current_version(conn, slug, day)
        if version is None:
            raise Refused("procedure_not_active", procedure=slug)
        return self.get(conn, version.hash)

    def get(self, conn: Connection, version_hash: str) -> Procedure:
        """The version with this hash; raises `Refused("version_unknown")`."""
        return self._cache.get(version_hash, lambda: _files(conn, version_hash))


def form_of(procedure: Procedure, key: str) -> FormDefinition:
    """The form `key` (its path without ending, `enrolment/enter`) as it stands in this version."""
    return _parsed(procedure.forms[key], key)


@lru_cache(maxsize=512)
def _parsed(data: bytes, key: str) -> FormDefinition:
    return load_form(data, key)


def _files(conn: Connection, version_hash: str) -> tuple[str, dict[str, bytes]]:
    version = store.get_version(conn, version_hash)
    if version is None:
        raise Refused("version_unknown", hash=version_hash[:12])
    return version.slug, store.files_of(conn, version)
