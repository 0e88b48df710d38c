"""Which addresses are asked: those of the open internet, and what an admin named."""

from ipaddress import ip_address

import pytest

from ingestion.fetching.fetcher import Fetcher
from ingestion.fetching.networks import may_be_asked, networks

PRIVATE = [
    "0.0.0.0", "10.0.0.1", "100.64.0.1", "100.127.255.254", "127.0.0.1", "127.8.8.8", "169.254.169.254", "172.16.0.1",
    "172.31.255.255", "192.0.0.8", "192.0.0.170", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:8.8.8.8", "64:ff9b::7f00:1",
    "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::1", "2002:808:808::1",
    "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "8.8.8.8", "93.184.215.14", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111", "2a00:1450::1"]


@pytest.mark.parametrize("address", PRIVATE)
def test_no_private_address(address: str) -> None:
    assert not may_be_asked(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_every_public_address(address: str) -> None:
    assert may_be_asked(ip_address(address))


def test_what_an_admin_named_and_its_neighbour() -> None:
    allowed = networks(["10.1.0.0/16", "fd00::5"])
    asked = [may_be_asked(ip_address(each), allowed) for each in ("10.1.2.3", "fd00::5", "10.2.0.1", "fd00::6")]
    assert asked == [True, True, False, False]


def test_a_network_that_is_none() -> None:
    with pytest.raises(ValueError, match="intranet"):
        Fetcher(allowed=["intranet"])
