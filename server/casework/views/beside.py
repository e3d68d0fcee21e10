"""What a procedure shows beside its forms by the registers of now (右の欄): `operators` make the sheets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NoReturn

from server.casework.services import Services
from server.domain.effects import JSON, JSONObject
from server.domain.facts import FactKey, Facts, FactsMissing
from server.domain.operating import Context
from server.store.cases import Case
from server.store.connection import Connection
from server.store.facts import load_facts

_ROUNDS = 12
"""So often facts are read for more facts; each round reads all kinds that the one before asked for."""


def live_sheets(
    services: Services, conn: Connection, case: Case, data: Mapping[str, Mapping[str, JSON]], day: date
) -> list[dict[str, Any]] | None:
    """The sheets of a procedure that reads the registers at each look; None where its operators hand sheets on."""
    beside = services.besides.get(case.slug)
    if beside is None:
        return None
    header: dict[str, JSON] = {"id": case.case_id, "number": case.number, "household_key": case.household_key}
    values, known = services.values(conn), dict[FactKey, JSON]()
    for _ in range(_ROUNDS):
        try:
            return beside.show(data, Context(day, header, values, Facts(known), _no_table))
        except FactsMissing as missing:
            found = load_facts(conn, missing.keys, on=day)
            known |= {key: found[key] for key in found}
    raise RuntimeError(f"the sheets beside {case.slug} ask for facts without end")


def _no_table(table: str, inputs: JSONObject) -> NoReturn:  # noqa: ARG001 - the shape of a table
    raise ValueError(f"a sheet beside a form chooses nothing: {table}")
