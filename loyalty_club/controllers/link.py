"""The member's card, and making a member's page one's own account."""
