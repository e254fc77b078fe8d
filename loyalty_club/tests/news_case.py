"""What tests of news share: a product that some bought, and news of it."""

from .common import ClubMixin


class NewsMixin(ClubMixin):
    @classmethod
    def make_news(cls, *products, **values):
        return cls.env["loyalty.news"].create(
            {
                "subject": "The lid may come off",
                "kind": "recall",
                "body": "<p>Bring it back.</p>",
                "product_ids": [(6, 0, [product.id for product in products])],
                **values,
            }
        )

    def send_news(self, news):
        """Send and hand over; the list of buyers."""
        news.action_send()
        while news.state == "sending":
            news.sudo()._hand_over()
        return news.recipient_ids

    @classmethod
    def agree(cls, partner, channel="email"):
        cls.env["loyalty.consent"]._give(partner, {channel: "yes"}, "staff", cls.env.company)
