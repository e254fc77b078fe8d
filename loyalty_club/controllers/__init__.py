from . import check_in, claims, member_page, portal, portal_rewards
