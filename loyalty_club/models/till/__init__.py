from . import (
    account_move,
    card_till,
    pos_config,
    pos_order,
    pos_order_booking,
    pos_order_credit,
    pos_order_difference,
    pos_order_earning,
    pos_order_line,
    pos_order_points,
    pos_order_purchase,
    pos_order_refund,
    pos_order_reward,
    pos_order_view,
    pos_session,
    sale_order_line,
    tier,
    till_difference,
)

# isort: split
from . import (
    card_till_loading,
    card_till_tiers,
    card_validation,
    order_reservation,
    partner_enrol,
    program_till,
    res_partner,
    reservation_till,
    reward_till,
    rule_till,
)
