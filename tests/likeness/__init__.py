"""The same thing told twice, or two things near each other: made by chance, and told apart."""
