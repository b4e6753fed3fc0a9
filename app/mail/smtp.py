"""One SMTP connection, kept open for as many mails as there are."""

import re
import smtplib
import ssl
from types import TracebackType
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

from app.core.errors import VigilError
from app.mail.rules import says_no_mailbox

TIMEOUT_SECONDS: Final = 20
_LEADING_DOT: Final = re.compile(rb"^\.", re.MULTILINE)
_DEFAULT_PORTS: Final = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class PostOfficeClosed(VigilError):
    """The mail server cannot be reached or broke off. Nothing is lost: the mails stay in the queue."""


class Reply(NamedTuple):
    """What a server said of one recipient: the code, and whether it said that there is no such mailbox."""

    code: int
    is_no_mailbox: bool = False


class PostOffice:
    """A kept connection to the server of ``MAIL_URL`` (``smtp://``, ``smtp+starttls://`` or ``smtps://``)."""

    def __init__(self, mail_url: str) -> None:
        self._url = urlsplit(mail_url)
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> "PostOffice":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def send(self, message: bytes, *, sender: str, to: str) -> Reply:
        """Hand over one message; return what the server said of this recipient.

        Raises PostOfficeClosed when the connection fails. The text of a reply is never kept: it repeats the address.
        """
        try:
            return self._send(message, sender=sender, to=to)
        except smtplib.SMTPRecipientsRefused as refusal:
            return self._after_refusal(smtplib.SMTPResponseException(*next(iter(refusal.recipients.values()))))
        except smtplib.SMTPNotSupportedError:
            return Reply(553)
        except smtplib.SMTPServerDisconnected as error:
            self.close()
            raise PostOfficeClosed(type(error).__name__) from None
        except smtplib.SMTPResponseException as refusal:
            return self._after_refusal(refusal)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise PostOfficeClosed(type(error).__name__) from None

    def _send(self, message: bytes, *, sender: str, to: str) -> Reply:
        if self._smtp is None:
            self._smtp = self._connect()
            self._smtp.ehlo_or_helo_if_needed()
        if to.isascii() and self._smtp.has_extn("pipelining"):
            return _send_at_once(self._smtp, message, sender=sender, to=to)
        options = () if to.isascii() else ("SMTPUTF8",)
        self._smtp.sendmail(sender, [to], message, mail_options=options)
        return Reply(250)

    def _after_refusal(self, refusal: smtplib.SMTPResponseException) -> Reply:
        """421 and refusals of the connection itself are the server's trouble, not this mail's."""
        if isinstance(refusal, smtplib.SMTPConnectError | smtplib.SMTPHeloError | smtplib.SMTPAuthenticationError):
            self.close()
            raise PostOfficeClosed(type(refusal).__name__) from None
        if refusal.smtp_code == 421:
            self.close()
            raise PostOfficeClosed("421") from None
        words = refusal.smtp_error
        is_gone = says_no_mailbox(words if isinstance(words, bytes) else words.encode())
        return Reply(refusal.smtp_code, is_gone)

    def _connect(self) -> smtplib.SMTP:
        host, port = self._url.hostname or "localhost", self._url.port or _DEFAULT_PORTS[self._url.scheme]
        if self._url.scheme == "smtps":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
            )
        else:
            smtp = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
        if self._url.scheme == "smtp+starttls":
            smtp.starttls(context=ssl.create_default_context())
        if self._url.username:
            smtp.login(unquote(self._url.username), unquote(self._url.password or ""))
        return smtp

    def close(self) -> None:
        """Say goodbye if anybody listens."""
        if self._smtp is not None:
            try:
                self._smtp.quit()
            except (OSError, smtplib.SMTPException):
                self._smtp.close()
            self._smtp = None


def _send_at_once(smtp: smtplib.SMTP, message: bytes, *, sender: str, to: str) -> Reply:
    """Send envelope and message in two turns instead of four (RFC 2920). Raises SMTPResponseException."""
    smtp.send(f"MAIL FROM:<{sender}>\r\nRCPT TO:<{to}>\r\nDATA\r\n".encode())
    replies = [smtp.getreply() for _ in range(3)]
    refusal = next((reply for reply in replies[:2] if reply[0] >= 400), None)
    if replies[2][0] == 354:
        smtp.send(b".\r\n" if refusal else _LEADING_DOT.sub(b"..", message) + b".\r\n")
        replies.append(smtp.getreply())
    refusal = refusal or next((reply for reply in replies[2:] if reply[0] >= 400), None)
    if refusal:
        if refusal[0] != 421:
            smtp.rset()
        raise smtplib.SMTPResponseException(*refusal)
    return Reply(replies[-1][0])
