"""Which addresses of the internet may be asked by name of a person: public ones, never this machine or its network."""

import ipaddress

OF_CLOUDS = {"168.63.129.16", "192.0.0.192"}  # public by their number, yet the machine's own keeper of secrets answers there


def is_public(address: str) -> bool:
    """Not this machine, not its network, not an address that stands for another one."""
    place = ipaddress.ip_address(address.split("%")[0])
    inner = getattr(place, "ipv4_mapped", None) or getattr(place, "sixtofour", None)
    if inner is not None:
        place = inner
    return (
        str(place) not in OF_CLOUDS
        and place.is_global
        and not (place.is_multicast or place.is_reserved or getattr(place, "is_site_local", False))
    )
