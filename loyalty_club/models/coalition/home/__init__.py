from . import automatic, automatic_due, card_home, card_merge, coupon_home, coupon_mail, offer_home

# isort: split
from . import points_document
