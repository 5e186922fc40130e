"""What is meant for the bot and what is not: in groups, topics, channels, and for other bots."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from telegram import User

from bot.door.visiting import Visit, visit_of
from bot.localtelegram import Citizen, Group, LocalTelegram, Member
from tests.townhall import townhall

SLOGAN = "apa slogan kpu purwakarta"
Says = Callable[[Citizen, Group], Awaitable[object]]

# What is said in a group whose every message the bot is told of, and the answer's first words.
HEARD: dict[str, tuple[Says, str]] = {
    "a mention": (
        lambda c, g: c.says(f"@meja_informasi_bot {SLOGAN}", in_=g),
        "Slogan kantor",
    ),
    "a mention in other letters, behind": (
        lambda c, g: c.says(f"{SLOGAN} @Meja_Informasi_BOT", in_=g),
        "Slogan kantor",
    ),
    "a command": (lambda c, g: c.says("/id", in_=g), "ID Anda"),
    "a command in capitals": (lambda c, g: c.says("/ID", in_=g), "ID Anda"),
    "a command to this bot": (lambda c, g: c.says("/id@meja_informasi_bot", in_=g), "ID Anda"),
    "an unknown command to this bot": (
        lambda c, g: c.says("/apa@meja_informasi_bot", in_=g),
        "Perintah itu tidak saya kenal",
    ),
    "a mention under a caption": (
        lambda c, g: c.sends_photo(f"@meja_informasi_bot {SLOGAN}", in_=g),
        "Slogan kantor",
    ),
    "an anonymous admin": (
        lambda c, g: c.says(f"@meja_informasi_bot {SLOGAN}", in_=g, anonymously=True),
        "Slogan kantor",
    ),
}
UNHEARD: dict[str, Says] = {
    "talk": lambda c, g: c.says(SLOGAN, in_=g),
    "another bot's command": lambda c, g: c.says("/id@bot_lain_bot", in_=g),
    "an unknown command": lambda c, g: c.says("/apa", in_=g),
    "a picture": lambda c, g: c.sends_photo(in_=g),
    "another's name": lambda c, g: c.says(f"@meja_informasi_bot2 {SLOGAN}", in_=g),
}


def open_group() -> tuple[LocalTelegram, Group]:
    """A group in which the bot is an administrator, and so is told of everything."""
    world = LocalTelegram()
    return world, world.group(bot=Member.ADMINISTRATOR)


@pytest.mark.parametrize("name", HEARD)
async def test_in_a_group_the_bot_answers_who_calls_it(tmp_path: Path, name: str) -> None:
    says, expected = HEARD[name]
    world, group = open_group()
    async with townhall(tmp_path, world):
        citizen = world.citizen()
        await group.add(citizen)
        await says(citizen, group)
        [answer] = await group.receives()

    assert answer.text.startswith(expected)
    assert answer.reply_to is not None


@pytest.mark.parametrize("name", UNHEARD)
async def test_in_a_group_the_bot_is_silent_otherwise(tmp_path: Path, name: str) -> None:
    world, group = open_group()
    async with townhall(tmp_path, world):
        citizen = world.citizen()
        await group.add(citizen)
        await UNHEARD[name](citizen, group)
        await citizen.says("/id", in_=group)
        [answer] = await group.receives()

    assert answer.text.startswith("ID Anda")
    assert len(group.chat.sent) == 1


async def test_a_reply_to_the_bots_answer_calls_it(tmp_path: Path) -> None:
    world, group = open_group()
    async with townhall(tmp_path, world):
        citizen = world.citizen()
        await group.add(citizen)
        await citizen.says("/id", in_=group)
        [first] = await group.receives()
        await citizen.says(SLOGAN, in_=group, reply_to=first)
        [answer] = await group.receives()

    assert answer.text.startswith("Slogan kantor")


async def test_the_name_alone_under_anothers_message_asks_what_stands_there(
    tmp_path: Path,
) -> None:
    world, group = open_group()
    async with townhall(tmp_path, world):
        citizen, other = world.citizen(), world.citizen()
        await group.add(citizen)
        await group.add(other)
        question = await other.says(SLOGAN, in_=group)
        await citizen.says("@meja_informasi_bot", in_=group, reply_to=question)
        [answer] = await group.receives()

    assert answer.text.startswith("Slogan kantor")


async def test_a_question_in_a_topic_is_answered_in_that_topic(tmp_path: Path) -> None:
    world = LocalTelegram()
    forum = world.group(is_forum=True)
    async with townhall(tmp_path, world):
        citizen = world.citizen()
        await forum.add(citizen)
        topic = await forum.topic("Integritas")
        await citizen.says(f"@meja_informasi_bot {SLOGAN}", in_=forum, thread=topic)
        [answer] = await forum.receives()

    assert answer.thread == topic


async def test_channel_posts_and_service_messages_are_nobodys_question(tmp_path: Path) -> None:
    world = LocalTelegram()
    channel = world.group(kind="channel", bot=Member.ADMINISTRATOR)
    group = world.group(bot=Member.ADMINISTRATOR)
    async with townhall(tmp_path, world):
        citizen = world.citizen()
        await channel.posts(f"@meja_informasi_bot {SLOGAN}")
        await group.add(citizen)
        await citizen.says("halo")
        await citizen.receives()

    assert [r.parameters["chat_id"] for r in world.calls("sendMessage")] == [citizen.id]


async def test_a_group_that_became_a_supergroup_is_answered_there(tmp_path: Path) -> None:
    world = LocalTelegram()
    group = world.group(kind="group", bot=Member.ADMINISTRATOR)
    async with townhall(tmp_path, world, refused=True):
        citizen = world.citizen()
        await group.add(citizen)
        question = f"@meja_informasi_bot {SLOGAN}"
        world.faults.next("sendMessage", hang=0.2)
        await citizen.says(question, in_=group)
        await world.until(lambda: world.calls("sendMessage"))
        upgraded = await group.upgrades()
        [answer] = await upgraded.receives()

    assert answer.text.startswith("Slogan kantor")


async def test_a_forwarded_question_is_a_question(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        await citizen.says(SLOGAN, forwarded_from="Tetangga")
        [answer] = await citizen.receives()

    assert answer.text.startswith("Slogan kantor")


ME = User(id=1, is_bot=True, first_name="Meja", username="meja_informasi_bot")
ASKER = {"id": 5, "is_bot": False, "first_name": "Neng", "language_code": "id"}
BARE = {"message_id": 9, "date": 1, "chat": {"id": -100, "type": "supergroup"}, "from": ASKER}


def visit(**fields: object) -> Visit | None:
    """What an update with such a message in a group is unwrapped to."""
    return visit_of({"update_id": 1, "message": {**BARE, "text": "apa?", **fields}}, ME)


@pytest.mark.parametrize(("topic", "thread"), [({}, None), ({"is_topic_message": True}, 7)])
def test_only_in_a_topic_is_the_thread_one_to_answer_in(
    topic: dict[str, bool], thread: int | None
) -> None:
    found = visit(message_thread_id=7, **topic)

    assert found is not None
    assert found.thread == thread


def test_in_a_topic_the_bot_opened_not_all_is_said_to_it() -> None:
    mine = {**BARE, "message_id": 7, "from": ME.to_dict()}
    opened = {"forum_topic_created": {"name": "Umum", "icon_color": 1}}

    calls = [visit(reply_to_message=mine), visit(reply_to_message={**mine, **opened})]

    assert [call and call.addressed for call in calls] == [True, False]


@pytest.mark.parametrize(
    ("fields", "person"),
    [
        ({}, 5),
        ({"sender_chat": {"id": -100, "type": "supergroup"}}, -100),
        ({"sender_chat": {"id": -200, "type": "channel"}, "is_automatic_forward": True}, None),
        ({"from": {**ASKER, "is_bot": True}}, None),
        ({"from": None}, None),
    ],
)
def test_who_asks_is_a_user_or_the_chat_they_speak_as_or_nobody(
    fields: dict[str, object], person: int | None
) -> None:
    found = visit(**fields)

    assert (found and found.person) == person


def test_a_live_location_that_moves_is_no_question() -> None:
    moved = {**BARE, "edit_date": 2, "location": {"latitude": 1.0, "longitude": 1.0}}

    assert visit_of({"update_id": 1, "edited_message": moved}, ME) is None


@pytest.mark.parametrize("text", ["/bantuan@bot_lain_bot", "/help@bot_lain_bot"])
async def test_a_command_to_another_bot_is_ignored_in_private_too(
    tmp_path: Path, text: str
) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        await citizen.says(text)
        await citizen.says("halo")
        [answer] = await citizen.receives()

    assert answer.text.startswith("Halo!")
