from . import (
    card,
    coupon,
    program,
    reward,
    reward_budget,
    reward_claim,
    reward_claim_booking,
    reward_offer,
    reward_use,
    reward_view,
    sale_chosen_points,
    sale_order,
)
