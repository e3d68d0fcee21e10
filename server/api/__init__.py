"""The API for linked systems and scripts (外部からの利用): the same use cases, rights and refusals as the screens."""

from server.api.blueprint import blueprint

__all__ = ["blueprint"]
