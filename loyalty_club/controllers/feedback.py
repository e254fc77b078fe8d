"""Feedback in the customer account: what one wrote, writing more, and the conversation."""

from odoo import http
from odoo.http import request
from odoo.tools import consteq

from odoo.addons.portal.controllers.portal import pager as portal_pager

from .feedback_form import FeedbackForm, get_form_bytes
from .home import ClubHome
from .texts import plain

PAGE = "/my/club/feedback"
ON_A_PAGE = 20
MAX_ID = 2**31 - 1


class ClubFeedback(FeedbackForm, ClubHome, http.Controller):
    @http.route(
        [PAGE, f"{PAGE}/page/<int:page>"], type="http", auth="user", website=True, methods=["GET"], readonly=True,
        sitemap=False,
    )  # fmt: skip
    def my_feedback(self, page=1, account=None, filterby="all", too_big=None, **_values):
        """What one wrote, a page at a time, and the form for more."""
        account_sudo = self._choose_account(account)
        if account and not account_sudo:
            return request.redirect(PAGE)
        problem = self._get_not_read() if too_big else None
        return self._render_feedback(account_sudo, form_problem=problem, page=page, filterby=filterby)

    def _render_feedback(self, account_sudo, form=None, form_problem=None, status=200, page=1, filterby="all"):
        """:param account_sudo: may be empty: who wrote without being a member reads it all the same"""
        partner = request.env.user.partner_id
        answer = self._render_club(
            "loyalty_club.my_feedback",
            "feedback",
            account_sudo,
            choices=account_sudo._get_feedback_choices(partner) if account_sudo else [],
            form_problem=form_problem,
            **self._get_list_values(partner, account_sudo, page, filterby),
            **self._get_form_values(form),
        )
        answer.status_code = status
        return answer

    def _get_list_values(self, partner, account_sudo, page, filterby):
        """What a partner wrote, of one page and one filter: the newest first."""
        Feedback_sudo, own = request.env["loyalty.feedback"].sudo(), [("partner_id", "=", partner.id)]
        filters = self._get_filters()
        filterby = filterby if filterby in filters else "all"
        domain = [*own, *filters[filterby][1]]
        pager = portal_pager(
            url=PAGE,
            url_args={"account": account_sudo.id or "", "filterby": filterby},
            total=Feedback_sudo.search_count(domain),
            page=page,
            step=ON_A_PAGE,
        )
        feedback_sudo = Feedback_sudo.search(
            domain, order="opened_at desc, id desc", limit=ON_A_PAGE, offset=pager["offset"]
        )
        has_written = bool(feedback_sudo or Feedback_sudo.search_count(own, limit=1))
        return {
            "feedback": feedback_sudo,
            "has_written": has_written,
            "shows_without_account": has_written,
            "pager": pager,
            "filters": {name: words for name, (words, _domain) in filters.items()},
            "filterby": filterby,
            "states": dict(Feedback_sudo._fields["state"]._description_selection(request.env)),
        }

    def _get_filters(self):
        """{name: (words, domain)}: whose turn it is, as the member sees it."""
        _ = request.env._
        return {
            "all": (_("All"), []),
            "ours": (_("Waiting for our answer"), [("state", "in", ("new", "in_work"))]),
            "answered": (_("We have answered"), [("state", "=", "waiting")]),
            "closed": (_("Closed"), [("state", "=", "closed")]),
        }

    @http.route(
        PAGE, type="http", auth="user", website=True, methods=["POST"], sitemap=False,
        max_content_length=get_form_bytes,
    )  # fmt: skip
    def send_feedback(self, account=None, **values):
        """``sending`` makes a second click the same feedback."""
        account_sudo = self._choose_account(account)
        if not account_sudo:
            return request.redirect(PAGE)
        partner, form, files = request.env.user.partner_id, self._read_form(values), self._read_files()
        problem = self._find_form_problem(form, files)
        if problem:
            return self._render_feedback(account_sudo, form, problem)
        who = {
            "source": "portal",
            "partner_id": partner.id,
            "account_id": account_sudo.id,
            "program_id": account_sudo.program_id.id,
            "company_id": account_sudo._get_feedback_company(request.website.company_id).id,
            **account_sudo._get_feedback_about(partner, form["about"]),
        }
        feedback_sudo = self._take_in(form, files, who, account_sudo)
        if not feedback_sudo:
            return self._render_feedback(account_sudo, form, self._get_slowed(), status=429)
        request.session["club_done"] = request.env._("Thank you. We have received it as %s.", feedback_sudo.number)
        return self._back_to(PAGE, account_sudo)

    @http.route(
        f"{PAGE}/<int:feedback_id>", type="http", auth="public", website=True, methods=["GET"], readonly=True,
        sitemap=False,
    )  # fmt: skip
    def my_feedback_thread(self, feedback_id, access_token=None, pid=None, **values):
        """One conversation: for whoever wrote, and whoever has the address from a mail."""
        feedback_sudo = self._find_feedback(feedback_id, access_token)
        if not feedback_sudo:
            return request.redirect(PAGE)
        states = dict(feedback_sudo._fields["state"]._description_selection(request.env))
        kinds = dict(feedback_sudo._fields["kind"]._description_selection(request.env))
        return request.render(
            "loyalty_club.my_feedback_thread",
            {
                "page_name": "my_club_feedback",
                "feedback": feedback_sudo,
                "state_label": states[feedback_sudo.state],
                "kind_label": kinds[feedback_sudo.kind],
                "token": feedback_sudo.access_token,
                "pid": pid,
                "hash": values.get("hash"),
                "rating": feedback_sudo._get_open_rating() if feedback_sudo.state == "closed" else None,
                "is_guest": request.env.user._is_public(),
            },
            headers={"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"},
        )

    def _find_feedback(self, feedback_id, access_token):
        """The feedback if it is the visitor's own or the token is right; else empty (superuser mode)."""
        Feedback_sudo = request.env["loyalty.feedback"].sudo()
        found = Feedback_sudo.browse(feedback_id if 0 < feedback_id <= MAX_ID else 0).exists()
        user = request.env.user
        is_own = not user._is_public() and found.partner_id == user.partner_id
        if found and (is_own or (found.access_token and consteq(found.access_token, plain(access_token)))):
            return found
        return Feedback_sudo.browse()
