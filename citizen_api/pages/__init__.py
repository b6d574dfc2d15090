"""The pages residents see: the form, its confirmation, one report, the search for a code, help."""
