"""The connection as other floors name it (接続): they hand it to store functions and never speak SQL over it."""

from sqlalchemy import Connection

__all__ = ["Connection"]
