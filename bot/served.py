"""What serves the knowledge of now, as rooms see it that show or change that knowledge."""

from typing import Protocol

from bot.answering import Desk
from bot.loading.faults import Fault


class Served(Protocol):
    """The desk of now, and how to have the folder read at once."""

    @property
    def desk(self) -> Desk:
        """The desk that answers from now on."""

    def expect(self, ready: Desk) -> None:
        """The folder is about to hold what this desk answers from, maybe."""

    async def reload(self) -> tuple[Fault, ...]:
        """Serve what the folder holds; what keeps it from being served."""
