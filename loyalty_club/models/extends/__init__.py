from . import (
    account_move,
    account_move_line,
    account_partial_reconcile,
    payment_transaction,
    res_partner,
    sale_order,
    sale_order_line,
    sale_order_view,
    stock_move,
)
