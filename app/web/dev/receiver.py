"""A receiver for the sample webhook: says yes to every call, keeps nothing. Only where VIGIL_MAILBOX is set."""

from flask import Blueprint, Response

dev_receiver = Blueprint("dev_receiver", __name__, url_prefix="/dev/webhook")


@dev_receiver.post("")
def take() -> Response:
    """Take a call."""
    answer = Response(status=204)
    answer.headers["Cache-Control"] = "no-store"
    return answer
