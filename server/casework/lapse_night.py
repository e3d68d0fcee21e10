"""The night's work of time on claims (延滞金の確定・時効管理の夜間処理), each once a business day."""

from __future__ import annotations

from dataclasses import dataclass

from server.casework.fix_late_charges import LateRun, run_late_charges
from server.casework.services import Services
from server.casework.watch_limitation import WatchRun, watch_limitation


@dataclass(frozen=True, slots=True)
class LapseRun:
    """What both did."""

    late: LateRun
    watch: WatchRun


def run_lapse(services: Services) -> LapseRun:
    """Fixes late charges, then watches limitation; again on the same day it finds nothing to do."""
    return LapseRun(run_late_charges(services), watch_limitation(services))
