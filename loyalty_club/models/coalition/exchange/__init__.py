from . import (
    coalition_coupon,
    coalition_coupon_file,
    coalition_coupon_telling,
    coalition_delivery,
    coalition_delivery_sending,
    coalition_news,
    coalition_offer,
    coalition_partner,
    coalition_partner_client,
    coalition_partner_offers,
    coalition_partner_polling,
)
