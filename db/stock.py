"""The stock ledger (流水帐, 库存台账).

A *move* takes a quantity of one product, of one lot or of none (''), from a source to a target location.
Every location has a balance, real places and virtual ones (supplier, customer, scrap …) alike, so over all
locations a product always sums to 0; a positive balance means that goods lie there. Moves are never changed
or deleted; what was wrong is undone by the opposite move, which names the one it reverses. A move's id is
its position: what lay somewhere at any time is the fold of the moves up to a position.

*Quantities* are in the product's unit with up to three decimals, *values* in yuan. Both are kept as integers.

*Own stock* is what lies at the locations `db.locations.is_own` names, customer-supplied lots excepted. It
is valued at moving average: goods that enter it bring the value given (or the average of the day), goods
that leave it take value x quantity / own stock, half up, and the move that empties it takes all that is
left. A move within own stock or outside it changes no value. The reversal of a move carries exactly the
opposite value, whatever the average has become.

Invariants: per product all locations sum to 0; balances and values equal the fold of the moves; a real
location is never below 0 after any move; what is free (on hand less open reservations, `db.reservations`)
is never below 0; a move and its reversal leave quantities and values as they were; every move names the
decision that made it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from db.convert import from_fen, from_thousandths, to_fen, to_text, to_thousandths
from db.errors import NotEnough, WorthSpent
from db.locations import INSPECTION, REJECTED, is_own, may_be_negative
from db.reservations import Reservation
from db.stock_book import MOVE_COLUMNS, Balance, Move, StockBook, Worth, as_move, share_of
from db.undo import to_reverse

__all__ = ["Balance", "Move", "Reservation", "StockLedger", "Worth"]


class StockLedger(StockBook):
    """Books moves and reservations; everything that writes needs an open `db.write()`."""

    def add_lot(self, product: str, lot: str, owner: str | None = None) -> None:
        """Make a lot known, with the customer who supplied it if it is not ours.

        Raises ValueError for a lot that is known with another owner.
        """
        self._db.run(
            "INSERT INTO lots (product, lot, owner) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (product, lot, owner)
        )
        if self.lot_owner(product, lot) != owner:
            raise ValueError(f"lot {lot} of {product} has another owner")

    def move(
        self,
        decision_id: int,
        case_id: int | None,
        product: str,
        source: str,
        target: str,
        quantity: Decimal,
        *,
        at: datetime,
        lot: str = "",
        value: Decimal | None = None,
    ) -> Move:
        """Book one move; reservations of the case at the source are used up by it.

        value: yuan for the whole quantity, only for goods that enter own stock; without it they enter at the
        average. Raises `NotEnough`, having changed nothing, when a real source does not hold the quantity or
        others have reserved it.
        """
        wanted = to_thousandths(quantity)
        if wanted <= 0 or source == target:
            raise ValueError(f"a move of {quantity} from {source} to {target}")
        own = self._own_change(product, lot, source, target, wanted)
        if own < 0 and target in (INSPECTION, REJECTED):
            raise ValueError(f"{target} holds what is not own stock; see db.locations for its counterpart")
        change = self._value_change(product, own, value)
        if not may_be_negative(source):
            self._take_from(decision_id, case_id, product, lot, source, quantity)
        return self._insert(decision_id, case_id, product, lot, source, target, wanted, own, change, at, None)

    def reserve(
        self,
        decision_id: int,
        case_id: int,
        product: str,
        location: str,
        quantity: Decimal,
        *,
        lot: str = "",
        promise: date | None = None,
    ) -> Reservation:
        """Claim free goods for a case; raises `NotEnough`."""
        return self._reservations.make(decision_id, case_id, product, location, quantity, lot=lot, promise=promise)

    def release(self, decision_id: int, *, reservation_id: int | None = None, case_id: int | None = None) -> int:
        """End one reservation (KeyError when it is not open) or all of a case; return how many."""
        if reservation_id is not None:
            self._reservations.release(decision_id, reservation_id)
            return 1
        if case_id is None:
            raise ValueError("name a reservation or a case")
        return self._db.run(
            "UPDATE reservations SET released_by = ? WHERE case_id = ? AND released_by IS NULL", (decision_id, case_id)
        )

    def hand_on(
        self, decision_id: int, giver: int, taker: int, product: str, location: str, quantity: Decimal, *, lot: str = ""
    ) -> Reservation:
        """Let a case hold what another has reserved at a place, for the same promise; raises `NotEnough`."""
        claims = self.reservations(product=product, location=location, lot=lot, case_id=giver)
        promise = claims[0].promise_date if claims else None
        self._reservations.take(decision_id, claims, quantity)
        return self._reservations.make(decision_id, taker, product, location, quantity, lot=lot, promise=promise)

    def make_room(
        self, decision_id: int, product: str, location: str, quantity: Decimal, *, lot: str = ""
    ) -> list[tuple[Reservation, Decimal]]:
        """Release reservations, latest promise first, until `quantity` is free; return which lost how much.

        For goods that are found missing (P17). Raises `NotEnough` when so much is not there at all.
        """
        return self._reservations.make_room(decision_id, product, location, quantity, lot)

    def undo(self, decisions: Iterable[int], by: int, at: datetime) -> list[Move]:
        """Book the opposite of what these decisions moved and reserved, as decision `by`; return the moves.

        Moves already reversed stay as they are. Raises `NotEnough` when the goods have gone on or what was
        released is reserved by others, `WorthSpent` when what is left is not worth what would go; the transaction has
        to be rolled back then.
        """
        chosen = set(decisions)
        released = self._reservations.undo(chosen, by)
        moves = [self._reverse(move, by, at) for move in to_reverse(self._db, "stock_moves", chosen)]
        self._reservations.restore(released, by)
        for product in sorted({move.product for move in moves if move.own}):
            quantity, worth = self._own_stock(product)
            if worth < 0 or (worth and not quantity):
                raise WorthSpent(product)
        return moves

    def _own_change(self, product: str, lot: str, source: str, target: str, quantity: int) -> int:
        change = quantity * (is_own(target) - is_own(source))
        return 0 if change and self.lot_owner(product, lot) is not None else change

    def _value_change(self, product: str, own: int, value: Decimal | None) -> int:
        if own > 0:
            if value is not None:
                return to_fen(value)
            quantity, worth = self._own_stock(product)
            return share_of(worth, own, quantity) if quantity else 0
        if value:
            raise ValueError("only goods that enter own stock bring a value")
        if own < 0:
            quantity, worth = self._own_stock(product)
            return -share_of(worth, -own, quantity)
        return 0

    def _take_from(
        self, decision_id: int, case_id: int | None, product: str, lot: str, source: str, quantity: Decimal
    ) -> None:
        """See that the goods are there for this case, and use up what it has reserved."""
        free = self.free(product, source, lot, for_case=case_id)
        if quantity > free:
            raise NotEnough(product, lot, source, quantity, free)
        if case_id is not None:
            mine = self.reservations(product=product, location=source, lot=lot, case_id=case_id)
            self._reservations.take(decision_id, mine, quantity)

    def _reverse(self, position: int, by: int, at: datetime) -> Move:
        row = self._db.row(f"SELECT {MOVE_COLUMNS} FROM stock_moves WHERE id = ?", (position,))
        assert row is not None
        move = as_move(row)
        if not may_be_negative(move.target):
            # Not even the case's own reservations may go: they belong to decisions that stand.
            free = self.free(move.product, move.target, move.lot)
            if move.quantity > free:
                raise NotEnough(move.product, move.lot, move.target, move.quantity, free)
        return self._insert(
            by,
            move.case_id,
            move.product,
            move.lot,
            move.target,
            move.source,
            row["quantity"],
            -row["own"],
            -row["value"],
            at,
            position,
        )

    def _insert(
        self,
        decision_id: int,
        case_id: int | None,
        product: str,
        lot: str,
        source: str,
        target: str,
        quantity: int,
        own: int,
        value: int,
        at: datetime,
        reverses: int | None,
    ) -> Move:
        position = self._db.run(
            "INSERT INTO stock_moves (decision_id, case_id, product, lot, source, target, quantity, own,"
            " value, at, reverses) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (decision_id, case_id, product, lot, source, target, quantity, own, value, to_text(at), reverses),
        )
        for location, change in ((source, -quantity), (target, quantity)):
            self._db.run(
                "INSERT INTO stock_balances (product, lot, location, quantity) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (product, lot, location) DO UPDATE SET quantity = quantity + excluded.quantity",
                (product, lot, location, change),
            )
        if own or value:
            self._db.run(
                "INSERT INTO stock_values (product, quantity, value) VALUES (?, ?, ?) ON CONFLICT (product)"
                " DO UPDATE SET quantity = quantity + excluded.quantity, value = value + excluded.value",
                (product, own, value),
            )
        return Move(
            position,
            decision_id,
            case_id,
            product,
            lot,
            source,
            target,
            from_thousandths(quantity),
            from_thousandths(own),
            from_fen(value),
            at.replace(microsecond=0),
            reverses,
        )
