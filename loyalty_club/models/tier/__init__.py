from . import card_tier, program_tier, tier, tier_change
