"""Refusals of reliefs on application (減免)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

TEXTS: dict[str, RefusalText] = {
    "relief_fact_missing": RefusalText(
        "この事由の減免には「{fact}」が要ります。入れてください",
        'A relief on this ground needs "{fact_en}". Enter it.',
        422,
    ),
    "relief_ground_unknown": RefusalText(
        "減免の事由「{ground}」はこの市にありません。選び直してください",
        'This city has no ground "{ground}" for a relief. Choose another.',
        422,
    ),
    "relief_event_after_application": RefusalText(
        "事由の生じた日が申請の日より後です。日付を確かめてください",
        "The event lies after the application. Check the dates.",
        422,
    ),
    "relief_ends_before_event": RefusalText(
        "事由の終わった日が生じた日より前です。日付を確かめてください",
        "The ground ended before it began. Check the dates.",
        422,
    ),
    "relief_late": RefusalText(
        "申請の日には、どの期別の納期限も過ぎています(最後は{last})",
        "Every instalment was due before the application (the last on {last}).",
        422,
        "国民健康保険法77条",
    ),
    "relief_application_open": RefusalText(
        "この世帯の同じ年度に、同じ事由の申請が審査中です。その案件に書類を足してください",
        "The same ground is applied for already in this household and year. Add the papers to that case.",
        409,
    ),
    "relief_application_unknown": RefusalText(
        "審査中の減免の申請が見つかりません", "There is no open application for a relief.", 404
    ),
    "relief_person_unknown": RefusalText(
        "{name}さん({birth_date})がこの世帯に見つかりません。氏名と生年月日を確かめてください",
        "{name} ({birth_date}) is not in this household. Check name and birth date.",
        422,
    ),
    "relief_matter_mismatch": RefusalText(
        "受付の内容と処理が合いません。申請なら審査か取下げ、取消しの案件なら取消しか存続を選んでください",
        "This does not fit the receipt: examine or withdraw an application, revoke or keep a relief.",
        422,
    ),
    "relief_none_granted": RefusalText(
        "この世帯の{year}年度に取り消す減免がありません", "There is no relief of {year} to revoke.", 422
    ),
    "relief_unemployed_first": RefusalText(
        "非自発的失業の軽減に当たる可能性があります。先に案内し、案内の結果を選んでください",
        "The reduction for involuntary unemployment may apply. Offer it first, and say what came of it.",
        422,
        "国民健康保険法施行令29条の7の2",
    ),
    "relief_left_after_joining": RefusalText(
        "国民健康保険への加入({joined})より後の離職です。わけを確かめ、「確かめた」を選んでください",
        "Work was left after joining the insurance on {joined}. Ask why, and say that it was asked.",
        422,
    ),
    "relief_not_heard": RefusalText(
        "取り消す前に弁明の機会を与えてください。機会を与えた日を入れてください",
        "Before a relief is revoked the household is heard. Enter the day.",
        422,
        "行政手続法13条(同旨の条例)",
    ),
    "relief_levy_blocked": RefusalText(
        "この世帯の{year}年度の保険料を計算できません。世帯主や生年月日の記録を先に直してください",
        "The levy of {year} cannot be computed. Mend the records of the household first.",
        409,
    ),
    "relief_hold_without_application": RefusalText(
        "この世帯に審査中の減免の申請がありません。申請を受け付けると、催告・差押は自動で止まります",
        "No application for relief is open in this household. One that is received holds collection by itself.",
        422,
    ),
    "relief_hold_too_long": RefusalText(
        "減免の審査中の保留は{last}までです。それまでの日を入れてください",
        "A hold for an open application reaches to {last} at most. Enter a day up to it.",
        422,
        "滞納整理事務取扱要領11条",
    ),
    "relief_head_died": RefusalText(
        "申請した世帯主は死亡しています。申請を引き継ぐ相続人の氏名を入れるか、引き継ぐ人がいなければ取下げにしてください",
        "The head who applied has died. Enter the heir who goes on with the application, or record its withdrawal.",
        422,
        "地方税法9条(国民健康保険法78条で例による)",
    ),
    "relief_year_out_of_range": RefusalText(
        "賦課年度は{first}年度から{last}年度までです", "The levy year is from {first} to {last}.", 422
    ),
}
