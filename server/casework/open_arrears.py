"""Opening arrears (滞納整理の開始): one case for each household whose dunning letter's date passed with something open.

The night run finds them by the dunning letters and the ledger, however they got there, and opens each once; a
household with a running case has its new instalments read by that one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from server.casework.advance import StepFailed, next_number
from server.casework.advance_slice import begin_slice
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.domain.actors import SYSTEM
from server.domain.arrears import IN_ARREARS, SLUG, instalment, state_of
from server.domain.effects import JSONObject
from server.domain.facts import FactKey, Facts
from server.domain.refusals import Refused
from server.store import arrears_cases, procedures
from server.store.arrears import arrears_of
from server.store.cases import NewCase
from server.store.errors import Stale
from server.store.facts import load_facts
from server.store.transfers import transfers_of
from server.store.unit_of_work import UnitOfWork

_SLICE = 100


def run_arrears(services: Services) -> int:
    """Opens a case for every household in arrears that has none; how many. Again, it finds nothing."""
    day = services.clock.business_day()
    with services.database.read() as conn:
        if procedures.current_version(conn, SLUG, day) is None:
            return 0
        found = arrears_cases.without_case(conn, day)
    opened = 0
    for start in range(0, len(found), _SLICE):
        opened += _slice(services, found[start : start + _SLICE])
    return opened


def open_arrears(services: Services, uow: UnitOfWork, household_keys: Iterable[str]) -> tuple[str, ...]:
    """Opens the case of each of these households that is in arrears and has none; the ids of the new cases."""
    keys = sorted(set(household_keys) - arrears_cases.running(uow.conn, household_keys).keys())
    facts = arrears_of(uow.conn, keys, uow.business_day)
    values = services.values(uow.conn)
    owing = [key for key in keys if _owes(facts[key], uow, values)]
    wanted = [FactKey(kind, key) for key in owing for kind in ("household", "protected")]
    known = load_facts(uow.conn, wanted, on=uow.business_day)
    turns = arrears_cases.turns(uow.conn, owing)
    handed = transfers_of(uow.conn, owing, uow.business_day)
    opening = _Opening(services, uow, services.catalogue.active(uow.conn, SLUG, uow.business_day).hash)
    begun = []
    for key in owing:
        if known.get_fact("household", key) is not None:
            to = handed[key].to_office if key in handed else None
            begun.append(opening.of(known, key, turns.get(key, 0), to))
    return begin_slice(services, uow, begun, services.clock.business_now())


def _slice(services: Services, keys: list[str]) -> int:
    try:
        with unit_of_work(services, SYSTEM) as uow:
            opened = open_arrears(services, uow, keys)
            uow.audit("arrears.open", object_kind="procedure", object_key=SLUG, detail={"opened": len(opened)})
            return len(opened)
    except (Stale, StepFailed, Refused):
        if len(keys) == 1:
            raise
        return sum(_slice(services, [key]) for key in keys)


def _owes(fact: Mapping[str, Any], uow: UnitOfWork, values: Any) -> bool:
    states = (state_of(instalment(one), fact["holds"], uow.business_day, values) for one in fact["instalments"])
    return any(state in IN_ARREARS for state in states)


@dataclass(frozen=True, slots=True)
class _Opening:
    """What the cases of one slice have in common."""

    services: Services
    uow: UnitOfWork
    procedure_hash: str

    def of(self, known: Facts, key: str, turn: int, office: str | None) -> tuple[NewCase, JSONObject]:
        """The case of a household, the `turn`-th behind those it had, with its start."""
        home: Any = known.get_fact("household", key)
        head = next((one for one in home["members"] if one["person_key"] == home["head_person_key"]), None)
        at, day = self.services.clock.business_now(), self.uow.business_day
        new = NewCase(
            number=next_number(self.uow, at),
            slug=SLUG,
            procedure_hash=self.procedure_hash,
            office=office or str(home["office"]),
            household_key=key,
            subject_name="" if head is None else str(head["name"]),
            subject_kana="" if head is None else str(head["name_kana"]),
            channel="EXOFFICIO",
            received_on=day,
            protected=bool(known.get_fact("protected", key)),
            once_key=f"{SLUG}/{key}/{turn + 1}",
        )
        return new, {"channel": "EXOFFICIO", "received_on": day.isoformat(), "household_key": key}
