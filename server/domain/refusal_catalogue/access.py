"""Refusals of rights, sessions and second persons (権限、ログイン、別の人)."""

from __future__ import annotations

from server.domain.refusal_catalogue.entry import RefusalText

_WAY = "所属長に相談してください"

TEXTS: dict[str, RefusalText] = {
    "no_right": RefusalText(
        f"この仕事をする権限がありません({{function_ja}})。{_WAY}",
        "You do not have the right for this ({function_en}). Ask the head of your office.",
        403,
    ),
    "no_right_of_head": RefusalText(
        "これを担うのは「{function_ja}」の権限のある人です。その人に担当を決めてください",
        "This is for those who have the right: {function_en}. Assign it to one of them.",
        403,
    ),
    "out_of_scope": RefusalText(
        "見つからないか、あなたの所属では扱えません。番号を確かめ、ほかの区の分は担当の区に頼んでください",
        "Not found, or outside your office. Check the number; ask the office in charge when it is another ward's.",
        404,
    ),
    "role_missing": RefusalText(
        "この仕事は{role}のものです。引き受けられる人に回してください",
        "This task belongs to {role}. Pass it to someone who has that role.",
        403,
    ),
    "same_person_enters_and_checks": RefusalText(
        "入力した人は照合できません。ほかの人に回してください",
        "Who entered the data cannot check it. Pass it to another person.",
        403,
        "特定個人情報保護評価の照合作業",
    ),
    "approver_entered_or_checked": RefusalText(
        "入力や照合をした人は決裁できません。ほかの決裁者に回してください",
        "Who entered or checked the data cannot decide. Pass it to another decider.",
        403,
        "専決規程",
    ),
    "same_person_requests_and_issues": RefusalText(
        "申請した人は発行できません。ほかの責任者に回してください",
        "Who requested the ID cannot issue it. Pass it to another officer.",
        403,
    ),
    "same_person_entered_values": RefusalText(
        "値を入れた人は確認できません。ほかの人に回してください",
        "Who entered the value cannot confirm it. Pass it to another person.",
        403,
    ),
    "contractor_cannot_decide": RefusalText(
        "委託先の人は決定できません。職員に回してください",
        "Contracted staff cannot decide. Pass it to an official.",
        403,
        "個人情報保護評価書 委託事項",
    ),
    "system_cannot_decide": RefusalText(
        "連携システムには、照合・決裁・放行などの職員だけの仕事をさせられません。職員が行ってください",
        "A linked system cannot check, decide or release: these are for officials. Let a person do it.",
        403,
        "特定個人情報保護評価の照合作業",
    ),
    "token_exceeds_grants": RefusalText(
        "鍵の範囲「{limit}」は、持ち主の権限にありません。持ち主の権限の中から選んでください",
        "The token's limit \"{limit}\" is not among its owner's rights. Choose from those.",
        422,
    ),
    "grant_unknown": RefusalText(
        "権限「{grant}」を読めません。機能@所属(または機能@all)と書いてください",
        'The right "{grant}" cannot be read. Write function@office, or function@all.',
        422,
    ),
    "token_not_found": RefusalText(
        "この鍵は見つからないか、もう止められています。一覧から選んでください",
        "This token is not found, or revoked already. Choose one from the list.",
        404,
    ),
    "system_id_invalid": RefusalText(
        "連携システムのIDは英小文字で始まる2文字から31文字(英小文字・数字・ハイフン)です。付け直してください",
        "The ID of a linked system has 2 to 31 characters: a small letter, then small letters, digits, hyphens.",
        422,
    ),
    "protected_person": RefusalText(
        "支援措置のかかった人の情報です。見る権限のある職員に頼んでください",
        "This person is under protection. Ask an official with the right to see it.",
        403,
        "住民基本台帳事務処理要領 支援措置",
    ),
    "purpose_missing": RefusalText(
        "見る目的が要ります。目的を選んでから開いてください",
        "A purpose is needed. Choose the purpose, then open it.",
        422,
        "番号法9条",
    ),
    "grant_without_end": RefusalText(
        "正規職員でない人の権限には終わりの日が要ります。契約の終わりの日を入れてください",
        "A right of non-permanent staff needs a last day. Enter the end of the contract.",
        422,
    ),
    "staff_number_taken": RefusalText(
        "この職員番号のIDはもうあります。そのIDを使うか、止めてから申請してください",
        "This staff number already has an ID. Use it, or end it before requesting another.",
    ),
    # Sessions
    "not_logged_in": RefusalText(
        "ログインしていません。ログインしてください", "You are not logged in. Log in first.", 401
    ),
    "login_wrong": RefusalText(
        "職員IDかパスワードが違います。入れ直してください",
        "The staff ID or the password is wrong. Enter them again.",
        401,
    ),
    "login_locked": RefusalText(
        "{tries}回続けて違ったので止めました。{minutes}分後に入れ直すか、所属内利用管理者に頼んでください",
        "Stopped after {tries} wrong tries. Try again in {minutes} minutes, or ask the user manager of your office.",
        429,
    ),
    "login_not_ready": RefusalText(
        "誓約書か研修の記録がないので、まだ使えません。所属内利用管理者に頼んでください",
        "The pledge or the training is not on record. Ask the user manager of your office.",
        403,
    ),
    "session_replaced": RefusalText(
        "同じIDでほかの端末からログインしたので、こちらは終わりました。入力中の内容は新しい方で引き継げます",
        "The same ID logged in on another terminal, so this session has ended. What you typed can be taken over there.",
        401,
    ),
    "session_expired": RefusalText(
        "使わない時間が続いたのでログアウトしました。ログインし直すと入力中の内容から続けられます",
        "You were logged out after a time without use. Log in again to go on with what you typed.",
        401,
    ),
    "session_covered": RefusalText(
        "画面を覆っています。パスワードを入れて戻ってください",
        "The screen is covered. Enter your password to return.",
        401,
    ),
    "token_invalid": RefusalText(
        "接続用の鍵が正しくないか、期限が切れています。発行し直してください",
        "The access token is wrong or has expired. Have a new one issued.",
        401,
    ),
    "form_token_invalid": RefusalText(
        "画面を開いてから時間がたちました。入力は残っています。もう一度押してください",
        "The page was open for long. What you typed is kept. Press again.",
        400,
    ),
    "too_many_requests": RefusalText(
        "短い間に多すぎます。{seconds}秒待ってからやり直してください",
        "Too many requests in a short time. Wait {seconds} seconds and try again.",
        429,
    ),
}
