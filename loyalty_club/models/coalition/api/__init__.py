from . import (
    coalition_coupon,
    coalition_coupon_list,
    coalition_coupon_money,
    coalition_offer,
    coalition_partner,
    coalition_rate,
    coalition_request,
    ir_http,
)
