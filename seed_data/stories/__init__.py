"""The stories of the practice company, one file a process.

Each file has `tell(plan)`, which lets its stories begin through the history and leaves open work in every state at the
end, and, where the process has duties, `of_duty(plan, story, case)`: what becomes of a case that a duty has opened.
"""

from functools import partial

from seed_data.schedule import Plan
from seed_data.stories import (
    after_sales,
    callback,
    complaint,
    contact,
    counter_sale,
    days,
    important_matter,
    lead,
    leave,
    member_card,
    opening,
    operation_plan,
    policy_change,
    purchase_order,
    quotation,
    return_exchange,
    sales_order,
    sample_order,
    shipment,
    stocktake,
    write_off,
)

_STORIES = (
    opening,
    callback,
    complaint,
    leave,
    purchase_order,
    quotation,
    sales_order,
    shipment,
    stocktake,
    write_off,
    after_sales,
    return_exchange,
    operation_plan,
    policy_change,
    lead,
    important_matter,
    sample_order,
    member_card,
    counter_sale,
    contact,
)
_OF_DUTY = {
    callback.KEY: callback.of_duty,
    purchase_order.KEY: purchase_order.of_duty,
    stocktake.KEY: stocktake.of_duty,
    write_off.KEY: write_off.of_duty,
}


def tell_everything(plan: Plan) -> None:
    """Let every story of the history begin at its time."""
    for stories in _STORIES:
        stories.tell(plan)
    days.tell(plan, {key: partial(of_duty, plan) for key, of_duty in _OF_DUTY.items()})
