"""The stock ledger re-read from its first move, and compared with what is kept beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from db.convert import from_fen, from_thousandths
from db.database import Database, Row
from db.locations import is_own, may_be_negative
from db.message import Message, _
from db.problems import Problem
from db.stock_book import share_of

_PAGE = 5000


def check_stock(db: Database) -> Iterator[Problem]:
    """Yield what is wrong with moves, balances, values and reservations (invariants 1 to 6)."""
    fold = _Fold(db)
    yield from fold.run()
    yield from _balances(db, fold)
    yield from _values(db, fold)
    yield from _reservations(db)


class _Fold:
    """Runs through all moves in order and keeps what they add up to."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.lying: defaultdict[tuple[str, str, str], int] = defaultdict(int)
        self.own: defaultdict[str, int] = defaultdict(int)
        self.worth: defaultdict[str, int] = defaultdict(int)
        self._customers_lots = {
            (row[0], row[1]) for row in db.rows("SELECT product, lot FROM lots WHERE owner IS NOT NULL")
        }

    def run(self) -> Iterator[Problem]:
        """Fold every move; yield what no move may do."""
        last = 0
        while page := self._db.rows(
            "SELECT m.id, m.product, m.lot, m.source, m.target, m.quantity, m.own, m.value, m.reverses,"
            " o.product = m.product AND o.lot = m.lot AND o.source = m.target AND o.target = m.source"
            "  AND o.quantity = m.quantity AND o.own = -m.own AND o.value = -m.value"
            " FROM stock_moves m LEFT JOIN stock_moves o ON o.id = m.reverses"
            " WHERE m.id > ? ORDER BY m.id LIMIT ?",
            (last, _PAGE),
        ):
            for move in page:
                if message := self._fault(move):
                    yield message
                yield from self._book(move)
            last = page[-1][0]

    def _fault(self, move: Row) -> Problem | None:
        number, product, lot, source, target, quantity, own, value, reverses, is_opposite = move
        try:
            change = quantity * (is_own(target) - is_own(source))
        except ValueError:
            return Problem(2, _("Stock move {move} names a place that cannot be")(move=number))
        if own != (0 if (product, lot) in self._customers_lots else change):
            return Problem(2, _("Stock move {move} counts its goods wrongly as own stock")(move=number))
        if reverses is not None:
            return (
                None
                if is_opposite
                else Problem(6, _("Stock move {move} is not the opposite of the one it reverses")(move=number))
            )
        brought = max(value, 0) if own > 0 else 0
        lost = share_of(self.worth[product], -own, self.own[product]) if own < 0 else 0
        if value != brought - lost:
            return Problem(2, _("Stock move {move} has the wrong value")(move=number))
        return None

    def _book(self, move: Row) -> Iterator[Problem]:
        number, product, lot, source, target, quantity, own, value, *_rest = move
        self.lying[product, lot, target] += quantity
        left = self.lying[product, lot, source] = self.lying[product, lot, source] - quantity
        self.own[product] += own
        self.worth[product] += value
        if left < 0 and not _virtual(source):
            yield Problem(
                3,
                _("{product} at {location} fell to {quantity} with stock move {move}")(
                    product=product, location=source, quantity=from_thousandths(left), move=number
                ),
            )


def _virtual(location: str) -> bool:
    try:
        return may_be_negative(location)
    except ValueError:
        return True  # reported already, as a place that cannot be


def _balances(db: Database, fold: _Fold) -> Iterator[Problem]:
    kept = {(row[0], row[1], row[2]): row[3] for row in db.rows("SELECT * FROM stock_balances")}
    for key in sorted(kept.keys() | fold.lying.keys()):
        if kept.get(key, 0) != fold.lying.get(key, 0):
            product, _lot, location = key
            yield Problem(
                2,
                _("{product} at {location}: the balance says {balance}, the moves say {fold}")(
                    product=product,
                    location=location,
                    balance=from_thousandths(kept.get(key, 0)),
                    fold=from_thousandths(fold.lying.get(key, 0)),
                ),
            )
    for row in db.rows("SELECT product FROM stock_balances GROUP BY product HAVING sum(quantity) <> 0"):
        yield Problem(1, _("{product}: all places together do not make 0")(product=row[0]))


def _values(db: Database, fold: _Fold) -> Iterator[Problem]:
    kept = {row[0]: (row[1], row[2]) for row in db.rows("SELECT product, quantity, value FROM stock_values")}
    for product in sorted(kept.keys() | fold.own.keys()):
        balance, folded = kept.get(product, (0, 0)), (fold.own.get(product, 0), fold.worth.get(product, 0))
        if balance != folded:
            yield Problem(
                2,
                _("{product}: own stock is kept as {balance}, the moves say {fold}")(
                    product=product, balance=_worth(*balance), fold=_worth(*folded)
                ),
            )


def _worth(quantity: int, value: int) -> Message:
    return _("{quantity} worth {value}")(quantity=from_thousandths(quantity), value=from_fen(value))


def _reservations(db: Database) -> Iterator[Problem]:
    for product, location, reserved, lies in db.rows(
        "SELECT r.product, r.location, sum(r.quantity), coalesce(b.quantity, 0) FROM reservations r"
        " LEFT JOIN stock_balances b ON (b.product, b.lot, b.location) = (r.product, r.lot, r.location)"
        " WHERE r.released_by IS NULL GROUP BY r.product, r.lot, r.location"
        " HAVING sum(r.quantity) > coalesce(b.quantity, 0)"
    ):
        yield Problem(
            4,
            _("{product} at {location}: {reserved} are reserved of {quantity}")(
                product=product, location=location, reserved=from_thousandths(reserved), quantity=from_thousandths(lies)
            ),
        )
    for row in db.rows(
        "SELECT r.id FROM reservations r JOIN reservations whole ON whole.id = r.remainder_of"
        " WHERE r.quantity >= whole.quantity OR whole.released_by IS NOT r.decision_id"
        "  OR (r.case_id, r.product, r.lot, r.location)"
        "   <> (whole.case_id, whole.product, whole.lot, whole.location)"
    ):
        yield Problem(5, _("Reservation {reservation} is not what was left of another")(reservation=row[0]))
