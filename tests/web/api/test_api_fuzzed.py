"""The API answers what its description says, whatever it is asked (schemathesis, over the WSGI application)."""

from typing import Any

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings

ASKED = settings(
    max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def test_every_answer_is_as_described(public_app: Flask, samples: None) -> None:
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", public_app)
    asked = 0
    for found in described.get_all_operations():
        operation = found.ok()

        @ASKED
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            nonlocal asked
            case.call_and_validate(headers={"Accept-Encoding": "identity"})  # over WSGI nobody decompresses
            asked += 1

        ask()
    assert asked > 40
