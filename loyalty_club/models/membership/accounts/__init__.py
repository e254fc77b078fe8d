from . import (
    account_move_deferral,
    deferral,
    deferral_merged,
    report_base,
    report_cohort,
    report_month,
    report_result,
    res_company,
    res_config_settings,
)
