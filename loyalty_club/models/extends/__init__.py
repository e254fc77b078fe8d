from . import (
    sale_order,
    sale_order_view,
    sale_order_line,
    account_move,
    account_partial_reconcile,
    stock_move,
    payment_transaction,
    res_partner,
    loyalty_reward,
)
