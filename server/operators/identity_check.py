"""Automatic tasks of the shared part 本人確認: who was checked by what, brought into one shape for the table.

At the counter somebody came, by post there are copies, an electronic application carries a signature, a linked record
and an act ex officio have nobody to be checked (the table `identity_way` says which).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from server.domain.effects import JSONObject
from server.domain.facts import FactKey
from server.domain.operating import Context, Done
from server.domain.refusals import FieldError, InputInvalid
from server.domain.signature import register_match, signing_member
from server.operators.registry import operator

_COPIES, _SIGNATURE, _NONE = "COPIES", "SIGNATURE", "NONE"
_ELECTRONIC_ONLY = "E_CERT"
_NO_DOCUMENT = "NONE"
_NO_NUMBER = "COPY_ID_ONLY"


@dataclass(frozen=True, slots=True)
class VerifyInputs:
    """`channel` of the case and the `way` to check; `person` or `copies` as recorded, `start` with the signature.

    `method` and the three after it stand in for `person` in cases that run on an earlier version of the part.
    """

    channel: str
    method: str | None = None
    applicant_kind: str | None = None
    identity_proven: str | None = None
    number_shown: str | None = None
    way: str | None = None
    person: Any = None
    copies: Any = None
    start: Any = None
    household_key: str | None = None


@dataclass(frozen=True, slots=True)
class VerifyOutputs:
    """What was checked, in one shape for every way; kept with the case, never a number of a document."""

    method: str
    applicant_kind: str | None = None
    authority: str | None = None
    proxy_identity: str | None = None
    identity_proven: str | None = None
    number_shown: str | None = None
    register_match: str | None = None


def _needs(inputs: VerifyInputs) -> Iterator[FactKey]:
    if inputs.way == _SIGNATURE and inputs.household_key:
        yield FactKey("household", inputs.household_key)
        yield FactKey("resident_household", inputs.household_key)


# What every record of an identity check says; the form asks for it, a trial without answers does not.
_ALWAYS_SAID = ("method", "identity_proven", "number_shown")


@operator("identity_check/verify", inputs=VerifyInputs, outputs=VerifyOutputs, needs=_needs)
def verify(inputs: VerifyInputs, context: Context) -> Done:
    """Refuses a method that the channel or the record itself contradicts (番号法16条, 同法施行令12条).

    The e-certificate exists in electronic applications alone; without any document nothing can be proven or shown. A
    verified signature proves its holder, who must be the head or one of the household (公的個人認証法).
    """
    if inputs.way == _NONE:
        return Done(VerifyOutputs(method=_NO_DOCUMENT))
    if inputs.way == _SIGNATURE:
        return Done(_by_signature(inputs, context))
    said = _said(inputs)
    _refuse_contradictions(inputs.channel, said)
    names = ("applicant_kind", "authority", "proxy_identity", "identity_proven", "number_shown", "register_match")
    return Done(VerifyOutputs(said["method"], **{name: said.get(name) for name in names}))


def _said(inputs: VerifyInputs) -> JSONObject:
    """The record of whoever checked."""
    if inputs.way is None:
        legacy = ("method", "applicant_kind", "identity_proven", "number_shown")
        return {name: getattr(inputs, name) for name in legacy}
    found: JSONObject = inputs.copies if inputs.way == _COPIES else inputs.person
    return found


def _refuse_contradictions(channel: str, said: JSONObject) -> None:
    missing = [FieldError(name, "required") for name in _ALWAYS_SAID if said.get(name) is None]
    if missing:
        raise InputInvalid(missing)
    method, errors = said["method"], []
    if method == _ELECTRONIC_ONLY and channel != "EAPP":
        errors.append(FieldError("method", "identity_method_not_for_channel"))
    if method == _NO_DOCUMENT and "yes" in (said["identity_proven"], said["number_shown"]):
        errors.append(FieldError("method", "identity_method_missing"))
    if method == _NO_NUMBER and said["number_shown"] == "yes":
        errors.append(FieldError("number_shown", "copy_shows_no_number"))
    if errors:
        raise InputInvalid(errors)


def _by_signature(inputs: VerifyInputs, context: Context) -> VerifyOutputs:
    """The holder of the certificate sought among the household by name and birth date; the address then compared."""
    start = inputs.start
    known: list[JSONObject] = []
    address, head = None, None
    household = context.facts.get_fact("household", inputs.household_key) if inputs.household_key else None
    if household is not None:
        address, head = household["address"], household["head_person_key"]
        known = [*household["members"], *context.facts.get_fact("resident_household", str(inputs.household_key))]
    holder = signing_member(start, known)
    return VerifyOutputs(
        method=_ELECTRONIC_ONLY,
        applicant_kind="HEAD" if holder is None or holder["person_key"] == head else "MEMBER",
        identity_proven="yes",
        number_shown="yes" if start.get("numbers") else "no",
        register_match=register_match(start, holder, address),
    )
