from . import buying_document, buying_payment, buying_period, buying_undo

# isort: split
from . import pos_loading, pos_order_buying, sale_order_buying, sale_order_line_buying

# isort: split
from . import buying_fee, buying_gift, buying_shop, sale_line_credits, term_billed

# isort: split
from . import invoice_replaced

# isort: split
from . import change_replaced
