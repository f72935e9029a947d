"""The catalogue of the company: every process with the queues and dashboards of the four desks.

One file a process, in the folder of its desk; processes do not import each other, they name each other by key.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workflows.catalogue.management.important_matter import IMPORTANT_MATTER_PROCESS
from workflows.catalogue.management.leave import LEAVE
from workflows.catalogue.management.opening_balance import OPENING_BALANCE
from workflows.catalogue.management.operation_plan import OPERATION_PLAN
from workflows.catalogue.management.policy_change import POLICY_CHANGE
from workflows.catalogue.queues import QUEUES
from workflows.catalogue.sales.counter_sale import COUNTER_SALE_PROCESS
from workflows.catalogue.sales.lead import LEAD_PROCESS
from workflows.catalogue.sales.quotation import QUOTATION
from workflows.catalogue.sales.sales_order import SALES_ORDER
from workflows.catalogue.sales.sample_order import SAMPLE_ORDER_PROCESS
from workflows.catalogue.service.callback import CALLBACK_PROCESS
from workflows.catalogue.service.complaint import COMPLAINT_PROCESS
from workflows.catalogue.service.contact import CONTACT_PROCESS
from workflows.catalogue.service.member_card import MEMBER_CARD_PROCESS
from workflows.catalogue.service.order_cancel import ORDER_CANCEL
from workflows.catalogue.service.order_change import ORDER_CHANGE
from workflows.catalogue.service.refund import REFUND
from workflows.catalogue.service.return_exchange import RETURN_EXCHANGE
from workflows.catalogue.warehouse.goods_receipt import GOODS_RECEIPT
from workflows.catalogue.warehouse.purchase_order import PURCHASE_ORDER
from workflows.catalogue.warehouse.return_to_supplier import RETURN_TO_SUPPLIER
from workflows.catalogue.warehouse.shipment import SHIPMENT
from workflows.catalogue.warehouse.stocktake import STOCKTAKE
from workflows.catalogue.warehouse.write_off import WRITE_OFF
from workflows.engine.catalogue import Catalogue
from workflows.engine.settings import ENGINE_POLICIES
from workflows.library.customer_standing import CUSTOMER_STANDING
from workflows.registers.customers import CUSTOMERS

if TYPE_CHECKING:
    from workflows.engine.figures import Board


def _boards() -> "Sequence[Board]":
    from workflows.figures import BOARDS

    return BOARDS


CATALOGUE = Catalogue(
    [
        OPENING_BALANCE,
        QUOTATION,
        CALLBACK_PROCESS,
        COMPLAINT_PROCESS,
        CONTACT_PROCESS,
        MEMBER_CARD_PROCESS,
        IMPORTANT_MATTER_PROCESS,
        LEAVE,
        OPERATION_PLAN,
        POLICY_CHANGE,
        PURCHASE_ORDER,
        SALES_ORDER,
        SAMPLE_ORDER_PROCESS,
        GOODS_RECEIPT,
        RETURN_TO_SUPPLIER,
        STOCKTAKE,
        WRITE_OFF,
        REFUND,
        ORDER_CANCEL,
        ORDER_CHANGE,
        LEAD_PROCESS,
        SHIPMENT,
        RETURN_EXCHANGE,
        COUNTER_SALE_PROCESS,
    ],
    QUEUES,
    ENGINE_POLICIES,
    _boards,
    {CUSTOMERS.key: CUSTOMER_STANDING},
)
