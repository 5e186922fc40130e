"""Two programs on the same data: the second waits a while, and then does not begin."""

import asyncio
from pathlib import Path

import pytest

from bot.keeping.kept import StoreError
from bot.keeping.onlyone import OnlyOne


async def test_a_second_program_waits_for_one_that_is_stopping_and_no_longer(
    tmp_path: Path,
) -> None:
    path = tmp_path / "data" / "bot-inbox.db"
    async with OnlyOne(path):
        with pytest.raises(StoreError, match="sudah berjalan"):
            async with OnlyOne(path, patience=0.1):
                pass
        waiting = asyncio.create_task(_begins(path))
        await asyncio.sleep(0.1)
        assert not waiting.done()

    assert await waiting
    assert path.with_name("bot-inbox.db.lock").stat().st_mode & 0o777 == 0o600


async def _begins(path: Path) -> bool:
    async with OnlyOne(path, patience=20):
        return True
