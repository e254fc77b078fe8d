from . import check_in, claims, portal, portal_rewards
