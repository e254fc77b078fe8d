from . import check_in, claims, home, join, link, member_page, portal, portal_rewards, referral, shop
