"""Rules of points as values: plain Python, no Odoo import.

Models fetch, call and store; nothing here reads a database, a clock or a setting.
"""
