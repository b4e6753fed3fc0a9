"""The map of the world, drawn once (docs/draw-world.mjs) and coloured here."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

STEPS: Final = (10, 100, 1_000, 10_000)
"""From how many people on a country burns brighter."""


class World(msgspec.Struct, frozen=True):
    """SVG paths by ISO 3166 alpha-2; ``others`` is land whose state has no code. Size in units of the paths."""

    width: int
    height: int
    countries: dict[str, str]
    others: str


class Map(NamedTuple):
    """One drawing: all countries without a figure as one path, the rest with code, path and step (1 to 4)."""

    width: int
    height: int
    unlit: str
    lit: list[tuple[str, str, int]]


@cache
def _world() -> World:
    return msgspec.json.decode(Path(__file__).with_name("world.json").read_bytes(), type=World)


def step_of(count: int) -> int:
    """Return how bright so many people are, from 1; 0 for a number too small to be shown."""
    return sum(count >= start for start in STEPS)


def draw(figures: Mapping[str, int]) -> Map:
    """Colour the map. A country too small for it is not on it."""
    world = _world()
    lit = [(code, world.countries[code], step_of(count)) for code, count in figures.items() if code in world.countries]
    unlit = [path for code, path in world.countries.items() if code not in figures]
    return Map(world.width, world.height, "".join([*unlit, world.others]), lit)
