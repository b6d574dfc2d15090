"""Network addresses, as coarse as one counts them: a household's line, and the lines around it."""

import ipaddress

_HOUSEHOLD_BITS = {4: 32, 6: 64}  # of IPv6 one connection owns a whole /64
_AROUND_BITS = {4: 24, 6: 48}


def household(address: str) -> str:
    """Return what one line is known by: an IPv4 address, the /64 of an IPv6 one. All that is no address is one."""
    return _network(address, _HOUSEHOLD_BITS)


def around(address: str) -> str:
    """Return the lines beside it: the /24 of an IPv4 address, the /48 of an IPv6 one."""
    return _network(address, _AROUND_BITS)


def _network(address: str, bits: dict[int, int]) -> str:
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        known = ipaddress.ip_address(0)
    if isinstance(known, ipaddress.IPv6Address):
        known = known.ipv4_mapped or known
    return str(ipaddress.ip_network((known, bits[known.version]), strict=False))
