"""Sixty pairs: what is one person, and what is not. Who counts twice, and whom we would count too few."""

import pytest

from app.mail.addresses import canonical

ONE_PERSON = [
    # the same letters
    ("ada@example.org", "Ada@example.org"),
    ("ada@example.org", "ADA@EXAMPLE.ORG"),
    ("ada@example.org", "ada@Example.Org."),
    ("ada@example.org", " ada@example.org "),
    ("amélie@example.org", "AME\u0301LIE@example.org"),
    # tags
    ("ada@example.org", "ada+vigil@example.org"),
    ("ada+one@example.org", "ada+two@example.org"),
    ("ada+one+two@example.org", "ada@example.org"),
    ("ada@outlook.com", "ada+news@outlook.com"),
    ("ada@icloud.com", "ada+x@icloud.com"),
    ("ada@yandex.ru", "ada+x@yandex.ru"),
    ("ada@gmx.de", "ada+1@gmx.de"),
    # dots at Gmail, and its two names
    ("adalovelace@gmail.com", "ada.lovelace@gmail.com"),
    ("adalovelace@gmail.com", "a.d.a.l.o.v.e.l.a.c.e@gmail.com"),
    ("adalovelace@gmail.com", "Ada.Lovelace+vigil@googlemail.com"),
    ("ada@googlemail.com", "ada@gmail.com"),
    # one user name on several domains
    ("ada@icloud.com", "ada@me.com"),
    ("ada@me.com", "ada@mac.com"),
    ("ada@proton.me", "ada@protonmail.com"),
    ("ada@protonmail.ch", "ada@pm.me"),
    ("a.d-a_@proton.me", "ada@protonmail.com"),
    ("ada@yandex.ru", "ada@ya.ru"),
    ("ada@yandex.com", "ada@yandex.kz"),
    ("ada.l@yandex.ru", "ada-l@yandex.by"),
    # dashes at Yahoo
    ("ada@yahoo.com", "ada-news@yahoo.com"),
    ("ada-one@yahoo.co.uk", "ada-two@yahoo.co.uk"),
    ("ada@ymail.com", "ada-x@ymail.com"),
    # subdomains at Fastmail
    ("ada@fastmail.com", "shops@ada.fastmail.com"),
    ("one@ada.fastmail.fm", "two@ada.fastmail.fm"),
    ("ada@fastmail.com", "ada+x@fastmail.com"),
    # domains in two scripts
    ("ada@bücher.example", "ada@xn--bcher-kva.example"),
    ("ada@BÜCHER.example", "ada@bücher.example"),
    ("ada@straße.de", "ada@xn--strae-oqa.de"),
    ("ada@ＥＸＡＭＰＬＥ.org", "ada@example.org"),
    ("ada@پارسی.example", "ada@xn--mgbug11aqn.example"),
]
TWO_PEOPLE = [
    # another user name
    ("ada@example.org", "adam@example.org"),
    ("ada@example.org", "ada1@example.org"),
    ("ada.lovelace@example.org", "adalovelace@example.org"),
    ("a.da@outlook.com", "ada@outlook.com"),
    ("a.da@yahoo.com", "ada@yahoo.com"),
    ("a.da@icloud.com", "ada@icloud.com"),
    ("ada_l@gmail.com", "adal@gmail.com"),
    ("ada-l@gmail.com", "adal@gmail.com"),
    ("ada-news@example.org", "ada@example.org"),
    ("ada-l@outlook.com", "ada@outlook.com"),
    ("adal@yandex.ru", "ada-l@yandex.ru"),
    # another domain
    ("ada@example.org", "ada@example.com"),
    ("ada@example.org", "ada@mail.example.org"),
    ("ada@gmail.com", "ada@outlook.com"),
    ("ada@outlook.com", "ada@hotmail.com"),
    ("ada@yahoo.com", "ada@yahoo.fr"),
    ("ada@yahoo.com", "ada@ymail.com"),
    ("ada@gmx.de", "ada@gmx.net"),
    ("ada@mail.ru", "ada@yandex.ru"),
    ("ada@fastmail.com", "ada@fastmail.fm"),
    # letters that look alike
    ("ada@straße.de", "ada@strasse.de"),
    ("\ufb01ona@example.org", "fiona@example.org"),
    ("аda@example.org", "ada@example.org"),
    ("amélie@example.org", "amelie@example.org"),
    ("mina\u200cx@example.org", "minax@example.org"),
    ("a@نامه\u200cای.com", "a@نامهای.com"),
]


@pytest.mark.parametrize(("one", "other"), ONE_PERSON)
def test_one_person(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(("one", "other"), TWO_PEOPLE)
def test_two_people(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


def test_the_table_has_its_sixty_pairs() -> None:
    pairs = {frozenset(pair) for pair in [*ONE_PERSON, *TWO_PEOPLE]}
    assert len(pairs) == len(ONE_PERSON) + len(TWO_PEOPLE) >= 60
