from . import (
    account_move,
    coalition_movement,
    coalition_partner,
    package,
    result,
    settlement,
    settlement_document,
    settlement_states,
)
