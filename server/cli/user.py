"""`kokuho user`: the IDs, their locks, and tokens for the API."""

from __future__ import annotations

import click

from server.casework.issue_token import clear_lock, issue_token
from server.cli.output import emit, json_option
from server.cli.tools import open_installation, operator_caller
from server.store.users import all_users


@click.group()
def user() -> None:
    """利用者と、APIの鍵 / IDs and API tokens."""


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
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 366), help="使える日数")
@json_option
def token(user_id: str, label: str, days: int, as_json: bool) -> None:
    """USER_ID の権限でAPIを使う鍵を作る。表示は一度だけ / make an API token, shown this once."""
    _, services = open_installation()
    text = issue_token(services, operator_caller(), user_id, label=label, days=days)
    emit({"token": text}, text, as_json=as_json)


@user.command()
@click.argument("user_id")
@json_option
def unlock(user_id: str, as_json: bool) -> None:
    """ログインの停止を解く / free a locked ID."""
    _, services = open_installation()
    clear_lock(services, operator_caller(), user_id)
    emit({"unlocked": user_id}, f"{user_id} の停止を解きました", as_json=as_json)
