"""The words in which editors type dates, in English and Persian, as they stand after folding."""

import re
from typing import Final

from app.core.edtf import Season
from app.core.folding import fold

_GREGORIAN: Final = (
    "january jan ژانویه", "february feb فوریه", "march mar مارس", "april apr آوریل اپریل", "may مه می",
    "june jun ژوئن جون", "july jul ژوئیه جولای", "august aug اوت آگوست اگست", "september sep sept سپتامبر",
    "october oct اکتبر", "november nov نوامبر", "december dec دسامبر",
)  # fmt: skip
_PERSIAN: Final = (
    "farvardin فروردین حمل", "ordibehesht اردیبهشت ثور", "khordad خرداد جوزا", "tir تیر سرطان",
    "mordad amordad مرداد امرداد اسد", "shahrivar شهریور سنبله", "mehr مهر میزان", "aban آبان عقرب",
    "azar آذر قوس", "dey dei دی جدی", "bahman بهمن دلو", "esfand اسفند حوت",
)  # fmt: skip
"""The months of Iran, in Latin letters too, and as Afghanistan calls them."""
_SEASONS: Final = {
    Season.SPRING: "spring بهار",
    Season.SUMMER: "summer تابستان",
    Season.AUTUMN: "autumn fall پاییز خزان",
    Season.WINTER: "winter زمستان",
}


def _numbered(names: tuple[str, ...]) -> dict[str, int]:
    return {fold(name): number for number, line in enumerate(names, 1) for name in line.split()}


GREGORIAN_MONTHS: Final = _numbered(_GREGORIAN)
PERSIAN_MONTHS: Final = _numbered(_PERSIAN)
SEASONS: Final = {fold(name): season for season, line in _SEASONS.items() for name in line.split()}
UNKNOWN: Final = frozenset({"", "unknown", "not known", "?", "نامعلوم", "نامشخص", "نمی دانم"})
LUNAR: Final = frozenset({"قمری", "lunar", "ah", "ق"})
IDLE: Final = frozenset(
    {"the", "of", "in", "on", "year", "month", "ad", "ce", "sh", "ap", "سال", "ماه", "روز", "در", "میلادی", "شمسی",
     "خورشیدی", "هجری", "ه", "ش"}
)  # fmt: skip
"""Words that change nothing: the year's size says which calendar is meant."""
APPROXIMATE: Final = r"about|around|circa|ca\.?|c\.|approx(?:imately|\.)?|roughly|~|حدودا?ً?|تقریبا?ً?|در حدود"
UNCERTAIN: Final = r"probably|perhaps|maybe|possibly|احتمالا?ً?|شاید|گویا"
WEEKDAYS: Final = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|(?:(?:یک|دو|سه|چهار|پنج) ?)?شنبه|جمعه")
