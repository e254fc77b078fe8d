from . import card_membership, membership_home, plan_offers, plan_words, sale_order_choice
