"""The commands of line mode, a module a subject. A module is loaded when one of its commands is called."""

from console.command import Group, version_option
from db.message import _

CONSOLE = Group(
    "console",
    words=_("The operations console: the company's queues, decisions, registers and books, in a terminal."),
    later={
        "train": "console.cli.doors:train",
        "run": "console.cli.doors:run",
        "init": "console.cli.company:init",
        "check": "console.cli.upkeep:check",
        "backup": "console.cli.upkeep:backup",
        "restore": "console.cli.upkeep:restore",
        "migrate": "console.cli.upkeep:migrate",
        "user": "console.cli.user:USER",
        "process": "console.cli.process:PROCESS",
        "queue": "console.cli.work:queue",
        "show": "console.cli.work:show",
        "open": "console.cli.work:open_",
        "act": "console.cli.work:act",
        "take-back": "console.cli.work:take_back",
        "claim": "console.cli.work:claim",
        "pass": "console.cli.work:pass_",
        "comment": "console.cli.work:comment",
        "register": "console.cli.register:REGISTER",
        "ledger": "console.cli.ledger:LEDGER",
        "policy": "console.cli.policy:POLICY",
        "report": "console.cli.report:report",
    },
)
CONSOLE.params.append(version_option())
