"""Words of what goes between cases and linked systems: interfaces and messages (連携と知らせの言葉)."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

INTERFACES: Vocabulary = {
    "I02": Words("税システム(所得)", "Tax system (incomes)"),
    "I08": Words("中間サーバー(副本)", "Intermediate server (copy)"),
    "I09": Words("国保情報集約システム", "Prefecture's hub"),
    "I12": Words("オンライン資格確認", "Online eligibility"),
}

MESSAGES: Vocabulary = {
    "eligibility_changed": Words("資格の異動(賦課へ)", "Eligibility changed (to the levy)"),
    "household_changed": Words("世帯の異動(賦課へ)", "Household changed (to the levy)"),
    "protection_changed": Words("支援措置の異動", "Protection changed"),
    "case_event": Words("案件の出来事", "Event of a case"),
}
