"""不納欠損 (P21): what is extinct is proved, looked at for neglect, decided, posted; a false ground is taken back."""

from server.operators.write_off import write

__all__ = ["write"]
