"""What counts as one network address, wherever people are told apart by theirs."""

import ipaddress

from django.http import HttpRequest


def household(text: str) -> str:
    """Return the address whose holder `text` belongs to; "" for what is no address.

    A connection of IPv6 has a whole /64 to choose from, so that is one address here,
    written as its first. An IPv4 address inside IPv6 is the IPv4 address.
    """
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Address(address.packed[:8] + bytes(8)))


def household_of(request: HttpRequest) -> str:
    """Return the household that sends `request`; "" where it cannot be known.

    Who stands behind our own proxies was found out before (`civicportal.proxies`):
    a forged X-Forwarded-For is not looked at.
    """
    return household(request.META.get("REMOTE_ADDR", ""))
