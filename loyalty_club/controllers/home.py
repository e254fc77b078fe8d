""" "My club": the member's pages in the customer account."""
