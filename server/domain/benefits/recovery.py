"""How much of a benefit is asked back (返還額): unjust enrichment is never more than what was paid without ground.

Civil Code art. 703 for treatment after the loss of eligibility, wrong shares and double payment; National Health
Insurance Act art. 65 for fraud, by which a provider returns the amount and the surcharge of art. 65(3) besides. A
co-payment whose collection was deferred (art. 44(1)(iii)) is collected after the deferral; it is no benefit at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from server.domain.refusals import Refused
from server.domain.values import Values

HUNDRED = 100
ENRICHED = ("LOSS", "SHARE", "DOUBLE", "OTHER_LAW")
DEFERRED = "DEFERRED"
UNJUST, UNLAWFUL = "PLAIN_PUBLIC", "ENFORCEABLE_PUBLIC"


@dataclass(frozen=True, slots=True)
class Asked:
    """A claim for treatment of which something is asked back: yen of the cost and of the insurer, percent that the
    patient paid and ought to have paid (None: not a matter of shares), `part` yen where only a part is meant.
    """

    claim_no: str
    cost: int
    benefit: int
    charged: int | None = None
    right: int | None = None
    part: int | None = None


@dataclass(frozen=True, slots=True)
class Back:
    """What is asked back: yen by claim, the surcharge, both together, and the kind of money (`nature`)."""

    yen: tuple[tuple[str, int], ...]
    surcharge: int
    total: int
    nature: str


def recovery_amount(cause: str, asked: Iterable[Asked], values: Values, day: date) -> Back:
    """The amount by cause: SHARE the difference alone, PROVIDER with the surcharge, all others what the insurer paid.

    Raises `recovery_share` for shares that make no difference, `recovery_part_more` for a part above the benefit.
    """
    every = tuple(asked)
    yen = tuple((one.claim_no, _yen(cause, one)) for one in every)
    base = sum(amount for _, amount in yen)
    rate = values.integer("recovery.provider_surcharge", day) if cause == "PROVIDER" else 0
    surcharge = base * rate // HUNDRED
    return Back(yen, surcharge, base + surcharge, UNJUST if cause in ENRICHED else UNLAWFUL)


def _yen(cause: str, one: Asked) -> int:
    if cause == "SHARE":
        if one.charged is None or one.right is None or one.right <= one.charged:
            raise Refused("recovery_share", at_field="right_share", claim=one.claim_no)
        return one.cost * (one.right - one.charged) // HUNDRED
    if one.part is None:
        return one.benefit
    if not 0 <= one.part <= one.benefit:
        raise Refused("recovery_part_more", at_field="items", claim=one.claim_no)
    return one.part
