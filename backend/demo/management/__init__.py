"""Management of sample reports."""
