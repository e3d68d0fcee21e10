"""滞納処分の執行停止 (P19): examined with evidence, decided, told, looked at each year, ended or cancelled."""

from server.operators.suspension_write_off import examine, letters, suspend

__all__ = ["examine", "letters", "suspend"]
