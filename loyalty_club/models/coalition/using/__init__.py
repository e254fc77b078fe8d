from . import coupon_card, coupon_newcomer, coupon_programs, document

# isort: split
from . import outcome, pos_order, sale_order
