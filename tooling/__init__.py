"""What stands behind ``./club``: standard library only, one concern a file.

``main`` reads the command line and calls one of ``commands``; ``site`` gathers what they need (``odoo``, ``python``,
``postgres``, ``database``); everything fetched or made lives in one folder that ``cache`` knows.
"""
