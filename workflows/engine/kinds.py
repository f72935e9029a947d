"""The kinds of actions. They stand alone, so that a screen that knows the keys need not know the engine."""

from enum import Enum


class Kind(Enum):
    """What an action is to the engine: which key takes it, whether it needs a reason, how it counts as a vote."""

    FORWARD = "forward"
    BACK = "back"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    OTHER = "other"
