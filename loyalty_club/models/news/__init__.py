from . import news, news_buyers, news_sending, recipient
