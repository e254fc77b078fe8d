"""Windows are filled in by ids that a browser sends, and show names and balances behind them."""

from odoo import api, models


class LoyaltyReadableWindow(models.AbstractModel):
    """For transient models: whatever record their user chooses is one that the user may read.

    What a window shows of a record (related and computed values) is often read as superuser; so the record itself is
    checked as soon as it is sent: stored, written, or only asked about while a form is filled in.
    """

    _name = "loyalty.readable.window"
    _description = "Window on Readable Records"

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        self._check_sent(values)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        windows = super().create(vals_list)
        windows._check_shown(windows._fields)
        return windows

    def write(self, vals):
        result = super().write(vals)
        self._check_shown(vals)
        return result

    def onchange(self, values, field_names, fields_spec):
        self._check_sent(values)
        return super().onchange(values, field_names, fields_spec)

    def _check_sent(self, values):
        """Check values that are not stored, in whatever way they name records.

        :param dict values: as for ``new``
        :raise AccessError: the user may not read one of them
        """
        names = [name for name in values if name in self._fields and self._fields[name].relational]
        if names and not self.env.su:
            self.new({name: values[name] for name in names})._check_shown(names)

    def _check_shown(self, names):
        """
        :param names: fields of these windows; those that hold no records are passed over
        :raise AccessError: the user may not read a record in one of them
        """
        if self.env.su:
            return
        for field in (self._fields[name] for name in names if name in self._fields):
            if not field.relational or (not field.store and field.compute):
                continue
            is_window = isinstance(self.env[field.comodel_name], self.env.registry["loyalty.readable.window"])
            if not is_window:
                self[field.name]._origin.check_access("read")
            elif field.type == "one2many":
                self[field.name]._check_shown(self.env[field.comodel_name]._fields)
