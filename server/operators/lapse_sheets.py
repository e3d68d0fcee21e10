"""What procedures on lapsing claims share (延滞金・時効・停止・欠損): words of an instalment, news for the hub."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from server.domain.effects import JSON, Effect, Message
from server.domain.enforcement_words import ACTS, EFFECTS
from server.domain.facts import FactKey
from server.domain.operating import Context
from server.domain.refusals import Refused
from server.domain.sheets import line, sheet
from server.domain.wareki import long_with_gregorian

HUB = "arrears"


def name(one: Mapping[str, Any]) -> tuple[str, str]:
    """An instalment in Japanese and English words."""
    return f"{one['levy_year']}年度 {one['no']}期", f"{one['levy_year']} no. {one['no']}"


def yen(amount: int) -> str:
    """1,200円."""
    return f"{amount:,}円"


def day(text: str | None) -> str:
    """A day in the Japanese calendar with the Gregorian year; a dash without one."""
    return "-" if text is None else long_with_gregorian(date.fromisoformat(text))


def clock_sheet(key: str, one: Mapping[str, Any]) -> dict[str, JSON]:
    """The limitation of one instalment: its end, and each act with its document and effect."""
    ja, en = name(one)
    rows = [
        line("未納額", "Open", yen(one["open"]), value_en=f"{one['open']:,} yen"),
        line("時効の完成日", "Last day", day(one["ends_on"]), value_en=str(one["ends_on"])),
    ]
    if one["shown_on"] != one["ends_on"]:
        rows.append(line("指定期限から数えた日(使わない)", "By the designated date", day(one["shown_on"])))
    for step in one["steps"]:
        act, effect = ACTS[step["act"]], EFFECTS[step["effect"]]
        value, value_en = f"{day(step['on'])} {effect[0]}", f"{step['on']} {effect[1]}"
        rows.append(line(*act, value, value_en=value_en, soft=str(step["document"])))
    return sheet(key, f"{ja}の時効", f"Limitation of {en}", rows)


def chosen(asked: str | None, known: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The instalments that a text names, all when it names none. Raises `claim_unknown` for one that is not there."""
    every = {str(one["claim_key"]): one for one in known}
    named = [part for part in (asked or "").replace("、", " ").replace(",", " ").split() if part]
    for key in named:
        if key not in every:
            raise Refused("claim_unknown", at_field="claims", claim=key)
    return [every[key] for key in dict.fromkeys(named)] if named else list(every.values())


def hub_needs() -> Iterator[FactKey]:
    """The fact behind `told_hub`."""
    yield FactKey("procedure_stands", HUB)


def told_hub(context: Context, household_key: str, what: str, said: Mapping[str, JSON]) -> Iterator[Effect]:
    """What happened to a household, for its case of arrears (滞納整理), where that procedure is in force."""
    if context.facts.get_fact("procedure_stands", HUB):
        source = f"{context.case['id']}/{what}"
        yield Message("case_event", source, {"household_key": household_key}, {"what": what, **said})
