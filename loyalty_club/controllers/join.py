"""The club's public page, and joining."""
