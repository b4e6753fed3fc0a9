"""Mail by SMTP becomes files, the newest of which stay."""

import email
import mailbox
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from app.embedded.mailbox import Maildir
from app.embedded.post import Mailbox


@pytest.fixture
def post(folder: Path, environ: dict[str, str]) -> Iterator[Mailbox]:
    service = Mailbox(folder=folder / "mailbox", environ=environ, keeps=3)
    service.start()
    service.url()
    yield service
    service.stop()


def letter(subject: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "post@vigil.example", "reader@vigil.example", subject
    message.set_content("سلام\n.\nthe line above is a dot\n")
    return message


def send(post: Mailbox, *subjects: str) -> None:
    with smtplib.SMTP("127.0.0.1", post.port) as line:
        for subject in subjects:
            line.send_message(letter(subject))


def subjects(folder: Path) -> list[str]:
    return [email.message_from_bytes(path.read_bytes())["Subject"] for path in sorted((folder / "new").iterdir())]


def test_a_message_arrives_whole_under_its_envelope(post: Mailbox) -> None:
    send(post, "one")
    (message,) = mailbox.Maildir(post.folder, create=False)
    assert (message["Delivered-To"], message["Return-Path"]) == (
        "reader@vigil.example",
        "<post@vigil.example>",
    )
    text = message.get_payload(decode=True)
    assert isinstance(text, bytes)
    assert text.decode() == "سلام\n.\nthe line above is a dot\n"


def test_only_the_newest_stay(post: Mailbox) -> None:
    send(post, "one", "two", "three", "four")
    assert subjects(post.folder) == ["two", "three", "four"]


def test_the_port_stays_over_a_crash(post: Mailbox) -> None:
    send(post, "before")
    first = post.url()
    post.kill()
    post.start()
    assert post.url() == first
    send(post, "after")
    assert subjects(post.folder) == ["before", "after"]


def test_commands_may_arrive_together(post: Mailbox) -> None:
    with smtplib.SMTP("127.0.0.1", post.port) as line:
        line.ehlo()
        assert line.has_extn("pipelining")
        line.send("MAIL FROM:<a@vigil.example>\r\nRCPT TO:<b@vigil.example>\r\nDATA\r\n")
        assert [line.getreply()[0] for _ in range(3)] == [250, 250, 354]
        line.send("Subject: piped\r\n\r\ntext\r\n.\r\nMAIL FROM:<a@vigil.example>\r\n")
        assert [line.getreply()[0] for _ in range(2)] == [250, 250]
    assert subjects(post.folder) == ["piped"]


def test_what_an_earlier_run_kept_counts(folder: Path) -> None:
    Maildir(folder).store(b"Subject: early\r\n\r\n")
    later = Maildir(folder, keeps=2)
    for number in range(2):
        later.store(f"Subject: late {number}\r\n\r\n".encode())
    assert subjects(folder) == ["late 0", "late 1"]
