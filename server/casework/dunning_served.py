"""A dunning letter that came back (督促状の返戻): its service reaches the instalment, with the days that count.

While it is on its way again nothing rests on it; once it is served its dates run from the day of service, as from a
dispatch; where it cannot be served the instalment comes back on the list of what is to be dunned, with an owner.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from server.casework.services import Services
from server.domain.dunning import designated_date, open_on_or_before, seizure_possible_from
from server.domain.effects import JSON, LetterRequest
from server.domain.service import new_due_on, presumed_served_on
from server.domain.values import Values
from server.store import dunning_lines, dunning_services, ledger, levies, payment_slips
from server.store.dunning_lines import Line
from server.store.dunning_services import BACK, FAILED, LETTERS, SERVED, DunningService
from server.store.payment_slips import SlipLine
from server.store.unit_of_work import UnitOfWork

KIND = "put_letter_service"
OWNER = "receipts"
_MAIL = "普通郵便"  # how the service calls a letter sent again by ordinary mail
_OUTCOMES = {"RETURNED": BACK, "SERVED": SERVED, "DEEMED_SERVED": SERVED, "GIVEN_UP": FAILED}


def take(services: Services, uow: UnitOfWork, payload: Mapping[str, Any], event: str) -> None:
    """What a statement on the service of a letter means for the dunning of its instalment; others mean nothing."""
    outcome = _OUTCOMES.get(str(payload["status"]))
    key = dunning_services.line_of(uow.conn, str(payload["letter_id"])) if outcome else None
    line = dunning_lines.get(uow.conn, *key) if key else None
    if outcome is None or line is None or line.unserved_on is not None:
        return
    values = services.values(uow.conn)
    said = DunningService(
        run_id=line.run_id,
        claim_key=line.claim_key,
        letter_id=str(payload["letter_id"]),
        case_id=payload.get("case_id"),
        outcome=outcome,
        served_on=None,
        designated_on=None,
        seizure_trace=None,
    )
    if outcome == SERVED:
        said = _served(uow, said, line, payload, values)
    dunning_services.put(uow, said, by_event=event)
    if said.outcome == FAILED:
        days = values.integer("dunning.left_out_days", uow.business_day)
        till = open_on_or_before(uow.business_day + timedelta(days=days), values)
        dunning_lines.unserved(uow, line, OWNER, till)
    detail: dict[str, JSON] = {"outcome": said.outcome, "claim": line.claim_key}
    detail |= {name: day.isoformat() for name in ("served_on", "designated_on") if (day := getattr(said, name))}
    uow.audit("dunning.service", object_kind="letter", object_key=str(line.letter_id), detail=detail)


def _served(
    uow: UnitOfWork, said: DunningService, line: Line, payload: Mapping[str, Any], values: Values
) -> DunningService:
    """The designated date is the latest of the ordinance's days, the service's own, and what a new letter says.

    Ordinary mail is presumed to arrive some days behind its posting; a letter that was never posted served nobody.
    """
    served, sent = date.fromisoformat(str(payload["served_on"])), dunning_services.sent_anew(uow.conn, said.case_id)
    if str(payload["way"]).startswith(_MAIL):
        posted = max((one.posted_on for one in sent if one.posted_on is not None), default=None)
        if posted is None:
            return replace(said, outcome=FAILED)
        served = max(served, presumed_served_on(posted, values))
    days = [designated_date(served, line.due_on, values), *(one.designated_on for one in sent)]
    if payload.get("new_due_on"):
        days.append(date.fromisoformat(str(payload["new_due_on"])))
    until = max(days)
    trace = seizure_possible_from(served, until, values).as_json()
    return replace(said, served_on=served, designated_on=until, seizure_trace=trace)


def renewed(services: Services, uow: UnitOfWork, request: LetterRequest, event: str) -> LetterRequest:
    """A dunning letter that is sent again names a designated date that still lies ahead, and bears a new slip.

    What was paid or prescribed meanwhile keeps its old slip, with which no letter can be made: it is held for a person.
    """
    if request.letter not in LETTERS or not request.keys.get("run_id"):
        return request
    values, day = services.values(uow.conn), uow.business_day
    until = new_due_on(presumed_served_on(day, values), values)
    keys: dict[str, JSON] = {**request.keys, "dispatch_on": None, "designated_on": until.isoformat()}
    claim = ledger.claims_locked(uow, [str(keys["claim_key"])])[str(keys["claim_key"])]
    late = keys.get("subject") == "late"
    fee = 0 if late else max(claim.open.fee, 0)
    rest = max(claim.open.late if late else claim.open.principal.total, 0)
    if rest:
        account = next(one for one in levies.accounts_of(uow.conn, claim.book) if one.account_key == claim.key[:-3])
        asked = SlipLine(claim.key, "late" if late else "principal", rest + fee)
        slip = payment_slips.issue(uow, account, [asked], use_by=until, by_event=event)
        keys |= {"collection_no": slip.collection_no, "fee": fee}
    return replace(request, keys=keys)
