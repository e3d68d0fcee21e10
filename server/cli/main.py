"""`kokuho`, the command line (コマンド): one group, its commands imported only when called.

A command is added with one line in `COMMANDS`. Its module is not imported for `--help`, so a command that needs the
database or the fonts costs nothing until it runs.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import NamedTuple

import click

from server.cli.output import run


class Entry(NamedTuple):
    """Where a command stands (`module:attribute`) and its one line in the list."""

    target: str
    help: str


COMMANDS = {
    "audit": Entry("server.cli.operate:audit", "操作記録の封印を確かめる / prove the audit"),
    "bench": Entry("server.cli.bench:bench", "性能を計測する / benchmarks against a reference of the same run"),
    "debit": Entry("server.cli.debits:debit", "口座振替の請求 / requests of direct debits"),
    "demo": Entry("server.cli.demo:demo", "若葉市を作る / make the demo city"),
    "deploy": Entry("server.cli.operate:deploy", "手続を公開する / put a procedure live"),
    "difference": Entry("server.cli.difference:difference", "二つの版の違いを言葉で / two versions compared in words"),
    "households": Entry("server.cli.households:households", "擬制世帯主などを更新する / heads and former seniors"),
    "import": Entry("server.cli.import_:import_command", "連携のファイルを取り込む / take in a linked system's file"),
    "income": Entry("server.cli.incomes:income", "所得の連携を見る / incomes from the tax system, what waits"),
    "init": Entry("server.cli.operate:init", "データベースを用意する / make or upgrade the database"),
    "ledger": Entry("server.cli.ledger:ledger", "収納台帳を確かめる / prove the ledger, day's assessments, high water"),
    "recourse": Entry("server.cli.recourse:recourse", "求償額と時効を計算する / amount and limitation of recourse"),
    "relief": Entry("server.cli.relief:relief", "減免を試算する / reliefs on application"),
    "refund": Entry("server.cli.refund:refund", "還付加算金を計算する / interest on refunds"),
    "reconcile": Entry("server.cli.operate:reconcile", "案件の総点検 / every open case accounted for"),
    "scheduler": Entry("server.cli.worker:scheduler", "時計だけを動かす / keep the clock alone"),
    "serve": Entry("server.cli.serve:serve", "画面とAPIを出す / serve screens and API"),
    "special": Entry("server.cli.special:special", "特別徴収の対象者 / withholding from pensions"),
    "tick": Entry("server.cli.operate:tick", "期限の来た仕事をする / do what has fallen due"),
    "check": Entry(
        "server.cli.check:check", "図・表・様式・通知書を検査する / lint diagrams, tables, forms and letters"
    ),
    "decide": Entry("server.cli.decide:decide", "決定表ひとつに答えさせる / evaluate one decision table"),
    "late-charge": Entry("server.cli.late_charge:late_charge", "延滞金を計算する / the late charge on an instalment"),
    "letters": Entry("server.cli.letters:letters", "通知書を描画する / render letters"),
    "levy": Entry("server.cli.levy:levy", "保険料を試算する / estimate the levy of a household"),
    "seizure": Entry("server.cli.seizure:seizure", "差押禁止額を計算する / what of pay may be seized"),
    "try": Entry("server.cli.try_:try_command", "図を仮に動かす / walk a diagram without registers"),
    "user": Entry("server.cli.user:user", "利用者とAPIの鍵 / IDs and API tokens"),
    "worker": Entry("server.cli.worker:worker", "行列の仕事をする / take up the queue's jobs"),
    "values": Entry("server.cli.values:values", "日付つきの数値を出し入れする / dated values of law and city"),
}


class LazyGroup(click.Group):
    """A group that lists its commands from `COMMANDS` and imports one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        module, _, attribute = entry.target.partition(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{entry.target} is not a command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].help) for name in self.list_commands(ctx)])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kokuho", message="%(prog)s %(version)s")
def kokuho() -> None:
    """国民健康保険の事務サーバー / case server of a city's National Health Insurance office."""


def main() -> None:
    """The entry point of the installed command and of `python -m server.cli.main`."""
    sys.exit(run(kokuho, sys.argv[1:]))


if __name__ == "__main__":
    main()
