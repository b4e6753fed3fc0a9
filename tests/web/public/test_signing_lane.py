"""Right forms pass Flask by; whoever goes through it gets the same answer, and nothing gets in that it would refuse."""

from collections.abc import Callable
from io import BytesIO
from urllib.parse import parse_qsl, urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.test import Client

from app.signatures.envelope import SealedForm
from app.signatures.letterbox import LetterboxClosed
from app.web.places import REFUSAL
from app.web.public.signing_lane import SigningLane
from tests.factories import OpenPetition
from tests.web.visitor import FORM, sign_path


@pytest.fixture
def lane_alone(public_app: Flask, client: FlaskClient, petition: OpenPetition) -> Client:
    """The lane before a site that says of everything else that it came through."""
    client.get("/en/")  # the board is read

    def site(environ: dict, start_response: Callable) -> list[bytes]:
        start_response("200 OK", [])
        return [environ["wsgi.input"].read()]

    return Client(SigningLane(site, public_app), use_cookies=False)


def _post(client: Client, petition: OpenPetition, form: dict[str, str], **more: object) -> tuple[str, bytes]:
    answer = client.post(sign_path(petition.id), data=form, **more)
    return answer.status, answer.data


def test_a_right_form_needs_nothing_of_the_site(
    lane_alone: Client, petition: OpenPetition, count_intake: Callable[[], int]
) -> None:
    assert _post(lane_alone, petition, FORM) == ("303 SEE OTHER", b"")
    assert count_intake() == 1


def test_the_site_gives_the_same_answer(client: FlaskClient, petition: OpenPetition) -> None:
    by_lane = client.post(sign_path(petition.id), data=FORM)
    by_site = client.post(sign_path(petition.id), data=FORM, content_type="multipart/form-data")
    assert (by_lane.status, by_lane.data, dict(by_lane.headers)) == (
        by_site.status,
        by_site.data,
        dict(by_site.headers),
    )


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"email": "nobody"}, {"email": "ana@gmial.com"}, {"country": "XX"}, {"wording": "another"}],
    ids=str,
)
def test_what_needs_words_goes_on_untouched(
    lane_alone: Client, petition: OpenPetition, count_intake: Callable[[], int], wrong: dict[str, str]
) -> None:
    status, body = _post(lane_alone, petition, FORM | wrong)
    assert status == "200 OK"
    assert dict(parse_qsl(body.decode(), keep_blank_values=True)) == FORM | wrong
    assert count_intake() == 0


@pytest.mark.parametrize(
    "request_of_whom",
    [
        {"headers": {"Host": "evil.example"}},
        {"content_type": "text/plain"},
        {"environ_overrides": {REFUSAL: ServiceUnavailable()}},
        {"environ_overrides": {"CONTENT_LENGTH": "x"}},
    ],
    ids=["forged host", "no form", "refused already", "no length"],
)
def test_what_the_site_refuses_the_lane_does_not_take(
    lane_alone: Client, petition: OpenPetition, count_intake: Callable[[], int], request_of_whom: dict
) -> None:
    body = {"input_stream": BytesIO(urlencode(FORM).encode())} if "content_type" in request_of_whom else {"data": FORM}
    assert lane_alone.post(sign_path(petition.id), **body, **request_of_whom).status_code == 200
    assert count_intake() == 0


def test_a_closed_letter_box_is_tried_once(
    client: FlaskClient, petition: OpenPetition, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[SealedForm] = []

    class Closed:
        def post(self, form: SealedForm) -> None:
            tried.append(form)
            raise LetterboxClosed

    client.get("/en/")
    monkeypatch.setitem(client.application.extensions, "vigil.letterbox", Closed())
    answer = client.post(sign_path(petition.id), data=FORM)
    assert answer.status_code == 503
    assert FORM["name"] in answer.text
    assert len(tried) == 1
