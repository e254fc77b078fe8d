from . import card_link
