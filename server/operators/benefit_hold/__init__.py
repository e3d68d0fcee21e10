"""給付の一時保留: a benefit in doubt is held to a day, and free the day behind it whoever did nothing (PM20)."""

from server.operators.benefit_hold import beside, holding, letters

__all__ = ["beside", "holding", "letters"]
