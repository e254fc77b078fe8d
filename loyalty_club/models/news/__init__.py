from . import news, news_buyers, news_sending, partner_news, recipient
