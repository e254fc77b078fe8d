from . import consent, message, message_turn

# isort: split
from . import (
    message_clean_up,
    message_handing,
    message_instead,
    message_merge,
    message_receivers,
    message_sending,
)  # extend the message

# isort: split
from . import (
    card_communication,
    card_merge,
    coupon_message,
    mail_mail,
    mail_thread,
    partner_communication,
    partner_messages,
    partner_newsletters,
    res_company,
    res_config_settings,
    sms_sms,
    sms_tracker,
)
