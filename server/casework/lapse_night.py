"""The night's work of time on claims (延滞金・時効・執行停止の夜間処理), each once a business day."""

from __future__ import annotations

from dataclasses import dataclass

from server.casework.fix_late_charges import LateRun, run_late_charges
from server.casework.services import Services
from server.casework.watch_limitation import WatchRun, watch_limitation
from server.casework.watch_suspensions import SuspensionRun, watch_suspensions


@dataclass(frozen=True, slots=True)
class LapseRun:
    """What each did."""

    late: LateRun
    watch: WatchRun
    suspensions: SuspensionRun


def run_lapse(services: Services) -> LapseRun:
    """Fixes late charges, ends suspensions, watches limitation; again on the same day it finds nothing to do."""
    late = run_late_charges(services)
    watch = watch_limitation(services)
    return LapseRun(late, watch, watch_suspensions(services))
