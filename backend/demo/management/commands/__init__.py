"""Commands of sample reports."""
