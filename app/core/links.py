"""Whether a mail program would make a link of a name: it would carry anybody's advertisement to anybody.

A full stop inside a word is no proof: people write ``St.John``, ``Md.Rahim``, ``J.R.R.Tolkien``. What looks like one,
and is a name, passes with a space after the full stop, as the complaint says.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

_SIGNS: Final = re.compile(
    r"://|www\.|@|[\w-]\.[a-z]{2,}/|\d(?:[\s().+/-]*\d){7}"
    r"|\b(?:tel|mailto|sms|skype|callto|whatsapp|tg|data|javascript|bitcoin|magnet):",
    re.IGNORECASE,
)
"""Schemes, addresses, paths, and eight digits: a telephone number."""
_SUSPECT: Final = re.compile(r"[.:@/\d\u3002\uff61]|dot\s*[\])}]", re.IGNORECASE)
"""Without one of these there is nothing to look for, as in almost every name."""
_STOPS: Final = re.compile(r"[\u3002\uff61]|\s*[\[({]\s*(?:\.|dot)\s*[\])}]\s*", re.IGNORECASE)
"""What also stands for a full stop in an address (UTS 46), or is meant to be read as one."""
_LAST_WORD: Final = re.compile(r"[\w-]+(?=[^\w.]*$)")
_FIRST_WORD: Final = re.compile(r"(?:xn--)?[^\W\d_]{2,}(?![\w-])|xn--")
_LETTER: Final = re.compile(r"\w")
_words: Final = re.compile(r"\S+").findall
_ABBREVIATIONS: Final = frozenset(
    _words("""
adv arch art avv bro capt cav col cpt dipl doc don dott dr dra eng er esq fco fr fra frau frl gen geom gr grand haj hl
hon hr id ing inz jud judr jr jur kap kh lic lt ltn ma mag maj md mdm me med mgr mlle mme mohd mr mrs ms msgr muh muhd
mudr mw nat nr oec ob ph phdr phil pr pres prof rav rag rer rev rndr sen sh shri sig skt smt soc sr sra sri st sta ste
sto sv th thdr univ vet
    """)
)
"""Titles and shortened names that are written to the next word without a space."""
_TOP_LEVEL: Final = frozenset(
    _words("""
ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bv bw by bz
ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm
fo fr ga gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it
je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn
mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps
pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th
tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw com net org
info biz xyz top online site club shop store icu vip live pro app dev work link click buzz space website
tech fun world life today cloud bond cfd sbs cyou rest beauty monster quest lol win bid loan men date
download stream racing review trade party science casino bet poker porn sex xxx adult cam chat money finance
credit host press news media blog wiki email gold zone city agency company center digital network group ltd
inc mobi name asia tel jobs travel aero edu gov mil int onion social video games game bar cafe page one best
deals sale gift promo tips guru ninja rocks run fit art band рф рус онлайн сайт москва дети орг ком укр бел
срб қаз бг ελ ею ευ 中国 中國 台湾 台灣 香港 新加坡 公司 网络 網絡 网址 在线 商城 商店 集团 企业 みんな コム
닷컴 닷넷 한국 ایران امارات السعودية مصر المغرب قطر عمان سورية تونس فلسطين الاردن موقع شبكة بازار كوم भारत
संगठन कॉम ไทย คอม ලංකා קום ישראל
    """)
)
"""Country codes, and the general domains that names in mails lead to; the others are known by their small letters."""


def looks_like_link(text: str) -> bool:
    """Whether a text in NFKC has an address or a telephone number in it."""
    if not _SUSPECT.search(text):
        return False
    if _SIGNS.search(text):
        return True
    if not text.isascii() or "(" in text or "[" in text or "{" in text:
        text = _STOPS.sub(".", text)
    return "." in text and any(_is_domain(before, after) for before, after in _iter_stops(text))


def _iter_stops(text: str) -> Iterator[tuple[str, str]]:
    """Yield what stands before and after each full stop that no space follows."""
    return (pair for word in text.split() if "." in word for pair in pairwise(word.split(".")))


def _is_domain(before: str, after: str) -> bool:
    """``evil``, ``io`` is one; an initial, a title or a name with a capital after the full stop is not."""
    host, domain = _LAST_WORD.search(before), _FIRST_WORD.match(after)
    if host is None or domain is None or host[0].casefold() in _ABBREVIATIONS or _is_initial(before):
        return False
    return domain[0].islower() or domain[0].casefold() in _TOP_LEVEL


def _is_initial(word: str) -> bool:
    """Whether a word is one letter, whatever marks it carries."""
    return len(_LETTER.findall(word)) == 1
