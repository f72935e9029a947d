"""The queues of the four desks, in the order of their tabs.

A queue lists open tasks of the steps it names. Steps of processes that are not built yet are named all the same: they
appear with their process, and a queue none of whose processes is built has no tab.
"""

from db.message import _
from workflows.engine.catalogue import Queue, Steps
from workflows.library.contact_brief import pages_to_read
from workflows.posts import GUARD, MANAGEMENT, SALES, SERVICE, WAREHOUSE, Desk


def whole(*processes: str) -> Steps:
    """Every open step of these processes, their drafts aside."""
    return tuple((process, "*") for process in processes)


def at(process: str, *steps: str) -> Steps:
    """Only these steps of a process."""
    return tuple((process, step) for step in steps)


def from_others(desk: Desk) -> Queue:
    """What waits for a person of a desk in the processes of other desks."""
    return Queue("elsewhere", _("From other desks"), desk, only="mine", other_desks=True)


_SALES = (
    Queue("drafts", _("My drafts"), SALES, only="drafts", order=("sent-back", "due", "rank", "opened")),
    Queue(
        "follow-ups", _("My follow-ups"), SALES,
        (
            *at("lead", "tracking"), *whole("enquiry"), *at("quotation", "offer", "issue", "answer"),
            *whole("sample-order", "dispatch-plan", "contract", "supply-plan", "visit-plan", "visit", "dunning"),
        ),
        only="mine", order=("due", "amount", "rank"),
    ),
    Queue("leads", _("Leads to allocate"), SALES, at("lead", "allocation", "dispute"), order=("rank", "opened")),
    Queue(
        "quotation-clock", _("Quotation clock"), SALES,
        at(
            "quotation", "pricing", "quick", "consumption", "material-prices", "build-up", "offer", "price-approval",
            "general-approval", "issue",
        ),
        order=("due", "rank", "opened"),
    ),
    Queue("approvals", _("Approvals"), SALES, only="deciding", order=("due", "amount", "rank")),
    Queue("samples", _("Samples"), SALES, whole("sample-order", "sample-tally"), order=("due", "opened")),
    Queue(
        "deliveries", _("Deliveries and projects"), SALES,
        (
            *at("sales-order", "planning", "agree", "release", "payment", "delivery"),
            *whole("supply-plan", "order-follow-up", "export-shipment", "tender", "site-survey", "site-briefing"),
        ),
    ),
    Queue(
        "money", _("Money due"), SALES,
        (
            *at("sales-order", "payment", "settle"), *whole("period-billing", "dunning", "vat-invoice"),
            *at("export-shipment", "settlement"),
        ),
        order=("due", "amount"),
    ),
    Queue("counter", _("Counter and exit"), SALES, at("counter-sale", "cashier", "exit"), order=("opened",)),
    from_others(SALES),
)  # fmt: skip

_WAREHOUSE = (
    Queue(
        "arrivals", _("Arrivals"), WAREHOUSE,
        (*whole("goods-receipt"), *at("return-to-supplier", "agree", "dispute", "hand-over", "gate")),
        order=("rank", "due", "opened"),
    ),
    Queue("to-ship", _("To ship"), WAREHOUSE, whole("shipment"), order=("rank", "due", "number"), held=False),
    Queue("held-shipments", _("Held shipments"), WAREHOUSE, whole("shipment"), held=True),
    Queue("exit", _("Receipts to let through"), WAREHOUSE, at("counter-sale", "exit"), order=("opened",), posts=(GUARD,)),
    Queue(
        "issue", _("Issue and loans"), WAREHOUSE,
        (*whole("goods-issue", "finished-goods-receipt"), *at("tool-loan", "issue", "out", "charge")),
    ),
    Queue(
        "to-buy", _("To buy"), WAREHOUSE,
        (
            *at("purchase-requisition", "buy"), *at("purchase-order", "draft", "send", "deliver"),
            *whole("project-purchase", "supplier-qualification", "strategic-supplier"),
        ),
        order=("rank", "due"),
    ),
    Queue(
        "counts", _("Counts and write-offs"), WAREHOUSE,
        (
            *whole("stocktake", "write-off", "scrap-disposal", "waste-clearance"), *at("stocktake", "plan"),
            *at("write-off", "draft"),
        ),
    ),
    Queue(
        "quality", _("Quality"), WAREHOUSE,
        (
            *at("goods-receipt", "inspect", "concession"), *at("shipment", "check"), *at("return-exchange", "goods"),
            *whole("inspection", "quality-statistics", "quality-audit", "technical-file"),
        ),
    ),
    Queue(
        "production", _("Production and equipment"), WAREHOUSE,
        whole("production-order", "equipment-repair", "equipment-scrap", "spare-part-plan"),
        order=("rank", "due"),
    ),
    Queue("decisions", _("For my decision"), WAREHOUSE, only="deciding", order=("due", "amount")),
    Queue("drafts", _("My drafts"), WAREHOUSE, only="drafts", order=("sent-back", "due", "opened")),
    from_others(WAREHOUSE),
)  # fmt: skip

_SERVICE = (
    Queue(
        "counter", _("Counter"), SERVICE,
        (
            *whole(
                "contact", "member-card", "stored-value-card", "group-buy-card", "return-exchange", "gift-issue",
                "bag-deposit", "broadcast",
            ),
            *at("contact", "draft"), *at("cashback", "pay"), *at("counter-sale", "draft", "cashier"),
        ),
        order=("rank", "opened"),
    ),
    Queue(
        "waiting", _("On the line"), SERVICE, at("contact", "draft"), only="mine", order=("rank", "opened"),
        posts=("service-agent", "front-desk"), when_empty=pages_to_read,
    ),
    Queue("visitors", _("Visitors in the house"), SERVICE, at("contact", "visiting"), order=("opened",)),
    Queue(
        "complaints", _("Complaints and suggestions"), SERVICE,
        (*whole("complaint", "suggestion"), *at("complaint", "record")),
        order=("rank", "due", "number"),
    ),
    Queue(
        "callbacks", _("Callbacks and surveys"), SERVICE,
        (*whole("callback", "satisfaction-survey", "callback-policy"), *at("callback", "draft")),
        order=("due", "rank", "opened"),
    ),
    Queue("work-orders", _("Work orders"), SERVICE, (*whole("work-order"), *at("decoration-permit", "tests"))),
    Queue(
        "orders", _("Orders, refunds, reconciliation"), SERVICE,
        whole("order-change", "order-cancel", "refund", "refund-watch", "stored-value-reconciliation"),
        order=("rank", "due", "opened"),
    ),
    Queue("customers", _("Customers to contact"), SERVICE, whole("customer-file")),
    Queue(
        "property", _("Property and permits"), SERVICE,
        whole(
            "property-takeover", "move-in", "key-loan", "parking-space", "entry-permit", "temporary-permit",
            "hot-work-permit", "decoration-permit", "decoration-inspection", "release-slip",
        ),
    ),
    Queue(
        "trainees", _("Trainees and placement"), SERVICE,
        whole(
            "trainee-intake", "health-check", "platform-certification", "group-interview", "partner-liaison",
            "worker-placement",
        ),
    ),
    Queue(
        "workers", _("Dispatched workers"), SERVICE,
        whole("staffing-order", "worker-onboarding", "worker-payroll", "injury-claim", "worker-training"),
    ),
    Queue("decisions", _("For my decision"), SERVICE, only="deciding", order=("due", "amount")),
    Queue("drafts", _("My drafts"), SERVICE, only="drafts", order=("sent-back", "due", "opened")),
    from_others(SERVICE),
)  # fmt: skip

_MANAGEMENT = (
    Queue(
        "approvals", _("General manager's inbox"), MANAGEMENT, only="deciding", every_desk=True,
        order=("urgent", "due", "amount"), posts=("general-manager",),
    ),
    Queue(
        "team", _("Department approvals"), MANAGEMENT, only="deciding", every_desk=True, order=("due", "opened"),
        posts=("department-head", "sales-manager", "warehouse-supervisor", "service-supervisor", "quality-manager",
               "workshop-lead", "office-director"),
    ),
    Queue("committee", _("Committee votes"), MANAGEMENT, only="deciding", every_desk=True, posts=("committee",)),
    Queue(
        "plans", _("Plans, rules, prices"), MANAGEMENT,
        whole(
            "annual-plan", "work-plan", "business-meeting", "operation-plan", "plan-briefing", "plan-change",
            "policy-change", "price-list", "important-matter", "opening-balance",
        ),
    ),
    Queue(
        "people", _("Staff"), MANAGEMENT,
        whole("recruitment", "departure", "transfer", "probation", "leave", "annual-leave", "social-insurance", "training"),
    ),
    Queue(
        "pay-day", _("Pay day"), MANAGEMENT,
        whole("score-sheet", "reward-penalty", "canteen-settlement", "call-quality-check", "payroll"),
    ),
    Queue(
        "papers", _("Documents and office"), MANAGEMENT,
        whole("document-control", "archive-filing", "document-print", "notice", "office-supplies", "duty-roster"),
    ),
    Queue("projects", _("Budgets and settlements"), MANAGEMENT, whole("budget", "workflow-sheet", "final-settlement")),
    Queue("late", _("Overdue and escalated"), MANAGEMENT, late=True, every_desk=True, order=("due",)),
    Queue("mine", _("My own matters"), MANAGEMENT, only="mine", every_desk=True, order=("due", "opened")),
    Queue("drafts", _("My drafts"), MANAGEMENT, only="drafts", order=("sent-back", "due", "opened")),
)  # fmt: skip

QUEUES = (*_SALES, *_WAREHOUSE, *_SERVICE, *_MANAGEMENT)
