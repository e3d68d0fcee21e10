"""Refusals of what time does to a claim (延滞金・時効・執行停止・不納欠損)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

_LIMITATION: dict[str, RefusalText] = {
    "claim_prescribed": RefusalText(
        "期別{claim}は{day}に時効が完成しています。この処理はできません",
        "Instalment {claim} was extinguished by prescription on {day}. This cannot be done to it any more.",
        409,
        "国民健康保険法110条1項、地方自治法236条2項",
    ),
    "claim_unknown": RefusalText(
        "期別{claim}は登録されていません",
        "Instalment {claim} is not on record.",
        422,
    ),
}
_LATE: dict[str, RefusalText] = {
    "late_charge_changed": RefusalText(
        "この延滞金は、決めた後に取り消されたか、一部が納付・減免されています。今の額を確かめてください",
        "This late charge was taken back, or part of it was paid or waived since it was fixed. Look at it now.",
        409,
    ),
}
_EXEMPTIONS: dict[str, RefusalText] = {
    "late_exemption_share": RefusalText(
        "免除の割合は全額か2分の1を選んでください",
        "Choose whether all or half of the late charge is exempt.",
        422,
    ),
    "late_exemption_ground": RefusalText(
        "免除の理由がわかりません。選び直してください",
        "The ground of the exemption is not one of the list. Choose again.",
        422,
    ),
    "late_exemption_unknown": RefusalText(
        "終わらせる免除期間が登録されていません。画面を開き直して確かめてください",
        "There is no such exemption to end. Open the screen anew and look.",
        409,
    ),
}

TEXTS: dict[str, RefusalText] = _LIMITATION | _LATE | _EXEMPTIONS
"""By code."""
