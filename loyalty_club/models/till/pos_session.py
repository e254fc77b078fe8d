from odoo import api, models


class PosSession(models.Model):
    _inherit = "pos.session"

    @api.model
    def _load_pos_data_models(self, config):
        return [*super()._load_pos_data_models(config), "loyalty.tier"]

    def _validate_session(self, *args, **kwargs):
        """At the latest now the points of all orders are booked."""
        self.env["pos.order"].sudo()._get_missing(self)._book_missing()
        return super()._validate_session(*args, **kwargs)
