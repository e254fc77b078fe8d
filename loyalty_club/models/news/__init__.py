from . import message_instead, news, news_buyers, news_sending, news_test, partner_news, recipient
