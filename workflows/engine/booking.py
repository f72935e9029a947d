"""What effects may do: book moves, postings and leave, change registers, open and move other cases.

All of it happens in the decision's own transaction and under its name; an effect that raises undoes everything.
Other cases are opened, and moved, after this case has moved (a child that ends at once finds its parent waiting).
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from db.calendar import SpecialDay
from db.cases import Case, Decision
from db.message import Message
from db.money import Account
from workflows.engine.facts import F, Facts
from workflows.engine.notices import notice_json

if TYPE_CHECKING:
    from workflows.engine.deciding import Deciding


class Booking(Facts[F]):
    """The facts of a case, and the means to book what its decision brings."""

    decision: Decision
    flow: "Deciding"
    later: list[Callable[[], object]]
    requester: int
    """Who counts as the requester when this decision submits the case."""

    # --- stock ---

    def move(
        self, product: str, source: str, target: str, quantity: Decimal, *, lot: str = "", value: Decimal | None = None
    ) -> Decimal:
        """Move goods; what this case reserved at the source is used up. Return what stock gained or lost, in yuan.

        value: of goods that enter own stock; without it they enter at the average. Raises NotEnough.
        """
        made = self.company.stock.move(
            self.decision.id, self.case.id, product, source, target, quantity, lot=lot, value=value, at=self.now
        )
        return abs(made.value)

    def reserve(
        self, product: str, location: str, quantity: Decimal, *, lot: str = "", promise: date | None = None
    ) -> None:
        """Claim goods for this case. Raises NotEnough."""
        self.company.stock.reserve(
            self.decision.id, self.case.id, product, location, quantity, lot=lot, promise=promise
        )

    def take_over(self, giver: Case, product: str, location: str, quantity: Decimal, *, lot: str = "") -> None:
        """Claim for this case what another case has reserved, what lacks from what is free. Raises NotEnough."""
        self.company.stock.hand_on(self.decision.id, giver.id, self.case.id, product, location, quantity, lot=lot)

    def know_lot(self, product: str, lot: str, owner: str | None) -> None:
        """Make a lot known, with the customer who supplied it. It stays known; ValueError for another owner."""
        self.company.stock.add_lot(product, lot, owner)

    def release_reservations(self) -> None:
        """Give back every claim this case holds."""
        self.company.stock.release(self.decision.id, case_id=self.case.id)

    def release(self, product: str, location: str, *, lot: str = "") -> None:
        """Give back what this case has reserved at a place."""
        for claim in self.company.stock.reservations(product=product, location=location, lot=lot, case_id=self.case.id):
            self.company.stock.release(self.decision.id, reservation_id=claim.id)

    def make_room(self, product: str, location: str, quantity: Decimal, *, lot: str = "") -> list[tuple[Case, Decimal]]:
        """Release reservations, the latest promise first, until `quantity` is free; return whose, and how much.

        Raises NotEnough when so much is not there at all.
        """
        lost = self.company.stock.make_room(self.decision.id, product, location, quantity, lot=lot)
        return [(self.company.cases.case(claim.case_id), part) for claim, part in lost]

    # --- money ---

    def post(self, debit: Account, credit: Account, amount: Decimal) -> None:
        """Post an amount in yuan; 0 posts nothing."""
        if amount:
            self.company.money.post(self.decision.id, self.case.id, self.now, debit=debit, credit=credit, amount=amount)

    def reverse_postings(self, made: Decision) -> None:
        """Post the opposite of what an earlier decision of this case posted (money that came back)."""
        self.company.money.undo([made.id], self.decision.id, self.now)

    # --- leave ---

    def grant_leave(self, employee: str, type: str, year: int, days: Decimal) -> None:
        """Add to the days of leave an employee may take."""
        self.company.leave.grant(self.decision.id, self.case.id, employee, type, year, days, at=self.now)

    def reserve_leave(self, employee: str, type: str, year: int, days: Decimal) -> None:
        """Claim days of leave for this case."""
        self.company.leave.reserve(self.decision.id, self.case.id, employee, type, year, days, at=self.now)

    def take_leave(self) -> None:
        """Turn the days this case has reserved into days taken."""
        self.company.leave.take(self.decision.id, self.case.id, at=self.now)

    def adjust_leave(self, employee: str, type: str, year: int, days: Decimal) -> None:
        """Correct the days taken: above 0 more were taken, below 0 fewer; 0 books nothing. Raises NotEnoughDays."""
        if days:
            self.company.leave.adjust(self.decision.id, self.case.id, employee, type, year, days, at=self.now)

    # --- policies and the calendar ---

    def set_policy(self, name: str, value: Any, first: date, last: date | None = None) -> None:
        """Let a policy hold a stored value from 0:00 of a day on; after `last`, what would have held without it.

        The decision stands: what was set is changed only by setting another value.
        """
        policies, since = self.company.policies, datetime.combine(first, time.min)
        if last is not None:
            until = datetime.combine(last + timedelta(days=1), time.min)
            policies.set(self.decision.id, name, policies.value(name, until), valid_from=until, at=self.now)
        policies.set(self.decision.id, name, value, valid_from=since, at=self.now)
        self.decision.irreversible = True

    def set_days(self, days: Iterable[SpecialDay]) -> None:
        """Change days of the business calendar; deadlines not yet reached follow it. The decision stands."""
        self.flow.change_days(days)
        self.decision.irreversible = True

    # --- registers, papers, notices ---

    def change_record(self, register: str, key: str, changes: Mapping[str, Any]) -> None:
        """Change fields of a record; its history names this decision."""
        data = {**self.record(register, key), **changes}
        self.company.registers.put(self.decision.id, register, key, data, at=self.now)

    def issue(self, document: str, number: str = "", form: F | None = None) -> None:
        """Keep a paper as it is issued now; its number is the case's unless it has its own, its text the case's form."""
        self.flow.issue(self, document, number, form)

    def tell(self, persons: Iterable[int], message: Message, about: Case | None = None) -> None:
        """Leave persons a notice about this case, or another."""
        for person in persons:
            self.company.cases.notify(person, (about or self.case).id, notice_json(message), self.now)

    def watch(self, persons: Iterable[int]) -> None:
        """Let persons see this case from now on."""
        for person in persons:
            self.company.cases.concern(self.case.id, person, "named")

    def delegate(
        self, principal: int, to: int, since: datetime, until: datetime, posts: Collection[str] | None = None
    ) -> None:
        """Let a person act for another in a window, in these posts (None: in everything).

        It ends with the window or `end_delegations`.
        """
        self.company.people.delegate(
            principal, to, since, until, posts=posts, case_id=self.case.id, decision_id=self.decision.id
        )

    def end_delegations(self) -> None:
        """End the delegations this case made."""
        self.company.people.end_delegations_of_case(self.case.id, self.now, self.decision.id)

    # --- other cases ---

    def open_case(
        self,
        process: str,
        form: Mapping[str, Any],
        *,
        as_draft: bool = False,
        step: str = "",
        requester: int | None = None,
    ) -> None:
        """Open a case of another process, as a child of this one.

        It is submitted if its form is complete and its guards hold, else it waits as a draft; `as_draft`: it always
        waits. `step`: it starts there, the steps between are not visited. requester: whom four eyes bars as such;
        by default this case's. A process that is not built yet is left out (its link is listed).
        """
        if process in self.company.catalogue.processes:
            self.later.append(
                lambda: self.flow.open_child(self, process, form, as_draft=as_draft, step=step, requester=requester)
            )

    def take(
        self,
        case: Case,
        action: str,
        values: Mapping[str, Any] | None = None,
        note: str = "",
        *,
        if_it_may: bool = False,
    ) -> None:
        """Take an action of another case, in this decision's transaction.

        Raises Refused when that case stands elsewhere or its guards say no; with `if_it_may` it is then left alone.
        """
        self.later.append(lambda: self.flow.take_action(self, case.id, action, values or {}, note, if_it_may=if_it_may))
