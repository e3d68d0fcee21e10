"""What words of procedures are made of (手続の言葉の形)."""

from __future__ import annotations

from collections.abc import Mapping

from server.domain.forms.model import Words

Vocabulary = Mapping[str, Words]
