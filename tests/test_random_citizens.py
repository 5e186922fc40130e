"""Whatever citizens do, in whatever order: nothing is refused, nothing unanswered, nothing breaks.

Hypothesis chooses the acts, and shortens a sequence that fails to the fewest that still do.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from bot.door.commands import COMMANDS, ENOUGH, PERSON, by_name
from bot.door.pressing import Press, data
from bot.door.queueing import FLOOD
from bot.localtelegram import Citizen, Message
from tests.crowd import PHONES, Crowd
from tests.soaking import SOAK, share

SEQUENCES, ACTS = 10_000, 12
BOT = "meja_informasi_bot"

KNOWN = (
    "apa itu zona integritas",
    "apa syarat wbk",
    "wbbm singkatan dari apa",
    "ceritakan sejarah kantor",
    "ceritakan sejarah kantor dan bacakan tata tertib tamu",
    "beda spi kpu dan nasional 2024",
    "spi nasional naik atau turun",
    "what is an integrity zone",
    "naon ari zona integritas teh",
    "cara bikin ktp",
    "perpanjang sim",
    "halo",
    "hatur nuhun",
)
# What the desk has no answer to, and what only a person has.
UNANSWERED = (
    "aula dipinjam warga, hubungi siapa",
    "ada parkir sepeda tidak",
    "aula bisa disewa berapa, nomor saya 081234567890",
)
TYPED = (
    "petugas",
    "kirim",
    "jangan kirim",
    "ask a person",
    "beri tahu saya",
    "ya, beri tahu",
    "cukup",
)
FOLLOW_UPS = ("syaratnya apa?", "kalau wbbm?", "yang kedua", "in english", "lebih lengkap", "zona")
PRIVATE = ("saya mau mengadukan petugas bernama Ujang Sutisna", "lapor pungli petugas 081234567890")
ODD = (
    "xqz jkw",
    "apaaaa ituuu zona integritassss",
    "👍",
    "🏛️👨‍👩‍👧‍👦 apa itu wbk 🇮🇩",
    "<b>tebal</b> <i>tak ditutup & lain &amp; <script>",
    "_*[`markdown](tg://user?id=1)",
    "{count} {0} %s {kosong}",
    "https://contoh.id/a?b=c",
    f"@{BOT}",
    "?",
    "...",
    "berapa skor spi kpu 2030",
    "' OR 1=1; DROP TABLE queries; --",
)
# Named, for hypothesis notes with each sequence what it could have drawn: 640 kB with these in it.
LONG = {"longer than may be": "siapa " * 400, "flags": "🇮🇩" * 3000}


def long(name: str) -> str:
    """As a function, for that is noted by its name."""
    return LONG[name]


TEXTS = st.one_of(
    st.sampled_from(KNOWN),
    st.sampled_from(FOLLOW_UPS),
    st.sampled_from(TYPED),
    st.sampled_from(PRIVATE),
    st.sampled_from(ODD),
    st.sampled_from(tuple(LONG)).map(long),
    st.text(min_size=1, max_size=30),
)
OWN_COMMANDS = by_name((*COMMANDS, PERSON, ENOUGH))
NAMES = st.sampled_from((*OWN_COMMANDS, "START", "ngawur", "log", f"start@{BOT}", "id@lain"))
MENUS = ("start", "topik", "spi", "regulasi", "layanan", "data_saya")
PAYLOADS = st.one_of(
    st.sampled_from(
        (
            "",
            "petugas_1",
            "petugas_abc",
            "data_saya",
            "zona",
            "sejarah",
            "sudah-dihapus",
            "a" * 64,
            "<b>&",
            "2024",
            "uu 7 2017",
            "ppid",
        )
    ),
    st.text(max_size=10),
)
GARBAGE = st.one_of(
    st.from_regex(
        r"[ecnvlxmzhbkdftuags](:(zona|wbk|umum|topik|spi|regulasi|kpu|1|0|en|k3|-|[0-9a-z]{1,14})?){0,3}",
        fullmatch=True,
    ),
    st.text(max_size=16),
)
DESK = ("replied", "replied", "sent a picture", "edited", "pressed", "voted", "wrote back")
MEDIA = ("photo", "document", "voice", "sticker", "location", "contact", "poll", "dice", "story")

THEN = st.lists(st.tuples(st.sampled_from(DESK), TEXTS), max_size=5)
WHO = st.sampled_from(range(len(PHONES)))
# The latest mostly, old ones too.
WHICH = st.sampled_from((0, 0, 0, 0, 1, 1, 2, 3, 5, 8, 13, 20))
# Whether the citizen goes on before the bot has answered.
HURRY = st.booleans()
# Once in a while a whole flood.
TIMES = st.sampled_from((*[1] * 12, 2, FLOOD + 2))
SELDOM = st.sampled_from((False, False, False, True))


class Citizens(RuleBasedStateMachine):
    """Three citizens in private, in a forum and inline, those who wait to be told among them, and
    the office; after what nobody hurries, a look.
    """

    crowd: ClassVar[Crowd]

    def __init__(self) -> None:
        super().__init__()
        self.scene = self.crowd.scene()
        self.failed = False

    @initialize(who=WHO, text=st.sampled_from(KNOWN), desk=st.none() | THEN)
    def begins(self, who: int, text: str, desk: list[tuple[str, str]] | None) -> None:
        """Every other sequence begins with a question for a person."""
        if desk is None:
            self.says(who, text, 1, False, False, False)
        else:
            self.hands_over(who, UNANSWERED[len(desk) % len(UNANSWERED)], "1", desk, False)

    @rule(who=WHO, text=TEXTS, times=TIMES, replies=SELDOM, forwards=SELDOM, hurry=HURRY)
    def says(
        self, who: int, text: str, times: int, replies: bool, forwards: bool, hurry: bool
    ) -> None:
        citizen = self.writer(who)
        said = [message for message in citizen.chat.messages if message.from_bot]
        about, origin = said[-1] if replies and said else None, "Ujang" if forwards else None
        for _ in range(times):
            self.scene.owes(citizen, text)
            self.crowd.run(citizen.says(text, reply_to=about, forwarded_from=origin))
        self.goes_on(hurry)

    @rule(who=WHO, name=NAMES, payload=PAYLOADS, hurry=HURRY)
    def commands(self, who: int, name: str, payload: str, hurry: bool) -> None:
        self.says(who, f"/{name} {payload}", 1, False, False, hurry)

    @rule(who=WHO, name=st.sampled_from(MENUS), turned=st.lists(st.integers(0, 15), max_size=6))
    def browses(self, who: int, name: str, turned: list[int]) -> None:
        """Goes from page to page of a menu, wherever its buttons lead."""
        self.commands(who, name, "", False)
        citizen = self.citizen(who)
        for at in turned:
            # Of who floods, the menu may be something else, or nothing.
            keyboard = citizen.chat.sent[-1].keyboard if citizen.chat.sent else []
            carried = [b["callback_data"] for row in keyboard for b in row if "callback_data" in b]
            if carried:
                self.scene.acted(citizen)
                self.crowd.run(citizen.presses(citizen.chat.sent[-1], carried[at % len(carried)]))
                self.goes_on(False)

    @rule(who=WHO, which=WHICH, times=st.sampled_from((1, 1, 2, 3)), late=SELDOM, hurry=HURRY)
    def presses(self, who: int, which: int, times: int, late: bool, hurry: bool) -> None:
        citizen = self.citizen(who)
        buttons = self.scene.buttons(citizen)
        if buttons:
            message, label = buttons[which % len(buttons)]
            message = replace(message)  # an edit meanwhile does not stop the finger
            for _ in range(times):
                self.scene.acted(citizen)
                self.crowd.run(citizen.presses(message, label, late=late))
            self.goes_on(hurry)

    @rule(who=WHO, which=WHICH, garbage=GARBAGE, hurry=HURRY)
    def forges(self, who: int, which: int, garbage: str, hurry: bool) -> None:
        citizen = self.citizen(who)
        buttons = self.scene.buttons(citizen)
        if buttons:
            message, _ = buttons[which % len(buttons)]
            self.scene.acted(citizen, garbage)
            self.crowd.run(self.scene.forges(citizen, message, garbage))
            self.goes_on(hurry)

    @rule(who=WHO, which=WHICH, text=TEXTS | st.none(), gone=SELDOM, hurry=HURRY)
    def edits(self, who: int, which: int, text: str | None, gone: bool, hurry: bool) -> None:
        """None: a question mark more. `gone`: the latest answer was deleted before."""
        citizen = self.writer(who)
        mine = self.own(citizen, which)
        if gone and mine and (got := [m for m in citizen.messages if m.from_bot]):
            self.crowd.run(self.scene.deletes(citizen, got[-1]))
        new = f"{mine.text if mine else ''}?" if text is None else text
        self.change(citizen, mine, new[:4096], hurry)

    @rule(who=WHO, which=WHICH, name=NAMES, hurry=HURRY)
    def edits_into_a_command(self, who: int, which: int, name: str, hurry: bool) -> None:
        citizen = self.writer(who)
        self.change(citizen, self.own(citizen, which), f"/{name}", hurry)

    @rule(who=WHO, which=WHICH, hurry=HURRY)
    def edits_a_caption_away(self, who: int, which: int, hurry: bool) -> None:
        citizen = self.writer(who)
        message = self.own(citizen, which)
        if message and message.content:
            self.change(citizen, message, "", hurry)

    @rule(who=WHO, which=WHICH, in_group=SELDOM)
    def deletes(self, who: int, which: int, in_group: bool) -> None:
        citizen = self.citizen(who)
        messages = (self.scene.group if in_group else citizen).chat.messages
        if messages:
            message = messages[-1 - which % len(messages)]
            self.crowd.run(self.scene.deletes(citizen, message))

    @rule(who=WHO, kind=st.sampled_from(MEDIA), hurry=HURRY)
    def sends(self, who: int, kind: str, hurry: bool) -> None:
        citizen = self.writer(who)
        self.scene.owes(citizen, "a reply to media is due as well")
        self.crowd.run(getattr(citizen, f"sends_{kind}")())
        self.goes_on(hurry)

    @rule(who=WHO, captions=st.lists(TEXTS | st.just(""), min_size=1, max_size=4), hurry=HURRY)
    def sends_pictures(self, who: int, captions: list[str], hurry: bool) -> None:
        citizen = self.writer(who)
        album = str(self.scene.hall.world.next_id()) if len(captions) > 1 else None
        for caption in captions:
            self.scene.owes(citizen, caption[:1024])
            extra = {"media_group_id": album} if album else {}
            self.crowd.run(citizen.sends_photo(caption[:1024], extra=extra))
        self.goes_on(hurry)

    @rule(who=WHO)
    def blocks_or_unblocks(self, who: int) -> None:
        citizen = self.citizen(who)
        again = citizen.chat.blocked
        self.crowd.run(citizen.unblocks() if again else self.scene.blocks(citizen))

    @rule(who=WHO, code=st.sampled_from((*PHONES, "auto")))
    def chooses_a_language(self, who: int, code: str) -> None:
        self.commanded_and_pressed(who, "/bahasa", data(Press.LANGUAGE, code))

    @rule(who=WHO, sure=st.sampled_from(("1", "1", "0")))
    def erases(self, who: int, sure: str) -> None:
        self.commanded_and_pressed(who, "/hapus_data", data(Press.ERASE, sure))

    @rule(
        who=WHO,
        text=TEXTS,
        how=st.sampled_from(("unaddressed", "mention", "reply", "anonymous")),
        in_topic=st.booleans(),
        gone=SELDOM,
        hurry=HURRY,
    )
    def says_in_the_group(
        self, who: int, text: str, how: str, in_topic: bool, gone: bool, hurry: bool
    ) -> None:
        """`gone`: and deletes it before it is answered."""
        citizen, group = self.citizen(who), self.scene.group
        self.scene.acted(citizen, text)
        call = f"@{BOT} " if how in ("mention", "anonymous") else ""
        about = group.chat.sent[-1] if how == "reply" and group.chat.sent else None
        question = self.crowd.run(
            citizen.says(
                call + text,
                in_=group,
                thread=self.scene.topic if in_topic else None,
                reply_to=about,
                anonymously=how == "anonymous",
            )
        )
        if gone:
            self.crowd.run(self.scene.deletes(citizen, question))
        self.goes_on(hurry)

    @rule(who=WHO, name=NAMES, hurry=HURRY)
    def commands_in_the_group(self, who: int, name: str, hurry: bool) -> None:
        self.says_in_the_group(who, f"/{name}", "unaddressed", False, False, hurry)

    @rule(
        who=WHO,
        text=st.sampled_from(UNANSWERED) | TEXTS,
        agrees=st.sampled_from(("1", "1", "1", "0")),
        then=THEN,
        hurry=HURRY,
    )
    def hands_over(
        self, who: int, text: str, agrees: str, then: list[tuple[str, str]], hurry: bool
    ) -> None:
        """Asks, goes the way to a person as far as there is one, and on with that person."""
        self.says(who, text, 1, False, False, False)
        citizen = self.citizen(who)
        for wanted in ("n:", "a:", f"g:{agrees}:"):
            self.presses_latest(citizen, citizen.chat.sent, wanted, False)
        for act, words in then:
            if act == "wrote back":
                self.says(who, words, 1, True, False, hurry)
            elif act == "voted":
                self.presses_latest(citizen, citizen.chat.sent, "v:0:", hurry)
            elif act == "pressed":
                self.presses_latest(self.scene.staff, self.scene.cards()[::-1], "s:", hurry)
            else:
                self.staff_reply(0, words, act == "sent a picture", act == "edited", False, hurry)

    @rule(
        who=WHO,
        agrees=st.sampled_from(("1", "1", "1", "0")),
        corrects=st.booleans(),
        hurry=HURRY,
    )
    def waits_for_an_answer(self, who: int, agrees: str, corrects: bool, hurry: bool) -> None:
        """Asks what the office answers later, wants to be told, and may have enough of it."""
        self.says(who, UNANSWERED[1], 1, False, False, False)
        citizen = self.citizen(who)
        for wanted in ("n:", "t:", f"u:{agrees}:"):
            self.presses_latest(citizen, citizen.chat.sent, wanted, False)
        if hurry:
            self.presses_latest(citizen, citizen.chat.sent, "u:0:", hurry)
        self.the_office_answers(False)
        if corrects:
            self.the_office_answers(True)

    @rule(corrects=st.booleans())
    def the_office_answers(self, corrects: bool) -> None:
        self.crowd.run(self.scene.publishes(corrects))
        self.goes_on(False)

    @rule(who=WHO, text=TEXTS | st.just(""), sends=st.booleans())
    def types_inline(self, who: int, text: str, sends: bool) -> None:
        """In a chat of their own with somebody, and sends what is offered first."""
        citizen = self.citizen(who)
        self.scene.said.add(text)
        query = self.crowd.run(citizen.types_inline(text[:256]))
        self.goes_on(False)
        assert query.answered
        if sends and query.results:
            self.crowd.run(citizen.chooses(query))

    @rule(which=WHICH, text=TEXTS, media=SELDOM, edits=SELDOM, gone=SELDOM, hurry=HURRY)
    def staff_reply(
        self, which: int, text: str, media: bool, edits: bool, gone: bool, hurry: bool
    ) -> None:
        """`gone`: what they reply to is deleted meanwhile; `edits`: they put their words right."""
        staff, office, cards = self.scene.staff, self.scene.office, self.scene.cards()
        if not cards:
            return
        about = cards[which % len(cards)]
        self.scene.acted(staff, text)
        if media:
            act = staff.sends_photo(text[:1024], in_=office, thread=about.thread, reply_to=about)
        else:
            act = staff.says(text, in_=office, thread=about.thread, reply_to=about)
        said = self.crowd.run(act)
        if gone:
            self.crowd.run(self.scene.deletes(staff, about))
        self.goes_on(hurry)
        if edits and not media:
            self.crowd.run(staff.edits(said, f"{said.text[:4000]}?"))
            self.goes_on(hurry)

    @rule(which=WHICH, garbage=GARBAGE, hurry=HURRY)
    def staff_forge(self, which: int, garbage: str, hurry: bool) -> None:
        cards = [card for card in self.scene.cards() if card.keyboard]
        if cards:
            self.scene.acted(self.scene.staff, garbage)
            card = cards[which % len(cards)]
            self.crowd.run(self.scene.forges(self.scene.staff, card, garbage))
            self.goes_on(hurry)

    @rule(which=WHICH, times=st.sampled_from((1, 1, 2)), hurry=HURRY)
    def staff_press(self, which: int, times: int, hurry: bool) -> None:
        rows = [
            (card, button["callback_data"])
            for card in self.scene.cards()
            for row in card.keyboard
            for button in row
            if "callback_data" in button
        ]
        if rows:
            card, pressed = rows[which % len(rows)]
            for _ in range(times):
                # A second finger may come when the bot has already changed the card.
                there = {one.get("callback_data") for row in card.keyboard for one in row}
                if pressed not in there:
                    break
                self.scene.acted(self.scene.staff)
                self.crowd.run(self.scene.staff.presses(card, pressed))
            self.goes_on(hurry)

    def presses_latest(
        self, who: Citizen, messages: Sequence[Message], begins: str, hurry: bool
    ) -> None:
        """The first button of the latest message whose data begins so, if it has one."""
        latest = messages[-1] if messages else None
        rows = latest.keyboard if latest else []
        carried = (b.get("callback_data", "") for row in rows for b in row)
        pressed = next((data for data in carried if data.startswith(begins)), None)
        if latest and pressed:
            self.scene.acted(who)
            self.crowd.run(who.presses(latest, pressed))
            self.goes_on(hurry)

    @rule(days=st.sampled_from((1, 4, 7)))
    def days_pass(self, days: int) -> None:
        self.crowd.run(self.scene.waits(days))
        self.goes_on(False)

    @rule(fewer=st.booleans())
    def the_office_saves_its_folder(self, fewer: bool) -> None:
        self.scene.swaps(fewer)

    def citizen(self, who: int) -> Citizen:
        return self.scene.citizens[who]

    def writer(self, who: int) -> Citizen:
        """Who writes in private has to let the bot answer again."""
        citizen = self.citizen(who)
        if citizen.chat.blocked:
            self.crowd.run(citizen.unblocks())
        return citizen

    def own(self, citizen: Citizen, which: int) -> Message | None:
        """A message they wrote and can edit, the latest first."""
        said = (m for m in citizen.chat.messages if not (m.from_bot or m.is_via_bot))
        messages = [m for m in said if m.text or m.content]
        return messages[-1 - which % len(messages)] if messages else None

    def change(self, citizen: Citizen, message: Message | None, text: str, hurry: bool) -> None:
        if message is not None:
            self.scene.acted(citizen, text)
            self.crowd.run(citizen.edits(message, text))
            self.goes_on(hurry)

    def commanded_and_pressed(self, who: int, command: str, pressed: str) -> None:
        """Nothing is pressed where no button came: to who floods."""
        self.says(who, command, 1, False, False, False)
        citizen = self.citizen(who)
        found = (m for m, b in self.scene.buttons(citizen) if b == pressed)
        if message := next(found, None):
            self.scene.acted(citizen)
            self.crowd.run(citizen.presses(message, pressed))
            self.goes_on(False)

    def goes_on(self, hurry: bool) -> None:
        if not hurry:
            self.failed = True
            self.crowd.run(self.scene.settles())
            assert self.scene.faults() == []
            self.failed = False

    def teardown(self) -> None:
        """Hypothesis calls it after each sequence, failed or not."""
        if not self.failed:
            self.goes_on(False)
            self.crowd.ended()


@pytest.mark.soak
@pytest.mark.timeout(3600 if SOAK else 600)  # a failing sequence takes its time to be shortened
def test_no_sequence_of_acts_is_too_much_for_the_bot(tmp_path: Path) -> None:
    whole = share(SEQUENCES)
    with Crowd(tmp_path / "crowd") as crowd:
        Citizens.crowd = crowd
        run_state_machine_as_test(
            Citizens,
            settings=settings(
                max_examples=whole,
                stateful_step_count=ACTS,
                deadline=None,
                suppress_health_check=[HealthCheck.too_slow],
            ),
        )

    assert crowd.scenes >= whole
