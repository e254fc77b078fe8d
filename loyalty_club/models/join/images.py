"""Pictures that the club's page shows to everybody; the records behind them stay closed."""

from odoo import models


def shows(club):
    """Whether some website shows the club (superuser mode)."""
    return club.program_type == "loyalty" and club.website_shown and club.ecommerce_ok and club._is_running()


def with_picture(records, field):
    """Those of ``records`` that have a picture, by one query and without reading any (superuser mode)."""
    attachments = records.env["ir.attachment"].sudo()
    domain = [("res_model", "=", records._name), ("res_field", "=", field), ("res_id", "in", records.ids)]
    return records.browse(row[0] for row in attachments._read_group(domain, ["res_id"]))


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def _can_return_content(self, field_name=None, access_token=None):
        if field_name == "website_image" and shows(self.sudo()):
            return True
        return super()._can_return_content(field_name, access_token)


class LoyaltyTier(models.Model):
    _inherit = "loyalty.tier"

    def _can_return_content(self, field_name=None, access_token=None):
        tier = self.sudo()
        if field_name == "badge" and tier.active and shows(tier.program_id):
            return True
        return super()._can_return_content(field_name, access_token)


class LoyaltyReward(models.Model):
    _inherit = "loyalty.reward"

    def _can_return_content(self, field_name=None, access_token=None):
        reward = self.sudo()
        if field_name == "image" and reward.active and shows(reward.program_id):
            return True
        return super()._can_return_content(field_name, access_token)
