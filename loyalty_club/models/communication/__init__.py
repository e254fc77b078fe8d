from . import (
    card_mails,
    card_words,
    mail,
    mail_due,
    mail_due_days,
    mail_job,
    mail_settings,
    mail_test,
    mail_view,
    message_standing,
    message_test,
)
