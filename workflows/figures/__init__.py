"""The dashboards of the four desks: what is counted, how, and what lies behind it.

Figures name processes by key and read narrow rows of many cases at once (`db.figures`); none asks case by case.
What waits for processes that are not built is not there: each dashboard lists it as missing.
"""

from workflows.figures.management import MANAGEMENT_BOARD
from workflows.figures.sales import SALES_BOARD
from workflows.figures.service import SERVICE_BOARD
from workflows.figures.warehouse import WAREHOUSE_BOARD

BOARDS = (SALES_BOARD, WAREHOUSE_BOARD, SERVICE_BOARD, MANAGEMENT_BOARD)
