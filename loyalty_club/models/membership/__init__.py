from . import (
    account_move_change,
    account_move_credit,
    account_move_deferral,
    benefit,
    card_membership_tier,
    card_merge,
    deferral,
    membership,
    membership_actions,
    membership_benefits,
    membership_counted,
    membership_event,
    membership_refund,
    membership_starting,
    membership_states,
    membership_term,
    membership_tier,
    partner_merge,
    plan,
    plan_benefits,
    plan_change,
    plan_change_paid,
    plan_figures,
    plan_period,
    plan_tier,
    product_price,
    program_multiplier,
    report_cohort,
    report_month,
    report_result,
    res_company,
    res_config_settings,
    res_partner,
    sale_benefits,
    term_change,
    term_moves,
    term_refund,
    till_plans,
)

# isort: split
from . import (  # what it gives
    ledger_purchases,
    membership_cash_back,
    membership_coupons,
    membership_gifts,
    membership_savings,
    membership_welcome,
    membership_years,
    plan_gifts,
    pos_access,
    pos_savings,
    product_access,
    sale_access,
    sale_savings,
    savings_document,
    voucher_money,
    without_memberships,
)

# isort: split
from . import (
    buying_document,
    buying_payment,
    buying_period,
    buying_undo,
)

# isort: split
from . import (  # what customers see
    card_membership,
    membership_home,
    plan_offers,
    plan_words,
    sale_order_choice,
)

# isort: split
from . import (  # renewing
    membership_schedule,
    membership_token,
    payment_transaction,
    plan_period_taxes,
    plan_schedule,
    renewal,
    renewal_charge,
    renewal_invoice,
    renewal_mails,
    renewal_move,
    renewal_reconcile,
    term_charge,
    term_invoice,
    token,
)

# isort: split
from . import pos_loading, pos_order_buying, sale_order_buying, sale_order_line_buying

# isort: split
from . import buying_fee, buying_gift, buying_shop, term_billed
