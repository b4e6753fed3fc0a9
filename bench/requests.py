"""The bytes of requests, as a browser would send them over a kept connection."""

from typing import Final

_BROWSER: Final = (
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n"
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
    "Accept-Language: en-GB,en;q=0.7,fa;q=0.3\r\n"
)


def get_request(port: int, path: str) -> bytes:
    """Return one GET."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n{_BROWSER}\r\n".encode()


def post_request(port: int, path: str, body: str, *, cookie: str = "") -> bytes:
    """Return one POST of an encoded form, with a cookie where there is one."""
    kept = f"Cookie: {cookie}\r\n" if cookie else ""
    return (
        f"POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\n{_BROWSER}{kept}"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()
