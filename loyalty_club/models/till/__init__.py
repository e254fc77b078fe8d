from . import (
    card_till,
    pos_config,
    pos_order,
    pos_session,
    tier,
    till_difference,
)
