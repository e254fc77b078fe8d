from . import consent, partner_messages, partner_newsletters
