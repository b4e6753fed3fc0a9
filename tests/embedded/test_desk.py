"""The codes that the demo's staff show are those of any authenticator app."""

import pytest

from app.embedded.desk import code_of

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.mark.parametrize(
    ("now", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_rfc_6238(now: float, code: str) -> None:
    assert code_of(SECRET, now=now) == code_of(SECRET.lower().rstrip("="), now=now) == code
