"""The parts of a levy as a relief on application reckons on them (減免の基礎): amounts in yen."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

from server.domain.levy.parameters import PERSON_MONTHS, SNAPSHOT, Parameters
from server.domain.relief.amounts import PartBase, PersonShare

if TYPE_CHECKING:
    from server.domain.levy.assess import PartLevy

_YEAR = 12


def bases_of(parts: Iterable[PartLevy], parameters: Parameters) -> tuple[PartBase, ...]:
    """Each part without what falls away in exempt months (産前産後); what the cap takes off stands apart."""
    return tuple(_base(part, parameters) for part in parts)


def _base(part: PartLevy, parameters: Parameters) -> PartBase:
    scale = part.scale
    shares = []
    for share in part.shares:
        head, asset = Fraction(share.head, scale), Fraction(share.asset, scale)
        person = share.insured.member.id
        shares.append(PersonShare(person, Fraction(share.income, scale), asset, head, share.months & ~share.exempt))
        if share.exempt and asset:
            shares.append(PersonShare(person, Fraction(0), asset, Fraction(0), share.exempt))
    household = tuple((span.months, Fraction(span.household, scale)) for span in part.spans)
    weights = tuple((span.months, Fraction(span.year, scale)) for span in part.spans)
    return PartBase(part.part, part.amount, tuple(shares), household, weights, over_cap(part, parameters))


def over_cap(part: PartLevy, parameters: Parameters) -> Fraction:
    """What the limit of the levy took off the part, in yen of the year."""
    cap = parameters.rates[part.part].cap * part.scale
    if parameters.proration == SNAPSHOT:
        over = sum(max(0, span.uncapped - cap) * span.months.bit_count() for span in part.spans)
    else:
        counted = sum(span.months.bit_count() for span in part.spans)
        months = counted if parameters.proration == PERSON_MONTHS else _YEAR
        uncapped = sum(span.uncapped * span.months.bit_count() for span in part.spans)
        over = max(0, uncapped - cap * months)
    return Fraction(over, _YEAR * part.scale)
