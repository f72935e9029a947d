"""Going from one screen to another: to a case, a record, a register, a ledger, a dashboard, the manual, a queue."""

from collections.abc import Callable, Mapping
from typing import Any

from db.message import _
from screens.base import HERE_ALREADY, ConsoleScreen, Result
from screens.chooser import Chooser, Entry
from screens.commands import Command
from workflows.engine.errors import CommandError

LEDGERS: Mapping[str, str] = {"stock-ledger": "stock", "money-ledger": "money"}
"""Commands that are only for those who may read the ledger."""
TOUR = frozenset({"tour-next", "tour-leave"})


class Going(ConsoleScreen[Result]):
    """A screen from which one can go anywhere."""

    def method(self, command: Command) -> Callable[[], None] | None:
        """Leave out the ledgers the person may not read, and the ways through a tour that is not on."""
        ledger, guide = LEDGERS.get(command.id), self.program.guide
        if ledger is not None and ledger not in self.program.readable:
            return None
        if command.id in TOUR and (guide is None or not guide.shown):
            return None
        return super().method(command)

    def do_goto(self) -> None:
        """Go to a queue, a case, a record, a register, a ledger, the manual, or open a process."""
        from screens.goto import Goto

        self.open_prompt(Goto())

    def show(self, screen: ConsoleScreen[Any]) -> None:
        """Open another screen over this one; keys typed ahead wait until it is there."""
        self.start(self._show_screen(screen))

    def leave_with(self, problem: CommandError) -> None:
        """Go back, since there is nothing to show here, and say there why."""
        below = self.app.screen_stack[-2]
        self.dismiss()
        if isinstance(below, ConsoleScreen):
            below.tell_error(problem)

    async def _show_screen(self, screen: ConsoleScreen[Any]) -> None:
        await self.app.push_screen(screen)

    def go(self, kind: str, key: str, desk: str) -> None:
        """Go where a hit leads; a queue is for the desk to show."""
        self.program.noticed("went")
        match kind:
            case "case":
                from screens.case import CaseScreen

                self.show(CaseScreen(key))
            case "record":
                from screens.record import RecordScreen

                register, _slash, record = key.partition("/")
                self.show(RecordScreen(register, record))
            case "register":
                self.go_register(key)
            case "ledger":
                self.go_ledger(key)
            case "manual":
                self.go_manual(key)
            case "board":
                self.go_board(desk)
            case _:
                self.go_queue(desk, key)

    def go_queue(self, desk: str, queue: str) -> None:
        """Close everything above the desk and show a queue of it; the way back leads to all of it again."""
        from screens.queues import QueueWalk

        above: list[Callable[[], ConsoleScreen[Any]]] = []
        for screen in reversed(self.app.screen_stack):
            if isinstance(screen, QueueWalk):
                screen.show_queue(desk, queue, above)
                return
            if isinstance(screen, ConsoleScreen) and (again := screen.again()) is not None:
                above.insert(0, again)
            screen.dismiss()

    # --- the guided first minutes -------------------------------------------------------------------------------

    def do_tour(self) -> None:
        """Begin the guided first minutes, or go on where one was."""
        if (guide := self.program.guide) is not None:
            guide.begin()
            self.program.show_guide()

    def do_tour_next(self) -> None:
        """Skip what is to be tried now."""
        if (guide := self.program.guide) is not None:
            guide.skip()
            self.program.show_guide()

    def do_tour_leave(self) -> None:
        """Leave the guided first minutes; the palette has them."""
        if (guide := self.program.guide) is not None:
            guide.leave()
            self.program.show_guide()

    # --- registers and ledgers ----------------------------------------------------------------------------------

    def do_registers(self) -> None:
        """Choose a register to browse."""
        self.start(self._choose_register())

    async def _choose_register(self) -> None:
        registers = await self.ask(self.office.registry.registers)
        entries = [Entry(one.title, one.key, f"{one.records:,}", sought=one.key) for one in registers]
        self.open_prompt(Chooser(_("Register:"), entries, self.go_register, numbered=True, verb=_("Browse")))

    def go_register(self, register: str) -> None:
        """Browse a register."""
        from screens.lists.register import RegisterScreen

        self.show(RegisterScreen(register))

    def do_stock_ledger(self) -> None:
        """Browse what lies where."""
        self.go_ledger("stock")

    def do_money_ledger(self) -> None:
        """Browse the accounts."""
        self.go_ledger("money")

    def go_ledger(self, ledger: str) -> None:
        """Browse a ledger."""
        from screens.lists.ledgers import AccountsScreen, StockScreen

        there = StockScreen if ledger == "stock" else AccountsScreen
        if isinstance(self, there):
            self.tell(HERE_ALREADY, "muted")
        else:
            self.show(there())

    # --- dashboards -----------------------------------------------------------------------------------------------

    def go_board(self, desk: str) -> None:
        """Show the dashboard of a desk; escape comes back."""
        from screens.board.screen import BoardScreen

        self.show(BoardScreen(desk))

    # --- the manual ---------------------------------------------------------------------------------------------

    def process_at_hand(self) -> str:
        """The process of what is at hand; "" where it is of none."""
        return ""

    def do_manual(self) -> None:
        """Read the procedure of what is at hand; where it is of none, choose one."""
        process = self.process_at_hand()
        if process:
            self.go_manual(process)
        else:
            self.do_manuals()

    def do_manuals(self) -> None:
        """Choose a procedure to read about."""
        self.start(self._choose_manual())

    async def _choose_manual(self) -> None:
        procedures = await self.ask(self.office.manual.procedures)
        entries = [Entry(title, key, desk.title, sought=key) for key, title, desk in procedures]
        self.open_prompt(Chooser(_("Manual:"), entries, self.go_manual, verb=_("Read")))

    def go_manual(self, process: str) -> None:
        """Show the page of a procedure; without one, choose it."""
        if not process:
            self.do_manuals()
            return
        from screens.manual import ManualScreen

        self.show(ManualScreen(process))
