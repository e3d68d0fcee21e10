"""How much may be claimed of a third party (損害賠償請求額): National Health Insurance Act art. 64.

The city gets the victim's claim up to what it paid, as far as the third party is to blame; what treats another illness
(私病) is not his. Settling with him frees the insurer of what comes later (art. 64(2)).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from server.domain.refusals import Refused

WHOLE = 100


@dataclass(frozen=True, slots=True)
class Treated:
    """A claim for treatment: its month (YYYY-MM), first day, yen that the insurer paid, and of them for another illness
    (`private`).
    """

    key: str
    month: str
    first_day: date
    benefit: int
    private: int = 0

    @property
    def caused(self) -> int:
        """Yen paid because of the injury."""
        return self.benefit - self.private


@dataclass(frozen=True, slots=True)
class Recourse:
    """What may be claimed: `paid` yen of all linked benefits, `private` taken out, `lost` behind a settlement, `base`
    what is left, `amount` = floor(base x fault %), `capped` yen cut off by what is left of the compulsory insurance.
    """

    paid: int
    private: int
    lost: int
    base: int
    fault: int
    amount: int
    capped: int
    months: tuple[tuple[str, int], ...]


def recourse_amount(
    treated: Iterable[Treated], fault: int, *, settled_on: date | None = None, insured_left: int | None = None
) -> Recourse:
    """The amount for a third party's `fault` in percent.

    `settled_on` is the day of a settlement that closes the damage: treatment behind it is lost for the claim.
    `insured_left` is what the compulsory insurance (自賠責) still pays, the victim coming first.
    Raises `recourse_fault` for a share that is none, `recourse_private_more` where more is taken out than was paid.
    """
    if not 0 <= fault <= WHOLE:
        raise Refused("recourse_fault", at_field="fault")
    every = tuple(treated)
    for one in every:
        if not 0 <= one.private <= one.benefit:
            raise Refused("recourse_private_more", at_field="links", claim=one.key)
    late = [one for one in every if settled_on is not None and one.first_day > settled_on]
    kept = [one for one in every if settled_on is None or one.first_day <= settled_on]
    base = sum(one.caused for one in kept)
    amount = base * fault // WHOLE
    within = amount if insured_left is None else min(amount, max(0, insured_left))
    months: dict[str, int] = {}
    for one in sorted(kept, key=lambda one: one.month):
        months[one.month] = months.get(one.month, 0) + one.caused
    return Recourse(
        paid=sum(one.benefit for one in every),
        private=sum(one.private for one in every),
        lost=sum(one.caused for one in late),
        base=base,
        fault=fault,
        amount=within,
        capped=amount - within,
        months=tuple(months.items()),
    )
