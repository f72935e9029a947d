"""What the stock ledger says: quantities, values, positions, lists. The model is described in `db.stock`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from db.convert import from_fen, from_thousandths, to_text, to_thousandths, to_time
from db.database import Database, Row
from db.locations import COUNT_DIFFERENCE, VIRTUAL, is_available, is_own
from db.reservations import Reservation, Reservations
from db.search import in_register, like

MOVE_COLUMNS = "id, decision_id, case_id, product, lot, source, target, quantity, own, value, at, reverses"
_VIRTUAL = ", ".join(f"'{kind}'" for kind in sorted(VIRTUAL))


@dataclass(frozen=True, slots=True)
class Move:
    """Goods that went from one location to another; `id` is its position in the ledger.

    `own` and `value` say by how much own stock and its value grew: below 0 when goods left it, 0 when they
    moved within it or outside it. So the cost of goods that were used, sold or lost is `-value`.
    """

    id: int
    decision_id: int
    case_id: int | None
    product: str
    lot: str
    source: str
    target: str
    quantity: Decimal
    own: Decimal
    value: Decimal
    at: datetime
    reverses: int | None


@dataclass(frozen=True, slots=True)
class Balance:
    """What lies at a place, and how much of it is reserved."""

    product: str
    lot: str
    location: str
    quantity: Decimal
    reserved: Decimal

    @property
    def free(self) -> Decimal:
        """What an issue or a new reservation may take."""
        return self.quantity - self.reserved


@dataclass(frozen=True, slots=True)
class Worth:
    """Own stock of a product and its value at moving average."""

    product: str
    quantity: Decimal
    value: Decimal


def as_move(row: Row) -> Move:
    """Return a row of `MOVE_COLUMNS` as a move."""
    values = list(row)
    for column in (7, 8):
        values[column] = from_thousandths(values[column])
    values[9] = from_fen(values[9])
    values[10] = to_time(values[10])
    return Move(*values)


def share_of(value: int, part: int, whole: int) -> int:
    """Return the fen that `part` of `whole` takes of `value`, half up; the whole takes all, of nothing 0."""
    return (2 * value * part + whole) // (2 * whole) if whole else 0


class StockBook:
    """The reading side of the stock ledger. `lot` '' means goods without a lot."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._reservations = Reservations(db)

    def on_hand(self, product: str, location: str | None = None, lot: str | None = None) -> Decimal:
        """Return what lies at a location, or at all real ones; of one lot, or of all."""
        where, params = "product = ?", [product]
        if location is None:
            where += f" AND location NOT IN ({_VIRTUAL})"
        else:
            where, params = where + " AND location = ?", [*params, location]
        if lot is not None:
            where, params = where + " AND lot = ?", [*params, lot]
        return from_thousandths(
            self._db.value(f"SELECT coalesce(sum(quantity), 0) FROM stock_balances WHERE {where}", params)
        )

    def reserved(self, product: str, location: str, lot: str = "") -> Decimal:
        """Return how much of what lies at a location is reserved."""
        return self._reservations.total(product, location, lot)

    def free(self, product: str, location: str, lot: str = "", *, for_case: int | None = None) -> Decimal:
        """Return what lies at a location and is not reserved; for a case: not reserved by others."""
        return self._reservations.free(product, location, lot, for_case)

    def reservations(
        self,
        *,
        product: str | None = None,
        location: str | None = None,
        lot: str | None = None,
        case_id: int | None = None,
    ) -> list[Reservation]:
        """Return the open reservations that fit, oldest first; name a product or a case at least."""
        return self._reservations.open(product=product, location=location, lot=lot, case_id=case_id)

    def available(self, product: str) -> Decimal:
        """Return what an issue or a sale may take of our own: on shelf places and in the shop, unreserved."""
        found = self._db.rows(
            "SELECT lot, location, quantity FROM stock_balances WHERE product = :product"
            " UNION ALL SELECT lot, location, -quantity FROM reservations"
            "  WHERE product = :product AND released_by IS NULL",
            {"product": product},
        )
        lent = self._db.rows("SELECT lot FROM lots WHERE product = ? AND owner IS NOT NULL", (product,))
        customers_lots = {row[0] for row in lent}
        return from_thousandths(
            sum(quantity for lot, location, quantity in found if lot not in customers_lots and is_available(location))
        )

    def availables(self) -> dict[str, Decimal]:
        """Return what an issue or a sale may take of each product, as `available` says of one."""
        found = self._db.rows(
            "SELECT product, lot, location, quantity FROM stock_balances"
            " UNION ALL SELECT product, lot, location, -quantity FROM reservations WHERE released_by IS NULL"
        )
        lent = {tuple(row) for row in self._db.rows("SELECT product, lot FROM lots WHERE owner IS NOT NULL")}
        free: dict[str, int] = {}
        for product, lot, location, quantity in found:
            if (product, lot) not in lent and is_available(location):
                free[product] = free.get(product, 0) + quantity
        return {product: from_thousandths(quantity) for product, quantity in free.items()}

    def lot_owner(self, product: str, lot: str) -> str | None:
        """Return the customer who supplied a lot, None when it is ours."""
        if not lot:
            return None
        owner: str | None = self._db.value("SELECT owner FROM lots WHERE product = ? AND lot = ?", (product, lot))
        return owner

    def worth(self, product: str) -> Worth:
        """Return own stock of a product and its value."""
        quantity, value = self._own_stock(product)
        return Worth(product, from_thousandths(quantity), from_fen(value))

    def average_cost(self, product: str) -> Decimal:
        """Return the average cost of one unit, to the fen; 0 when there is none."""
        return self.cost_of(product, Decimal(1))

    def cost_of(self, product: str, quantity: Decimal) -> Decimal:
        """Return what `quantity` would cost if it left own stock now: its share of the value, half up."""
        own, value = self._own_stock(product)
        return from_fen(share_of(value, to_thousandths(quantity), own))

    def position(self) -> int:
        """Return the position of the last move, 0 before the first."""
        found: int = self._db.value("SELECT coalesce(max(id), 0) FROM stock_moves")
        return found

    def position_at(self, at: datetime) -> int:
        """Return the position of the last move booked at or before a moment."""
        # Backwards from the end: a count is asked about within days, the book is years long.
        found: int | None = self._db.value(
            "SELECT id FROM stock_moves WHERE at <= ? ORDER BY id DESC LIMIT 1", (to_text(at),)
        )
        return found or 0

    def book_quantity(self, product: str, location: str, position: int, lot: str = "") -> Decimal:
        """Return what lay at a location after the move at this position."""
        since: int = self._db.value(
            "SELECT coalesce((SELECT quantity FROM stock_balances"
            "  WHERE product = :product AND lot = :lot AND location = :location), 0)"
            " - coalesce((SELECT sum(quantity) FROM stock_moves"
            "  WHERE product = :product AND lot = :lot AND target = :location AND id > :position), 0)"
            " + coalesce((SELECT sum(quantity) FROM stock_moves"
            "  WHERE product = :product AND lot = :lot AND source = :location AND id > :position), 0)",
            {"product": product, "lot": lot, "location": location, "position": position},
        )
        return from_thousandths(since)

    def count_difference_since(self, product: str, location: str, position: int, lot: str = "") -> int | None:
        """Return the position of the last count difference booked after `position`, None if none stands.

        A count that was booked and reversed, both after the position, does not stand. Two counts that happen to
        cancel each other out both do: whoever counted before them saw neither.
        """
        found: int | None = self._db.value(
            "SELECT max(id) FROM stock_moves AS made WHERE product = :product AND lot = :lot AND id > :position"
            f" AND ((source = :location AND target = '{COUNT_DIFFERENCE}')"
            f"  OR (source = '{COUNT_DIFFERENCE}' AND target = :location))"
            " AND (reverses IS NULL OR reverses <= :position)"
            " AND NOT EXISTS (SELECT 1 FROM stock_moves WHERE reverses = made.id)",
            {"product": product, "lot": lot, "location": location, "position": position},
        )
        return found

    def moves(
        self,
        *,
        product: str | None = None,
        lot: str | None = None,
        location: str | None = None,
        case_id: int | None = None,
        decision_id: int | None = None,
        since: date | None = None,
        until: date | None = None,
        text: str = "",
        after: int | None = None,
        newest_first: bool = False,
        limit: int = 100,
    ) -> list[Move]:
        """Return a page of moves in the order of the ledger; `after` is the id of the last one seen.

        since, until: first and last day. text: every word of it is in a place, the lot or the number of the case.
        """
        asked = {"product": product, "lot": lot, "case_id": case_id, "decision_id": decision_id}
        given: dict[str, Any] = {column: value for column, value in asked.items() if value is not None}
        where = [f"{column} = :{column}" for column in given]
        for condition, name, value in (
            ("id < :after" if newest_first else "id > :after", "after", after),
            ("at >= :since", "since", since and f"{since}"),
            ("at < :until", "until", until and f"{until + timedelta(days=1)}"),
        ):
            if value is not None:
                where.append(condition)
                given[name] = value
        for at, word in enumerate(text.split()):
            where.append(
                f"(source LIKE :like{at} ESCAPE '\\' OR target LIKE :like{at} ESCAPE '\\' OR lot LIKE :like{at}"
                f" ESCAPE '\\' OR case_id IN (SELECT id FROM cases WHERE number LIKE :like{at} ESCAPE '\\'))"
            )
            given[f"like{at}"] = like(word)
        order = f"ORDER BY id{' DESC' if newest_first else ''} LIMIT :limit"
        # What went in and what came out are each read in their own order by an index, and only as far as is shown.
        sides = ["TRUE"] if location is None else ["source = :location", "target = :location"]
        parts = [
            f"SELECT * FROM (SELECT {MOVE_COLUMNS} FROM stock_moves WHERE {' AND '.join([*where, side])} {order})"
            for side in sides
        ]
        rows = self._db.rows(f"{' UNION ALL '.join(parts)} {order}", {**given, "location": location, "limit": limit})
        return [as_move(row) for row in rows]

    def balances(
        self,
        *,
        product: str | None = None,
        location: str | None = None,
        warehouse: str | None = None,
        zero: bool = False,
        text: str = "",
        after: Balance | None = None,
        backwards: bool = False,
        limit: int = 100,
    ) -> list[Balance]:
        """Return a page of what lies at real locations, by place, then product, then lot.

        warehouse: only its places. zero: also places that are empty now. text: every word of it is found in the
        product (as `db.search` finds it), the place or the lot. after: the last balance seen; backwards: the ones
        before it, or the last of all.
        """
        words = text.split()
        where = [f"location NOT IN ({_VIRTUAL})"]
        if not zero:
            where.append("quantity <> 0")
        if product is not None:
            where.append("product = :product")
        if location is not None:
            where.append("location = :location")
        if warehouse is not None:
            where.append("location >= :warehouse || '/' AND location < :warehouse || '0'")  # '0' follows '/'
        if after is not None:
            sign = "<" if backwards else ">"
            where.append(f"(location, product, lot) {sign} (:after_location, :after_product, :after_lot)")
        where += [
            f"(location LIKE :like{at} ESCAPE '\\' OR lot LIKE :like{at} ESCAPE '\\' OR product IN (SELECT r.key"
            f" FROM record_words JOIN records r ON r.id = record_words.rowid WHERE record_words MATCH :word{at}))"
            for at in range(len(words))
        ]
        order = "location DESC, product DESC, lot DESC" if backwards else "location, product, lot"
        rows = self._db.rows(
            "SELECT product, lot, location, quantity,"
            " (SELECT coalesce(sum(r.quantity), 0) FROM reservations r WHERE r.product = b.product"
            "   AND r.lot = b.lot AND r.location = b.location AND r.released_by IS NULL)"
            f" FROM stock_balances b WHERE {' AND '.join(where)}"
            f" ORDER BY {order} LIMIT :limit",
            {
                **{f"like{at}": like(word) for at, word in enumerate(words)},
                **{f"word{at}": in_register(word, "products") for at, word in enumerate(words)},
                "product": product,
                "location": location,
                "warehouse": warehouse,
                "after_location": after and after.location,
                "after_product": after and after.product,
                "after_lot": after and after.lot,
                "limit": limit,
            },
        )
        return [
            Balance(product, lot, place, from_thousandths(quantity), from_thousandths(reserved))
            for product, lot, place, quantity, reserved in (reversed(rows) if backwards else rows)
        ]

    def value_at(self, balance: Balance) -> Decimal:
        """Return what a balance is worth at the average of today; 0 for what is not own stock."""
        if not is_own(balance.location) or self.lot_owner(balance.product, balance.lot) is not None:
            return Decimal(0)
        return self.cost_of(balance.product, balance.quantity)

    def worths(self, *, limit: int = 100) -> list[Worth]:
        """Return the products with the highest value of own stock, highest first."""
        rows = self._db.rows(
            "SELECT product, quantity, value FROM stock_values WHERE quantity <> 0"
            " ORDER BY value DESC, product LIMIT ?",
            (limit,),
        )
        return [Worth(row[0], from_thousandths(row[1]), from_fen(row[2])) for row in rows]

    def total_value(self) -> Decimal:
        """Return the value of all own stock."""
        return from_fen(self._db.value("SELECT coalesce(sum(value), 0) FROM stock_values"))

    def _own_stock(self, product: str) -> tuple[int, int]:
        row = self._db.row("SELECT quantity, value FROM stock_values WHERE product = ?", (product,))
        return (row[0], row[1]) if row else (0, 0)
