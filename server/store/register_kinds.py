"""Kinds of register changes (台帳異動の種類) that stand in modules of their own by topic, joined for `registers`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from server.store import (
    appeals,
    arrangement_changes,
    benefit_holds,
    certificate_changes,
    contacts,
    copay_reliefs,
    debit_changes,
    hold_changes,
    household_changes,
    income_changes,
    late_exemptions,
    other_claims,
    premium_reliefs,
    protection_changes,
    recourses,
    sale_changes,
    seizure_changes,
    successions,
    suspensions,
    transfers,
)
from server.store.unit_of_work import UnitOfWork

Apply = Callable[[UnitOfWork, Mapping[str, Any], str], None]

DATES: frozenset[str] = frozenset().union(
    appeals.DATES,
    arrangement_changes.DATES,
    benefit_holds.DATES,
    contacts.DATES,
    copay_reliefs.DATES,
    debit_changes.DATES,
    household_changes.DATES,
    income_changes.DATES,
    late_exemptions.DATES,
    other_claims.DATES,
    recourses.DATES,
    premium_reliefs.DATES,
    protection_changes.DATES,
    sale_changes.DATES,
    seizure_changes.DATES,
    successions.DATES,
)
"""Fields of their payloads that are days."""

KINDS: dict[str, tuple[str, str, Apply]] = {
    **appeals.KINDS,
    **arrangement_changes.KINDS,
    **benefit_holds.KINDS,
    **certificate_changes.KINDS,
    **contacts.KINDS,
    **copay_reliefs.KINDS,
    **debit_changes.KINDS,
    **hold_changes.KINDS,
    **household_changes.KINDS,
    **income_changes.KINDS,
    **late_exemptions.KINDS,
    **other_claims.KINDS,
    **recourses.KINDS,
    **premium_reliefs.KINDS,
    **protection_changes.KINDS,
    **sale_changes.KINDS,
    **seizure_changes.KINDS,
    **successions.KINDS,
    **suspensions.KINDS,
    **transfers.KINDS,
}
"""For each kind its required and optional fields and what it does."""
