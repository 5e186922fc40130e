"""The office's digest in its group: when it comes, what it says, and that it comes once."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.door.digesting import Digesting
from bot.keeping.kept import Asked
from bot.localtelegram import Citizen, Group, LocalTelegram, Member
from tests.lives import Lives
from tests.logged import SITI, question
from tests.officehall import JAKARTA, Hall, office, unknown

MONDAY = datetime(2026, 11, 23, 8, tzinfo=JAKARTA)
SUNDAY = MONDAY - timedelta(hours=18)
LOG = (
    question(1, at=SUNDAY),
    unknown(2, "kapan pilkades", at=SUNDAY),
    unknown(3, "kapan pilkades", SITI, at=SUNDAY),
)
SENT = """\
Ringkasan 16 November 2026 – 22 November 2026

Pertanyaan warga: 3
• terjawab: 1
• ditanyakan kembali dengan pilihan: 0
• belum terjawab: 2
• penilaian: menjawab 0, tidak menjawab 0
• menunggu kantor, dari hari mana pun: 2

Yang pertama perlu diajarkan:
1. “kapan pilkades” (2 orang, 2 kali)

Ajarkan di konsol: https://kantor.example/konsol/tinjau (tautan masuk: kirim /konsol kepada bot)"""


@dataclass(kw_only=True)
class Morning:
    """A played Telegram with the office's group, and a clock that stands until it is set."""

    folder: Path
    world: LocalTelegram = field(default_factory=LocalTelegram)
    now: datetime = MONDAY

    def __post_init__(self) -> None:
        self.admin: Citizen = self.world.citizen()
        self.group: Group = self.world.group("Kantor")

    @asynccontextmanager
    async def bot(self, *asked: Asked, **more: Any) -> AsyncIterator[Hall]:
        """The bot, from start to stop."""
        await self.group.add(self.admin)
        digest = Digesting(
            self.group.chat.id,
            JAKARTA,
            lambda: "https://kantor.example/konsol/tinjau",
            clock=lambda: self.now,
            every=0.02,
        )
        async with office(
            self.folder, *asked, digest=digest, world=self.world, admin=self.admin, **more
        ) as hall:
            yield hall

    async def sent(self) -> list[str]:
        """All digests in the group, once the bot has looked at its clock a few times."""
        await asyncio.sleep(0.2)
        return [message.text for message in self.group.chat.sent]


async def test_it_comes_on_monday_morning_and_once(tmp_path: Path) -> None:
    morning = Morning(folder=tmp_path, now=MONDAY - timedelta(seconds=1))
    async with morning.bot(*LOG):
        early = await morning.sent()
        morning.now = MONDAY
        await morning.group.receives()
        morning.now += timedelta(days=6, hours=23)
        later = await morning.sent()
    async with morning.bot():
        restarted = await morning.sent()

    assert early == []
    assert later == restarted == [SENT]


async def test_a_missed_one_is_sent_at_the_next_start_unless_it_is_a_day_late(
    tmp_path: Path,
) -> None:
    morning = Morning(folder=tmp_path, now=MONDAY + timedelta(hours=23, minutes=59))
    async with morning.bot(*LOG):
        await morning.group.receives()
    morning.now = MONDAY + timedelta(days=8)
    async with morning.bot(question(9, at=MONDAY + timedelta(days=2))):
        late = await morning.sent()
    morning.now = MONDAY + timedelta(days=7, hours=1)

    assert late == [SENT]


async def test_however_the_clock_jumps_and_the_bot_restarts_none_comes_twice(
    tmp_path: Path,
) -> None:
    dice = random.Random(11)
    log = [question(id, at=MONDAY + timedelta(days=id)) for id in range(1, 60)]
    morning = Morning(folder=tmp_path, now=MONDAY + timedelta(days=2))
    looked = []
    for life in range(4):
        async with morning.bot(*log):
            for _ in range(3):
                morning.now += timedelta(hours=dice.uniform(0, 120))
                looked.append(morning.now)
                sent = await morning.sent()
        assert len(set(sent)) == len(sent), life
    due = {now - timedelta(days=now.weekday()) for now in looked if now.weekday() == 0}
    mondays = {now.date() for now in due if now.hour >= 8}
    told = {text.splitlines()[0].split(" – ")[1] for text in sent}

    assert told
    assert told >= {_written(day - timedelta(days=1)) for day in mondays}
    assert len(told) <= (looked[-1] - MONDAY).days // 7


def _written(day: date) -> str:
    months = {11: "November", 12: "Desember", 1: "Januari"}
    return f"{day.day} {months[day.month]} {day.year}"


async def test_where_nobody_asked_there_is_quiet(tmp_path: Path) -> None:
    morning = Morning(folder=tmp_path)
    async with morning.bot(unknown(1, "lama", at=MONDAY - timedelta(days=30))):
        sent = await morning.sent()

    assert sent == []


async def test_what_did_not_get_through_is_sent_by_and_by(tmp_path: Path) -> None:
    morning = Morning(folder=tmp_path, now=MONDAY - timedelta(minutes=1))
    async with morning.bot(*LOG, refused=True):
        morning.world.faults.next("sendMessage", cut=True, times=3)
        morning.now = MONDAY
        await morning.group.receives()
        sent = await morning.sent()

    assert sent == [SENT]


async def test_an_administrator_sees_it_now_and_says_how_often(tmp_path: Path) -> None:
    morning = Morning(folder=tmp_path, now=MONDAY + timedelta(hours=2))
    async with morning.bot(*LOG) as hall:
        await morning.group.receives()
        daily = await hall.asks("/ringkasan harian")
        not_at_once = await morning.sent()
        await hall.admin.says("/ringkasan", in_=morning.group)
        shown, rhythm = await morning.group.receives(2)
        morning.now += timedelta(days=1)
        await hall.store.add([question(7, at=MONDAY + timedelta(hours=3))])
        [tuesday] = await morning.group.receives()
        off = await hall.asks("/summary off")
        morning.now += timedelta(days=6)
        silent = await morning.sent()

    assert daily.text.startswith("Dikirim ke grup kantor setiap hari pukul 08.00.")
    assert len(not_at_once) == 1
    assert shown.text.startswith("Ringkasan 23 November 2026\n\nTidak ada yang bertanya.")
    assert rhythm.text == daily.text
    assert tuesday.text.startswith("Ringkasan 23 November 2026\n\nPertanyaan warga: 1")
    assert off.text.startswith("Tidak dikirim sendiri.")
    assert len(silent) == 4


async def test_to_citizens_and_other_groups_it_is_not_shown(tmp_path: Path) -> None:
    morning = Morning(folder=tmp_path, now=MONDAY + timedelta(days=2))
    async with morning.bot(*LOG) as hall:
        other = morning.world.group("Warga")
        await other.add(hall.admin)
        await hall.admin.says("/ringkasan", in_=other)
        [told] = await other.receives()
        await hall.citizen.says("/ringkasan")
        [unknown_command] = await hall.citizen.receives()

    assert told.text == "Perintah ini hanya bekerja dalam obrolan pribadi dengan bot."
    assert unknown_command.text.startswith("Perintah itu tidak saya kenal.")


async def test_the_real_program_knows_its_office_and_leaves_where_it_is_not_wanted(
    tmp_path: Path,
) -> None:
    world = LocalTelegram()
    admin, citizen = world.citizen(), world.citizen()
    kantor, elsewhere = world.group("Kantor"), world.group("Warga", bot=Member.LEFT)
    await kantor.add(admin)
    await elsewhere.add(citizen)
    async with Lives(world, tmp_path) as lives:
        await lives.begins(ADMIN_IDS=str(admin.id), OFFICE_CHAT_ID=str(kantor.chat.id))
        await citizen.says("kapan pilkades digelar")
        await citizen.receives(timeout=20)
        await admin.says("/ringkasan", in_=kantor)
        shown, rhythm = await kantor.receives(2)
        await admin.says("/grup tertutup")
        await admin.receives()
        await elsewhere.adds_bot()
        await world.until(lambda: elsewhere.chat.members[world.bot.id] is Member.LEFT)

    assert "Pertanyaan warga: 1" in shown.text
    assert f"Ajarkan di konsol: {lives.address}/konsol/tinjau" in shown.text
    assert rhythm.text.startswith("Dikirim ke grup kantor setiap Senin pukul 08.00.")
