"""Refusals of the ways of receipt (受付の経路): post, electronic application, linked records, ex officio."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

TEXTS: dict[str, RefusalText] = {
    "instant_invalid": RefusalText(
        "時差の付いた日時(例 2026-11-18T22:15:00+09:00)で送ってください",
        "Send an instant with its offset, such as 2026-11-18T22:15:00+09:00.",
        422,
    ),
    "instant_in_future": RefusalText(
        "到達の日時が今より後です。送り元の時計を確かめてください",
        "The instant of arrival lies ahead. Check the sender's clock.",
        422,
    ),
    "received_on_differs": RefusalText(
        "受付日が到達の日({day})と違います。到達の日時だけを送ってください",
        "The day of receipt differs from the day of arrival ({day}). Send the instant alone.",
        422,
        "情報通信技術を活用した行政の推進等に関する法律6条3項",
    ),
    "channel_of_linked_systems": RefusalText(
        "「他システムからの連携」は連携システムだけが使えます。届が来た経路を選んでください",
        "Linked systems alone take in by this channel. Choose the way in which the notification came.",
        403,
    ),
    "signature_said_by_portal": RefusalText(
        "署名が有効だと入れられるのは申請のサイトだけです。手で入れるときは写しで確かめてください",
        "The portal alone says that a signature is valid. Typed by hand, check the copies instead.",
        403,
        "番号法16条",
    ),
    "arrival_number_known": RefusalText(
        "この到達番号は受付番号{number}で受け付けています。そちらを開いてください",
        "This arrival number is case {number}. Open that one.",
    ),
    "arrival_number_reused": RefusalText(
        "この到達番号は違う内容で受付番号{number}になっています。何も受け付けていません。送り元に確かめてください",
        "This arrival number came with other content as case {number}. Nothing was taken in; ask the sender.",
    ),
    "copy_shows_no_number": RefusalText(
        "本人確認書類の写しだけでは番号を確かめられません。番号の写しを「なし」にしてください",
        "Copies of identity documents show no My Number. Say that there is none.",
        422,
        "番号法16条",
    ),
    "mail_pack_not_found": RefusalText(
        "この郵便の束は見つかりません。一覧から開き直してください",
        "This mail pack is not found. Open it from the list.",
        404,
    ),
    "mail_pack_closed": RefusalText(
        "この郵便の束は締まっています。今の郵便は新しい束にしてください",
        "This mail pack is closed. Open a new one for what came since.",
    ),
    "mail_pack_unfinished": RefusalText(
        "行き先の決まっていない封筒が{count}通あります({number} から)。すべて決めてから締めてください",
        "{count} envelopes have no fate yet (from {number} on). Settle all, then close.",
    ),
    "mail_copy_not_sent": RefusalText(
        "控えを返していない封筒が{count}通あります({number} から)。返してから締めてください",
        "{count} copies asked for were not sent back yet (from {number} on). Send them, then close.",
    ),
    "mail_copy_not_wanted": RefusalText(
        "受付番号{number}の控えは求められていないか、もう返しています",
        "The copy of {number} was not asked for, or went back already.",
    ),
    "mail_label_unknown": RefusalText(
        "番号{number}のラベルはありません。封筒のラベルを読み直してください",
        "There is no label {number}. Read the label on the envelope again.",
        404,
    ),
    "mail_label_settled": RefusalText(
        "番号{number}の封筒はもう行き先が決まっています。束を開き直してください",
        "The envelope {number} is settled already. Open the pack again.",
    ),
    "mail_label_by_post_only": RefusalText(
        "封筒のラベルで受け付けられるのは郵送の届だけです。経路を郵送にしてください",
        "A label takes in notifications by post alone. Choose the channel post.",
        422,
    ),
}
