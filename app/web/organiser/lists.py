"""Lists in a form, without a script: each entry has its buttons, and pressing one saves the whole form as well.

A button is ``name="act" value="up:demands:KEY"``; the acts are ``add:NAME``, ``up``, ``down`` and ``remove``.
"""

from typing import Protocol, TypeVar

from flask import request

from app.drafts.document import new_key


class Entry(Protocol):
    """Whatever stands in a list of a draft."""

    @property
    def key(self) -> str:
        """What names it."""


T = TypeVar("T", bound=Entry)


def pressed(name: str) -> tuple[str, str]:
    """Return the act that was pressed on a list and the key it is about; two empty words where none was."""
    act, _, rest = request.form.get("act", "").partition(":")
    of, _, key = rest.partition(":")
    return (act, key) if of == name else ("", "")


def keys_after(name: str, keys: list[str]) -> list[str]:
    """Return the keys of a list as its buttons leave them; an entry that is added has a fresh one."""
    act, key = pressed(name)
    if act == "add":
        return [*keys, new_key()]
    if key not in keys:
        return keys
    if act == "remove":
        return [each for each in keys if each != key]
    place = keys.index(key)
    other = {"up": place - 1, "down": place + 1}.get(act, place)
    if 0 <= other < len(keys):
        keys = list(keys)
        keys[place], keys[other] = keys[other], keys[place]
    return keys


def was_pressed() -> bool:
    """Whether a list's button was pressed: then the same page is shown again."""
    return ":" in request.form.get("act", "")
