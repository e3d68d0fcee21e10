"""Words of recourse and recovery (求償・返還の文言)."""

from __future__ import annotations

from collections.abc import Mapping

KINDS: Mapping[str, tuple[str, str]] = {
    "TRAFFIC": ("交通事故", "Traffic accident"),
    "BICYCLE": ("自転車事故", "Bicycle accident"),
    "ASSAULT": ("暴行", "Assault"),
    "ANIMAL": ("動物によるけが", "Animal"),
    "FOOD": ("食中毒", "Food poisoning"),
    "FACILITY": ("施設・設備の事故", "Accident of a facility"),
    "SPORT": ("スポーツ中の事故", "Sport"),
    "OTHER": ("その他", "Other"),
    "UNKNOWN": ("原因を照会中", "Cause being asked"),
}
PAYERS: Mapping[str, tuple[str, str]] = {
    "VOLUNTARY": ("任意保険(一括)", "Voluntary insurer"),
    "COMPULSORY": ("自賠責保険", "Compulsory insurer"),
    "PERSON": ("加害者本人", "The offender"),
    "GOVERNMENT": ("政府保障事業", "Government scheme"),
    "ENTRUSTED": ("国保連合会へ委託", "Entrusted to the federation"),
    "WORK": ("労災・公務災害", "Work accident"),
    "NONE": ("請求しない", "Nobody"),
    "PENDING": ("判明するまで調べる", "Not known yet"),
}
STATES: Mapping[str, tuple[str, str]] = {
    "INQUIRY": ("照会中", "Being asked"),
    "OPEN": ("調査中", "Looked into"),
    "CLAIMED": ("請求中", "Claimed"),
    "ENTRUSTED": ("委任中", "Entrusted"),
    "COLLECTED": ("回収", "Collected"),
    "ENTRUSTED_CLOSED": ("委任先で終了", "Closed by the federation"),
    "ABANDONED": ("請求を断念", "Given up"),
    "NO_CLAIM": ("請求なし", "No claim"),
    "REFERRED": ("他法へ", "Referred"),
    "MERGED": ("同じ事故の案件へ統合", "Merged"),
}
CAUSES: Mapping[str, tuple[str, str]] = {
    "LOSS": ("資格喪失後の受診", "Treatment after the loss of eligibility"),
    "SHARE": ("負担割合の誤り", "Wrong share of the patient"),
    "DOUBLE": ("二重の給付・過払い", "Paid twice or too much"),
    "OTHER_LAW": ("他の法令による給付(労災など)", "Benefit of another law"),
    "FRAUD": ("偽りその他不正の行為", "Fraud"),
    "PROVIDER": ("保険医療機関等の不正請求", "Fraud of a provider"),
    "DEFERRED": ("徴収を猶予した一部負担金", "A deferred co-payment"),
}
POSTINGS: Mapping[str, tuple[str, str]] = {
    "RECOURSE_CLAIM": ("調定(第三者納付金)", "Recourse claimed"),
    "RECOVERY_CLAIM": ("調定(返納金)", "Recovery claimed"),
    "CHANGED": ("調定の変更", "Claim changed"),
    "LATE_CHARGE": ("延滞金", "Late charge"),
    "RECEIPT": ("収納", "Received"),
    "REPAID": ("過納金の還付", "Excess paid back"),
    "COST": ("滞納処分費", "Cost of enforcement"),
    "REVERSED": ("取消し", "Taken back"),
    "GIVEN_UP": ("債権放棄・不納欠損", "Given up"),
}
