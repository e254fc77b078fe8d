from . import message_news, news, news_buyers, news_sending, news_test, partner_news, recipient
