"""Automatic tasks of 差押: the debts shown, the draft judged, the two copies compared, signed, served; its letters."""

from server.operators.seizure import beside, drafting, letters, preparing, serving, signing

__all__ = ["beside", "drafting", "letters", "preparing", "serving", "signing"]
