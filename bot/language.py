"""The bot's sentences and word lists; how they are read: loading.overriding."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain

from bot.entries import Text


@dataclass(frozen=True, kw_only=True, slots=True)
class RegulationKind:
    """A kind's long name ("Peraturan Presiden") and how citizens write it."""

    name: Text
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Language:
    """What the bot says, and the words it knows; the four tables lead a word to the usual one."""

    say: Mapping[str, Text] = field(default_factory=dict)
    short: Mapping[str, str] = field(default_factory=dict)
    sundanese: Mapping[str, str] = field(default_factory=dict)
    javanese: Mapping[str, str] = field(default_factory=dict)
    english: Mapping[str, str] = field(default_factory=dict)
    filler: tuple[str, ...] = ()
    protected: tuple[str, ...] = ()
    joiners: tuple[str, ...] = ()
    hollow: tuple[str, ...] = ()
    openers: tuple[str, ...] = ()
    closers: tuple[str, ...] = ()
    frame: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    home_places: tuple[str, ...] = ()
    home_bodies: tuple[str, ...] = ()
    speech: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kinds: Mapping[str, RegulationKind] = field(default_factory=dict)
    bodies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    question_types: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    telltale: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    report: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def names(self) -> tuple[str, ...]:
        """What bodies and places are called, of a word or several each."""
        return (*chain.from_iterable(self.bodies.values()), *self.places)
