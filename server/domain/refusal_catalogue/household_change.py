"""Refusals of changes of persons and households (異動・変更)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

_REGULATIONS = "国民健康保険法施行規則8条・9条・10条・10条の2"
_HEAD = "国民健康保険法76条・施行規則10条の2"

TEXTS: dict[str, RefusalText] = {
    "my_number_unchanged": RefusalText(
        "登録されている個人番号と同じです。通知カード・カードの番号を確かめて入れ直してください",
        "This is the My Number on record. Look at the card and enter the new one.",
        422,
        "番号法7条2項",
    ),
    "my_number_of_another": RefusalText(
        "この個人番号は別の人の番号として登録されています。カードを確かめ、責任者に知らせてください",
        "This My Number is on record for another person. Look at the card, and tell the officer in charge.",
        409,
        "番号法16条",
    ),
    "before_differs": RefusalText(
        "変更前の内容が台帳と違います。台帳を見て、届出の人と世帯を確かめてください",
        "What was before the change differs from the register. Look at the register; check person and household.",
        422,
        _REGULATIONS,
    ),
    "nothing_changes": RefusalText(
        "変更の前と後が同じです。変わるものを確かめてください",
        "Before and after are the same. Check what changes.",
        422,
    ),
    "change_before_record": RefusalText(
        "変更日が台帳の最初の記録より前です。日付を確かめてください",
        "The day of the change lies before the first record. Check the day.",
        422,
        _REGULATIONS,
    ),
    "change_before_last": RefusalText(
        "変更日のあとに世帯の異動が記録されています。あとの異動を先に確かめ、資格担当に相談してください",
        "A later change of the household is on record. Look at that one first and ask the eligibility officer.",
        422,
        _REGULATIONS,
    ),
    "person_not_in_household": RefusalText(
        "この世帯の人ではありません。宛名番号を確かめてください",
        "This person does not belong to the household. Check the person number.",
        422,
    ),
    "two_heads": RefusalText(
        "世帯主は一つの世帯に一人です。続柄を確かめるか、世帯主変更で届け出てください",
        "A household has one head. Check the relation, or enter a change of head.",
        422,
        _HEAD,
    ),
    "new_head_missing": RefusalText(
        "新しい世帯の世帯主が要ります。分かれる人の一人を世帯主にしてください",
        "The new household needs a head. Make one of those who leave its head.",
        422,
        _HEAD,
    ),
    "new_head_required": RefusalText(
        "世帯主が世帯を出ます。残る世帯の新しい世帯主を入れてください",
        "The head leaves. Give the new head of those who remain.",
        422,
        _HEAD,
    ),
    "nobody_remains": RefusalText(
        "全員が分かれることはできません。世帯全員の転居は住所の変更です",
        "Not everybody can leave. When all move, it is a change of address.",
        422,
    ),
    "same_household": RefusalText(
        "同じ世帯番号です。合併する相手の世帯を入れてください",
        "It is the same household. Give the household to be joined.",
        422,
    ),
    "other_household_unknown": RefusalText(
        "相手の世帯が台帳にないか、世帯主がいません。世帯番号を確かめてください",
        "The other household is not on record or has no head. Check its number.",
        422,
    ),
    "household_stands": RefusalText(
        "住民記録の新しい世帯{number}はもう台帳にあります。世帯合併で届け出てください",
        "The new household {number} of the residents' register is on record already. Enter a merger.",
        422,
    ),
    "send_to_over": RefusalText(
        "送付先の期限が過ぎています。今日からあとの日を入れてください",
        "The last day for letters elsewhere has passed. Give a day from today on.",
        422,
    ),
    "send_to_too_long": RefusalText(
        "送付先の期限は受付から{months}か月までです。続くときは改めて届け出てもらってください",
        "Letters go elsewhere for at most {months} months. Ask for a new notification after that.",
        422,
        "異動事務取扱要領6条",
    ),
    "no_nominal_head": RefusalText(
        "擬制世帯主のいる世帯ではありません。国保上の世帯主の変更は要りません",
        "The household has no nominal head. No head needs to be designated.",
        422,
        _HEAD,
    ),
    "designate_not_insured": RefusalText(
        "{person}さんは加入していません。国保上の世帯主は加入している人に限ります",
        "{person} is not insured. Only an insured member can be designated.",
        422,
        _HEAD,
    ),
    "consent_missing": RefusalText(
        "世帯主と新しい世帯主の両方の同意が要ります。同意書を受け取ってから入れてください",
        "Both the head and the new head must agree. Enter it when the consent is in hand.",
        422,
        "国民健康保険における世帯主の取扱い",
    ),
    "changed_meanwhile": RefusalText(
        "照合のあとに台帳が変わりました。入力へ戻し、内容を確かめ直してください",
        "The registers have changed since the check. Send it back to entry and look at it again.",
        409,
    ),
}
