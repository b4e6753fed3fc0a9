"""Whether this process lives, and whether it can do its work."""

from flask import Blueprint, Response, make_response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.core.db import unit_of_work

health = Blueprint("health", __name__)


@health.get("/live")
def live() -> Response:
    """The process answers."""
    return _answer("live", 200)


@health.get("/ready")
def ready() -> Response:
    """The process answers and its database does too."""
    try:
        with unit_of_work() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return _answer("the database does not answer", 503)
    return _answer("ready", 200)


def _answer(word: str, status: int) -> Response:
    answer = make_response(f"{word}\n", status)
    answer.mimetype = "text/plain"
    answer.headers["Cache-Control"] = "no-store"
    return answer
