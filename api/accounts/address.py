"""Where a request comes from, as far as throttling needs it; the server has judged X-Forwarded-For already."""

from ipaddress import IPv6Address, ip_address

from starlette.requests import Request


def client_address(request: Request) -> str:
    """Give the client's network address; of IPv6 only the /64 that one subscriber holds."""
    host = request.client.host if request.client else "unknown"
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(IPv6Address(int(address) >> 64 << 64))
    return str(address)
