"""Who works here: users, memberships, actors."""
