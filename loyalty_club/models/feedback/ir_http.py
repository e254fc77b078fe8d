import re

from werkzeug.exceptions import RequestEntityTooLarge

from odoo import models
from odoo.http import request

FORMS = re.compile(r"/(my/club|club|club/m/[^/]+)/feedback$")


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _handle_error(cls, exception):
        """More than a form for feedback takes is not read: the visitor gets the form again, and a sentence why."""
        sent = request.httprequest
        if isinstance(exception, RequestEntityTooLarge) and FORMS.search(sent.path):
            request.params = dict(sent.args)  # the form was not read
            answer = request.redirect_query(sent.path, {**sent.args, "too_big": 1}, code=303)
            cls._post_dispatch(answer)
            return answer
        return super()._handle_error(exception)
