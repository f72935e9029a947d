"""Policies of the engine itself, beside those of the processes."""

from db.message import _
from workflows.engine.durations import business_days
from workflows.engine.process import Policy

ENGINE_POLICIES = (
    Policy(
        "engine.escalate",
        business_days(1),
        _("how long after its deadline an overdue task comes to the superior post"),
        kind="duration",
        importance="authority",
    ),
)
