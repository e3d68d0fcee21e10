"""Words of withdrawal that letters print (喪失の言葉): papers, grounds and what to do, by the codes of the forms."""

from __future__ import annotations

from typing import Final

PAPERS: Final = {
    "loss_notification": "国民健康保険資格喪失届",
    "new_insurer_proof": "新しい健康保険の資格の分かるもの(資格確認書、資格情報のお知らせなど)の写し",
    "lookup": "照会の回答",
    "welfare_start_notice": "保護開始決定通知書の写し",
    "residence_card": "在留カード等の写し",
    "death_record": "死亡の分かるもの",
    "old_certificate": "国民健康保険資格確認書",
    "mandate": "委任状",
    "identity_document": "本人確認書類の写し",
    "other": "その他の書類",
}

REASONS: Final = {
    "moved_other_prefecture": "他の都道府県への転出",
    "moved_same_prefecture": "県内の他の市町村への転出",
    "moved_abroad": "国外への転出",
    "employee_insurance": "職場の健康保険などへの加入",
    "dependant": "職場の健康保険などの被扶養者の認定",
    "kumiai": "国民健康保険組合への加入",
    "late_elderly": "後期高齢者医療制度への加入(75歳到達)",
    "late_elderly_disability": "後期高齢者医療制度への加入(障害の認定)",
    "welfare": "生活保護の開始",
    "death": "死亡",
    "residence_status": "在留資格の変更",
    "not_residing": "住所を有しないことの確認(不現住)",
    "other": "国民健康保険法第6条各号に該当",
}

GROUNDS: Final = {
    "urged_in_vain": "届出の勧奨に応じないため",
    "inquiry": "国民健康保険法第113条又は第113条の2に基づく調査により、喪失すべき事実が分かったため",
    "authority_notice": "他の機関からの通知により、喪失すべき事実が分かったため",
    "public_record": "公簿等により喪失の事実を確認することができるため(国民健康保険法施行規則第13条第2項)",
}

IF_FACTS_DIFFER: Final = (
    "引き続き国民健康保険に加入すべき事実があるなど、この決定の事実が違うときは、その事実を確認することができる書類を添えて"
    "申し出てください。事実を確かめ、決定を改めます。"
)

NOTIFY_AGAIN: Final = (
    "喪失の事実を確認することができる書類を提出されたときは、改めて届出を受け付けます。"
    "この決定に対する審査請求をしなくても、届出をすることができます。"
)
