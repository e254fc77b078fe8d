from . import (
    coalition_coupon,
    coalition_coupon_booking,
    coalition_coupon_states,
    coalition_movement,
    coalition_offer,
    coalition_offer_giving,
    coalition_partner,
    coalition_partner_states,
    res_partner,
)

# isort: split
from . import api, exchange, home, settling, staff, upload, using
