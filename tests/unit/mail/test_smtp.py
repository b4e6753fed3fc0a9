"""The kept connection, against a real server that takes commands one by one, or several at once."""

import pytest

from app.mail.smtp import PostOffice, PostOfficeClosed, Reply
from tests.factories.post_office import ScriptedPostOffice

MESSAGE = b"Subject: test\r\n\r\nfirst\r\n.a line with a dot\r\n.\r\nlast\r\n"
WAYS = pytest.mark.parametrize("is_pipelining", [False, True])


@WAYS
def test_a_message_arrives_whole_with_its_dots(is_pipelining: bool) -> None:
    with ScriptedPostOffice(is_pipelining=is_pipelining) as server, PostOffice(server.url) as office:
        assert office.send(MESSAGE, sender="post@vigil.example", to="a@example.org").code == 250
    assert server.taken == [("a@example.org", MESSAGE)]


@WAYS
@pytest.mark.parametrize("code", [550, 451])
def test_a_refusal_is_this_mails_alone(is_pipelining: bool, code: int) -> None:
    with ScriptedPostOffice(str(code), is_pipelining=is_pipelining) as server, PostOffice(server.url) as office:
        assert office.send(MESSAGE, sender="post@vigil.example", to="a@example.org") == (code, False)
        assert office.send(MESSAGE, sender="post@vigil.example", to="b@example.org").code == 250
    assert [to for to, _ in server.taken] == ["b@example.org"]


@WAYS
@pytest.mark.parametrize(
    ("reply", "is_no_mailbox"),
    [("550 5.1.1", True), ("550 5.1.10", True), ("550 5.7.1", False), ("550 5.1.8", False), ("550 no 5.1.1", False)],
)
def test_a_mailbox_that_is_not_there_is_told_from_other_refusals(
    is_pipelining: bool, reply: str, is_no_mailbox: bool
) -> None:
    with ScriptedPostOffice(reply, is_pipelining=is_pipelining) as server, PostOffice(server.url) as office:
        said = office.send(MESSAGE, sender="post@vigil.example", to="a@example.org")
    assert said == Reply(550, is_no_mailbox)


@WAYS
def test_many_mails_over_one_connection(is_pipelining: bool) -> None:
    with ScriptedPostOffice(is_pipelining=is_pipelining) as server, PostOffice(server.url) as office:
        codes = {office.send(MESSAGE, sender="post@vigil.example", to=f"p{n}@example.org").code for n in range(20)}
    assert (codes, len(server.taken)) == ({250}, 20)


@WAYS
def test_closing_the_line_is_the_servers_trouble(is_pipelining: bool) -> None:
    with ScriptedPostOffice("421", is_pipelining=is_pipelining) as server, PostOffice(server.url) as office:
        with pytest.raises(PostOfficeClosed):
            office.send(MESSAGE, sender="post@vigil.example", to="a@example.org")
        assert office.send(MESSAGE, sender="post@vigil.example", to="a@example.org").code == 250
