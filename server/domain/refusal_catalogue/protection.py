"""Refusals of address protection (支援措置). None of them tells whether, or where, a protected person is on record."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

_PRACTICE = "住民基本台帳事務処理要領 第5-10 支援措置"

TEXTS: dict[str, RefusalText] = {
    "protected_in_letter": RefusalText(
        "支援措置のある人の事柄がほかの人あての通知書に載ります。支援措置担当が確かめるまで発行できません",
        "The letter would tell another person of somebody under protection. It is held until the officers for "
        "protection have looked at it.",
        409,
        _PRACTICE,
    ),
    "protection_person_unknown": RefusalText(
        "この宛名番号の人は台帳にも住民記録にも見つかりません。番号を確かめるか、空にして氏名などを入れてください",
        "No register knows this number. Check it, or leave it empty and give the name and the rest.",
        422,
    ),
    "protection_person_differs": RefusalText(
        "宛名番号の人とフリガナか生年月日が違います。どちらかを直してください",
        "Reading or birth date differ from the person of this number. Mend one of them.",
        422,
    ),
    "protection_twice": RefusalText("同じ人が二度入っています", "The same person stands in the list twice.", 422),
    "protection_one_asks": RefusalText(
        "一人目は申し出た本人にし、本人は一人だけにしてください",
        "The first row is whoever asked, and there is only one such.",
        422,
    ),
    "protection_case_open": RefusalText(
        "この人の支援措置の案件が進んでいます({number})。その案件で続けてください",
        "A case of this person's protection is open ({number}). Go on there.",
        409,
    ),
    "protection_too_long": RefusalText(
        "支援措置の期間は1年以内です。{latest}までにしてください",
        "A period of protection is at most one year: until {latest}.",
        422,
        _PRACTICE,
    ),
    "protection_until_past": RefusalText(
        "期間の末日が過ぎています。これから終わる日を入れてください", "The last day has passed already.", 422
    ),
    "protection_hides_from_self": RefusalText(
        "支援を受ける人が、隠す相手にも入っています。どちらかを消してください",
        "The protected person also stands among those to hide from. Remove one.",
        422,
    ),
    "protection_address_unsafe": RefusalText(
        "送付先が、隠す相手の住所か、逃れてきた世帯の住所と同じです。安全な送付先を本人に確かめてください",
        "The mail address is that of the person to hide from or of the household she left. Ask her for a safe one.",
        422,
        _PRACTICE,
    ),
    "protection_separated_before": RefusalText(
        "別の世帯とする日は、今の世帯での適用の初日より後にしてください",
        "The day of separation must lie after the first day of the insurance in this household.",
        422,
    ),
    "protection_not_told_yet": RefusalText(
        "解除の前に、本人へ安全な送付先あてに書面で知らせてください",
        "Before it is lifted she must be told in writing at her safe address.",
        409,
        _PRACTICE,
    ),
    "protection_answer_awaited": RefusalText(
        "本人の返事を待つ日({last})がまだ過ぎていません。返事があればその旨を選んでください",
        "The day for her answer ({last}) has not passed. If she has answered, say so.",
        409,
        _PRACTICE,
    ),
    "protection_answer_is_hers": RefusalText(
        "請求した人は支援を受けている本人です。この回答は本人以外からの請求に使います",
        "The person asking is the protected person herself; this answer is for others.",
        422,
    ),
}
