"""How many queries something takes: one way to count, so that what was remembered by chance is in no test's figure."""


class QueryCountMixin:
    """For any Odoo test case."""

    def count_queries(self, work, *args, fresh=True):
        """Queries that ``work(*args)`` takes, those that write what it changed included.

        What tests changed is written before. With ``fresh`` nothing is remembered but the user, its contact and its
        company, which any access to a time zone, a language, an author or a currency may ask for first.

        :param work: what is measured; where it fails, so does the test
        :param bool fresh: False: what the test has read stays remembered
        """
        self.env.flush_all()
        if fresh:
            self.env.invalidate_all()
            self.env.user.fetch(["tz", "lang", "company_id", "company_ids"])
            self.env.user.partner_id.fetch(["name"])
            self.env.company.fetch(["currency_id", "partner_id"])
        before = self.env.cr.sql_log_count
        work(*args)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before
