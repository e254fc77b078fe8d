from odoo import api, models

ANSWERED = {"auto-replied", "auto-generated", "auto-notified"}


def is_automatic(message):
    """Whether a machine wrote an ``email.message.EmailMessage``, as its headers say (RFC 3834, and older ones)."""
    submitted = str(message.get("Auto-Submitted") or "").partition(";")[0].strip().lower()
    precedence = str(message.get("Precedence") or "").strip().lower()
    return bool(
        submitted in ANSWERED
        or precedence == "auto_reply"
        or message.get("X-Autoreply")
        or message.get("X-Autorespond")
    )


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """An answer that a machine gave while the member is away is no word of the member: it is kept with the
        feedback, and changes nothing.
        """
        if any(route[0] == "loyalty.feedback" for route in routes or ()) and is_automatic(message):
            message_dict["message_type"] = "out_of_office"
        return super()._message_route_process(message, message_dict, routes)
