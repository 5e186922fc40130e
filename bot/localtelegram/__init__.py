"""The Bot API played on this machine, as strict as Telegram: for the preview and for every test.

A `LocalTelegram` is a world with citizens and groups in it; a `LocalRequest` is the wire by which
a bot of python-telegram-bot reaches it, without a socket.
"""

import asyncio
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any

from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.localtelegram import messages as localmessages
from bot.localtelegram import queries as localqueries
from bot.localtelegram import settings as localsettings
from bot.localtelegram import updates as localupdates
from bot.localtelegram.botapi import Call, Json, Refusal, Upload, known_method, read
from bot.localtelegram.chats import Chat, Member, Message, User
from bot.localtelegram.citizens import Citizen
from bot.localtelegram.faults import Fault, Faults, Loss
from bot.localtelegram.groups import Group
from bot.localtelegram.world import CallbackQuery, InlineQuery, Request, World

__all__ = [
    "Answer",
    "CallbackQuery",
    "Citizen",
    "Group",
    "InlineQuery",
    "LocalRequest",
    "LocalTelegram",
    "Member",
    "Message",
    "Request",
    "User",
]

TOKEN = "1234567890:local-telegram-knows-only-this-one0"
BOT = User(id=1234567890, first_name="Meja Informasi", username="meja_informasi_bot", is_bot=True)

_TOKEN_FORM = re.compile(r"[1-9]\d*:[\w-]{30,}")
_URL = re.compile(r"/bot(?P<token>[^/]*)/(?P<method>\w+)$")
_PLAYED: dict[str, Callable[[World, Call], Any]] = {
    "getMe": localsettings.get_me,
    "getUpdates": localupdates.get_updates,
    "setWebhook": localupdates.set_webhook,
    "deleteWebhook": localupdates.delete_webhook,
    "getWebhookInfo": localupdates.get_webhook_info,
    "sendMessage": localmessages.send_message,
    "sendPhoto": localmessages.send_media,
    "sendDocument": localmessages.send_media,
    "sendChatAction": localmessages.send_chat_action,
    "forwardMessage": localmessages.forward_message,
    "copyMessage": localmessages.copy_message,
    "editMessageText": localmessages.edit_message,
    "editMessageCaption": localmessages.edit_message,
    "editMessageMedia": localmessages.edit_message,
    "editMessageReplyMarkup": localmessages.edit_message,
    "deleteMessage": localmessages.delete_message,
    "answerCallbackQuery": localqueries.answer_callback_query,
    "answerInlineQuery": localqueries.answer_inline_query,
    "setMyCommands": localsettings.set_my_commands,
    "getMyCommands": localsettings.get_my_commands,
    "deleteMyCommands": localsettings.delete_my_commands,
    "setMyName": localsettings.set_my_profile,
    "getMyName": localsettings.get_my_profile,
    "setMyDescription": localsettings.set_my_profile,
    "getMyDescription": localsettings.get_my_profile,
    "setMyShortDescription": localsettings.set_my_profile,
    "getMyShortDescription": localsettings.get_my_profile,
    "setChatMenuButton": localsettings.set_chat_menu_button,
    "getChatMenuButton": localsettings.get_chat_menu_button,
    "getChat": localsettings.get_chat,
    "getChatMember": localsettings.get_chat_member,
    "getChatMemberCount": localsettings.get_chat_member_count,
    "getChatAdministrators": localsettings.get_chat_administrators,
    "leaveChat": localsettings.leave_chat,
    "createForumTopic": localsettings.create_forum_topic,
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What goes back over the wire, or how it is lost on the way."""

    status: int
    body: bytes
    lost: Loss | None = None


class LocalTelegram(World):
    """A Telegram with one bot in it; see `World` for its state and `until` for waiting."""

    def __init__(self, *, token: str = TOKEN, bot: User = BOT) -> None:
        super().__init__(token=token, bot=bot)
        self.faults = Faults()

    def citizen(
        self,
        id: int | None = None,
        first_name: str = "Neng",
        *,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "id",
    ) -> Citizen:
        """Somebody new, who has not written to the bot yet."""
        user = User(
            id=id or 700_000_000 + self.next_id(),
            first_name=first_name,
            last_name=last_name,
            username=username,
            language_code=language_code,
        )
        self.users[user.id] = user
        chat = self.chats[user.id] = Chat(id=user.id, type="private", person=user)
        return Citizen(self, chat)

    def group(
        self,
        title: str = "Tim helpdesk",
        *,
        kind: str = "supergroup",
        is_forum: bool = False,
        bot: Member = Member.MEMBER,
        id: int | None = None,
    ) -> Group:
        """A new group with the bot in it; `kind`: group, supergroup or channel."""
        chat = self.new_group(title, kind=kind, chat_id=id)
        chat.is_forum = is_forum
        chat.members[self.bot.id] = bot
        return Group(self, chat)

    def calls(self, *methods: str) -> list[Request]:
        """The requests made so far for these methods; without any, all but getUpdates."""
        if methods:
            return [request for request in self.requests if request.method in methods]
        return [request for request in self.requests if request.method != "getUpdates"]

    async def push(self, post: localupdates.Post) -> int:
        """Brings what waits to the webhook through `post`; how many updates it took with a 2xx."""
        return await localupdates.push(self, post)

    async def serve(
        self,
        token: str,
        method: str,
        parameters: Mapping[str, str],
        files: Mapping[str, Upload] | None = None,
    ) -> Answer:
        """Answers one request as api.telegram.org would; string values as they come in a form."""
        try:
            self._check_token(token)
            name = known_method(method)
            if name is None:
                self.complain(f"{method} is no method of the Bot API, or is not played here.")
                raise Refusal(404, "Not Found: method not found")
        except Refusal as refusal:
            return _refused(refusal)
        request = Request(
            method=name, parameters=dict(parameters), files=dict(files or {}), at=time.monotonic()
        )
        self.requests.append(request)
        del self.requests[: -self.kept_requests]
        fault = self.faults.take(name) or Fault()
        await self.changed()
        try:
            answer = await self._answer(request, fault)
        finally:
            await self.changed()
        return answer

    async def _answer(self, request: Request, fault: Fault) -> Answer:
        if fault.hang:
            await asyncio.sleep(fault.hang)
        if fault.lost is Loss.CUT:
            return Answer(status=0, body=b"", lost=Loss.CUT)
        try:
            if fault.status is not None:
                raise Refusal(fault.status, fault.description, **fault.parameters)
            result = await self._carry_out(request)
        except Refusal as refusal:
            request.status, request.description = refusal.status, refusal.description
            answer = _refused(refusal)
            return answer if fault.body is None else Answer(status=answer.status, body=fault.body)
        request.status = 200
        body = fault.body or _as_bytes({"ok": True, "result": result})
        return Answer(status=200, body=body, lost=fault.lost)

    async def _carry_out(self, request: Request) -> Any:
        request.parameters = read(request.method, request.parameters, self.complain)
        call = Call(
            method=request.method,
            values=request.parameters,
            files=request.files,
            complain=self.complain,
        )
        result = _PLAYED[request.method](self, call)
        return await result if isawaitable(result) else result

    def _check_token(self, token: str) -> None:
        if not _TOKEN_FORM.fullmatch(token):
            raise Refusal(404, "Not Found")
        if token != self.token:
            raise Refusal(401, "Unauthorized")


class LocalRequest(BaseRequest):
    """python-telegram-bot's wire to a played Telegram in the same event loop.

    `read_timeout` is in seconds, as HTTPXRequest's; `latency` is added to each request's way there.
    """

    def __init__(
        self, world: LocalTelegram, *, read_timeout: float = 5.0, latency: float = 0.0
    ) -> None:
        self._world = world
        self._read_timeout = read_timeout
        self._latency = latency

    @property
    def read_timeout(self) -> float | None:
        """Seconds until an answer is given up, unless the request says otherwise."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = None,
        connect_timeout: object = None,
        pool_timeout: object = None,
    ) -> tuple[int, bytes]:
        """Status and body. Raises TimedOut and NetworkError as HTTPXRequest does."""
        if read_timeout is not None and not isinstance(read_timeout, int | float):
            read_timeout = self._read_timeout
        try:
            async with asyncio.timeout(read_timeout):
                answer = await self._serve(url, request_data)
        except TimeoutError as late:
            raise TimedOut from late
        if answer.lost is Loss.LATE:
            raise TimedOut
        if answer.lost is Loss.CUT:
            raise NetworkError("Server disconnected without sending a response.")
        return answer.status, answer.body

    async def _serve(self, url: str, data: RequestData | None) -> Answer:
        if self._latency:
            await asyncio.sleep(self._latency)
        found = _URL.search(url)
        if found is None:
            return _refused(Refusal(404, "Not Found"))
        parameters = data.json_parameters if data else {}
        files = _uploads(data) if data else {}
        return await self._world.serve(found["token"], found["method"], parameters, files)


def _uploads(data: RequestData) -> dict[str, Upload]:
    uploads = {}
    for name, (file_name, content, _) in (data.multipart_data or {}).items():
        whole = content if isinstance(content, bytes) else content.read()
        uploads[name] = Upload(name=file_name, content=whole)
    return uploads


def _refused(refusal: Refusal) -> Answer:
    body: Json = {
        "ok": False,
        "error_code": refusal.status,
        "description": refusal.description,
        **({"parameters": refusal.parameters} if refusal.parameters else {}),
    }
    return Answer(status=refusal.status, body=_as_bytes(body))


def _as_bytes(body: Json) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
