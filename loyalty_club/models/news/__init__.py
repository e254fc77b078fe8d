from . import news, news_buyers, news_sending, news_test, partner_news, recipient
