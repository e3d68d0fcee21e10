"""Commands of daily operation (運用): set-up, the clock by hand, deploying, proofs."""

from __future__ import annotations

import json
from dataclasses import asdict, is_dataclass
from datetime import date, timedelta

import click

from server.casework.advance_clock import advance_clock
from server.casework.deploy_procedure import deploy_procedure
from server.casework.reconcile import Report
from server.casework.reconcile import reconcile as reconcile_cases
from server.casework.rounds import do_all, print_all
from server.casework.seal_audit import verify_audit
from server.casework.surroundings import gate
from server.casework.workshop.exchange import shipped_as_draft, shipped_letters_as_draft
from server.cli.demo import TITLES
from server.cli.output import emit
from server.cli.tools import open_installation, operator_caller
from server.engine.definition import read_procedure_files
from server.keys import load_keys
from server.settings import read_settings


@click.command()
@click.option("--new-keys", is_flag=True, help="ない鍵を作る(本番の最初の一度だけ)")
@click.option("--json", "as_json", is_flag=True)
def init(new_keys: bool, as_json: bool) -> None:
    """データベースを用意する / make or upgrade the database; in production, once, the keys too."""
    if new_keys:
        load_keys(read_settings().keys, create=True)
    _, services = open_installation()
    emit({"current": services.database.is_current()}, "データベースは最新です", as_json=as_json)


@click.command()
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="業務日を進める(試しだけ)")
@click.option("--days", type=click.IntRange(1, 3650), default=None, help="業務日を何日進める(試しだけ)")
@click.option("--json", "as_json", is_flag=True)
def tick(day: object, days: int | None, as_json: bool) -> None:
    """期限の来た案件を進め、通知書を作る / do what has fallen due, by the business clock."""
    if day is not None and days is not None:
        raise click.UsageError("--date か --days のどちらか / either --date or --days")
    _, services = open_installation()
    if day is not None:
        advance_clock(services, operator_caller(), date.fromisoformat(str(day)[:10]))
    if days is not None:
        advance_clock(services, operator_caller(), services.clock.business_day() + timedelta(days=days))
    done = do_all(services)
    letters = print_all(services)
    woken = done.woken
    result = {
        "business_day": services.clock.business_day().isoformat(),
        "woken": woken.count,
        "failed": woken.failed,
        "letters": letters.rendered,
        "held": letters.held,
        "acts": {name: _plain(answer) for name, answer in done.answers.items()},
        "stopped": done.stopped,
    }
    told = f"{result['business_day']} 起こした案件 {woken.count}件 通知書 {letters.rendered}通"
    emit(result, "\n".join([told, *(f"{name}: {why}" for name, why in done.stopped.items())]), as_json=as_json)
    if woken.failed or done.stopped:
        raise SystemExit(1)


def _plain(answer: object) -> object:
    """What an act of the clock answered, as data."""
    return asdict(answer) if is_dataclass(answer) and not isinstance(answer, type) else answer


@click.command()
@click.argument("slug")
@click.option("--json", "as_json", is_flag=True)
def deploy(slug: str, as_json: bool) -> None:
    """手続を検査して公開する(市役所が直した手続なら下書きにする) / check a procedure and put it live, or beside."""
    settings, services = open_installation()
    findings = gate(settings.tree, slug, services.operators)
    draft = shipped_as_draft(services, operator_caller(), slug, read_procedure_files(settings.tree, slug))
    if draft is not None:
        told = f"{slug} は市役所が直した手続です。更新を下書きにしました。工房で見比べて公開してください"
        emit({"slug": slug, "draft": draft.draft_id}, told, as_json=as_json)
        return
    version = deploy_procedure(
        services, operator_caller(), settings.tree, slug, title=TITLES.get(slug, slug), findings=findings
    )
    letters = shipped_letters_as_draft(services, operator_caller(), slug)
    told = f"{slug} 第{version.no}版を公開しました"
    if letters is not None:
        told += "。市役所が直した通知書の新しい文面は下書きにしました。工房で見比べて公開してください"
    emit(
        {"slug": slug, "no": version.no, "hash": version.hash, "draft": letters.draft_id if letters else None},
        told,
        as_json=as_json,
    )


@click.command()
@click.option("--json", "as_json", is_flag=True)
def reconcile(as_json: bool) -> None:
    """すべての案件に次があるかを確かめる。見つけたものがあれば 1 で終わる / every open case accounted for."""
    _, services = open_installation()
    report = reconcile_cases(services)
    emit(report, lambda: _reconciled(report), as_json=as_json)
    if any(report.values()):
        raise SystemExit(1)


WORDS = {
    "forgotten": "置き去りの案件",
    "overrun": "起こし忘れの案件",
    "stray_tasks": "終わった案件の開いたタスク",
    "stray_subscriptions": "終わった案件の知らせ待ち",
    "stray_clocks": "終わった案件の時計",
    "unreadable": "状態を読めない案件",
    "state_changed": "状態が最後の記録と違う案件",
    "tasks_differ": "タスクが状態と違う案件",
    "subscriptions_differ": "知らせ待ちが状態と違う案件",
    "clock_differs": "期限が状態と違う案件",
    "too_deep": "トークンが深すぎる案件",
    "stuck_letters": "作られない通知書",
    "stuck_messages": "届かない知らせ",
    "stuck_jobs": "進まない背景の仕事",
    "uncollected": "誰も追っていない未納の期別",
}


def _reconciled(report: Report) -> str:
    """Each kind of finding with its words; a single line when all is accounted for."""
    lines = [
        f"{WORDS[kind]} / {kind}: {json.dumps(one, ensure_ascii=False)}"
        for kind, some in report.items()
        for one in some
    ]
    return "\n".join(lines) or "すべての案件に次があります / every open case is accounted for"


@click.group()
def audit() -> None:
    """操作記録 / the audit."""


@audit.command()
@click.option("--json", "as_json", is_flag=True)
def verify(as_json: bool) -> None:
    """操作記録の封印を確かめる / check the audit's seals."""
    _, services = open_installation()
    report = verify_audit(services)
    data = asdict(report) | {"ok": report.ok, "oldest_unsealed": str(report.oldest_unsealed or "")}
    word = "変わりなし" if report.ok else "書き換えの跡があります"
    emit(data, f"封印 {report.seals} 記録 {report.events}件 未封印 {report.unsealed}件: {word}", as_json=as_json)
    if not report.ok:
        raise SystemExit(1)
