"""Refusals of public sales and of the ends of claim periods (公売・参加差押)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

TEXTS: dict[str, RefusalText] = {
    "sale_kind": RefusalText(
        "{kind}は公売にできません。公売にするのは不動産・動産です(債権は取り立てます)",
        "{kind}: only real estate and movables are sold. A claim is collected instead.",
        422,
        "国税徴収法67条・89条",
    ),
    "sale_not_final": RefusalText(
        "差押が確定していません。公売は、審査請求の期間が過ぎるか争いが終わった後({day} から)です",
        "The seizure is not final. It may be sold from {day}, when nobody can appeal any more.",
        422,
        "地方自治法231条の3",
    ),
    "sale_debt_paid": RefusalText(
        "差押に係る滞納は残っていません。公売をやめて差押を解除してください",
        "Nothing is owed any more. Stop the sale and release the seizure.",
        422,
        "国税徴収法79条1項・117条",
    ),
    "sale_debt_open": RefusalText(
        "滞納が {yen} 円残っています。完納による中止はできません",
        "{yen} yen are still owed. This is no payment in full.",
        422,
        "国税徴収法117条",
    ),
    "sale_held": RefusalText(
        "処理保留({hold})の間は公売を進められません({article})",
        "The sale cannot go on while there is a hold ({hold}; {article}).",
        422,
    ),
    "sale_held_reason": RefusalText(
        "処理保留({hold})があります。越えて公売するわけを書き、決裁を受けてください({article})",
        "There is a hold ({hold}; {article}). Write why the sale goes on all the same.",
        422,
    ),
    "sale_running": RefusalText(
        "差押 {number} は、ほかの公売の途中です。その案件を終えてから始めてください",
        "Another sale of seizure {number} is under way. End that case first.",
        409,
    ),
    "sale_announced": RefusalText(
        "公告した公売は、ここでは取りやめられません", "A sale that was announced is not withdrawn here.", 409
    ),
    "sale_moved": RefusalText(
        "公売 {number} は先に進んでいます。画面を開き直してください",
        "Sale {number} was moved on. Open the page anew.",
    ),
    "sale_estimate_invalid": RefusalText(
        "見積価額は1円以上で入れてください", "Enter an estimate of at least one yen.", 422
    ),
    "sale_useless": RefusalText(
        "見積価額が優先する債権({yen} 円)以下です。残余がないので公売せず、差押を解除してください",
        "The estimate is not above prior claims of {yen} yen. Nothing would be left: release the seizure.",
        422,
        "国税徴収法48条2項・79条1項2号",
    ),
    "sale_notice_short": RefusalText(
        "公告が間に合いません。この公売の日なら公告は {day} までです(短くするときはわけを書きます)",
        "The notice would be too late: for this day of sale it must stand by {day}.",
        422,
        "国税徴収法95条1項・99条1項・107条",
    ),
    "sale_closed_day": RefusalText(
        "{day} は閉庁日です。開庁日にしてください", "The office is closed on {day}. Choose an open day.", 422
    ),
    "sale_decision_day": RefusalText(
        "売却決定の日は {first} から {last} までです(動産は公売の日)",
        "The sale is decided between {first} and {last} (a movable on the day of the sale).",
        422,
        "国税徴収法111条・113条1項",
    ),
    "sale_payment_day": RefusalText(
        "買受代金の納付の期限は、売却決定の日から {last} までです",
        "The price is to be paid between the decision and {last}.",
        422,
        "国税徴収法115条1項・2項",
    ),
    "sale_guarantee_small": RefusalText(
        "公売保証金は {yen} 円以上です(見積価額の1割)",
        "The guarantee must be at least {yen} yen, a tenth of the estimate.",
        422,
        "国税徴収法100条1項",
    ),
    "sale_before_day": RefusalText(
        "その日({day})より前には記録できません",
        "It cannot be recorded before its day, {day}.",
        409,
        "国税徴収法95条・113条",
    ),
    "sale_lot_missing": RefusalText(
        "最高の価額({yen} 円)が同じ人が二人以上います。くじの番号を1から順に、全員に入れてください",
        "Several bids of {yen} yen are highest. Enter the lot that each drew, from 1 on.",
        422,
        "国税徴収法104条2項",
    ),
    "sale_lot_needless": RefusalText(
        "くじは、最高の価額が同じ人の間だけで引きます。ほかの入札の番号を消してください",
        "Lots are drawn among equal highest bids alone. Clear the others.",
        422,
        "国税徴収法104条2項",
    ),
    "sale_inquiry_missing": RefusalText(
        "不動産の売却決定には、暴力団員等でないことの調査の結果が要ります",
        "The result of the police inquiry is needed before real estate is sold.",
        422,
        "国税徴収法106条の2",
    ),
    "sale_price_differs": RefusalText(
        "買受代金は {yen} 円です(公売保証金を充てた額を含みます)",
        "The price is {yen} yen, the guarantee included.",
        422,
        "国税徴収法115条",
    ),
    "sale_price_day": RefusalText(
        "代金の日は {first} から {last}(今日まで)の間です", "The price was paid between {first} and {last}.", 422
    ),
    "sale_payment_not_over": RefusalText(
        "納付の期限({day})がまだ過ぎていません", "The day of payment, {day}, is not over.", 409, "国税徴収法115条4項"
    ),
    "sale_price_paid": RefusalText(
        "買受代金は納付済みです。公売は取り消せません",
        "The price is paid; the thing is the buyer's.",
        409,
        "国税徴収法116条",
    ),
    "sale_release_too_early": RefusalText(
        "入札のない公売は {count} 回です。{needed} 回にならないと、この理由では解除できません",
        "{count} sales found no bid; it takes {needed} for a release on that ground.",
        422,
        "国税徴収法79条2項3号",
    ),
    "participation_asset_kind": RefusalText(
        "参加差押ができるのは不動産・動産です。債権は重ねて差し押さえてください",
        "Only real estate and movables are participated in. Seize a claim once more instead.",
        422,
        "国税徴収法86条1項",
    ),
    "participation_not_taken_over": RefusalText(
        "差押になるのは参加差押だけです。交付要求は差押になりません",
        "Only a participation seizure becomes a seizure; a claim for delivery does not.",
        422,
        "国税徴収法87条1項",
    ),
    "participation_service_order": RefusalText(
        "送達・登記の日時は、提出した日({day})から今日までの間で入れてください",
        "Service and registration lie between the filing on {day} and today.",
        422,
        "国税徴収法87条1項",
    ),
}
