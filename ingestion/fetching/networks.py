"""Which addresses are public. What is written as a name or a number is resolved before it is held against this."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NEVER = tuple(
    ip_network(network)
    for network in (
        "100.64.0.0/10",  # shared by the customers of a carrier (RFC 6598)
        "192.0.0.0/24",  # protocols of the IETF (RFC 6890)
        "192.88.99.0/24",  # relays of 6to4 (RFC 7526)
        "::/96",  # an IPv4 address behind zeros (RFC 4291, 2.5.5.1)
        "::ffff:0:0/96",  # an IPv4 address, mapped (RFC 4291, 2.5.5.2)
        "::ffff:0:0:0/96",  # and translated (RFC 2765)
        "64:ff9b::/96",  # an IPv4 address behind NAT64 (RFC 6052)
        "64:ff9b:1::/48",  # the same, within one network (RFC 8215)
        "100::/64",  # nowhere (RFC 6666)
        "2001::/23",  # protocols of the IETF, Teredo with its IPv4 address among them (RFC 2928, 4380)
        "2002::/16",  # an IPv4 address in 6to4 (RFC 3056)
        "3fff::/20",  # examples (RFC 9637)
        "5f00::/16",  # segments (RFC 9602)
        "fec0::/10",  # local to a site (RFC 3879)
    )
)
"""What `ipaddress` takes for global, of any age, and is not."""


def networks(written: Iterable[str]) -> tuple[Network, ...]:
    """Networks as they are written (`10.0.0.0/8`, `fd00::/8`, or one address). Raises ValueError where one is none."""
    return tuple(ip_network(each, strict=False) for each in written)


def may_be_asked(address: Address, allowed: Iterable[Network] = ()) -> bool:
    """Whether an address is public, or stands in a network that somebody allowed by name.

    >>> from ipaddress import ip_address
    >>> may_be_asked(ip_address("93.184.215.14")), may_be_asked(ip_address("169.254.169.254"))
    (True, False)
    """
    if any(address in network for network in allowed):
        return True
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    return not any(address in network for network in _NEVER)
