from . import account_code, card_link, card_print, card_sign_up, throttle
