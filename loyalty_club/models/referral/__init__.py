from . import (
    card_friends,
    card_referral,
    card_referral_link,
    program_referral,
    referral,
    referral_checks,
    referral_decisions,
    referral_purchase,
    referral_purchases,
    referral_rewards,
    referral_states,
    referral_view,
    website,
)

# isort: split
from . import payment_transaction, points_document, pos_order_referral, sale_order_referral  # what makes it go on
