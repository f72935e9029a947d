"""Which goods lie where, for the stories of the warehouse."""

from dataclasses import dataclass
from decimal import Decimal

from seed_data import lists
from seed_data.schedule import Story
from seed_data.world import World


@dataclass(frozen=True, slots=True)
class Lying:
    """A product at a place, and what of it nobody has reserved."""

    goods: lists.Goods
    location: str
    free: Decimal

    def share(self, story: Story, low: int, high: int) -> Decimal:
        """A believable part of it, so many per cent: whole pieces, or to the product's decimals."""
        part = self.free * story.number(low, high) / 100
        step = Decimal(1).scaleb(-min(self.goods.decimals, 1))
        return min(self.free, max(part.quantize(step), step))


def of_warehouse(key: str) -> list[lists.Stored]:
    """What lay in a warehouse on the first day: the places its goods are still found at."""
    return next(lists.stored(one) for one in lists.warehouses() if one["key"] == key)


def lying(world: World, warehouse: str) -> list[Lying]:
    """Everything on the shelves of a warehouse that is free now."""
    known = {one.code: one for one in lists.goods()}
    shelves = world.company.stock.balances(warehouse=warehouse, limit=1000)
    free = {(one.product, one.location): one.free for one in shelves if not one.lot}
    found = [
        Lying(known[one.product], one.location, free.get((one.product, one.location), Decimal()))
        for one in of_warehouse(warehouse)
    ]
    return [one for one in found if one.free > 0]
