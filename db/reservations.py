"""Reservations: claims of a case on goods at a place, which nobody else may take.

A reservation is open until a decision releases it; it is never changed. When part of one is used it is
released as a whole and the rest is claimed anew, in the same decision, as its remainder. What is free at a
place is what lies there less all open reservations, and that is never below 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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

        The two halves are apart because the goods have to move back in between. What lives on of a claim goes with
        it: its remainder, and what an earlier undo claimed again for it.
        """
        chosen = set(decisions)
        family = _Family(chosen, self._touched(chosen))
        lost: list[tuple[Reservation, Decimal]] = []
        kept: set[int] = set()
        for claim in family.released_of_others():
            claim = family.claimed_again(claim)
            if claim.decision_id in chosen and claim.released_by not in chosen:
                kept |= family.living(claim)
            elif claim.released_by in chosen and not family.is_restored(claim) and self._still_wanted(claim, chosen):
                lost.append((claim, family.to_claim_again(claim)))
        for claim_id in sorted(family.living_of_chosen() - kept):
            self.release(by, claim_id)
        return [(claim, quantity) for claim, quantity in lost if quantity]

    def _touched(self, chosen: set[int]) -> list[Reservation]:
        """What these decisions claimed or released, and everything that lives on of it."""
        rows = self._db.rows(
            "WITH RECURSIVE chosen (id) AS (SELECT value FROM json_each(:ids)), family (id) AS ("
            " SELECT id FROM reservations WHERE decision_id IN chosen OR released_by IN chosen"
            " UNION SELECT r.id FROM reservations r JOIN family f ON r.remainder_of = f.id OR r.restores = f.id)"
            f" SELECT {_COLUMNS} FROM reservations WHERE id IN family ORDER BY id",
            {"ids": id_list(chosen)},
        )
        return [_reservation(row) for row in rows]

    def _still_wanted(self, claim: Reservation, chosen: set[int]) -> bool:
        """Whether its case holds goods at all: not once it has ended or is a draft again, unless that is undone too."""
        return not self._db.value(
            "SELECT EXISTS (SELECT 1 FROM cases WHERE id = :case AND (ended IS NOT NULL OR EXISTS"
            "  (SELECT 1 FROM tasks WHERE case_id = :case AND closed_at IS NULL AND draft)))"
            " AND NOT EXISTS (SELECT 1 FROM decisions WHERE case_id = :case"
            "  AND id IN (SELECT value FROM json_each(:ids)))",
            {"case": claim.case_id, "ids": id_list(chosen)},
        )

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


class _Family:
    """Claims, their remainders, and what undoing claimed again for them. chosen: the decisions that are undone."""

    def __init__(self, chosen: set[int], claims: Iterable[Reservation]) -> None:
        self._chosen = chosen
        self._claims = list(claims)
        self._rest = {claim.remainder_of: claim for claim in self._claims if claim.remainder_of is not None}
        self._restored = {claim.restores: claim for claim in self._claims if claim.restores is not None}

    def released_of_others(self) -> Iterator[Reservation]:
        """What the chosen decisions released of claims they did not make."""
        for claim in self._claims:
            if claim.decision_id not in self._chosen and claim.released_by in self._chosen:
                yield claim

    def is_restored(self, claim: Reservation) -> bool:
        return claim.id in self._restored

    def claimed_again(self, claim: Reservation) -> Reservation:
        """The claim an undo among the chosen has made for it already, the last of them; itself where there is none."""
        again = self._restored.get(claim.id)
        return self.claimed_again(again) if again and again.decision_id in self._chosen else claim

    def living(self, claim: Reservation) -> set[int]:
        """What of a claim is open: itself, its remainder, what was claimed again for it."""
        if claim.released_by is None:
            return {claim.id}
        return {living for child in self._children(claim) for living in self.living(child)}

    def living_of_chosen(self) -> set[int]:
        return {living for claim in self._claims if claim.decision_id in self._chosen for living in self.living(claim)}

    def to_claim_again(self, claim: Reservation) -> Decimal:
        """What of a claim is not used by a decision that stands."""
        if claim.released_by is None:
            return claim.quantity
        if claim.id in self._restored:
            return self.to_claim_again(self._restored[claim.id])
        rest = self._rest.get(claim.id)
        taken = claim.quantity - (rest.quantity if rest else 0) if claim.released_by in self._chosen else Decimal(0)
        return taken + (self.to_claim_again(rest) if rest else 0)

    def _children(self, claim: Reservation) -> Iterator[Reservation]:
        yield from (found[claim.id] for found in (self._rest, self._restored) if claim.id in found)
