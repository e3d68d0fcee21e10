"""時効到来の処理 (P20): what comes to its end is shown with every interruption, and somebody says what is done."""

from server.operators.prescription_watch import watch

__all__ = ["watch"]
