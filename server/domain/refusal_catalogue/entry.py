"""One entry of the catalogue of refusals."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RefusalText:
    """The words of one refusal: Japanese first, English second; HTTP `status`; `basis` is the article it rests on."""

    ja: str
    en: str
    status: int = 409
    basis: str | None = None
