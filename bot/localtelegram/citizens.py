"""A citizen with Telegram in hand: each thing they do reaches the bot as an update."""

import re
from typing import Any

from bot.localtelegram.botapi import Json
from bot.localtelegram.chats import Member, Message, User
from bot.localtelegram.groups import Group, Place, post
from bot.localtelegram.settings import member_json
from bot.localtelegram.telegramtext import Formatted, as_shown
from bot.localtelegram.world import CallbackQuery, InlineQuery

CLIENT_LENGTH = 4096
# Who stands as sender where an administrator writes in the group's name.
ANONYMOUS = User(id=1087968824, first_name="Group", username="GroupAnonymousBot", is_bot=True)


class Citizen(Place):
    """One person and their private chat with the bot; `in_` says things in a group instead."""

    @property
    def user(self) -> User:
        """The person as Telegram shows them."""
        assert self.chat.person is not None, "a citizen's chat is private"
        return self.chat.person

    @property
    def id(self) -> int:
        """Their user id, which is their private chat's too."""
        return self.user.id

    async def starts(self, payload: str = "") -> Message:
        """Presses Start, or opens a deep link with a payload."""
        return await self.says(f"/start {payload}".strip())

    async def says(
        self,
        text: str,
        *,
        in_: Group | None = None,
        thread: int | None = None,
        reply_to: Message | None = None,
        forwarded_from: str | None = None,
        anonymously: bool = False,
    ) -> Message:
        """Sends a text; over 4096 it goes out in parts, as clients do, and the last is returned.

        `forwarded_from`: the name of whom it was forwarded from. `anonymously`: as the group.
        """
        origin = {"type": "hidden_user", "date": self.world.now(), "sender_user_name": ""}
        extra: Json = {}
        if forwarded_from is not None:
            extra["forward_origin"] = origin | {"sender_user_name": forwarded_from}
        if anonymously and in_ is not None:
            extra["sender_chat"] = in_.chat.as_json()
        *parts, last = re.findall(f".{{1,{CLIENT_LENGTH}}}", text, re.DOTALL) or [""]
        for part in parts:
            await self._sends(part, in_, thread, reply_to, extra=dict(extra))
        return await self._sends(last, in_, thread, reply_to, extra=extra)

    async def edits(self, message: Message, text: str) -> None:
        """Changes a text of their own.

        Raises ValueError where their app would not let them.
        """
        if message.is_via_bot:
            raise ValueError("What was sent by way of a bot cannot be edited.")
        message.body = as_shown(Formatted(text=text))
        message.versions.append(message.body)
        message.edit_date = self.world.now()
        self.world.add_update("edited_message", message.as_json())
        await self.world.changed()

    async def presses(
        self, message: Message, label_or_data: str, *, late: bool = False
    ) -> CallbackQuery:
        """Presses an inline button; `late`: the bot hears of it when the query is too old.

        Raises KeyError where there is no such button, ValueError where it is none that calls back.
        """
        button = message.button(label_or_data)
        if "callback_data" not in button:
            raise ValueError(f"The button {button['text']!r} does not call the bot.")
        query = CallbackQuery(
            id=str(self.world.next_id()),
            sender=self.user,
            message=message,
            data=button["callback_data"],
            expired=late,
        )
        self.world.callback_queries[query.id] = query
        about: Json = {
            "id": query.id,
            "from": self.user.as_json(),
            "chat_instance": str(message.chat.id),
            "data": query.data,
        }
        self._tells("callback_query", about | _pressed(message))
        await self.world.changed()
        return query

    def copies(self, message: Message, label: str) -> str:
        """Presses a button that copies; what lies in the clipboard then. The bot is not told.

        Raises KeyError where there is no such button, ValueError where it is none that copies.
        """
        button = message.button(label)
        if "copy_text" not in button:
            raise ValueError(f"The button {button['text']!r} copies nothing.")
        return str(button["copy_text"]["text"])

    async def taps(self, label: str) -> Message:
        """Taps a key of the reply keyboard, which says its label. Raises KeyError if none."""
        rows = (self.chat.keyboard or {}).get("keyboard", [])
        labels = [key["text"] for row in rows for key in row]
        if label not in labels:
            raise KeyError(f"No key {label!r}; there are {labels}.")
        return await self.says(label)

    async def types_inline(self, text: str, *, late: bool = False) -> InlineQuery:
        """Types words after the bot's name somewhere; wait until the query is `answered`."""
        query = InlineQuery(id=str(self.world.next_id()), sender=self.user, text=text, expired=late)
        self.world.inline_queries[query.id] = query
        about = {"id": query.id, "from": self.user.as_json(), "query": text, "offset": ""}
        self._tells("inline_query", about | {"chat_type": "private"})
        await self.world.changed()
        return query

    async def chooses(self, query: InlineQuery, index: int = 0) -> Message:
        """Sends one of the results into their own chat; the message can be edited by the bot."""
        result = query.results[index]
        message = Message(
            id=self.world.next_id(),
            chat=self.chat,
            sender=self.user,
            date=self.world.now(),
            body=result["body"],
            markup=result["reply_markup"],
            extra={"via_bot": self.world.bot.as_json()},
        )
        chosen: Json = {
            "result_id": result["id"],
            "from": self.user.as_json(),
            "query": query.text,
        }
        # Telegram names the message only where it has a keyboard; else nobody could edit it.
        if message.keyboard:
            message.inline_id = f"inline-{message.id}"
            self.world.inline_messages[message.inline_id] = message
            chosen["inline_message_id"] = message.inline_id
        self.world.deliver(message)
        if self.world.inline_feedback:
            self._tells("chosen_inline_result", chosen)
        await self.world.changed()
        return message

    async def blocks(self) -> None:
        """Blocks the bot: it can send nothing more."""
        await self._turns(blocked=True)

    async def unblocks(self) -> None:
        """Lets the bot write again."""
        await self._turns(blocked=False)

    async def closes_account(self) -> None:
        """Deletes their account; the bot is not told."""
        self.chat.deactivated = True
        await self.world.changed()

    async def deletes(self, message: Message) -> None:
        """Deletes a message for both; the bot is not told, and cannot edit it any more."""
        message.deleted = True
        message.chat.messages.remove(message)
        await self.world.changed()

    async def sends_photo(self, caption: str = "", **where: Any) -> Message:
        """Sends a picture."""
        size = {**self._file(), "width": 1280, "height": 960}
        return await self._sends(caption, content={"photo": [size]}, **where)

    async def sends_live_photo(self, caption: str = "", **where: Any) -> Message:
        """Sends a picture that moves for a moment."""
        about = {"width": 1280, "height": 960, "duration": 3, "mime_type": "video/mp4"}
        return await self._sends(caption, content={"live_photo": self._file() | about}, **where)

    async def sends_document(self, caption: str = "", **where: Any) -> Message:
        """Sends a PDF."""
        about = {"file_name": "surat.pdf", "mime_type": "application/pdf"}
        return await self._sends(caption, content={"document": self._file() | about}, **where)

    async def sends_voice(self, caption: str = "", **where: Any) -> Message:
        """Sends a voice message."""
        about = {"duration": 3, "mime_type": "audio/ogg"}
        return await self._sends(caption, content={"voice": self._file() | about}, **where)

    async def sends_sticker(self, emoji: str = "👍", **where: Any) -> Message:
        """Sends a sticker."""
        about = {"type": "regular", "width": 512, "height": 512, "emoji": emoji}
        flags = {"is_animated": False, "is_video": False}
        return await self._sends("", content={"sticker": self._file() | about | flags}, **where)

    async def sends_location(self, **where: Any) -> Message:
        """Shares where they are: the alun-alun of Purwakarta."""
        place = {"latitude": -6.5569, "longitude": 107.4433}
        return await self._sends("", content={"location": place}, **where)

    async def sends_contact(self, phone_number: str = "+62264000000", **where: Any) -> Message:
        """Shares their own phone number."""
        about = {"phone_number": phone_number, "first_name": self.user.first_name}
        return await self._sends("", content={"contact": about | {"user_id": self.id}}, **where)

    async def sends_poll(self, question: str = "Sudah?", **where: Any) -> Message:
        """Sends a poll of their own."""
        options = [
            {"persistent_id": str(place), "text": text, "voter_count": 0}
            for place, text in enumerate(("Ya", "Belum"))
        ]
        about = {"id": str(self.world.next_id()), "question": question, "options": options}
        flags = {"is_closed": False, "is_anonymous": True, "allows_multiple_answers": False}
        counts = {"total_voter_count": 0, "type": "regular"}
        more = {"allows_revoting": False, "members_only": False}
        return await self._sends("", content={"poll": about | flags | counts | more}, **where)

    async def sends_dice(self, value: int = 6, **where: Any) -> Message:
        """Throws a die."""
        return await self._sends("", content={"dice": {"emoji": "🎲", "value": value}}, **where)

    async def sends_story(self, **where: Any) -> Message:
        """Forwards a story."""
        story = {"id": self.world.next_id(), "chat": self.chat.as_json()}
        return await self._sends("", content={"story": story}, **where)

    async def _sends(
        self,
        text: str,
        in_: Group | None = None,
        thread: int | None = None,
        reply_to: Message | None = None,
        content: Json | None = None,
        extra: Json | None = None,
    ) -> Message:
        chat = self.chat if in_ is None else in_.chat
        if chat.blocked:
            raise ValueError("They blocked the bot: let them unblock it first.")
        if in_ is None:
            chat.started = True
        return await post(
            self.world,
            chat,
            ANONYMOUS if extra and "sender_chat" in extra else self.user,
            body=as_shown(Formatted(text=text)),
            content=content or {},
            extra=extra or {},
            thread=thread,
            reply_to=reply_to,
        )

    async def _turns(self, *, blocked: bool) -> None:
        self.chat.blocked = blocked
        stands = (Member.MEMBER, Member.KICKED) if blocked else (Member.KICKED, Member.MEMBER)
        old, new = (member_json(self.world.bot, member) for member in stands)
        about: Json = {"chat": self.chat.as_json(), "from": self.user.as_json()}
        about |= {"date": self.world.now(), "old_chat_member": old, "new_chat_member": new}
        self._tells("my_chat_member", about)
        await self.world.changed()

    def _tells(self, kind: str, content: Json) -> None:
        self.world.meets(self.user)
        self.world.add_update(kind, content)

    def _file(self) -> Json:
        file_id = f"citizen-file-{self.world.next_id()}"
        return {"file_id": file_id, "file_unique_id": f"unique-{file_id}", "file_size": 4321}


def _pressed(message: Message) -> Json:
    """How a callback query names its message: a deleted one is inaccessible, of date 0."""
    if message.inline_id is not None:
        return {"inline_message_id": message.inline_id}
    if message.deleted:
        gone = {"chat": message.chat.as_json(), "message_id": message.id, "date": 0}
        return {"message": gone}
    return {"message": message.as_json()}
