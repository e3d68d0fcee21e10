"""What people see of a calculation before they decide (計算の内訳): before and after, instalments, grounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from server.domain.effects import JSON
from server.domain.levy.decision import Proposal, Terms
from server.domain.levy.model import Part
from server.domain.levy.trace import trace
from server.domain.sheets import line, sheet
from server.domain.wareki import long_with_gregorian
from server.operators.levy_decision.words import PARTS, RESULTS, yen, yen_en


def of(worked: Sequence[Any], names: Mapping[str, str], terms: Terms) -> list[dict[str, JSON]]:
    """The sheets of all payers: outcome with parts, instalments, grounds."""
    found = []
    for place, one in enumerate(worked):
        who = f"({names.get(one.payer_key, one.payer_key)})" if len(worked) > 1 else ""
        found.append(_outcome(f"levy_{place}", who, one.proposal))
        found.append(_instalments(f"instalments_{place}", who, one))
        if one.proposal.levy is not None:
            found.append(_grounds(f"grounds_{place}", who, one, names, terms))
    return found


def blocked(ja: str, en: str) -> dict[str, JSON]:
    """Why nothing can be computed."""
    return sheet("levy_0", "計算できないわけ", "Why it cannot be computed", [line("わけ", "Why", ja, value_en=en)])


def _outcome(key: str, who: str, proposal: Proposal) -> dict[str, JSON]:
    ja, en = RESULTS[str(proposal.outcome)]
    change = proposal.total_after - proposal.total_before
    lines = [line("結果", "Result", ja, value_en=en)]
    for part in Part:
        before, after = proposal.before[part], proposal.after[part]
        if before or after:
            lines.append(_change(*PARTS[part.value], before, after))
    lines.append(_change("合計", "Total", proposal.total_before, proposal.total_after))
    lines.append(line("増減", "Change", f"{change:+,}円", value_en=f"{change:+,} yen"))
    if proposal.provisional:
        lines.append(line("軽減", "Reduction", "所得の分からない人がいるので軽減しない仮の額", value_en="Provisional"))
    last = proposal.limit.any_decision
    lines.append(line("決定できる最後の日", "Last day to decide", long_with_gregorian(last), value_en=last.isoformat()))
    return sheet(key, f"賦課の計算{who}", f"Calculation {who}".strip(), lines)


def _change(ja: str, en: str, before: int, after: int) -> dict[str, JSON]:
    return line(ja, en, f"{yen(before)} → {yen(after)}", value_en=f"{yen_en(before)} → {yen_en(after)}")


def _instalments(key: str, who: str, one: Any) -> dict[str, JSON]:
    before = {held.no: held.total for held in one.standing}
    lines = []
    for planned in one.proposal.instalments:
        ja, en = (f"随時{planned.no}期", "Extra") if planned.ad_hoc else (f"{planned.no}期", f"No. {planned.no}")
        due = long_with_gregorian(planned.due_on)
        lines.append(_change(ja, en, before.get(planned.no, 0), planned.total) | {"soft": f"納期限 {due}"})
    return sheet(key, f"期別の額{who}", f"Instalments {who}".strip(), lines)


def _grounds(key: str, who: str, one: Any, names: Mapping[str, str], terms: Terms) -> dict[str, JSON]:
    lines = list(_trace(one, names, terms))
    return sheet(key, f"計算の根拠{who}", f"Grounds {who}".strip(), lines)


def _trace(one: Any, names: Mapping[str, str], terms: Terms) -> Iterator[dict[str, JSON]]:
    """The trace in words: what, whose, the figure, the article, and the record it came from."""
    records = {(source.kind, source.person): source for source in one.payer.sources}
    for found in trace(one.proposal.levy, terms.parameters):
        person = str(found.get("person") or "")
        ja, en = PARTS.get(str(found.get("part")), ("", ""))
        who, figure = names.get(person, person), _figure(found["value"])
        soft = str(found.get("article") or "")
        record = records.get(("income", person))
        if record is not None and found["step"] in ("reduction_income", "income_part"):
            soft = f"{soft} 所得の記録 {record.since} {record.event}".strip()
        value, value_en = (" ".join(word for word in (part, who, figure) if word) for part in (ja, en))
        yield line(str(found["ja"]), str(found["en"]), value, value_en=value_en, soft=soft)


def _figure(value: object) -> str:
    """A figure with its thousands apart; an exact fraction of a yen with two places, cut off."""
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, str) and "/" in value:
        whole, rest = divmod(Fraction(value), 1)
        return f"{whole:,}.{rest * 100 // 1:02d}"
    return "-" if value is None else str(value)
