"""How a model takes what was read: blanks are absent, unknown keys refused, every slip told.

A record with a slip is refused whole, but its siblings are kept, so that one slip hides no other.
"""

from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic_core import ErrorDetails

from bot.loading import slips
from bot.loading.reading import Fields, Items, Value
from bot.loading.slips import Slip, Slips
from bot.loading.values import meant, unknown_key


class Record(BaseModel):
    """A mapping whose keys are known; it remembers the line it began in."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    _line: int = PrivateAttr(default=1)

    @property
    def line(self) -> int:
        """Where the record begins in its file."""
        return self._line

    @model_validator(mode="wrap")
    @classmethod
    def _from_fields(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        given = _Given(cls, value)
        try:
            record = handler(given.known)
        except ValidationError as error:
            raise Slips(given.slips(error)) from None
        if given.unknown:
            raise Slips(given.slips())
        record._line = given.fields.line
        return record


class Sections(BaseModel):
    """A mapping of sections: what is good is kept, slips go to the context's `told`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="wrap")
    @classmethod
    def _from_fields(
        cls, value: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo
    ) -> Self:
        given = _Given(cls, value)
        try:
            sections = handler(given.known)
            found = given.slips()
        except ValidationError as error:
            found = given.slips(error)
            refused = {detail["loc"][0] for detail in error.errors()}
            rest = {key: part for key, part in given.known.items() if key not in refused}
            sections = handler(rest)
        _told(info).extend(found)
        return sections


def _keep_good(
    value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo
) -> tuple[Any, ...]:
    if not isinstance(value, Items):
        raise Slip(slips.NOT_A_LIST, getattr(value, "line", None))
    good: list[Any] = []
    for item in value:
        try:
            good += handler([item])
        except ValidationError as error:
            _told(info).extend(slip for detail in error.errors() for slip in _behind(detail))
    return tuple(good)


R = TypeVar("R", bound=Record)
Many = Annotated[tuple[R, ...], WrapValidator(_keep_good)]
"""A section's records, without those that were refused."""

S = TypeVar("S", bound=Sections)


def modelled(model: type[S], fields: Fields) -> tuple[S, list[Slip]]:
    """All that is good in a file, and what is wrong with the rest."""
    told: list[Slip] = []
    record = model.model_validate(fields, context={"told": told})
    return record, list({(slip.line, str(slip)): slip for slip in told}.values())


def _told(info: ValidationInfo) -> list[Slip]:
    told: list[Slip] = (info.context or {})["told"]
    return told


class _Given:
    """What of a mapping a model knows and is not blank, and the keys that it does not know."""

    def __init__(self, model: type[BaseModel], value: Any) -> None:
        if not isinstance(value, Fields):
            raise Slip(slips.NOT_FIELDS, getattr(value, "line", None))
        self.fields = value
        self.names = {field.alias or name for name, field in model.model_fields.items()}
        self.unknown = [key for key in value if key not in self.names]

    @property
    def known(self) -> dict[str, Value]:
        return {key: part for key, part in self.fields.items() if key in self.names and part != ""}

    def slips(self, error: ValidationError | None = None) -> list[Slip]:
        """A slip for each unknown key, and all those behind the error."""
        found = [unknown_key(self.fields, key, self.names) for key in self.unknown]
        for detail in error.errors() if error else ():
            found += _behind(detail) or self._missing(detail)
        return found

    def _missing(self, detail: ErrorDetails) -> tuple[Slip, ...]:
        key = str(detail["loc"][0])
        if any(meant(other, [key]) for other in self.unknown):
            return ()  # it is there, misspelt, and was refused for that
        return (Slip(slips.MISSING.format(key), self.fields.line),)


def _behind(detail: ErrorDetails) -> tuple[Slip, ...]:
    """Our own slips, which come as an error's cause; pydantic itself only finds keys missing."""
    cause = detail.get("ctx", {}).get("error")
    if isinstance(cause, Slips):
        return cause.found
    return (cause,) if isinstance(cause, Slip) else ()
