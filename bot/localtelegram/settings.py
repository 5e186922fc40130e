"""The methods about the bot itself and the chats it is in: its commands, profile, menu, rights."""

import json
import re
from typing import Any

from bot.localtelegram.botapi import Call, Json, bad_request, unknown_fields
from bot.localtelegram.chats import Chat, Member, User
from bot.localtelegram.world import World

COMMANDS, COMMAND_LENGTH, ABOUT_LENGTH = 100, 32, 256
# Each text of the bot's profile: its method's suffix, how long it may be (documented), and the code
# of its refusal, which like those of topics is supposed: no one seems to have written it down.
_PROFILE = {
    "name": ("Name", 64, "BOT_TITLE_INVALID"),
    "description": ("Description", 512, "BOT_DESCRIPTION_INVALID"),
    "short_description": ("ShortDescription", 120, "BOT_SHORT_DESCRIPTION_INVALID"),
}
_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")
_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
)
_TOPIC_COLORS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)


def get_me(world: World, call: Call) -> Json:
    """getMe."""
    return {
        **world.bot.as_json(),
        "can_join_groups": True,
        "can_read_all_group_messages": world.can_read_all_group_messages,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_my_commands(world: World, call: Call) -> bool:
    """setMyCommands."""
    commands = [_command(one, call) for one in call.values.get("commands", [])]
    key = _scope(world, call), _language(call)
    if len(commands) > COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    world.commands[key] = commands
    return True


def get_my_commands(world: World, call: Call) -> list[Json]:
    """getMyCommands."""
    return world.commands.get((_scope(world, call), _language(call)), [])


def delete_my_commands(world: World, call: Call) -> bool:
    """deleteMyCommands."""
    world.commands.pop((_scope(world, call), _language(call)), None)
    return True


def set_my_profile(world: World, call: Call) -> bool:
    """setMyName, setMyDescription and setMyShortDescription."""
    for field, (suffix, length, code) in _PROFILE.items():
        if call.method == f"setMy{suffix}":
            text = call.text(field).strip()
            if len(text) > length:
                raise bad_request(code)
            world.profile[field, _language(call)] = text
    return True


def get_my_profile(world: World, call: Call) -> Json:
    """getMyName, getMyDescription and getMyShortDescription."""
    field = next(name for name, row in _PROFILE.items() if call.method == f"getMy{row[0]}")
    default = world.bot.first_name if field == "name" else ""
    everywhere = world.profile.get((field, ""), "") or default
    return {field: world.profile.get((field, _language(call)), "") or everywhere}


def set_chat_menu_button(world: World, call: Call) -> bool:
    """setChatMenuButton."""
    button: Json = call.values.get("menu_button") or {"type": "default"}
    if button.get("type") not in ("default", "commands", "web_app"):
        raise bad_request("Can't parse menu button: MenuButton has unsupported type")
    unknown_fields("menu_button", button, ("type", "text", "web_app"), call.complain)
    world.menu_buttons[_private(world, call)] = button
    return True


def get_chat_menu_button(world: World, call: Call) -> Json:
    """getChatMenuButton."""
    everywhere = world.menu_buttons.get(0, {"type": "commands"})
    return world.menu_buttons.get(_private(world, call), everywhere)


def get_chat(world: World, call: Call) -> Json:
    """getChat."""
    return {
        **world.chat(call.text("chat_id")).as_json(),
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
    }


def get_chat_member(world: World, call: Call) -> Json:
    """getChatMember."""
    chat = world.chat(call.text("chat_id"))
    if call.number("user_id") <= 0:
        raise bad_request("invalid user_id specified")
    user = world.users.get(call.number("user_id"))
    if user is None:
        raise bad_request("user not found")
    return member_json(user, chat.members.get(user.id, Member.LEFT))


def get_chat_member_count(world: World, call: Call) -> int:
    """getChatMemberCount."""
    return len(_present(world.chat(call.text("chat_id"))))


def get_chat_administrators(world: World, call: Call) -> list[Json]:
    """getChatAdministrators; other bots are left out unless asked for, the bot itself is not."""
    chat = world.chat(call.text("chat_id"))
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    leading = (Member.CREATOR, Member.ADMINISTRATOR)
    return [
        member_json(user, member)
        for user_id, member in chat.members.items()
        if member in leading and (user := world.users.get(user_id)) is not None
    ]


def leave_chat(world: World, call: Call) -> bool:
    """leaveChat."""
    chat = world.chat(call.text("chat_id"), write=True)
    if chat.type == "private":
        raise bad_request("chat is private")
    chat.members[world.bot.id] = Member.LEFT
    return True


def create_forum_topic(world: World, call: Call) -> Json:
    """createForumTopic."""
    chat = world.chat(call.text("chat_id"), write=True)
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    if chat.members.get(world.bot.id) is not Member.ADMINISTRATOR:
        raise bad_request("not enough rights to create a topic")
    name = call.text("name").strip()
    if not 1 <= len(name) <= 128:
        raise bad_request("TOPIC_TITLE_EMPTY" if not name else "TOPIC_TITLE_TOO_LONG")
    color = call.number("icon_color") or _TOPIC_COLORS[0]
    if color not in _TOPIC_COLORS:
        raise bad_request("TOPIC_ICON_COLOR_INVALID")
    topic = world.next_id()
    chat.topics[topic] = name
    return {"message_thread_id": topic, "name": name, "icon_color": color}


def member_json(user: User, member: Member) -> Json:
    """The Bot API's ChatMember; an administrator has every right."""
    extra: Json = {}
    if member is Member.CREATOR:
        extra = {"is_anonymous": False}
    elif member is Member.ADMINISTRATOR:
        extra = dict.fromkeys(_RIGHTS, True) | {"is_anonymous": False, "can_be_edited": False}
    elif member is Member.KICKED:
        extra = {"until_date": 0}
    return {"status": str(member), "user": user.as_json(), **extra}


def _present(chat: Chat) -> list[int]:
    gone = (Member.LEFT, Member.KICKED)
    return [user for user, member in chat.members.items() if member not in gone]


def _private(world: World, call: Call) -> int:
    if "chat_id" not in call.values:
        return 0
    chat = world.chats.get(call.number("chat_id"))
    if chat is None or chat.type != "private":
        raise bad_request("user not found")
    return chat.id


def _command(value: Any, call: Call) -> Json:
    if not isinstance(value, dict):
        raise bad_request("Can't parse BotCommand: expected an Object")
    for field in ("command", "description"):
        if not isinstance(value.get(field), str):
            raise bad_request(f"Can't parse BotCommand: Can't find field \"{field}\"")
    unknown_fields("BotCommand", value, ("command", "description"), call.complain)
    command = value["command"].strip().removeprefix("/")
    about = value["description"].strip()
    if not command or not about:
        raise bad_request(f"Command {'' if not command else 'description '}must be non-empty")
    if len(command) > COMMAND_LENGTH:
        raise bad_request(f"Command length must not exceed {COMMAND_LENGTH}")
    if len(about) > ABOUT_LENGTH:
        raise bad_request(f"Command description length must not exceed {ABOUT_LENGTH}")
    if not re.fullmatch(r"[a-z0-9_]+", command):
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": command, "description": about}


def _scope(world: World, call: Call) -> str:
    """The scope as a key that is the same for the same scope."""
    scope: Json = call.values.get("scope") or {"type": "default"}
    kind = scope.get("type")
    if kind in _SCOPES:
        return str(kind)
    if kind not in _CHAT_SCOPES:
        raise bad_request("Can't parse BotCommandScope: Unsupported type specified")
    if not scope.get("chat_id"):
        raise bad_request("Can't parse BotCommandScope: Empty chat_id specified")
    if kind == "chat_member" and not scope.get("user_id"):
        raise bad_request("Can't parse BotCommandScope: Invalid user_id specified")
    chat = world.chat(scope["chat_id"])
    if kind != "chat" and chat.type == "private":
        raise bad_request("PEER_ID_INVALID")
    return json.dumps({**scope, "chat_id": chat.id}, sort_keys=True)


def _language(call: Call) -> str:
    language = call.text("language_code")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("Invalid language code specified")
    return language
