"""The bytes of a mail: valid MIME whatever a name holds, nothing from elsewhere, nothing injected."""

import email
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mail.letters import Letter, Mould, compose

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
MOULD = Mould("Please confirm", "Hello \ue000name\ue001,\n\nلطفاً\n", "<p>Hello \ue000name\ue001,</p>")


def composed(name: str, *, mould: Mould = MOULD, to: str = "ada@example.org", sender_name: str = "Vigil") -> bytes:
    return compose(
        Letter(mould, {"name": name}),
        sender="post@vigil.example", sender_name=sender_name, to=to, message_id="0a1b", now=NOW,
    )  # fmt: skip


def parsed(name: str, *, mould: Mould = MOULD, to: str = "ada@example.org", sender_name: str = "Vigil") -> EmailMessage:
    raw = composed(name, mould=mould, to=to, sender_name=sender_name)
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    return email.message_from_bytes(raw, policy=default)


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_headers() -> None:
    mail = parsed("Ada")
    assert (mail["From"], mail["To"], mail["Subject"]) == (
        "Vigil <post@vigil.example>",
        "ada@example.org",
        "Please confirm",
    )
    assert mail["Message-ID"] == "<0a1b@vigil.example>"
    assert mail["Date"].datetime == NOW
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "multipart/alternative"


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Co", "Zl", "Zp")), max_size=100))
def test_any_name_arrives_as_it_was_typed(name: str) -> None:
    assert f"Hello {name}," in part(parsed(name), "plain")


def test_a_name_is_text_in_html_too() -> None:
    assert "&lt;b&gt;A&amp;B&lt;/b&gt;" in part(parsed("<b>A&B</b>"), "html")


def test_a_mark_in_a_name_is_not_filled_again() -> None:
    assert "\ue000name\ue001" in part(parsed("\ue000name\ue001"), "plain")


def test_only_what_can_be_stopped_says_how() -> None:
    assert parsed("Ada")["List-Unsubscribe"] is None
    letter = Letter(MOULD, {"name": "Ada"}, unsubscribe_url="https://vigil.example/en/unsubscribe/0a1b")
    raw = compose(letter, sender="a@b.example", sender_name="Vigil", to="ada@example.org", message_id="0a1b", now=NOW)
    mail = email.message_from_bytes(raw, policy=default)
    assert mail["List-Unsubscribe"] == "<https://vigil.example/en/unsubscribe/0a1b>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_missing_word_is_an_error() -> None:
    with pytest.raises(KeyError):
        MOULD.fill({})


def test_a_subject_in_any_script() -> None:
    mail = parsed("Ada", mould=Mould("لطفاً تأیید کنید", "t\n", "h"), sender_name="شب‌زنده‌داری")
    assert mail["Subject"] == "لطفاً تأیید کنید"
    assert mail["From"].addresses[0].display_name == "شب‌زنده‌داری"


def test_a_long_subject_is_folded_into_valid_lines() -> None:
    subject = "آزادی " * 40
    assert parsed("Ada", mould=Mould(subject.strip(), "t\n", "h"))["Subject"] == subject.strip()


def test_an_international_address_is_sent_as_it_is() -> None:
    assert "To: <مریم@example.org>\r\n".encode() in composed("Ada", to="مریم@example.org")
