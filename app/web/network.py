"""The part of a network address that we look at: enough to tell networks apart, too little to tell people apart."""

from ipaddress import ip_address


def network_prefix(address: str | None) -> str:
    """Cut a network address down to its /24 or /48; the address itself goes no further."""
    try:
        given = ip_address(address or "")
    except ValueError:
        return ""
    mapped = getattr(given, "ipv4_mapped", None)
    if mapped is not None:
        given = mapped
    kept_bytes = 3 if given.version == 4 else 6
    start = given.packed[:kept_bytes].ljust(len(given.packed), b"\0")
    return f"{ip_address(start)}/{8 * kept_bytes}"
