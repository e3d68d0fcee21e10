"""Automatic tasks of 差押: the debts shown, the draft judged, the two copies compared, signed, served; its letters."""

from server.operators.seizure import drafting, letters, preparing, serving, signing

__all__ = ["drafting", "letters", "preparing", "serving", "signing"]
