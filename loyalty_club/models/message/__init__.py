from . import consent, message, message_turn

# isort: split
from . import message_handing, message_merge, message_sending  # extends the message

# isort: split
from . import (
    card_communication,
    card_merge,
    mail_mail,
    partner_communication,
    partner_messages,
    partner_newsletters,
    res_company,
    res_config_settings,
    sms_sms,
)
