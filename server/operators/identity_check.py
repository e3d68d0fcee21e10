"""Automatic tasks of the shared part 本人確認: whether the method of identification fits channel and applicant."""

from __future__ import annotations

from dataclasses import dataclass

from server.domain.operating import Context, Done
from server.domain.refusals import FieldError, InputInvalid
from server.operators.registry import operator

_ELECTRONIC_ONLY = "E_CERT"
_NO_DOCUMENT = "NONE"


@dataclass(frozen=True, slots=True)
class VerifyInputs:
    """`channel` of the case; `method`, `identity_proven` (yes, no), `number_shown` (yes, no, refused) as recorded."""

    channel: str
    method: str
    applicant_kind: str
    identity_proven: str
    number_shown: str


@dataclass(frozen=True, slots=True)
class VerifyOutputs:
    """`method` by which identity was checked: kept with the case, never a number of a document."""

    method: str


@operator("identity_check/verify", inputs=VerifyInputs, outputs=VerifyOutputs)
def verify(inputs: VerifyInputs, _: Context) -> Done:
    """Refuses a method that the channel or the record itself contradicts (番号法16条, 同法施行令12条).

    The e-certificate exists in electronic applications alone; without any document nothing can be proven or shown.
    """
    errors = []
    if inputs.method == _ELECTRONIC_ONLY and inputs.channel != "EAPP":
        errors.append(FieldError("method", "identity_method_not_for_channel"))
    if inputs.method == _NO_DOCUMENT and "yes" in (inputs.identity_proven, inputs.number_shown):
        errors.append(FieldError("method", "identity_method_missing"))
    if errors:
        raise InputInvalid(errors)
    return Done(VerifyOutputs(inputs.method))
