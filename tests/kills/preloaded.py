"""What every process that may die needs (共通の下ごしらえ): imported and read once, before the processes part."""

from __future__ import annotations

from tests.kills import night_worker

night_worker.letters()
