"""The dated values of a command that reads files, not a database: the city's own, or those of a folder.

A folder stands for the city's values; what law sets comes with the program. A file of law of which the folder states
any key is taken from the folder as a whole, so that one city's table is never mixed with another's.
"""

from __future__ import annotations

from pathlib import Path

import click

from server.domain.refusals import Refused
from server.domain.values import Values
from server.exchange.values_files import default_directories, load_topics, load_values
from server.settings import read_settings

values_option = click.option(
    "--values",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="値のファイルのフォルダ / folder of value files (instead of the demo city's)",
)


def file_values(folder: Path | None) -> Values:
    """The values of `folder` with those of law, or the demo city's; raises `Refused` for faulty files.

    An installation in production has rates of its own: without a folder it is refused (`levy_values_needed`).
    """
    if folder is None:
        if not read_settings().is_demo:
            raise Refused("levy_values_needed")
        return Values(load_values(default_directories()))
    own = load_values(_folders(folder))
    stated = {row.key for row in own}
    law = load_topics(default_directories()[0]).values()
    rows = [row for topic in law if not stated & {row.key for row in topic} for row in topic]
    return Values([*own, *rows])


def _folders(folder: Path) -> list[Path]:
    """The folder itself, or its folders `law` and `city` where it holds the files so parted."""
    parted = [below for below in (folder / "law", folder / "city") if below.is_dir()]
    whole = [folder] if any(folder.glob("*.yaml")) or not parted else []
    return [*whole, *parted]
