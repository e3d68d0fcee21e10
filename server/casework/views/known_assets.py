"""A household's known assets (知れている財産): what third parties answered, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass

from server.store import assets, seizures
from server.store.assets import Asset, Inquiry
from server.store.connection import Connection
from server.store.seizures import Seizure


@dataclass(frozen=True, slots=True)
class KnownAsset:
    """One asset; `seizure` the latest upon it, None where it was never seized."""

    asset: Asset
    seizure: Seizure | None


@dataclass(frozen=True, slots=True)
class Known:
    """All assets, the usable ones first, and every question to a third party, the newest first."""

    assets: tuple[KnownAsset, ...]
    inquiries: tuple[Inquiry, ...]


def known_assets(conn: Connection, household_key: str) -> Known:
    """What the registers of assets, inquiries and seizures say of the household, in a statement each."""
    latest: dict[str, Seizure] = {}
    for seizure in sorted(seizures.seizures_of(conn, [household_key])[household_key], key=lambda one: one.signed_on):
        latest[seizure.asset_id] = seizure
    found = sorted(
        assets.assets_of(conn, [household_key])[household_key],
        key=lambda one: (one.ended_on is not None, one.exempt, one.number),
    )
    asked = sorted(assets.inquiries_of(conn, [household_key])[household_key], key=lambda one: one.asked_on)
    return Known(tuple(KnownAsset(one, latest.get(one.asset_id)) for one in found), tuple(reversed(asked)))
