"""`kokuho user`: the IDs, their locks, linked systems, and tokens for the API."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta

import click

from server.casework import issue_token as tokens
from server.casework.linked_systems import disable_system, register_system
from server.cli.output import emit, json_option
from server.cli.tools import open_installation, operator_caller
from server.store.users import all_users

_DAYS = click.option("--days", default=90, show_default=True, type=click.IntRange(1, 366), help="使える日数")


@click.group()
def user() -> None:
    """利用者・連携システムと、APIの鍵 / IDs, linked systems and API tokens."""


@user.command("list")
@json_option
def list_users(as_json: bool) -> None:
    """利用者の一覧 / all IDs."""
    _, services = open_installation()
    with services.database.read() as conn:
        found = [{"user_id": u.user_id, "name": u.name, "office": u.office, "title": u.title} for u in all_users(conn)]
    lines = "\n".join(f"{u['user_id']:<12} {u['office']:<8} {u['name']} {u['title']}" for u in found)
    emit({"users": found}, lines, as_json=as_json)


@user.command()
@click.argument("user_id")
@click.option("--label", default="script", show_default=True, help="何に使うか")
@_DAYS
@click.option("--only", multiple=True, metavar="機能@所属", help="持ち主の権限をこれだけに絞る(何度でも)")
@json_option
def token(user_id: str, label: str, days: int, only: tuple[str, ...], as_json: bool) -> None:
    """USER_ID の権限でAPIを使う鍵を作る。表示は一度だけ / make an API token, shown this once."""
    _, services = open_installation()
    text = tokens.issue_token(services, operator_caller(), user_id, label=label, days=days, limits=only)
    emit({"token": text}, text, as_json=as_json)


@user.command("tokens")
@click.argument("user_id", required=False)
@json_option
def list_tokens(user_id: str | None, as_json: bool) -> None:
    """鍵の一覧(持ち主、範囲、期限、最後に使った時) / the tokens: owner, limits, end, last use."""
    _, services = open_installation()
    found = tokens.token_lines(services, user_id)
    told = [{name: _plain(value) for name, value in dataclasses.asdict(line).items()} for line in found]
    emit({"tokens": told}, "\n".join(map(_line, found)) or "鍵はありません", as_json=as_json)


@user.command()
@click.argument("token_id")
@json_option
def revoke(token_id: str, as_json: bool) -> None:
    """鍵を止める / make a token useless at once."""
    _, services = open_installation()
    tokens.revoke_token(services, operator_caller(), token_id)
    emit({"revoked": token_id}, f"{token_id} を止めました", as_json=as_json)


@user.command()
@click.argument("token_id")
@_DAYS
@click.option("--overlap-hours", default=0, show_default=True, type=click.IntRange(0, 168), help="古い鍵を残す時間")
@json_option
def rotate(token_id: str, days: int, overlap_hours: int, as_json: bool) -> None:
    """同じ範囲の新しい鍵に替える。表示は一度だけ / replace a token by a new one with the same limits."""
    _, services = open_installation()
    overlap = timedelta(hours=overlap_hours)
    text = tokens.rotate_token(services, operator_caller(), token_id, days=days, overlap=overlap)
    emit({"token": text, "replaces": token_id}, text, as_json=as_json)


@user.command()
@click.argument("system_id")
@click.option("--name", required=True, help="システムの名前")
@click.option("--office", default="hq", show_default=True, help="所属")
@click.option("--allow", multiple=True, required=True, metavar="機能@所属", help="許すこと(何度でも)")
@click.option("--until", required=True, type=click.DateTime(["%Y-%m-%d"]), help="この日から使えない")
@click.option("--requested-by", required=True, help="申請した職員のID")
@json_option
def system(
    system_id: str, name: str, office: str, allow: tuple[str, ...], until: datetime, requested_by: str, as_json: bool
) -> None:
    """連携システムを登録する。もうあれば権限を入れ替える / register a linked system, or replace its rights."""
    _, services = open_installation()
    register_system(
        services,
        operator_caller(),
        system_id,
        name=name,
        office=office,
        allowed=allow,
        until=until.date(),
        requested_by=requested_by,
    )
    told = {"system": system_id, "allowed": list(allow), "until": until.date().isoformat()}
    emit(told, f"{system_id} を登録しました", as_json=as_json)


@user.command("end-system")
@click.argument("system_id")
@json_option
def end_system(system_id: str, as_json: bool) -> None:
    """連携システムを止める / end a linked system and all its tokens."""
    _, services = open_installation()
    disable_system(services, operator_caller(), system_id)
    emit({"ended": system_id}, f"{system_id} を止めました", as_json=as_json)


@user.command()
@click.argument("user_id")
@json_option
def unlock(user_id: str, as_json: bool) -> None:
    """ログインの停止を解く / free a locked ID."""
    _, services = open_installation()
    tokens.clear_lock(services, operator_caller(), user_id)
    emit({"unlocked": user_id}, f"{user_id} の停止を解きました", as_json=as_json)


def _line(one: tokens.TokenLine) -> str:
    used = "－" if one.last_used_at is None else f"{one.last_used_at:%Y-%m-%d %H:%M}"
    told = f"{one.token_id} {one.user_id:<12} {one.state:<8} {one.expires_at:%Y-%m-%d} {used:<16} {one.label}"
    return f"{told} {' '.join(one.limits)}".rstrip()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return list(value) if isinstance(value, tuple) else value
