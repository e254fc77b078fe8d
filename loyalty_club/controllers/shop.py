"""Points in the shop."""
