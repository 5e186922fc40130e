"""The biggest keyboards that a folder can make are ones that Telegram takes.

Sent over the wire to a Telegram of this machine, which refuses what is too big as Telegram does.
"""

from collections.abc import Iterator

import pytest
from telegram import Bot

from bot.choosing import OFFERED_MOST
from bot.door.copying import LONGEST as LONGEST_COPY
from bot.door.copying import LONGEST_LABEL, MOST
from bot.door.dashboard import view_of
from bot.door.pages import PAGE, laid_out
from bot.door.sending import Place, Sender
from bot.door.shelves import ALL, SHELVES, Guide, category
from bot.door.showing import Button, Shown, messages
from bot.knowledge import Knowledge, load
from bot.loading.overriding import shipped
from bot.loading.values import LONGEST_ID, MOST_RELATED
from bot.loading.vetting import LONGEST_TITLE
from bot.localtelegram import LocalRequest, LocalTelegram
from bot.replies import Choice, Kind, Reply
from tests.folders import KINDS, made

SAY = shipped()[0].say
QUERY = "1y2p0ij32e8e7"  # the longest there is: 63 bits
# Files of a folder, and entries of its greatest one.
TOPICS, ENTRIES = 40, 200
# Years and bodies of which there are figures.
YEARS, BODIES = 12, 30


async def taken(shown: Shown) -> list[str]:
    """What Telegram complains of when it is sent; raises what it refuses."""
    world = LocalTelegram()
    wire = LocalRequest(world)
    citizen = world.citizen()
    await citizen.starts()
    async with Bot(world.token, request=wire, get_updates_request=wire) as bot:
        await Sender(bot).send(Place(chat=citizen.chat.id), (shown,))
    return world.complaints


def longest(at: int) -> Choice:
    """A choice whose id and label are as long as `check` lets them be."""
    id = f"{at:04}".ljust(LONGEST_ID, "x")
    return Choice(entry=id, label=f"{at} ".ljust(LONGEST_TITLE, "W"))


@pytest.mark.parametrize("kind", Kind)
async def test_a_reply_with_all_that_it_can_have(kind: Kind) -> None:
    reply = Reply(
        question="q",
        kind=kind,
        text="Teks.",
        language="id",
        choices=tuple(longest(at) for at in range(2 * OFFERED_MOST + 1)),
        related=tuple(longest(at) for at in range(MOST_RELATED)),
    )
    copies = [Button(label="s" * LONGEST_LABEL, copy="ü" * LONGEST_COPY)] * MOST
    [shown] = messages(reply, QUERY, SAY, copies=copies)

    assert await taken(shown) == []
    assert len(shown.rows) > 2 * OFFERED_MOST


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """Many topics, a great one, and figures of many bodies and years, all named at full length."""
    return load(made(tmp_path_factory.mktemp("besar"), dict(stretched_files())))


def stretched_files() -> Iterator[tuple[str, str]]:
    yield "language.yaml", KINDS
    for number in range(TOPICS):
        count = ENTRIES if number == 0 else 1
        name = f"t{number:02}".ljust(LONGEST_ID, "x")
        entries = "".join(stretched(f"{number:02}-{at:03}") for at in range(count))
        title = f"Topik {number:02} ".ljust(LONGEST_TITLE, "W")
        yield f"{name}.yaml", f"title: {title}\nentries:\n{entries}"
    yield "spi.yaml", figures()
    yield "regulasi.yaml", regulations()


def stretched(number: str) -> str:
    """An entry whose id and title are as long as can be."""
    return (
        f"  - id: {f'e{number}'.ljust(LONGEST_ID, 'x')}\n"
        f"    title: {f'Entri {number} '.ljust(LONGEST_TITLE, 'W')}\n"
        f"    ask: [apa itu nomor {number}]\n"
        f"    answer: Jawaban {number}.\n"
    )


def regulations() -> str:
    held = "".join(
        f"  - {{id: uu-{at}-2018, kind: UU, number: {at}, year: 2018, "
        f"about: Soal {at}., ask: [isi uu nomor {at} soal apa]}}\n"
        for at in range(1, 100)
    )
    return f"title: Regulasi\nregulations:\n{held}"


def figures() -> str:
    years = range(2014, 2014 + YEARS)
    longest_body = LONGEST_ID - len("spi--2014")
    bodies = [f"b{at:02}".ljust(longest_body, "x") for at in range(BODIES)]
    subjects = "".join(
        f"    - {{id: {id}, name: Badan {id[:3]}, words: [badan {id[:3]}]}}\n" for id in bodies
    )
    held = "".join(
        f"    - {{subject: {id}, year: {year}, index: 74.04}}\n" for id in bodies for year in years
    )
    ranges = (
        f"    - years: [{years[0]}, {years[-1]}]\n      categories:\n"
        "        - {name: rentan, from: 0, to: 72.9}\n"
        "        - {name: waspada, from: 73, to: 77.9}\n"
        "        - {name: terjaga, from: 78, to: 100}\n"
    )
    return f"title: SPI\nspi:\n  subjects:\n{subjects}  ranges:\n{ranges}  figures:\n{held}"


@pytest.mark.parametrize("name", [*SHELVES, "the greatest topic"])
@pytest.mark.parametrize("page", [0, 1, 9999])
async def test_a_page_of_a_menu(knowledge: Knowledge, name: str, page: int) -> None:
    guide = Guide(knowledge=knowledge, language="id")
    greatest = max(knowledge.categories, key=lambda one: len(one.entries))
    shelf = SHELVES[name](guide) if name in SHELVES else category(guide, greatest.id)
    assert shelf
    shown = laid_out(guide, shelf, page)

    assert await taken(shown) == []
    assert sum(map(len, shown.rows)) <= PAGE + 5
    assert not shelf.buttons or len(shelf.buttons) > PAGE


async def test_the_figures_of_many_bodies_over_many_years(knowledge: Knowledge) -> None:
    guide = Guide(knowledge=knowledge, language="id")
    views = [view_of(guide, name) for name in (ALL, "2014", knowledge.subjects[0].id)]
    shown = [view.shown for view in views if view]

    assert len(shown) == 3
    assert [await taken(one) for one in shown] == [[], [], []]
    assert max(sum(map(len, one.rows)) for one in shown) > YEARS + BODIES


def test_the_folder_is_as_big_as_it_says(knowledge: Knowledge) -> None:
    assert len(knowledge.categories) == TOPICS + 2
    assert max(len(one.title.id) for one in knowledge.entries) == LONGEST_TITLE
    assert max(len(one.id) for one in knowledge.entries) == LONGEST_ID
