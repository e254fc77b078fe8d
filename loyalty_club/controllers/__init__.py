from . import portal, portal_rewards
