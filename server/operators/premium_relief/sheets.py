"""The comparison as people see it (減免の比較表): each application with its row and yen, what is in force, the best."""

from __future__ import annotations

from typing import Any

from server.domain.effects import JSON
from server.domain.relief.choice import Reckoned
from server.domain.relief.row_words import row_words
from server.domain.sheets import line, sheet
from server.operators.lapse_sheets import day
from server.operators.premium_relief.known import COMPARED, PROPOSAL
from server.operators.premium_relief.reckoning import Compared
from server.operators.premium_relief.words import GROUNDS, OUTCOMES, WHY


def compared(found: Compared) -> list[dict[str, JSON]]:
    """All applications of the household and year side by side."""
    rows = [line("減免前の保険料", "Levy without relief", f"{found.total:,}円", value_en=f"{found.total:,} yen")]
    rows += [_line(one) for one in (found.mine, *found.others)]
    for row in found.unexamined:
        ja, en = GROUNDS[row["ground"]]
        said = f"まだ調べていない({day(row['applied_on'])}申請)"
        rows.append(line(ja, en, said, value_en=f"not examined yet, applied for on {row['applied_on']}"))
    if found.standing is not None:
        ja, en = GROUNDS[found.standing.ground]
        said = f"{found.standing.yen:,}円"
        rows.append(line(f"決定済み: {ja}", f"In force: {en}", said, value_en=f"{found.standing.yen:,} yen"))
    best = found.best
    ja, en = GROUNDS[best.ground] if best else ("なし", "None")
    rows.append(line("最も有利な減免", "The most favourable", ja, value_en=en))
    return [sheet(COMPARED, "減免の比較", "Reliefs compared", rows)]


def _line(one: Reckoned) -> dict[str, JSON]:
    ja, en = GROUNDS[one.ground]
    if one.why is not None:
        why, why_en = WHY[one.why]
        return line(ja, en, f"0円 {why}", value_en=f"0 yen: {why_en}")
    row, row_en = row_words(str(one.relieved[0].row)) if one.relieved and one.relieved[0].row else ("", "")
    return line(ja, en, f"{one.yen:,}円 {row}".strip(), value_en=f"{one.yen:,} yen {row_en}".strip())


def proposal(outcome: str, ground: str, yen: int, before: int, entry: Any, heir: str | None) -> dict[str, JSON]:
    """What is to be decided, with its yen, evidence, provision and reason as the letter will print them."""
    said, ja, en = OUTCOMES[outcome], *GROUNDS[ground]
    rows = [line("決定の案", "Proposed", said[0], value_en=said[1]), line("事由", "Ground", ja, value_en=en)]
    if outcome in ("GRANTED", "PARTLY"):
        rows.append(line("減免する額", "Relieved", f"{yen:,}円", value_en=f"{yen:,} yen"))
        rest = before - yen
        rows.append(line("減免後の保険料", "Levy after it", f"{rest:,}円", value_en=f"{rest:,} yen"))
    if heir:
        rows.append(line("申請を引き継ぐ人", "Goes on with it", heir, soft="申請した世帯主は死亡"))
    rows += [
        line(*label, str(entry[name]))
        for name, label in (
            ("evidence", ("確かめた資料", "Evidence")),
            ("provision", ("根拠の規定", "Provision")),
            ("reason", ("理由", "Reason")),
        )
    ]
    return sheet(PROPOSAL, "決定の案", "Proposal", rows)
