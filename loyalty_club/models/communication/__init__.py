from . import mail, mail_settings, mail_due, mail_due_days, mail_job, card_mails, card_words
