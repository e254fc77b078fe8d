from . import (
    activity_home,
    activity_review,
    card_catalogue,
    card_entries,
    card_figures,
    card_home,
    card_leaving,
    card_open_activities,
    ledger_entry_home,
    partner_home,
    reward_home,
)
