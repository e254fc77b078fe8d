from . import (
    consent,
    message,
    message_sending,
    partner_messages,
    partner_newsletters,
    res_company,
    res_config_settings,
)
