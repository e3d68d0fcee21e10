"""The comparison as people see it (減免の比較表): each application with its row and yen, what is in force, the best."""

from __future__ import annotations

from server.domain.effects import JSON
from server.domain.relief.choice import Reckoned
from server.domain.sheets import line, sheet
from server.operators.lapse_sheets import day
from server.operators.premium_relief.reckoning import Compared
from server.operators.premium_relief.words import GROUNDS, WHY


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
    return [sheet("compared", "減免の比較", "Reliefs compared", rows)]


def _line(one: Reckoned) -> dict[str, JSON]:
    ja, en = GROUNDS[one.ground]
    if one.why is not None:
        why, why_en = WHY[one.why]
        return line(ja, en, f"0円 {why}", value_en=f"0 yen: {why_en}")
    row = one.relieved[0].row if one.relieved else ""
    return line(ja, en, f"{one.yen:,}円", value_en=f"{one.yen:,} yen", soft=str(row))
