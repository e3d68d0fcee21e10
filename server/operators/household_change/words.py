"""Words of household change that letters and sheets print (異動の言葉)."""

from __future__ import annotations

from typing import Final

KINDS: Final = {
    "name": "氏名の変更",
    "alias": "通称名の変更",
    "address": "住所の変更(市内転居)",
    "head": "世帯主の変更",
    "split": "世帯の分離",
    "merge": "世帯の合併",
    "relation": "続柄の変更",
    "send_to": "送付先の変更",
    "phone": "電話番号の変更",
    "designation": "国民健康保険における世帯主の変更",
    "my_number": "個人番号の変更",
}

RELATIONS: Final = {"HEAD": "世帯主", "SPOUSE": "夫・妻", "CHILD": "子", "PARENT": "父母", "OTHER": "その他"}

PAPERS: Final = {
    "change_notification": "国民健康保険異動届",
    "family_register": "戸籍謄本等",
    "resident_record": "住民票の写し",
    "consent": "世帯主変更の同意書",
    "tokutei_doitsu_certificate": "特定同一世帯所属者証明書",
    "old_certificate": "返された資格確認書",
    "mandate": "委任状",
    "other": "その他の書類",
}

NOTIFY_AGAIN: Final = (
    "事実を確認することができる書類を提出されたときは、改めて届出を受け付けます。"
    "この決定に対する審査請求をしなくても、届出をすることができます。"
)
