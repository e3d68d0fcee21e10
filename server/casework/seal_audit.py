"""Sealing the audit (操作記録の封印): one seal over all events since the last, and the check of all seals."""

from __future__ import annotations

from server.casework.services import Services
from server.store import audit_seals
from server.store.audit_seals import AuditReport


def seal_audit(services: Services) -> bool:
    """Appends a seal when there are new events; True when one was made."""
    with services.database.housekeeping() as conn:
        return audit_seals.seal(conn, services.clock.wall_now()) is not None


def verify_audit(services: Services) -> AuditReport:
    """Checks every event and seal, and reports the unsealed tail."""
    with services.database.read() as conn:
        return audit_seals.verify(conn)
