from . import (
    card_membership_tier,
    membership_tier,
    plan_tier,
    product_price,
    program_multiplier,
    sale_benefits,
    till_plans,
)
