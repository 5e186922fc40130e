"""What /hapus_data erases is gone from the files byte by byte, while the bot goes on answering."""

import asyncio
import secrets
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.door.pressing import Press, data
from bot.keeping.inboxfile import InboxFile, Letter
from bot.keeping.storage import SQLite
from bot.localtelegram import Citizen
from tests.soaking import share
from tests.townhall import PSEUDONYMS, Townhall, townhall

ROUNDS, CITIZENS, QUESTIONS = 200, 6, 4


class Talker:
    """A citizen whose every question holds words that nobody else ever says."""

    def __init__(self, hall: Townhall) -> None:
        self.citizen: Citizen = hall.world.citizen()
        self.words: list[str] = []

    @property
    def pseudonym(self) -> str:
        return PSEUDONYMS.of(self.citizen.id)

    @property
    def traces(self) -> list[str]:
        return [self.pseudonym, *self.words]

    async def asks(self) -> None:
        """Not waiting for the answer."""
        word = "kata" + "".join(secrets.choice("bcdfghjklmnpqrstvwxyz") for _ in range(10))
        self.words.append(word)
        await self.citizen.says(f"apa slogan kpu purwakarta {word}")

    async def talks(self) -> None:
        """Questions, a vote, a language: a row in every table that knows people."""
        for _ in range(QUESTIONS):
            await self.asks()
        answer = (await self.citizen.receives(QUESTIONS))[-1]
        await self.citizen.presses(answer, answer.buttons[-1])
        await self.citizen.says("/bahasa")
        [asked] = await self.citizen.receives()
        await self.citizen.presses(asked, data(Press.LANGUAGE, "id"))
        await self.citizen.receives()

    async def erases(self) -> str:
        """Asks once more and presses at once; what the bot says when it is done."""
        await self.citizen.says("/hapus_data")
        [sure] = await self.citizen.receives()
        await self.asks()
        await self.citizen.presses(sure, data(Press.ERASE, "1"))
        _, done = await self.citizen.receives(2)
        return done.text


def found(folder: Path, traces: list[str]) -> list[str]:
    """Which of these stand anywhere in the database or beside it, however they are encoded."""
    files = [file.read_bytes() for file in folder.iterdir()]
    forms = [(trace, trace.encode(code)) for trace in traces for code in ("utf-8", "utf-16-le")]
    return [trace for trace, form in forms if any(form in file for file in files)]


@pytest.mark.soak
async def test_no_byte_is_left_of_who_erased_while_others_go_on(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    async with townhall(folder) as hall:
        for _ in range(share(ROUNDS)):
            talkers = [Talker(hall) for _ in range(CITIZENS)]
            await asyncio.gather(*(talker.talks() for talker in talkers))
            await hall.log.flush()
            before = [found(folder, talker.traces) == talker.traces for talker in talkers]
            *gone, stays = talkers
            await stays.asks()
            said = await asyncio.gather(*(talker.erases() for talker in gone))
            await stays.citizen.receives()
            after = [trace for talker in gone for trace in found(folder, talker.traces)]
            await hall.log.flush()
            kept = found(folder, stays.traces)

            assert before == [True] * CITIZENS
            assert [text[:14] for text in said] == ["Sudah dihapus:"] * len(gone)
            assert after == []
            assert kept == stays.traces
        erased_last = gone[-1]
        await erased_last.asks()
        await erased_last.citizen.receives()

    assert found(folder, erased_last.words[:-1]) == []


@pytest.mark.soak
async def test_what_others_have_in_line_brings_nothing_of_the_erased_back(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    async with townhall(folder) as hall:
        for _ in range(share(ROUNDS)):
            others = [Talker(hall) for _ in range(40)]
            one = Talker(hall)
            await one.talks()
            erasing = asyncio.create_task(one.erases())
            for other in others:
                await other.asks()
            done = await erasing
            after = found(folder, one.traces)
            for other in others:
                await other.citizen.receives()
            await hall.application.update_queue.join()
            await hall.log.flush()
            later = found(folder, one.traces)

            assert done.startswith("Sudah dihapus:")
            assert (after, later) == ([], [])


def test_who_is_forgotten_on_the_terminal_leaves_the_inbox_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "sqlite:///kept/bot.db")
    folder = tmp_path / "kept"
    asyncio.run(_made(folder / "bot.db"))
    inbox = InboxFile(folder / "bot-inbox.db", busy=1)
    inbox.open()
    letters = [
        Letter(update=id, at=1, person=id // 10, query=id, content=f"RAHASIA {id}")
        for id in (70, 71, 80)
    ]
    inbox.write(letters, (), 1)
    result = CliRunner().invoke(main, ["forget", "7"])

    assert result.exit_code == 0, result.output
    assert [letter.update for letter in inbox.waiting()] == [80]
    assert found(folder, ["RAHASIA 70", "RAHASIA 71", "RAHASIA 80"]) == ["RAHASIA 80"]
    inbox.close()


async def _made(path: Path) -> None:
    async with SQLite(path):
        pass
