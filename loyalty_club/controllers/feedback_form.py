"""What the forms for feedback share: in the customer account, behind a member's link and behind a QR code."""

import hashlib
import uuid

from odoo.http import request
from odoo.tools import email_normalize

from . import throttle
from .texts import plain

FILES = 5
FILE_BYTES = 10 * 1024 * 1024
FORM_BYTES = FILES * FILE_BYTES + 1024 * 1024
SUBJECT, TEXT = 120, 5000


def get_form_bytes(_controller):
    """The most that a form may send; more is not read (``models/feedback/ir_http.py``)."""
    return FORM_BYTES


class FeedbackForm:
    """A mixin for controllers: reads what was typed, says what to change, and takes it in once."""

    def _read_form(self, values):
        """Plain texts of a form, whatever was sent."""
        lengths = {"kind": 20, "subject": SUBJECT, "text": TEXT, "about": 40, "name": 100, "email": 200, "phone": 40,
                   "sending": 64}  # fmt: skip
        return {name: plain(values.get(name), most).strip() for name, most in lengths.items()}

    def _get_form_values(self, form=None):
        """What the form template needs."""
        kinds = request.env["loyalty.feedback"]._fields["kind"]._description_selection(request.env)
        return {
            "kinds": kinds,
            "sending": uuid.uuid4().hex,
            "form": form or {},
            "most_files": FILES,
            "most_bytes": FILE_BYTES,
            "too_many": self._get_too_many(),
            "too_big": self._get_too_big(),
        }

    @staticmethod
    def _get_too_many():
        return request.env._("These are too many files. Choose at most %s.", FILES)

    @staticmethod
    def _get_too_big():
        return request.env._("A file is too big. Choose files of at most 10 MB.")

    @staticmethod
    def _get_not_read():
        """What the form says after more was sent than it takes."""
        return request.env._("That was too much at once, and nothing of it arrived. Choose fewer or smaller files.")

    def _find_form_problem(self, form, files, needs_contact=False):
        """A sentence that says what to change, or None."""
        _ = request.env._
        kinds = dict(request.env["loyalty.feedback"]._fields["kind"].selection)
        if form["kind"] not in kinds:
            return _("Choose what kind of message it is.")
        if not form["text"]:
            return _("Write what you want to tell us.")
        if needs_contact and not (email_normalize(form["email"]) or self._is_phone(form["phone"])):
            return _("Give an e-mail address or a telephone number, so that we can answer.")
        if len(files) > FILES:
            return self._get_too_many()
        if any(len(content) > FILE_BYTES for _name, content in files):
            return self._get_too_big()
        return None

    @staticmethod
    def _is_phone(text):
        return sum(char.isdigit() for char in text) >= 6

    def _read_files(self):
        """[(name, content)] of the files of the form; one byte more than allowed is read, so that too big ones show."""
        sent = [file for file in request.httprequest.files.getlist("files") if file.filename]
        return [(plain(file.filename, 200), file.read(FILE_BYTES + 1)) for file in sent[: FILES + 1]]

    def _take_in(self, form, files, values, account_sudo=None):
        """Take feedback in, once for a form (``sending``).

        :param dict values: who, where from and about what (``loyalty.feedback`` fields)
        :return: the feedback in superuser mode; empty: there was too much from this visitor of late
        """
        Feedback_sudo = request.env["loyalty.feedback"].sudo()
        key = self._get_key(form, files)
        counted_sudo = throttle.count("feedback", account_sudo)
        known = Feedback_sudo.with_context(active_test=False).search([("key", "=", key)]) if key else Feedback_sudo
        known = known.filtered(lambda found: found.partner_id.id == values.get("partner_id", False))
        if known or not counted_sudo:
            counted_sudo.unlink()
            return known
        return Feedback_sudo._open(
            [
                {
                    **values,
                    "key": key,
                    "kind": form["kind"],
                    "subject": form["subject"],
                    "text": form["text"],
                    "attachment_ids": self._store_files(files),
                }
            ]
        )

    @staticmethod
    def _get_key(form, files):
        """The same form with the same words comes in once; other words, typed after going back, are another message."""
        if not form["sending"]:
            return None
        said = [text for name, text in sorted(form.items()) if name != "sending"]
        said += [(name, hashlib.sha256(content).hexdigest()) for name, content in files]
        return f"form,{form['sending']},{hashlib.sha256(repr(said).encode()).hexdigest()[:32]}"

    def _store_files(self, files):
        """Attachments of nobody yet; they go with the first message. What could hold scripts is kept as plain text."""
        Attachment_sudo = request.env["ir.attachment"].sudo()
        made = Attachment_sudo.create(
            [
                {"name": name, "raw": content, "res_model": "mail.compose.message", "res_id": 0}
                for name, content in files
            ]
        )
        return made.ids

    def _get_slowed(self):
        return request.env._(
            "You have written a lot lately. Send this again in ten minutes; if that does not help, tomorrow."
        )
