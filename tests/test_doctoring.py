"""Each fault of a set-up is found, told in one sentence with its remedy, and hides no other."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from telegram import Bot, Update
from telegram import User as PTBUser

from bot.doctor.doctoring import Finding, Setup, State, as_json, as_text, examine, exit_code
from bot.doctor.telegramchecks import inline
from bot.door.polling import ALLOWED
from bot.keeping.storage import SQLite
from bot.localtelegram import LocalRequest, LocalTelegram, Member, User
from tests.folders import entry, made


def moment() -> datetime:
    """Of the test itself: files that it makes are no younger, however long the others took."""
    return datetime.now(ZoneInfo("Asia/Jakarta"))


CHECKS = [
    "token",
    "privacy_mode",
    "inline",
    "webhook",
    "office",
    "admins",
    "knowledge",
    "database",
    "disk",
    "key",
    "files",
    "clock",
    "listen",
    "public_url",
]
TELEGRAM = CHECKS[1:6]
# The played Telegram has inline mode on, which is a remark for as long as nothing answers it.
UNMET = set() if Update.INLINE_QUERY in ALLOWED else {"inline"}


def bot_of(world: LocalTelegram, token: str | None = None) -> Bot:
    wire = LocalRequest(world, read_timeout=1)
    return Bot(token or world.token, request=wire, get_updates_request=wire)


def setup_in(tmp_path: Path) -> Setup:
    """A set-up of a machine on which nothing is wrong; no bot has run there yet."""
    folder = tmp_path / "pengetahuan"
    folder.mkdir()
    made(folder, {"umum.yaml": entry()})
    return Setup(
        knowledge_dir=folder,
        database=tmp_path / "data" / "bot.db",
        key_file=tmp_path / "data" / "pseudonym.key",
        listen=("127.0.0.1", 0),
        env_file=tmp_path / ".env",
    )


async def healthy(world: LocalTelegram, tmp_path: Path) -> Setup:
    """A set-up with nothing to remark on, its group and admin in `world`."""
    group, admin = world.group("Helpdesk KPU"), world.citizen()
    await admin.starts()
    return replace(setup_in(tmp_path), office_chat_id=group.chat.id, admin_ids=(admin.id,))


def of(findings: tuple[Finding, ...], check: str) -> Finding:
    [finding] = [finding for finding in findings if finding.check == check]
    return finding


async def found(
    world: LocalTelegram, setup: Setup, check: str, *, now: datetime | None = None
) -> Finding:
    return of(await examine(bot_of(world), setup, now or moment()), check)


async def test_a_healthy_set_up_has_nothing_to_remark_on(tmp_path: Path) -> None:
    world = LocalTelegram()
    findings = await examine(bot_of(world), await healthy(world, tmp_path), moment())

    assert {f.check for f in findings if f.state is not State.OK or f.remedy} == UNMET
    assert [finding.check for finding in findings] == CHECKS
    assert exit_code(findings) == 0
    assert world.complaints == []
    assert not (tmp_path / "data").exists(), "who looks must not make anything"


REJECTED = [("1234567890:" + "x" * 35, "(401)"), ("123:abc", "(404)")]


@pytest.mark.parametrize(("token", "words"), REJECTED)
async def test_a_token_that_telegram_does_not_know_is_told_without_it(
    tmp_path: Path, token: str, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    world = LocalTelegram()
    findings = await examine(bot_of(world, token), setup_in(tmp_path), moment())

    assert of(findings, "token").state is State.WRONG
    assert words in of(findings, "token").text
    assert [f.check for f in findings] == [check for check in CHECKS if check not in TELEGRAM]
    assert exit_code(findings) == 1
    assert token not in as_text(findings) + json.dumps(as_json(findings)) + caplog.text


@pytest.mark.parametrize(
    ("changes", "state"),
    [({}, State.WARNING), ({"office_chat_id": -5}, State.WRONG), ({"webhook": True}, State.WRONG)],
)
async def test_without_a_token_the_machine_is_still_looked_at(
    tmp_path: Path, changes: dict[str, int], state: State
) -> None:
    setup = replace(setup_in(tmp_path), **changes)  # type: ignore[arg-type] # a table of fields
    findings = await examine(None, setup, moment())

    assert of(findings, "token").state is state
    assert "@BotFather" in of(findings, "token").remedy
    assert len(findings) == len(CHECKS) - len(TELEGRAM)


async def test_a_telegram_that_cannot_be_reached_is_no_fault_of_the_token(tmp_path: Path) -> None:
    world = LocalTelegram()
    world.faults.next("getMe", cut=True, times=None)
    finding = await found(world, setup_in(tmp_path), "token")

    assert finding.state is State.WRONG
    assert "tidak dapat dihubungi" in finding.text
    assert "api.telegram.org" in finding.remedy


async def test_one_lost_packet_is_no_finding(tmp_path: Path) -> None:
    world = LocalTelegram()
    setup = await healthy(world, tmp_path)
    for method in ("getMe", "getWebhookInfo", "getChat", "getChatMember"):
        world.faults.next(method, status=502)
    findings = await examine(bot_of(world), setup, moment())

    assert {finding.check for finding in findings if finding.state is not State.OK} == UNMET


@pytest.mark.parametrize("method", ["getWebhookInfo", "getChat", "getChatMember"])
async def test_a_check_that_gets_no_answer_hides_no_other(tmp_path: Path, method: str) -> None:
    world = LocalTelegram()
    setup = await healthy(world, tmp_path)
    world.faults.next(method, status=500, times=None)
    findings = await examine(bot_of(world), setup, moment())
    ill = [f for f in findings if f.state is not State.OK and f.check not in UNMET]

    assert [finding.check for finding in findings] == CHECKS
    assert {f.check for f in ill} <= {"webhook", "office", "admins"}
    assert all("tidak mendapat jawaban" in finding.text for finding in ill)
    assert ill


async def test_a_check_that_hangs_is_given_up(tmp_path: Path) -> None:
    world = LocalTelegram()
    setup = await healthy(world, tmp_path)
    world.faults.next("getWebhookInfo", hang=60)
    wire = LocalRequest(world, read_timeout=60)
    bot = Bot(world.token, request=wire, get_updates_request=wire)
    findings = await examine(bot, setup, moment(), patience=0.5)

    assert "tidak selesai" in of(findings, "webhook").text
    assert len(findings) == len(CHECKS)


async def test_an_answer_nobody_foresaw_hides_no_other_check(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    world = LocalTelegram()
    setup = await healthy(world, tmp_path)
    world.faults.next("getWebhookInfo", body=b'{"ok":true,"result":{"url":"rahasia"}}')
    findings = await examine(bot_of(world), setup, moment())

    assert "kesalahan program" in of(findings, "webhook").text
    assert len(findings) == len(CHECKS)
    assert caplog.messages[0].startswith("the check webhook failed: TypeError")
    assert "rahasia" not in caplog.text


async def test_privacy_mode_is_meant_to_be_on(tmp_path: Path) -> None:
    world = LocalTelegram()
    world.can_read_all_group_messages = True
    finding = await found(world, setup_in(tmp_path), "privacy_mode")

    assert finding.state is State.WARNING
    assert "/setprivacy" in finding.remedy


INLINE = [
    (True, True, State.OK, ""),
    (False, False, State.OK, ""),
    (False, True, State.WARNING, "ketik pertanyaan Anda"),
    (True, False, State.WARNING, "/empty"),
]


@pytest.mark.parametrize(("on", "answered", "state", "remedy"), INLINE)
def test_inline_mode_is_on_where_it_is_answered(
    on: bool, answered: bool, state: State, remedy: str
) -> None:
    me = PTBUser(1, "Meja", True, username="meja_bot", supports_inline_queries=on)
    finding = inline(me, answered=answered)

    assert finding.state is state
    assert remedy in finding.remedy
    assert bool(finding.remedy) is bool(remedy)


PUBLIC = "https://bot.kpu.example.go.id"
AN_HOUR_AGO = int((moment() - timedelta(hours=1)).timestamp())
A_MONTH_AGO = int((moment() - timedelta(days=30)).timestamp())
ERROR = {"url": f"{PUBLIC}/telegram", "last_error_message": "Connection refused"}
WEBHOOKS: list[tuple[str, dict[str, object], bool, State, str]] = [
    ("polling", {}, False, State.OK, "polling"),
    ("left behind", {"url": "https://lama.id/123:x"}, False, State.WARNING, "lama.id, padahal"),
    ("not yet set", {}, True, State.WARNING, "belum terpasang"),
    ("another's", {"url": "https://lain.id/telegram"}, True, State.WARNING, "mengarah ke lain.id"),
    ("well", {"url": f"{PUBLIC}/telegram"}, True, State.OK, "lancar"),
    (
        "failing",
        ERROR | {"last_error_date": AN_HOUR_AGO},
        True,
        State.WARNING,
        "(Connection refused)",
    ),
    ("failed long ago", ERROR | {"last_error_date": A_MONTH_AGO}, True, State.OK, "lancar"),
]


@pytest.mark.parametrize(("name", "webhook", "meant", "state", "words"), WEBHOOKS)
async def test_the_webhook_is_as_it_is_meant(
    tmp_path: Path, name: str, webhook: dict[str, object], meant: bool, state: State, words: str
) -> None:
    world = LocalTelegram()
    world.webhook = dict(webhook)
    setup = replace(setup_in(tmp_path), webhook=meant, public_url=PUBLIC)
    finding = await found(world, setup, "webhook")

    assert (finding.state, words in finding.text) == (state, True), finding.text
    assert "123:x" not in finding.text


async def test_what_telegram_repeats_of_the_token_is_not_told(tmp_path: Path) -> None:
    world = LocalTelegram()
    reason = f"Wrong response from {PUBLIC}/{world.token}: 404"
    world.webhook = ERROR | {"last_error_date": AN_HOUR_AGO, "last_error_message": reason}
    setup = replace(setup_in(tmp_path), webhook=True, public_url=PUBLIC)
    finding = await found(world, setup, "webhook")

    assert world.token.partition(":")[2] not in finding.text
    assert "Wrong response from" in finding.text


def unset(world: LocalTelegram) -> int | None:
    return None


def strange(world: LocalTelegram) -> int | None:
    return -100_999


def private(world: LocalTelegram) -> int | None:
    citizen = world.citizen()
    citizen.chat.started = citizen.chat.seen = True
    return citizen.id


def of_kind(**fields: object) -> Callable[[LocalTelegram], int | None]:
    return lambda world: world.group("Helpdesk", **fields).chat.id  # type: ignore[arg-type]


OFFICES: list[tuple[str, Callable[[LocalTelegram], int | None], State, str]] = [
    ("unset", unset, State.WARNING, "belum diisi"),
    ("no such group", strange, State.WRONG, "bot tidak ada di grup"),
    ("a person", private, State.WRONG, "bukan grup"),
    ("a channel", of_kind(kind="channel", bot=Member.ADMINISTRATOR), State.WRONG, "bukan grup"),
    ("left", of_kind(bot=Member.LEFT), State.WRONG, "bot tidak ada di grup"),
    ("left, small", of_kind(bot=Member.LEFT, kind="group"), State.WRONG, "bot tidak ada di grup"),
    ("thrown out", of_kind(bot=Member.KICKED), State.WRONG, "bot tidak ada di grup"),
    ("member", of_kind(), State.OK, "bot ada di “Helpdesk” dan boleh menulis"),
    ("small group", of_kind(kind="group"), State.OK, "dan boleh menulis"),
    ("forum", of_kind(is_forum=True), State.WARNING, "tanpa hak mengelola topik"),
    (
        "forum, admin",
        of_kind(is_forum=True, bot=Member.ADMINISTRATOR),
        State.OK,
        "boleh menulis dan mengelola topik",
    ),
]


@pytest.mark.parametrize(("name", "office", "state", "words"), OFFICES)
async def test_the_office_group_is_one_the_bot_may_write_in(
    tmp_path: Path,
    name: str,
    office: Callable[[LocalTelegram], int | None],
    state: State,
    words: str,
) -> None:
    world = LocalTelegram()
    setup = replace(setup_in(tmp_path), office_chat_id=office(world))
    finding = await found(world, setup, "office")

    assert (finding.state, words in finding.text) == (state, True), finding.text
    assert bool(finding.remedy) is (state is not State.OK)


async def test_a_group_that_was_upgraded_is_told_with_its_new_id(tmp_path: Path) -> None:
    world = LocalTelegram()
    world.faults.next(
        "getChat",
        status=400,
        description="Bad Request: group chat was upgraded to a supergroup chat",
        migrate_to_chat_id=-100_777,
    )
    finding = await found(world, replace(setup_in(tmp_path), office_chat_id=-5), "office")

    assert finding.state is State.WRONG
    assert "OFFICE_CHAT_ID=-100777" in finding.remedy


MUTED = [
    '{"ok":true,"result":{"status":"restricted","user":USER,"is_member":true,'
    '"can_change_info":false,"can_invite_users":false,"can_pin_messages":false,'
    '"can_send_messages":false,"can_send_polls":false,"can_send_other_messages":false,'
    '"can_add_web_page_previews":false,"can_manage_topics":false,"until_date":0,'
    '"can_send_audios":false,"can_send_documents":false,"can_send_photos":false,'
    '"can_send_videos":false,"can_send_video_notes":false,"can_send_voice_notes":false,'
    '"can_edit_tag":false,"can_react_to_messages":false}}',
]


def user_json(user: User) -> str:
    return json.dumps(user.as_json())


@pytest.mark.parametrize("member", MUTED)
async def test_a_bot_that_may_not_write_in_the_group_is_told(tmp_path: Path, member: str) -> None:
    world = LocalTelegram()
    setup = replace(setup_in(tmp_path), office_chat_id=world.group("Helpdesk").chat.id)
    body = member.replace("USER", user_json(world.bot)).encode()
    world.faults.next("getChatMember", body=body)
    finding = await found(world, setup, "office")

    assert finding.state is State.WRONG, finding.text
    assert "tidak boleh menulis" in finding.text


async def test_a_group_where_members_may_not_write_is_told(tmp_path: Path) -> None:
    world = LocalTelegram()
    group = world.group("Helpdesk")
    chat = {
        **group.chat.as_json(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
        "permissions": {"can_send_messages": False},
    }
    world.faults.next("getChat", body=json.dumps({"ok": True, "result": chat}).encode())
    setup = replace(setup_in(tmp_path), office_chat_id=group.chat.id)
    finding = await found(world, setup, "office")

    assert finding.state is State.WRONG, finding.text
    assert "tidak boleh menulis" in finding.text


async def test_an_admin_who_has_not_opened_the_chat_is_named(tmp_path: Path) -> None:
    world = LocalTelegram()
    admin, stranger = world.citizen(), world.citizen()
    await admin.starts()
    setup = replace(setup_in(tmp_path), admin_ids=(admin.id, stranger.id))
    finding = await found(world, setup, "admins")

    assert finding.state is State.WARNING
    assert finding.text.endswith(f": {stranger.id}.")
    assert (await found(world, replace(setup, admin_ids=()), "admins")).state is State.WARNING


async def test_the_running_bots_database_is_looked_at_without_harm(tmp_path: Path) -> None:
    world = LocalTelegram()
    setup = await healthy(world, tmp_path)
    async with SQLite(setup.database) as store:
        await store.set_language("a" * 32, "su")
        finding = await found(world, setup, "database")

        assert await store.language("a" * 32) == "su"
    assert finding.state is State.OK
    assert "terbaca dan dapat ditulis (skema" in finding.text


def test_findings_are_printed_with_their_remedies_and_counted() -> None:
    findings = (
        Finding(check="a", state=State.OK, text="Satu baik."),
        Finding(check="b", state=State.WARNING, text="Dua perlu dilihat.", remedy="Lihatlah."),
        Finding(check="c", state=State.WRONG, text="Tiga salah.", remedy="Betulkan."),
    )

    assert as_text(findings) == (
        "ok         Satu baik.\n"
        "peringatan Dua perlu dilihat.\n"
        "           → Lihatlah.\n"
        "salah      Tiga salah.\n"
        "           → Betulkan.\n"
        "\n"
        "1 ok, 1 peringatan, 1 salah."
    )
    assert as_json(findings) == {
        "good": False,
        "findings": [
            {"check": "a", "state": "ok", "text": "Satu baik.", "remedy": None},
            {
                "check": "b",
                "state": "peringatan",
                "text": "Dua perlu dilihat.",
                "remedy": "Lihatlah.",
            },
            {"check": "c", "state": "salah", "text": "Tiga salah.", "remedy": "Betulkan."},
        ],
    }
    assert (exit_code(findings), exit_code(findings[:2])) == (1, 0)
