"""The roles of the tests of access, and sets of them."""

# anyone: not signed in; charge, head: of the unit in charge; beside: of a unit with it; stranger: of another unit
ROLES = ("anyone", "charge", "head", "beside", "stranger", "office", "leader", "auditor", "administrator")
ALL = frozenset(ROLES)
STAFF = ALL - {"anyone"}
SEE = frozenset({"charge", "head", "beside", "office", "leader", "auditor"})  # the report
ACT = frozenset({"charge", "head"})
NOTE = ACT | {"beside", "office"}
UNITS = frozenset({"charge", "head", "beside", "stranger"})
TAKE_DOWN = UNITS | {"office"}
READ_ALL = frozenset({"office", "leader", "auditor"})
MANAGERS = frozenset({"head", "administrator"})
ADMINISTRATOR = frozenset({"administrator"})
NOBODY: frozenset[str] = frozenset()
