from . import (
    product_earning,
    sale_cart,
    sale_cart_rewards,
    sale_free_delivery,
    sale_outcome,
    sale_shop_earning,
    sale_spending,
    sale_tier_benefits,
)
