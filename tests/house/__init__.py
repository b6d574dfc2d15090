"""Rules of the whole house, and of the files around it."""
