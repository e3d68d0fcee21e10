"""Words of reliefs from premiums (保険料の減免の文言): grounds, papers, why nothing falls away, outcomes."""

from __future__ import annotations

from collections.abc import Mapping

from server.domain.relief.words import GROUNDS, HINTS

__all__ = ["GROUNDS", "HINTS", "OUTCOMES", "PAPERS", "REVOKE", "WHY", "paper"]

PAPERS: Mapping[str, str] = {
    "APPLICATION": "減免申請書",
    "DAMAGE_PROOF": "罹災証明書",
    "PAY_SLIPS": "給与明細書など今年の収入の分かる書類",
    "CLOSURE": "廃業届・決算書",
    "JOBLESS": "離職票・雇用保険受給資格者証",
    "MEDICAL": "診断書・医療費の領収書",
    "CUSTODY_PROOF": "在所証明書",
    "FORMER_INSURANCE": "被扶養者であったことの証明書",
    "UNEMPLOYMENT_CARD": "雇用保険受給資格者証又は受給資格通知",
    "MANDATE": "委任状",
    "OTHER": "その他の書類",
}
WHY: Mapping[str, tuple[str, str]] = {
    "LATE": (
        "申請の日には、減免の対象となる期別の納期限がすべて過ぎていた",
        "Every instalment was due before the application",
    ),
    "NO_ROW": ("減免の基準に当たらない", "No row of the city's table applies"),
    "NOTHING": ("減免の基準に当たるが、減免する額がない", "A row applies but there is nothing to relieve"),
    "BARRED": ("賦課決定の期間(国民健康保険法110条の2)を過ぎている", "The levy may be decided no more"),
    "YOUNGER": ("資格を取得した日に65歳未満である", "Under 65 on the day of joining"),
    "STANDING": ("より有利な減免をすでに決定している", "A more favourable relief is in force"),
    "CODE": ("離職理由コードが特定受給資格者・特定理由離職者のものではない", "The reason for leaving does not qualify"),
    "AGE": ("離職の日に65歳以上である", "65 or older when leaving work"),
    "CERTIFICATE": ("特例・高年齢・日雇の受給資格であり対象ではない", "A certificate of another kind"),
    "TOO_LATE": ("賦課決定のできる年度を過ぎている", "Only years that may be assessed no more"),
}
OUTCOMES: Mapping[str, tuple[str, str]] = {
    "GRANTED": ("減免する(全部)", "Granted in full"),
    "PARTLY": ("減免する(一部)", "Granted in part"),
    "REFUSED": ("減免しない", "Refused"),
    "REVOKED": ("減免を取り消す", "Revoked"),
    "KEPT": ("減免を取り消さない", "Kept"),
    "JOINED": ("同じ世帯の別の申請と併せて決定済み", "Decided together with another application"),
}
REVOKE: Mapping[str, tuple[str, str]] = {
    "FALSE": ("申請の内容が事実と異なっていたため", "The application was false"),
    "IMPROVED": ("資力が回復したため", "Means have improved"),
    "ENDED": ("減免の事由が消滅したため", "The ground has ended"),
}


def paper(code: str) -> str:
    """A paper's name; of several either will do."""
    return "、".join(PAPERS[one] for one in code.split("|")) + ("のいずれか" if "|" in code else "")
