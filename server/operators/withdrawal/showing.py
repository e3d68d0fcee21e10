"""What the second person sees computed (計算した喪失日): the day of loss of each, which nobody has typed."""

from __future__ import annotations

from datetime import date

from server.domain import sheets as paper
from server.domain import wareki
from server.domain.effects import JSON


def sheets(persons: list[dict[str, JSON]], remaining: list[dict[str, JSON]], late_days: int) -> list[dict[str, JSON]]:
    """The sheet beside the forms of check, judgement and decision."""
    lines = [_line(person) for person in persons]
    if remaining:
        names = "、".join(str(one["name"]) for one in remaining)
        lines.append(paper.line("残る加入者", "Stay insured", names))
    if late_days:
        lines.append(paper.line("届出の遅れ", "Late by", f"{late_days}日", value_en=f"{late_days} days"))
    return [paper.sheet("computed_loss", "計算した喪失日", "Computed days of loss", lines)]


def _line(person: dict[str, JSON]) -> dict[str, JSON]:
    fact, until = (date.fromisoformat(str(person[name])) for name in ("fact_date", "applied_to"))
    ends = person["eligible_to"] is not None
    word, word_en = ("喪失", "lost") if ends else ("適用終了(資格は続く)", "application ends (eligibility goes on)")
    said = f"{wareki.to_wareki(until, 'short')} {word}"
    return paper.line(
        str(person["name"]),
        str(person["name"]),
        said,
        value_en=f"{until.isoformat()} {word_en}",
        soft=f"事実 {wareki.to_wareki(fact, 'short')}",
    )
