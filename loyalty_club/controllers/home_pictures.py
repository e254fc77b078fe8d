"""Pictures of rewards and tiers for members: files of records that members may not read."""

from odoo import http
from odoo.http import request

from .home import ClubHome

MONTH = 30 * 24 * 3600


class ClubPictures(ClubHome, http.Controller):
    @http.route("/my/club/rewards/<int:reward_id>/image", type="http", auth="user", readonly=True, sitemap=False)
    def reward_image(self, reward_id, unique=None, **_values):
        """The picture of a reward of one of the visitor's clubs."""
        rewards_sudo = self._get_accounts().program_id.reward_ids
        return self._stream(rewards_sudo.filtered(lambda reward: reward.id == reward_id), "image", unique)

    @http.route("/my/club/badge", type="http", auth="user", readonly=True, sitemap=False)
    def tier_badge(self, account=None, unique=None, **_values):
        """The badge of the visitor's tier."""
        return self._stream(self._choose_account(account).tier_id, "badge", unique)

    def _stream(self, record_sudo, name, unique):
        """The picture, or 404. ``unique`` changes with it, so browsers keep what has it."""
        if not record_sudo.with_context(bin_size=True)[name]:
            return request.not_found()
        stream = request.env["ir.binary"].sudo()._get_image_stream_from(record_sudo, name)
        return stream.get_response(max_age=MONTH if unique else 0)
