from . import warning

# isort: split
from . import (
    cancelled_codes,
    coalition_actions,
    coalition_job,
    coalition_warnings,
    coupon_actions,
    coupon_peer,
    invitation_message,
    offer_actions,
    offer_peer,
    offer_warnings,
    partner_invitation,
    prepaid_warnings,
    sale_invitation,
    settlement_warnings,
)
