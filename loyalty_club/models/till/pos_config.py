from odoo import models


class PosConfig(models.Model):
    _inherit = "pos.config"

    def _get_program_ids(self):
        """Promotions for members stay away from the till as long as it cannot tell who a member is."""
        return super()._get_program_ids().filtered(lambda program: not program.member_program_id)
