"""Automatic tasks of the hand-over of collection (徴収の移管): the list, the change of rights, the return, a notice."""

from server.operators.transfer_of_collection import handing, letters

__all__ = ["handing", "letters"]
