"""Why a levy is what it is (算定の根拠): each figure, the record it came from, the value and article that made it so.

The lines are written from what `assess` kept, not computed again. They are JSON: amounts in yen as whole numbers, an
amount with a fraction of a yen as text with its exact numerator and denominator.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from server.domain.levy.assess import Levy, PartLevy, Share, Span
from server.domain.levy.incomes import pension_deduction, salary_left_out
from server.domain.levy.model import Part, Person, calendar_months
from server.domain.levy.parameters import Parameters
from server.domain.levy.reduction import Counted
from server.domain.levy.trace_words import WORDS

Line = dict[str, object]
Ground = tuple[dict[str, object], str]
"""The values that a line rests on, and their articles."""
Grounds = dict[tuple[str, ...], Ground]
_NO_GROUND: Ground = ({}, "")
_REDUCED_BY = ("transfer_deduction", "wages_deducted", "wages_received", "casualty_loss")


def trace(levy: Levy, parameters: Parameters, grounds: Grounds | None = None) -> list[Line]:
    """The lines, in the order of the computation: judgement of reductions, each part, the whole.

    A run over many households hands in one `grounds` for all of them, so that each ground is put in words once.
    """
    writer = _Writer(levy, parameters, {} if grounds is None else grounds)
    return [*writer.judgement(), *(line for part in levy.parts.values() for line in writer.part(part)), writer.whole()]


class _Writer:
    def __init__(self, levy: Levy, parameters: Parameters, grounds: Grounds) -> None:
        self.levy, self.parameters, self.rows, self.grounds = levy, parameters, parameters.rows(), grounds
        self.tenths = levy.judgement.tenths

    def _reduced(self) -> list[str]:
        return ["premium.reduction_classes"] if self.tenths else []

    def line(self, step: str, value: object, *keys: str, **more: object) -> Line:
        """One line: what (`step` with its words), the figure, and the values it rests on with their articles."""
        ja, en = WORDS[step]
        found: Line = {"step": step, "ja": ja, "en": en, "value": value, **more}
        ground = self.grounds.get(keys)
        if ground is None:
            ground = self.grounds[keys] = self._ground(keys)
        if ground is not _NO_GROUND:
            found["values"], found["article"] = ground
        return found

    def _ground(self, keys: tuple[str, ...]) -> Ground:
        rows = [self.rows[key] for key in keys if key in self.rows]
        if not rows:
            return _NO_GROUND
        articles = dict.fromkeys(row.article for row in rows)
        return {row.key: _plain(row.value) for row in rows}, "、".join(articles)

    def judgement(self) -> Iterator[Line]:
        """Who was counted with which figure, the limits, the class."""
        judged, parameters = self.levy.judgement, self.parameters
        for one in judged.counted:
            yield self.counted(one)
        for limit, most in zip(parameters.limits, judged.limits, strict=True):
            key = f"premium.reduction.{limit.tenths}"
            yield self.line(
                "reduction_limit",
                most,
                f"{key}.base",
                f"{key}.per_member",
                "premium.reduction.per_earner",
                tenths=limit.tenths,
                members=judged.members,
                earners=judged.earners,
            )
        yield self.line(
            "reduction_class",
            judged.tenths,
            "premium.reduction_classes",
            income=judged.income,
            month=calendar_months(1 << judged.place)[0],
            unknown=list(self.levy.unknown),
            applied=self.levy.household.reductions,
        )

    def counted(self, one: Counted) -> Line:
        """The income for reductions of one person, and which figures of the record made it."""
        person, parameters, basis = one.person, self.parameters, "premium.reduction_classes"
        if not person.known:
            return self.line("reduction_income", None, basis, person=person.id, record={"income_known": False})
        if person.reduction_income is not None:
            record: Line = {"reduction_income_yen": person.reduction_income}
            return self.line("reduction_income", one.income, basis, person=person.id, record=record)
        record = {"income_yen": person.income, **_taken_off(person)}
        record |= {f"{name}_yen": getattr(person, name) for name in _REDUCED_BY if getattr(person, name)}
        keys = [basis]
        if pension := pension_deduction(person, parameters):
            record["pension_deduction_yen"] = pension
            keys += ["premium.reduction_pension_deduction", "premium.reduction_pension_age"]
        if one.unemployed:
            record["salary_left_out_yen"] = salary_left_out(person, parameters)
            keys += ["premium.non_voluntary_ratio"]
        return self.line("reduction_income", one.income, *keys, person=person.id, record=record)

    def part(self, part: PartLevy) -> Iterator[Line]:
        """The shares of each person, each span of months, the part's amount."""
        name = f"premium.{part.part}"
        for share in part.shares:
            yield from self.share(part, share)
        for span in part.spans:
            yield self.span(part, span)
        keys = (
            "premium.proration",
            "premium.rounding.year",
            "premium.rounding.month",
            "premium.rounding.part",
            f"{name}.cap",
        )
        yield self.line("part", part.amount, *keys, part=part.part.value)

    def share(self, part: PartLevy, share: Share) -> Iterator[Line]:
        """Income, asset and per-head part of one person for a whole year."""
        member, name, where = share.insured.member, f"premium.{part.part}", {"part": part.part.value}
        common: dict[str, object] = {**where, "person": member.id, "months": list(calendar_months(share.months))}
        record: Line = {"income_yen": member.income if member.known else None, "assessable_income_yen": share.base}
        record |= _taken_off(member)
        keys = [f"{name}.income_rate", "premium.base_deduction", "premium.rounding.person"]
        if share.base != max(0, member.income - self.parameters.base_deduction) and member.known:
            keys += ["premium.high_income_deduction", *self._left_out(share, record)]
        yield self.line("income_part", _yen(share.income, part.scale), *keys, **common, record=record)
        if share.asset:
            record = {"fixed_asset_tax_yen": member.asset_tax}
            keys = [f"{name}.asset_rate", "premium.rounding.person"]
            yield self.line("asset_part", _yen(share.asset, part.scale), *keys, **common, record=record)
        keys = [*self._head_keys(part, share), *self._reduced()]
        yield self.line("per_head_part", _yen(share.head, part.scale), *keys, **common, tenths=self.tenths)
        if share.exempt:
            keys = ["premium.maternity_months.single", "premium.maternity_months.multiple"]
            months = list(calendar_months(share.exempt))
            yield self.line("exempt_months", months, *keys, **where, person=member.id)

    def _left_out(self, share: Share, record: Line) -> list[str]:
        member: Person = share.insured.member
        if member.total_income is not None:
            record["total_income_yen"] = member.total_income
        if not any(unemployed and months & share.months for _, months, unemployed in share.insured.bases):
            return []
        record["salary_left_out_yen"] = salary_left_out(member, self.parameters)
        return ["premium.non_voluntary_ratio", "premium.non_voluntary_years"]

    def _head_keys(self, part: PartLevy, share: Share) -> list[str]:
        keys = [f"premium.{part.part}.per_head", "premium.rounding.amount", "premium.rounding.amount_mode"]
        if part.part is Part.CHILD:
            young = ["premium.child_exempt_age", "premium.child_exempt_ratio"]
            return [*keys, *(young if share.insured.young else ["premium.child.per_head_adult"])]
        if share.insured.preschool and part.part in self.parameters.preschool_parts:
            keys += ["premium.preschool_ratio", "premium.preschool_age"]
        return [*keys, "premium.care_ages"] if part.part is Part.CARE else keys

    def span(self, part: PartLevy, span: Span) -> Line:
        """What a set of months comes to for a year: with the household's part, before and after the cap."""
        name, amounts = f"premium.{part.part}", self.parameters.rates[part.part].amounts[self.tenths]
        keys = [f"{name}.per_household", f"{name}.cap"]
        if span.household != amounts.household:
            first = span.household == amounts.specific
            keys.append("premium.specific_household." + ("first_ratio" if first else "then_ratio"))
        return self.line(
            "months",
            _yen(span.year, part.scale),
            *keys,
            *self._reduced(),
            part=part.part.value,
            months=list(calendar_months(span.months)),
            per_household=_yen(span.household, part.scale),
            before_cap=_yen(span.uncapped, part.scale),
            tenths=self.tenths,
        )

    def whole(self) -> Line:
        """The total and what it was floored by."""
        return self.line("total", self.levy.total, "premium.rounding.total", rounded_off=self.levy.rounded_off)


def _taken_off(person: Person) -> Line:
    """The losses carried forward that the income has lost already, each under its own name."""
    return {f"{name}_yen": getattr(person, name) for name in ("net_loss", "stock_loss") if getattr(person, name)}


def _yen(amount: int, scale: int) -> object:
    whole, odd = divmod(amount, scale)
    return str(Fraction(amount, scale)) if odd else whole


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, int | str) else str(value)
