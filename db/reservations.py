"""Reservations: claims of a case on goods at a place, which nobody else may take.

A reservation is open until a decision releases it; it is never changed. When part of one is used it is
released as a whole and the rest is claimed anew, in the same decision, as its remainder. What is free at a
place is what lies there less all open reservations, and that is never below 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from db.convert import from_thousandths, to_date, to_thousandths
from db.database import Database, Row
from db.errors import NotEnough
from db.locations import may_be_negative
from db.undo import id_list

_COLUMNS = (
    "id, decision_id, case_id, product, lot, location, quantity, promise_date, remainder_of, restores, released_by"
)


@dataclass(frozen=True, slots=True)
class Reservation:
    """A claim of a case on goods at a place, open while `released_by` is None."""

    id: int
    decision_id: int
    case_id: int
    product: str
    lot: str
    location: str
    quantity: Decimal
    promise_date: date | None
    remainder_of: int | None
    restores: int | None
    released_by: int | None


def _reservation(row: Row) -> Reservation:
    values = list(row)
    values[6] = from_thousandths(values[6])
    values[7] = None if values[7] is None else to_date(values[7])
    return Reservation(*values)


class Reservations:
    """The claims on stock. Writing needs an open `db.write()`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def open(
        self,
        *,
        product: str | None = None,
        location: str | None = None,
        lot: str | None = None,
        case_id: int | None = None,
    ) -> list[Reservation]:
        """Return the open reservations that fit, oldest first; name a product or a case at least."""
        asked = {"product": product, "location": location, "lot": lot, "case_id": case_id}
        given = {column: value for column, value in asked.items() if value is not None}
        where = "".join(f" AND {column} = ?" for column in given)
        rows = self._db.rows(
            f"SELECT {_COLUMNS} FROM reservations WHERE released_by IS NULL{where} ORDER BY id", tuple(given.values())
        )
        return [_reservation(row) for row in rows]

    def total(self, product: str, location: str, lot: str) -> Decimal:
        """Return how much of what lies at a place is reserved."""
        found: int = self._db.value(
            "SELECT coalesce(sum(quantity), 0) FROM reservations"
            " WHERE product = ? AND lot = ? AND location = ? AND released_by IS NULL",
            (product, lot, location),
        )
        return from_thousandths(found)

    def free(self, product: str, location: str, lot: str, for_case: int | None = None) -> Decimal:
        """Return what lies at a place and is not reserved; for a case: not reserved by others."""
        found: int = self._db.value(
            "SELECT coalesce((SELECT quantity FROM stock_balances"
            "  WHERE product = :product AND lot = :lot AND location = :location), 0)"
            " - coalesce((SELECT sum(quantity) FROM reservations"
            "  WHERE product = :product AND lot = :lot AND location = :location AND released_by IS NULL"
            "  AND case_id IS DISTINCT FROM :case), 0)",
            {"product": product, "lot": lot, "location": location, "case": for_case},
        )
        return from_thousandths(found)

    def make(
        self,
        decision_id: int,
        case_id: int,
        product: str,
        location: str,
        quantity: Decimal,
        *,
        lot: str = "",
        promise: date | None = None,
        restores: int | None = None,
    ) -> Reservation:
        """Claim free goods; raises `NotEnough`, or ValueError for a virtual location or no quantity."""
        if quantity <= 0:
            raise ValueError(f"a reservation of {quantity}")
        if may_be_negative(location):
            raise ValueError(f"nothing can be reserved at {location}")
        free = self.free(product, location, lot)
        if quantity > free:
            raise NotEnough(product, lot, location, quantity, free)
        return self._insert(decision_id, case_id, product, location, quantity, lot, promise, restores=restores)

    def release(self, decision_id: int, reservation_id: int) -> None:
        """End one claim; KeyError when there is no such open one."""
        done = self._db.run(
            "UPDATE reservations SET released_by = ? WHERE id = ? AND released_by IS NULL",
            (decision_id, reservation_id),
        )
        if not done:
            raise KeyError(reservation_id)

    def reduce(self, decision_id: int, reservation: Reservation, quantity: Decimal) -> Reservation | None:
        """Take `quantity` off a claim; return what is left of it, None when that is nothing."""
        self.release(decision_id, reservation.id)
        rest = reservation.quantity - quantity
        if not rest:
            return None
        return self._insert(
            decision_id,
            reservation.case_id,
            reservation.product,
            reservation.location,
            rest,
            reservation.lot,
            reservation.promise_date,
            remainder_of=reservation.id,
        )

    def take(self, decision_id: int, claims: Iterable[Reservation], quantity: Decimal) -> None:
        """Take up to `quantity` off these claims, in their order."""
        for claim in claims:
            if quantity <= 0:
                break
            part = min(quantity, claim.quantity)
            self.reduce(decision_id, claim, part)
            quantity -= part

    def make_room(
        self, decision_id: int, product: str, location: str, quantity: Decimal, lot: str = ""
    ) -> list[tuple[Reservation, Decimal]]:
        """Release claims until `quantity` is free: undated ones first, then those with the latest promise.

        Only as much as needed is released; returns each claim that lost something, and how much (P17: less
        was counted than is reserved). Raises `NotEnough` when even all claims do not make room.
        """
        missing = quantity - self.free(product, location, lot)
        claims = self.open(product=product, location=location, lot=lot)
        room = sum((claim.quantity for claim in claims), Decimal(0))
        if missing > room:
            raise NotEnough(product, lot, location, quantity, quantity - missing + room)
        claims.sort(key=lambda claim: (claim.promise_date or date.max, claim.id), reverse=True)
        lost: list[tuple[Reservation, Decimal]] = []
        for claim in claims:
            if missing <= 0:
                break
            part = min(missing, claim.quantity)
            self.reduce(decision_id, claim, part)
            lost.append((claim, part))
            missing -= part
        return lost

    def undo(self, decisions: Iterable[int], by: int) -> list[tuple[Reservation, Decimal]]:
        """Release what these decisions claimed; return what they released, to be claimed again by `restore`.

        The two halves are apart because the goods have to move back in between.
        """
        chosen = set(decisions)
        rows = self._db.rows(
            f"SELECT {_COLUMNS} FROM reservations WHERE decision_id IN (SELECT value FROM json_each(:ids))"
            " OR released_by IN (SELECT value FROM json_each(:ids)) ORDER BY id",
            {"ids": id_list(chosen)},
        )
        touched = [_reservation(row) for row in rows]
        made = [claim for claim in touched if claim.decision_id in chosen]
        restored_by = {claim.restores: claim for claim in made if claim.restores is not None}
        rest_of = {claim.remainder_of: claim for claim in made if claim.remainder_of is not None}
        kept: set[int] = set()
        lost: list[tuple[Reservation, Decimal]] = []
        for claim in touched:
            if claim.decision_id in chosen:
                continue
            # An undo among these decisions may have claimed it again already.
            while claim.id in restored_by:
                claim = restored_by[claim.id]
            if claim.released_by is None:
                kept.add(claim.id)
            elif claim.released_by in chosen and not self._is_restored(claim.id):
                quantity = claim.quantity - _used_by_others(claim, rest_of, chosen)
                if quantity:
                    lost.append((claim, quantity))
        for claim in made:
            if claim.released_by is None and claim.id not in kept:
                self.release(by, claim.id)
        return lost

    def restore(self, claims: Iterable[tuple[Reservation, Decimal]], by: int) -> None:
        """Claim again what `undo` returned; raises `NotEnough` when others have taken it meanwhile."""
        for claim, quantity in claims:
            self.make(
                by,
                claim.case_id,
                claim.product,
                claim.location,
                quantity,
                lot=claim.lot,
                promise=claim.promise_date,
                restores=claim.id,
            )

    def _is_restored(self, reservation_id: int) -> bool:
        return self._db.row("SELECT 1 FROM reservations WHERE restores = ?", (reservation_id,)) is not None

    def _insert(
        self,
        decision_id: int,
        case_id: int,
        product: str,
        location: str,
        quantity: Decimal,
        lot: str,
        promise: date | None,
        *,
        remainder_of: int | None = None,
        restores: int | None = None,
    ) -> Reservation:
        made = self._db.run(
            "INSERT INTO reservations (decision_id, case_id, product, lot, location, quantity, promise_date,"
            " remainder_of, restores) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                decision_id,
                case_id,
                product,
                lot,
                location,
                to_thousandths(quantity),
                promise and promise.isoformat(),
                remainder_of,
                restores,
            ),
        )
        return Reservation(
            made, decision_id, case_id, product, lot, location, quantity, promise, remainder_of, restores, None
        )


def _used_by_others(claim: Reservation, rest_of: dict[int, Reservation], chosen: set[int]) -> Decimal:
    """Return how much of a claim lived on as a remainder that a decision which stands has released."""
    rest = rest_of.get(claim.id)
    if rest is None or rest.released_by is None:
        return Decimal(0)
    return _used_by_others(rest, rest_of, chosen) if rest.released_by in chosen else rest.quantity
