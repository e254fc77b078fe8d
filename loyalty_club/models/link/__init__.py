from . import card_link, throttle
