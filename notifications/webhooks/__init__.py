"""Changes told to other programs: who is told, what is owed, and how it is signed and sent."""
