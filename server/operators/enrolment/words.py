"""Words of enrolment that letters print (届出の言葉): papers and grounds by the codes of the forms."""

from __future__ import annotations

from typing import Final

PAPERS: Final = {
    "notification": "国民健康保険資格取得届",
    "loss_certificate": "資格喪失証明書",
    "leaving_slip": "離職票・退職証明書",
    "lookup": "照会の回答",
    "welfare_end_notice": "保護廃止決定通知書",
    "residence_card": "在留カード等",
    "designation": "指定書(特定活動)",
    "tokutei_doitsu_certificate": "特定同一世帯所属者証明書",
    "mandate": "委任状",
    "identity_document": "本人確認書類",
    "debit_request": "口座振替の届",
    "other": "その他の書類",
}

REASONS: Final = {
    "moved_in_other_prefecture": "転入(県外から)",
    "moved_in_same_prefecture": "転入(県内から)",
    "left_employee_insurance": "社会保険の離脱",
    "left_kumiai": "国民健康保険組合の離脱",
    "birth": "出生",
    "welfare_ended": "生活保護の廃止",
    "entered_japan": "入国・帰国",
    "status_changed": "在留資格の変更",
    "other": "その他",
}

GROUNDS: Final = {
    "urged_in_vain": "届出の勧奨に応じないため",
    "inquiry": "国民健康保険法第113条又は第113条の2に基づく調査により、加入すべき事実が分かったため",
    "authority_notice": "他の機関からの通知により、加入すべき事実が分かったため",
}

IF_FACTS_DIFFER: Final = (
    "他の医療保険に加入しているときなど、この決定の事実が違うときは、資格を確認することができる書類を添えて届け出てください。"
    "事実を確かめ、決定を改めます。"
)

NOTIFY_AGAIN: Final = (
    "事実を確認することができる書類を提出されたときは、改めて届出を受け付けます。"
    "この決定に対する審査請求をしなくても、届出をすることができます。"
)
