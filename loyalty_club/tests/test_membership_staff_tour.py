"""Staff and memberships in a real browser: sold, paused, resumed, extended, ended, refunded."""

from datetime import timedelta

from odoo.tests import HttpCase, tagged

from .membership_case import MembershipMixin


@tagged("post_install", "-at_install")
class TestMembershipStaffTour(MembershipMixin, HttpCase):
    def test_sell_pause_resume_extend_end_refund(self):
        self.plan.start_on = "order"
        bought = self.buy(self.ben)
        self.make_user(
            "loyalty_club.group_club_manager,sales_team.group_sale_manager,account.group_account_invoice",
            login="club_plans",
        )

        self.start_tour("/odoo/club-plans", "club_membership_staff", login="club_plans", timeout=180)

        self.env.invalidate_all()
        ada = self.Membership.search([("partner_id", "=", self.ada.id)])
        month, days = ada.term_ids.sorted("date_from")
        self.assertEqual((ada.state, ada.end_reason, month.kind, days.kind), ("ended", "staff", "bought", "gift"))
        self.assertEqual(days.date_to - days.date_from, timedelta(days=9))
        steps = [(event.kind, event.state_after, event.reason) for event in ada.event_ids.sorted("id")]
        self.assertEqual(
            [step for step in steps if step[2]],
            [
                ("state", "suspended", "In hospital"),
                ("extended", "active", "The shop was closed"),
                ("state", "ended", "Asked by telephone"),
            ],
        )
        self.assertEqual(ada.event_ids.user_id.login, "club_plans")
        ben = self.Membership.search([("partner_id", "=", self.ben.id)])
        self.assertEqual((ben.state, ben.end_reason, ben.paid_amount), ("ended", "refunded", 0))
        credit = bought.invoice_ids.filtered(lambda move: move.move_type == "out_refund")
        self.assertEqual((credit.state, credit.amount_untaxed), ("posted", 12.95))
