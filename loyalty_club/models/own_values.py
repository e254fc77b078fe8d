"""What a record notes by itself is said by nobody else, in whatever way it arrives."""

from odoo.tools.misc import clean_context


def leave_out_own(records, vals_list, names):
    """New records begin as their model says: values, ``default_*`` of the context and defaults that users keep
    (``ir.default``) say nothing of what is noted.

    :param records: the model that creates
    :param list vals_list: as for ``create``; not changed
    :param names: fields that the club notes by itself
    :return: (the model to create with, the values to create)
    """
    forged = {f"default_{name}" for name in names}
    context = {name: value for name, value in records.env.context.items() if name not in forged}
    model = records.with_env(records.env(context=context))
    begun = {}
    for field in (records._fields[name] for name in names):
        if field.compute or field.type in ("one2many", "many2many"):
            continue
        if model._has_field_access(field, "write"):  # what somebody may not name is not named for them
            value = field.convert_to_cache(field.default(model) if field.default else False, model, validate=False)
            begun[field.name] = field.convert_to_write(value, model)
    return model, [{**{name: vals[name] for name in vals if name not in names}, **begun} for vals in vals_list]


def without_defaults(records):
    """For records that the club alone makes: the model to create with, whose values are all that is said of them.

    Odoo leaves a caller's defaults behind when it goes over to superuser mode; this holds within that mode, too.
    """
    return records.with_env(records.env(context=clean_context(records.env.context)))
