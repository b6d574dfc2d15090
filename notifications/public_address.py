"""Addresses that others name and we dial: written plainly, on the open internet, never inside our own network."""

import re
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.utils.translation import gettext as _

from backend.core.errors import Refused

LONGEST = 500
_WRITTEN = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*(?:\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?)"
)
_PORTS = frozenset({443, 8443})
_USUAL = {"https": 443, "http": 80}
_HIGHEST_PORT = 65_535
# IANA, special-purpose address registries; what is not named there as reachable by everyone is not dialled.
_INNER_4 = tuple(
    ip_network(one)
    for one in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
_OPEN_6 = IPv6Network("2000::/3")  # all that is given out; mapped, NAT64, local and link-local ones lie outside
_INNER_6 = tuple(
    ip_network(one) for one in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)  # with Teredo and 6to4, which lead to an IPv4 address of anybody's choice


@dataclass(frozen=True)
class Target:
    """An address as it is dialled; ``path`` with its query. ``is_trusted``: the operator named the host as its own."""

    scheme: str
    host: str
    port: int
    path: str
    is_trusted: bool

    @property
    def authority(self) -> str:
        """Return what the header Host says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _USUAL[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """Return the address as it is written."""
        return f"{self.scheme}://{self.authority}{self.path}"


def read_target(url: str) -> Target:
    """Return the parts of ``url``. Raises Refused (``url``) for any that is not plainly a public https address.

    Where its name leads is not asked here but when it is dialled, for names change.
    """
    found = _WRITTEN.fullmatch(url) if len(url) <= LONGEST else None
    if found is None:
        raise Refused(_("Xin ghi địa chỉ dạng https://tên-miền/đường-dẫn."), field="url", code="invalid")
    host, scheme = found["host"], found["scheme"]
    port = int(found["port"] or _USUAL[scheme])
    is_trusted = is_inside(host, port)
    if not is_trusted and (scheme != "https" or port not in _PORTS):
        raise Refused(_("Chỉ nhận địa chỉ https, cổng 443 hoặc 8443."), field="url", code="not_https")
    if not (is_trusted or _may_be_public(host)) or not 0 < port <= _HIGHEST_PORT:
        raise Refused(_("Địa chỉ này không ở trên mạng công cộng."), field="url", code="not_public")
    return Target(scheme, host, port, found["path"], is_trusted)


def is_inside(host: str, port: int) -> bool:
    """Whether the operator named the host, or this port of it, as one of the own network that may be called."""
    return bool({host, f"{host}:{port}"} & settings.NEIGHBOURS_INSIDE)


def is_public(written: str) -> bool:
    """Whether an IP address, as the resolver gave it, is on the open internet; False for what is none."""
    try:
        address = ip_address(written)
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        return address in _OPEN_6 and not any(address in net for net in _INNER_6)
    return not any(address in net for net in _INNER_4)


def _may_be_public(host: str) -> bool:
    """Whether the name could lead outside: a public IPv4 address, or a name of several parts that ends in letters."""
    if re.fullmatch(r"[0-9.]+", host):
        return is_public(host)
    last = host.rpartition(".")[2]
    return "." in host and ".." not in host and last.isascii() and not last[0].isdigit()
