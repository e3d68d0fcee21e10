"""Words of relief of co-payments (一部負担金の減免の文言): grounds, measures, why not, outcomes, papers."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

Pair = tuple[str, str]

GROUNDS: Mapping[str, Pair] = {
    "DISASTER": ("震災・風水害・火災などの災害", "Disaster"),
    "CROP": ("干ばつ・冷害などによる農作物の不作・不漁", "Failed harvest or catch"),
    "CLOSED": ("事業・業務の休廃止", "Business closed"),
    "UNEMPLOYED": ("失業などによる収入の著しい減少", "Unemployment"),
    "OTHER": ("これらに類する事由", "A similar reason"),
}
MEASURES: Mapping[str, Pair] = {
    "EXEMPT": ("免除", "Exemption"),
    "REDUCE": ("減額", "Reduction"),
    "DEFER": ("徴収猶予", "Deferral"),
}
WHY: Mapping[str, Pair] = {
    "PAID": ("医療機関への支払が済んでいる一部負担金は減免の対象とならない", "The co-payment is paid already"),
    "EARLY": ("申請より前の療養は減免の対象とならない", "The treatment lies before the application"),
    "OUTPATIENT": ("入院による療養ではない", "The treatment is not in hospital"),
    "NO_DROP": ("収入が基準の割合まで減少していない", "Income has not fallen by the share asked for"),
    "SAVINGS": ("預貯金が基準生活費に基づく限度を超えている", "Savings are above the limit"),
    "NO_ROW": ("収入が減免の基準を超えている", "Income is above the standard"),
    "NO_SHARE": ("基準に当たるが、減額する割合がない", "A row applies but nothing falls away"),
    "USED_UP": ("減免することのできる月数を使い終えている", "All months of relief are used"),
}
OUTCOMES: Mapping[str, Pair] = {
    "GRANTED": ("承認する", "Granted"),
    "REFUSED": ("承認しない", "Refused"),
    "REVOKED": ("承認を取り消す", "Revoked"),
    "KEPT": ("承認を取り消さない", "Kept"),
}
REVOKE: Mapping[str, Pair] = {
    "FALSE": ("偽りその他不正の申請により減免を受けたため", "The application was false"),
    "IMPROVED": ("資力の回復その他の事情の変化により減免が不適当となったため", "Means have improved"),
    "ENDED": ("療養又は被保険者の資格が終わったため", "Treatment or eligibility has ended"),
}
PAPERS: Mapping[str, str] = {
    "COPAY_APPLICATION": "一部負担金減免等申請書",
    "INCOME_STATEMENT": "収入・資産の申告書",
    "INQUIRY_CONSENT": "調査の同意書",
    "PAY_SLIPS": "給与明細書など今年の収入の分かる書類",
    "BANK_BOOKS": "世帯全員の預貯金通帳の写し",
    "DAMAGE_PROOF": "罹災証明書",
    "HARVEST_PROOF": "農作物・漁獲の被害の証明書",
    "CLOSURE": "廃業届・決算書",
    "JOBLESS": "離職票・雇用保険受給資格者証",
    "MEDICAL_OPINION": "医師の意見書(療養の見込み)",
    "MANDATE": "委任状",
    "OTHER": "その他の書類",
}


def paper(code: str) -> str:
    """A paper's name; of several either will do."""
    return "、".join(PAPERS[one] for one in code.split("|")) + ("のいずれか" if "|" in code else "")


def share_words(measure: str, share: Fraction | str) -> Pair:
    """The measure with its share in words: 7割を減額, 100分の65を減額."""
    ja, en = MEASURES[measure]
    if measure != "REDUCE":
        return ja, en
    part = Fraction(share)
    tenths = part * 10
    if tenths.denominator == 1:
        return f"{tenths.numerator}割を{ja}", f"{en} by {tenths.numerator} tenths"
    percent = part * 100
    if percent.denominator == 1:
        return f"100分の{percent.numerator}を{ja}", f"{en} by {percent.numerator} hundredths"
    return f"{part.denominator}分の{part.numerator}を{ja}", f"{en} by {part.numerator}/{part.denominator}"
