"""The ordinary way: the petition as most Flask developers would write it, well and without tricks.

A form with a session token (Flask-WTF), the ORM (look up, insert, commit), ``.delay()``; one Celery task a mail,
which renders templates, builds a message and sends it over a connection of its own. Celery as it comes. An update
to all goes out in the same way: ``python -m bench.ordinary_app N`` puts a task for each of N people on the queue.
"""

import os
import smtplib
import sys
from datetime import UTC, datetime
from email.message import EmailMessage
from urllib.parse import urlsplit

from celery import Celery
from flask import Flask, redirect, render_template, url_for
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import FlaskForm
from itsdangerous import URLSafeSerializer
from markdown_it import MarkdownIt
from markupsafe import Markup
from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from werkzeug.wrappers import Response
from wtforms import BooleanField, EmailField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Email, Length

from bench.news import BODY, SUBJECT, TITLE

UPDATE = 1
COUNTRIES = [(code, code) for code in ("", "CA", "DE", "FR", "GB", "IT", "NL", "SE", "TR", "US")]
PETITION = 1


class Base(DeclarativeBase):
    """Every model's base."""


db = SQLAlchemy(model_class=Base)
celery = Celery("ordinary", broker=os.environ["REDIS_URL"])


class Signature(db.Model):  # type: ignore[name-defined,misc]
    """One person's signature; unconfirmed until the mailed link is opened."""

    __table_args__ = (UniqueConstraint("petition", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    petition: Mapped[int]
    name: Mapped[str]
    email: Mapped[str]
    country: Mapped[str]
    comment: Mapped[str]
    show_name: Mapped[str]
    deliver_name: Mapped[bool]
    updates: Mapped[bool]
    is_confirmed: Mapped[bool] = mapped_column(default=False)
    signed_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC).replace(tzinfo=None))


class Update(db.Model):  # type: ignore[name-defined,misc]
    """News for those who signed, in Markdown, rendered when it was saved."""

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    html: Mapped[str]


class SignForm(FlaskForm):  # type: ignore[misc]
    """The same fields as Vigil's."""

    name = StringField("Your name", validators=[DataRequired(), Length(max=100)])
    email = EmailField("Your email address", validators=[DataRequired(), Email(), Length(max=254)])
    country = SelectField("Country", choices=COUNTRIES)
    comment = TextAreaField("Your words", validators=[Length(max=1000)])
    show_name = RadioField(
        "Show my name", choices=[("no", "No"), ("initials", "Initials"), ("full", "Name")], default="no"
    )
    deliver_name = BooleanField("Hand over my name")
    updates = BooleanField("Send me updates")


def create_app() -> Flask:
    """Build the application from the environment."""
    flask_app = Flask("bench.ordinary_app")
    flask_app.config.update(
        SECRET_KEY=os.environ["SECRET_KEY"],
        SQLALCHEMY_DATABASE_URI=os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://", 1),
        SQLALCHEMY_ENGINE_OPTIONS={"pool_size": 20},
    )
    db.init_app(flask_app)
    flask_app.add_url_rule("/sign", "sign", sign, methods=["GET", "POST"])
    flask_app.add_url_rule("/thanks", "thanks", thanks)
    return flask_app


def sign() -> Response | str:
    """Show the form; take it; put the mail on the queue."""
    form = SignForm()
    if not form.validate_on_submit():
        return render_template("sign.html", form=form)
    known = db.session.scalar(db.select(Signature).filter_by(petition=PETITION, email=form.email.data))
    if known is None:
        signature = Signature(petition=PETITION)
        form.populate_obj(signature)
        db.session.add(signature)
        db.session.commit()
        send_confirmation.delay(signature.id)
    return redirect(url_for("thanks"), code=303)


def thanks() -> str:
    """Say to check the mail."""
    return render_template("thanks.html")


@celery.task  # type: ignore[untyped-decorator]
def send_confirmation(signature_id: int) -> None:
    """Write to one person."""
    with worker_app().app_context():
        signature = db.session.get_one(Signature, signature_id)
        token = URLSafeSerializer(os.environ["SECRET_KEY"], salt="confirm").dumps(signature.id)
        link = f"http://localhost/confirm/{token}"
        message = EmailMessage()
        message["Subject"] = "Please confirm your signature"
        message["From"] = "Petition <post@petition.example>"
        message["To"] = signature.email
        message.set_content(render_template("mail.txt", signature=signature, link=link))
        message.add_alternative(render_template("mail.html", signature=signature, link=link), subtype="html")
    _send(message)


@celery.task(name="bench.ordinary_app.send_update")  # type: ignore[untyped-decorator]
def send_update(update_id: int, signature_id: int) -> None:
    """Write an update to one person who still wants it."""
    with worker_app().app_context():
        signature = db.session.get_one(Signature, signature_id)
        update = db.session.get_one(Update, update_id)
        if not (signature.is_confirmed and signature.updates):
            return
        token = URLSafeSerializer(os.environ["SECRET_KEY"], salt="unsubscribe").dumps(signature.id)
        link = f"http://localhost/unsubscribe/{token}"
        words = {"update": update, "html": Markup(update.html), "link": link}
        message = EmailMessage()
        message["Subject"] = update.subject
        message["From"] = "Petition <post@petition.example>"
        message["To"] = signature.email
        message["List-Unsubscribe"] = f"<{link}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(render_template("update.txt", **words))
        message.add_alternative(render_template("update.html", **words), subtype="html")
    _send(message)


def _send(message: EmailMessage) -> None:
    server = urlsplit(os.environ["MAIL_URL"])
    with smtplib.SMTP(server.hostname or "", server.port or 25) as smtp:
        smtp.send_message(message)


_worker_apps: list[Flask] = []


def worker_app() -> Flask:
    """Return the application of this worker process, built once."""
    if not _worker_apps:
        _worker_apps.append(create_app())
    return _worker_apps[0]


def begin_update(recipients: int, *, title: str, subject: str, body: str) -> None:
    """Make so many people who want updates, and put a task for each on the queue."""
    html = MarkdownIt("commonmark", {"html": False}).render(body)
    db.session.merge(Update(id=UPDATE, title=title, subject=subject, body=body, html=html))
    people = [
        Signature(petition=PETITION, name=f"Reader {number}", email=f"reader.{new_number()}@example.org", country="",
                  comment="", show_name="no", deliver_name=False, updates=True, is_confirmed=True)
        for number in range(recipients)
    ]  # fmt: skip
    db.session.add_all(people)
    db.session.commit()
    for signature in people:
        send_update.delay(UPDATE, signature.id)


def new_number() -> str:
    """Return what tells one invented reader from another."""
    return os.urandom(8).hex()


if __name__ == "__main__":
    with create_app().app_context():
        db.create_all()
        if len(sys.argv) > 1:
            begin_update(int(sys.argv[1]), title=TITLE, subject=SUBJECT, body=BODY)
