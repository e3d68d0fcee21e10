"""Refusals of relief of co-payments (一部負担金の減免)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

TEXTS: dict[str, RefusalText] = {
    "copay_fact_missing": RefusalText(
        "この基準で審査するには「{fact}」が要ります。入れてください",
        'This standard needs "{fact}". Enter it.',
        422,
    ),
    "copay_ground_unknown": RefusalText(
        "一部負担金の減免の事由「{ground}」はこの市にありません。選び直してください",
        'This city has no ground "{ground}" for a relief of co-payments. Choose another.',
        422,
    ),
    "copay_months_none": RefusalText("期間は1か月以上を入れてください", "The period is one month at least.", 422),
    "copay_span": RefusalText("終わりの日が初めの日より前です", "The last day lies before the first.", 422),
    "copay_event_after_application": RefusalText(
        "事由の生じた日が申請の日より後です。日付を確かめてください",
        "The event lies after the application. Check the dates.",
        422,
    ),
    "copay_application_open": RefusalText(
        "この世帯の一部負担金の減免の申請が審査中です。その案件に書類を足してください",
        "An application of this household is open already. Add the papers to that case.",
        409,
    ),
    "copay_application_unknown": RefusalText(
        "審査中の一部負担金の減免の申請が見つかりません", "There is no open application for a relief.", 404
    ),
    "copay_person_unknown": RefusalText(
        "{name}さん({birth_date})がこの世帯に見つかりません。氏名と生年月日を確かめてください",
        "{name} ({birth_date}) is not in this household. Check name and birth date.",
        422,
    ),
    "copay_person_uninsured": RefusalText(
        "{name}さんは{day}に国民健康保険の被保険者ではありません。減免の対象になりません",
        "{name} is not insured here on {day}; no co-payment can be relieved.",
        422,
        "国民健康保険法44条1項",
    ),
    "copay_matter_mismatch": RefusalText(
        "受付の内容と処理が合いません。申請なら審査か取下げ、証明書の案件ならその処理を選んでください",
        "This does not fit the receipt: examine or withdraw an application, act on a certificate in its own case.",
        422,
    ),
    "copay_certificate_unknown": RefusalText(
        "この世帯に有効な証明書「{certificate}」がありません。番号と世帯を確かめてください",
        'This household has no valid certificate "{certificate}". Check number and household.',
        404,
    ),
    "copay_overlap": RefusalText(
        "{name}さんには、この期間に有効な証明書({certificate})があります。その後の日から始めてください",
        "{name} has a certificate ({certificate}) for these days. Begin after its last day.",
        409,
    ),
    "copay_not_heard": RefusalText(
        "取り消す前に弁明の機会を与えてください。機会を与えた日を入れてください",
        "Before a relief is revoked the household is heard. Enter the day.",
        422,
        "行政手続法13条(同旨の条例)",
    ),
    "copay_revoked_outside": RefusalText(
        "取り消す日は証明書の期間({first}から{last}まで)の中から選んでください",
        "Choose a day within the certificate ({first} to {last}).",
        422,
    ),
}
