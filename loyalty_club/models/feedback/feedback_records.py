"""Feedback seen from other records."""
