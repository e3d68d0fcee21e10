"""A file of claims (レセプトのデータ) as it was read: its month, its place in the series, one row a claim."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

THIRD_PARTY = "10"
"""The remark 特記事項「10.第三」: somebody else caused the injury."""

FORMS: dict[str, tuple[str, str]] = {
    "INPATIENT": ("入院", "Inpatient"),
    "OUTPATIENT": ("外来", "Outpatient"),
    "DENTAL": ("歯科", "Dental"),
    "PHARMACY": ("調剤", "Pharmacy"),
    "NURSING": ("訪問看護", "Home nursing"),
}


class Entry(StrEnum):
    """NEW brings a claim, VOID takes one back that came before (返戻・過誤)."""

    NEW = "NEW"
    VOID = "VOID"


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim; `row_no` counts lines from 1, the header among them. Yen of the whole cost, of the patient, of us."""

    row_no: int
    entry: Entry
    claim_no: str
    person_key: str
    form: str
    provider_code: str
    provider: str
    first_day: date
    last_day: date
    days: int
    cost: int
    copay: int
    benefit: int
    third_party: bool
    injuries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimFile:
    """A whole file of the claims billed in a month (審査月); `covers_from` and `covers_to` are its days."""

    sequence: int
    generated_at: datetime
    covers_from: date
    covers_to: date
    rows: tuple[ClaimRow, ...]


def is_injury(code: str, prefixes: Iterable[object]) -> bool:
    """Whether a code of a disease is one by which an injury by somebody else is asked about (the table of codes)."""
    return any(code.startswith(str(prefix)) for prefix in prefixes)
