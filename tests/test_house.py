"""The plan of the house: which room may know which, and which libraries it may use.

Read it from the top: who comes in, what is kept, what is said. Arrows point down the page or to
a neighbour, never in a circle, and no door knows another. An import that is not drawn here fails,
as does a room that is not drawn, and a line of the plan that is no longer true.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest

BOT = Path(__file__).parent.parent / "bot"
LONGEST = 300

# room: (the rooms it may import, the libraries it may use)
PLAN: dict[str, tuple[str, str]] = {
    # The package itself: what a whole process is told, before numpy is first imported.
    "": ("heap", ""),
    # --- the front step
    "__main__": ("front", ""),
    "front": ("commanding late running", "click"),
    "cli": (
        "answering batching checking commanding doctor.doctoring equipping evaluating examining "
        "explaining front kept officecommands replies signin",
        "click",
    ),
    "officecommands": (
        "answering commanding equipping exporting importing kept knowledge logtools posters "
        "privacy replaying replies retelling settings sheets",
        "click",
    ),
    "posters": (
        "door.showing entries equipping knowledge loading.values postering running settings",
        "telegram",
    ),
    "commanding": ("knowledge settings", "click"),
    "running": (
        "addresses answering aside door.alerting door.commands door.digesting door.hooking "
        "door.office door.polling door.sending door.serving door.webhook equipping heap "
        "inbox inboxfile kept knowledge late learnt loading.faults onlyone opening privacy "
        "querylog redacting reloading salvaging settings storage vitals",
        "starlette uvloop",
    ),
    "playing": (
        "addresses door.commands door.serving equipping localtelegram observing opening preview "
        "previewpages running sampling seats signin",
        "",
    ),
    "equipping": ("kept opening privacy settings signin storage", "telegram"),
    "opening": (
        "addresses aside kept late remembered served settings signin storage web",
        "starlette",
    ),
    "exhibiting": (
        "checking console.ground console.routes disclosing served settings signin storage "
        "takingover teaching",
        "starlette",
    ),
    "batching": ("answering conversing replies", ""),
    "settings": ("", "dotenv"),
    "redacting": ("", ""),
    "reloading": (
        "answering aside door.showing heap knowledge loading.faults loading.listing watching",
        "",
    ),
    "served": ("answering loading.faults", ""),
    "learnt": ("answering heap loading.ageing loading.listing", "numpy rapidfuzz"),
    "heap": ("", ""),
    "addresses": ("", ""),
    "watching": ("aside", "watchfiles"),
    "aside": ("", ""),
    "late": ("", ""),
    "logtools": ("database exporting inboxfile kept settings storage", ""),
    # --- the Telegram door
    "door.alerting": (
        "door.sending door.showing door.splitting entries loading.faults",
        "telegram",
    ),
    "door.asking": (
        "confiding conversing door.door door.offering door.recalling door.showing door.visiting "
        "kept knowledge queryids replies",
        "",
    ),
    "door.backroom": (
        "door.bounded door.calling door.sending door.showing door.visiting handovers kept "
        "remembered storage",
        "telegram",
    ),
    "door.belonging": (
        "door.door door.grouping door.sending door.standing door.visiting kept",
        "telegram",
    ),
    "door.bounded": ("", ""),
    "door.browsing": (
        "door.asking door.dashboard door.door door.pages door.pressing door.shelves "
        "door.showing door.visiting replies",
        "",
    ),
    "door.buttons": (
        "door.asking door.browsing door.commands door.desking door.door door.handing "
        "door.noticing door.offering door.pressing door.showing door.visiting",
        "",
    ),
    "door.calling": ("door.showing", "telegram"),
    "door.cards": (
        "door.door door.officewords door.pressing door.showing door.splitting entries "
        "handovers replies",
        "",
    ),
    "door.commands": (
        "door.asking door.browsing door.door door.handing door.noticing door.offering "
        "door.owndata door.pressing door.showing door.visiting language normalising",
        "",
    ),
    "door.copying": ("door.showing entries knowledge replies", ""),
    "door.dashboard": (
        "charting door.depicting door.pages door.pressing door.shelves door.showing "
        "door.splitting entries replies",
        "",
    ),
    "door.depicting": (
        "charting door.shelves door.showing entries figures knowledge replies",
        "",
    ),
    "door.desking": (
        "door.backroom door.browsing door.cards door.door door.retrying door.sending door.showing "
        "door.visiting entries handovers kept queryids replies",
        "telegram",
    ),
    "door.dispatching": ("door.handlers door.visiting", "telegram"),
    "door.displaying": (
        "door.bounded door.copying door.depicting door.gallery door.quoting door.showing "
        "knowledge replies",
        "",
    ),
    "door.door": (
        "answering door.backroom door.bounded door.displaying door.gallery door.remembering "
        "door.sending door.showing door.visiting handovers inbox notices privacy queryids "
        "querylog replies",
        "",
    ),
    "door.failing": (
        "door.alerting door.bounded door.door door.sending door.showing door.visiting",
        "telegram",
    ),
    "door.gallery": ("aside charting door.bounded door.showing rendering", ""),
    "door.grouping": ("door.door door.visiting kept remembered storage", ""),
    "door.handlers": (
        "door.asking door.belonging door.bounded door.buttons door.commands door.desking door.door "
        "door.handing door.pressing door.queueing door.receiving door.retrying door.sending "
        "door.visiting door.waiting inboxfile normalising",
        "telegram",
    ),
    "door.handing": (
        "door.backroom door.browsing door.cards door.door door.offering door.officewords "
        "door.pressing door.retrying door.sending door.showing door.visiting handovers kept "
        "normalising privacy queryids",
        "telegram",
    ),
    "door.digesting": (
        "digests door.delivering door.door door.officewords door.sending door.showing "
        "door.visiting kept remembered replies schema storage",
        "",
    ),
    "door.delivering": ("door.limiting door.retrying door.sending door.showing", "telegram"),
    "door.hooking": ("door.polling", "telegram"),
    "door.inline": (
        "answering door.bounded door.browsing door.door door.pressing door.queueing door.quoting "
        "door.showing door.splitting kept normalising replies storage tallying",
        "telegram",
    ),
    "door.limiting": ("", ""),
    "door.menus": ("door.commands door.showing entries", "telegram"),
    "door.minding": (
        "door.cards door.door door.pressing door.retrying door.sending door.showing handovers kept",
        "telegram",
    ),
    "door.noticing": (
        "door.browsing door.door door.offering door.pressing door.showing door.visiting kept "
        "notices queryids replies",
        "",
    ),
    "door.offering": (
        "door.door door.pressing door.showing door.visiting entries forestalling kept normalising "
        "queryids replies reviewing",
        "",
    ),
    "door.office": (
        "door.bounded door.buttons door.commands door.door door.grouping door.officelog "
        "door.officeopen door.officewords door.showing door.visiting entries kept",
        "telegram",
    ),
    "door.officelog": ("door.officewords door.showing kept queryids replies", ""),
    "door.officeopen": ("door.officewords door.showing kept queryids replies reviewing", ""),
    "door.officewords": ("answering door.pressing door.showing queryids", ""),
    "door.owndata": (
        "door.door door.officewords door.pressing door.showing door.visiting handovers kept "
        "notices storage",
        "",
    ),
    "door.pages": ("door.pressing door.shelves door.showing door.splitting", ""),
    "door.photos": ("door.bounded door.calling door.showing", "telegram"),
    "door.polling": ("door.calling door.visiting", "telegram"),
    "door.pressing": ("", ""),
    "door.proxies": ("", ""),
    "door.queueing": ("", ""),
    "door.receiving": (
        "compactjson door.standing door.visiting inbox inboxfile queryids",
        "telegram",
    ),
    "door.quoting": ("entries knowledge replies", ""),
    "door.recalling": ("entries knowledge", ""),
    "door.remembering": ("conversing door.bounded kept", ""),
    "door.retrying": ("door.limiting door.telegramjson door.transport", "telegram"),
    "door.sending": ("door.bounded door.calling door.photos door.showing", "telegram"),
    "door.serving": (
        "door.backroom door.commands door.dispatching door.displaying door.door "
        "door.failing door.gallery door.handlers door.hooking door.inline door.limiting "
        "door.menus door.minding door.polling door.receiving door.remembering door.retrying "
        "door.sending door.telling door.tending door.transport door.visiting entries inbox "
        "notices privacy querylog",
        "telegram",
    ),
    "door.shelves": ("door.pressing door.showing entries knowledge", ""),
    "door.showing": ("door.pressing door.splitting entries replies", ""),
    "door.splitting": ("", ""),
    "door.standing": ("door.visiting", "telegram"),
    "door.telegramjson": ("", "orjson telegram"),
    "door.telling": (
        "answering door.delivering door.door door.failing door.noticing door.officewords "
        "door.sending door.showing kept normalising notices queryids replies",
        "",
    ),
    "door.tending": ("door.failing", ""),
    "door.transport": ("door.proxies door.telegramjson", "aiohttp telegram"),
    "door.visiting": ("", "telegram"),
    "door.webhook": ("door.receiving", "starlette"),
    "door.waiting": ("door.sending", ""),
    # --- figures as a picture
    "charting": ("lettering", ""),
    "lettering": ("", ""),
    "postering": ("lettering", "segno"),
    "rendering": ("", "resvg_py"),
    # --- the web door
    "web": ("guarding", "starlette uvicorn"),
    "vitals": (
        "door.polling door.visiting inbox inboxfile kept metrics querylog readiness",
        "starlette",
    ),
    "metrics": ("", "prometheus_client"),
    "readiness": ("", ""),
    "guarding": ("", "starlette"),
    "preview": (
        "loading.faults localtelegram localtelegram.botapi localtelegram.chats observing seats",
        "",
    ),
    "posting": (
        "localtelegram localtelegram.botapi localtelegram.chats localtelegram.groups "
        "localtelegram.media localtelegram.telegramtext preview seats",
        "",
    ),
    "previewacts": ("forms posting preview seats", ""),
    "previewnews": ("preview", "starlette"),
    "previewpages": (
        "bubbles forms guarding localtelegram.chats posting preview previewacts previewnews seats",
        "jinja2 starlette",
    ),
    "bubbles": (
        "localtelegram.botapi localtelegram.chats localtelegram.telegramtext observing",
        "markupsafe",
    ),
    "likeness": (
        "bubbles door.copying door.quoting door.showing knowledge localtelegram.markup "
        "localtelegram.telegramtext replies",
        "markupsafe",
    ),
    "forms": ("", "starlette"),
    "observing": (
        "answering conversing loading.faults localtelegram localtelegram.botapi matching replies",
        "telegram",
    ),
    "seats": (
        "localtelegram localtelegram.chats localtelegram.citizens localtelegram.groups",
        "",
    ),
    "disclosing": (
        "answering aside console.figures entries kept knowledge remembered replies sampling "
        "storage tallying",
        "jinja2 starlette",
    ),
    # --- the console
    "console.routes": (
        "addresses console.add console.catalogue console.choose console.compose console.confirm "
        "console.edit console.entering console.ground console.history console.log "
        "console.publicity console.record console.remove console.replay console.review "
        "console.sample console.shipped console.standing console.teach console.today "
        "console.topic console.tryout console.variants forms guarding kept rehearsals signin",
        "starlette",
    ),
    "console.variants": ("addresses console.ground console.subject gathering", "starlette"),
    "console.entering": ("addresses console.ground signin", "starlette"),
    "console.today": (
        "console.chart console.ground entries loading.ageing replies tallying",
        "starlette",
    ),
    "console.chart": ("", ""),
    "console.log": (
        "console.filtering console.ground exporting kept queryids replies sampling tallying",
        "starlette",
    ),
    "console.filtering": ("addresses console.ground kept replies tallying", ""),
    "console.record": ("console.ground handovers kept queryids reviewing sampling", "starlette"),
    "console.review": (
        "addresses auditing console.choose console.ground console.groups console.subject "
        "entries gathering kept postponing queryids replies reviewing",
        "starlette",
    ),
    "console.subject": (
        "addresses console.ground console.groups gathering kept postponing queryids reviewing",
        "",
    ),
    "console.choose": (
        "console.ground console.subject console.teach entries normalising",
        "starlette",
    ),
    "console.teach": (
        "addresses auditing console.ground console.saving console.subject editing entries kept "
        "loading.values teaching",
        "starlette",
    ),
    "console.compose": (
        "auditing console.draft console.ground console.naming console.saving "
        "console.subject console.teach entries kept teaching",
        "starlette",
    ),
    "console.draft": (
        "console.naming console.saving editing editingwords entries loading.reading "
        "loading.slips loading.values loading.vetting revising",
        "",
    ),
    "console.catalogue": (
        "console.ground console.sorts console.standing console.topic loading.ageing normalising",
        "starlette",
    ),
    "console.topic": (
        "auditing console.fields console.ground console.sorts console.standing likeness rehearsing",
        "starlette",
    ),
    "console.edit": (
        "auditing console.faulting console.fields console.ground console.previewing "
        "console.saving console.sorts console.standing editing revising teaching",
        "starlette",
    ),
    "console.add": (
        "aside auditing console.faulting console.fields console.ground console.naming "
        "console.previewing console.saving console.sorts console.standing editing "
        "editingtrees editingwords teaching",
        "starlette",
    ),
    "console.previewing": (
        "console.ground console.saving console.topic editing likeness teaching",
        "starlette",
    ),
    "console.naming": (
        "editingfiles loading.pages loading.reading loading.slips loading.values normalising",
        "",
    ),
    "console.fields": (
        "editingtrees loading.reading loading.shaping loading.slips loading.values revising",
        "",
    ),
    "console.faulting": (
        "console.fields console.saving entries loading.shaping loading.values "
        "loading.vetting teaching",
        "",
    ),
    "console.sorts": ("entries knowledge loading.modelling loading.records loading.shaping", ""),
    "console.standing": (
        "addresses aside console.ground console.sorts editingfiles editingpatch editingplaces "
        "editingtrees loading.values",
        "",
    ),
    "console.confirm": (
        "auditing console.edit console.faulting console.ground console.saving "
        "console.standing console.topic editingtrees teaching",
        "starlette",
    ),
    "console.remove": (
        "auditing console.faulting console.ground console.saving console.standing "
        "console.topic editing teaching",
        "starlette",
    ),
    "console.tryout": ("console.ground console.saving likeness", "starlette"),
    "console.shipped": (
        "aside auditing console.faulting console.ground console.previewing console.saving "
        "console.sorts console.standing editing editingtrees knowledge revising "
        "takingover teaching",
        "starlette",
    ),
    "console.saving": (
        "auditing console.ground console.subject editingpatch editingtrees kept privacy teaching",
        "starlette",
    ),
    "console.history": (
        "addresses auditing console.ground console.saving editingpatch editingtrees teaching",
        "starlette",
    ),
    "console.publicity": ("addresses console.ground disclosing", "starlette"),
    "console.replay": (
        "addresses bars console.ground console.replays replaying replies",
        "starlette",
    ),
    "console.replays": ("answering aside exporting kept replaying storage", ""),
    "console.groups": ("aside gathering knowledge likening storage", ""),
    "console.sample": ("addresses console.ground sampling", "starlette"),
    "console.ground": (
        "addresses answering console.figures console.groups console.replays entries exporting "
        "forms kept queryids sampling signin storage takingover teaching",
        "jinja2 starlette",
    ),
    "console.figures": ("", ""),
    # --- Telegram played on this machine
    "localtelegram": (
        "localtelegram.botapi localtelegram.chats localtelegram.citizens "
        "localtelegram.faults localtelegram.groups localtelegram.messages "
        "localtelegram.queries localtelegram.settings localtelegram.updates "
        "localtelegram.world",
        "telegram",
    ),
    "localtelegram.botapi": ("", ""),
    "localtelegram.chats": ("localtelegram.botapi localtelegram.telegramtext", ""),
    "localtelegram.citizens": (
        "localtelegram.botapi localtelegram.chats localtelegram.groups "
        "localtelegram.settings localtelegram.telegramtext localtelegram.world",
        "",
    ),
    "localtelegram.faults": ("", ""),
    "localtelegram.groups": (
        "localtelegram.botapi localtelegram.chats localtelegram.settings "
        "localtelegram.telegramtext localtelegram.world",
        "",
    ),
    "localtelegram.keyboards": ("localtelegram.botapi localtelegram.telegramtext", ""),
    "localtelegram.markup": ("localtelegram.telegramtext", ""),
    "localtelegram.media": ("localtelegram.botapi localtelegram.world", ""),
    "localtelegram.messages": (
        "localtelegram.botapi localtelegram.chats localtelegram.keyboards "
        "localtelegram.markup localtelegram.media localtelegram.telegramtext "
        "localtelegram.world",
        "",
    ),
    "localtelegram.queries": (
        "localtelegram.botapi localtelegram.keyboards localtelegram.messages "
        "localtelegram.telegramtext localtelegram.world",
        "",
    ),
    "localtelegram.settings": (
        "localtelegram.botapi localtelegram.chats localtelegram.world",
        "",
    ),
    "localtelegram.telegramtext": ("", ""),
    "localtelegram.updates": ("localtelegram.botapi localtelegram.world", ""),
    "localtelegram.world": ("localtelegram.botapi localtelegram.chats", ""),
    # --- what the doctor looks at
    "doctor.doctoring": (
        "aside doctor.findings doctor.machinechecks doctor.telegramchecks door.polling",
        "telegram",
    ),
    "doctor.findings": ("door.showing loading.overriding", ""),
    "doctor.machinechecks": (
        "doctor.findings door.showing inboxfile knowledge loading.overriding schema",
        "",
    ),
    "doctor.telegramchecks": ("doctor.findings", "telegram"),
    # --- what is kept, and what is learnt from it
    "teaching": (
        "aside auditing editing editingfiles editingpatch editingtrees foreseeing kept "
        "loading.faults rehearsals rehearsing replaying replies served storage",
        "",
    ),
    "rehearsals": ("answering aside foreseeing heap kept rehearsing storage tallying", ""),
    "rehearsing": (
        "answering entries foreseeing kept knowledge loading.faults replaying replies",
        "",
    ),
    "foreseeing": ("answering kept knowledge normalising replaying replies resembling", ""),
    "postponing": ("reviewing storage", ""),
    "auditing": ("editingpatch kept schema storage", "aiosqlite"),
    "gathering": ("counts kept reviewing sampling schema storage", ""),
    "likening": ("features knowledge normalising", "numpy"),
    "handovers": ("kept schema storage", ""),
    "reviewing": ("kept normalising", ""),
    "editing": ("editingfolds editingplaces editingsplices editingtrees editingwords", "yaml"),
    "editingfolds": ("", ""),
    "revising": (
        "editing editingparts editingtrees editingwords loading.reading loading.shaping "
        "loading.slips loading.values",
        "",
    ),
    "editingparts": ("editingplaces editingsplices editingtrees editingwords", "yaml"),
    "editingsplices": ("editingplaces editingwords", "yaml"),
    "editingtrees": ("editingplaces editingwords loading.reading", ""),
    "editingplaces": ("loading.slips", "yaml"),
    "editingwords": ("loading.reading", "yaml"),
    "editingpatch": ("editingtrees loading.slips", ""),
    "editingfiles": ("editingpatch editingtrees loading.pages loading.values", ""),
    "exporting": ("kept queryids workbook", ""),
    "workbook": ("", "xlsxwriter"),
    "retelling": ("bars queryids replaying replies", ""),
    "replaying": ("answering conversing kept normalising replies", ""),
    "bars": ("", ""),
    "tallying": ("counts kept replies schema storage", ""),
    "sampling": ("answering kept queryids querylog remembered replies storage", "yaml"),
    "signin": ("schema storage", ""),
    "remembered": ("storage", ""),
    "evaluating": ("conversing replies", ""),
    "examining": ("answering curving evaluating folding knowledge plotting reporting", ""),
    "folding": ("conversing entries evaluating knowledge normalising", ""),
    "counting": ("evaluating replies", ""),
    "curving": ("evaluating", ""),
    "plotting": ("curving", ""),
    "reporting": ("counting curving evaluating", ""),
    "explaining": ("replies", ""),
    "checking": (
        "entries knowledge loading.drafting loading.faults loading.pages loading.surveying "
        "loading.values normalising resembling",
        "",
    ),
    "takingover": (
        "checking editingplaces editingtrees knowledge loading.reading loading.values remembered "
        "storage",
        "",
    ),
    "importing": (
        "entries knowledge loading.drafting loading.faults loading.pages loading.surveying "
        "loading.values newentries normalising pairs resembling writing",
        "",
    ),
    "newentries": (
        "entries knowledge loading.values loading.vetting normalising pairs replies resembling",
        "",
    ),
    "pairs": ("loading.reading loading.slips loading.values sheets", ""),
    "sheets": ("", "openpyxl"),
    "writing": ("entries", "yaml"),
    "resembling": ("entries loading.faults normalising", "numpy rapidfuzz"),
    "inbox": ("heap inboxfile kept", ""),
    "inboxfile": ("compactjson kept", ""),
    "compactjson": ("", "orjson"),
    "onlyone": ("kept", ""),
    "salvaging": ("kept", ""),
    "storage": ("compactjson conversing database kept replies schema", ""),
    "database": ("kept preparing", "aiosqlite"),
    "preparing": ("kept schema", "aiosqlite"),
    "digests": ("kept postponing reviewing storage tallying", ""),
    "notices": ("kept schema storage", ""),
    "schema": ("compactjson conversing counts kept replies", ""),
    "counts": ("kept replies", ""),
    "querylog": ("kept queryids", ""),
    "kept": ("conversing privacy replies", ""),
    "queryids": ("", ""),
    "privacy": ("identifying", ""),
    "identifying": ("", ""),
    # --- the spine: words in, Reply out
    "answering": (
        "bounding chatting choosing civility continuing conversing correcting deciding entries "
        "figuring following forestalling halving knowledge leaning matching naming normalising "
        "recent regulations replies resolving ruling speaking swapping wording",
        "",
    ),
    "forestalling": ("confiding deciding knowledge matching normalising replies wording", ""),
    "choosing": (
        "aspects bounding deciding knowledge matching naming normalising replies",
        "",
    ),
    "aspects": ("knowledge naming normalising", ""),
    "continuing": (
        "conversing deciding entries features following knowledge matching normalising picking "
        "replies resolving",
        "numpy",
    ),
    "following": (
        "anchoring conversing deciding entries features knowledge leaning matching normalising "
        "replies resolving",
        "",
    ),
    "leaning": (
        "anchoring conversing deciding entries knowledge matching naming normalising picking "
        "replies resolving ruling swapping",
        "",
    ),
    "picking": (
        "conversing deciding knowledge matching naming normalising replies resolving",
        "",
    ),
    "ruling": ("deciding entries knowledge matching naming picking replies", ""),
    "anchoring": ("deciding entries knowledge matching normalising replies resolving ruling", ""),
    "resolving": ("aspects deciding entries knowledge matching naming normalising replies", ""),
    "swapping": (
        "computing conversing deciding entries figuring knowledge matching naming normalising "
        "regulations replies",
        "",
    ),
    "halving": ("language", ""),
    "correcting": ("language naming normalising", ""),
    "chatting": ("entries knowledge naming normalising", ""),
    "civility": ("chatting entries knowledge naming normalising repairing", ""),
    "confiding": ("knowledge normalising", ""),
    "speaking": ("language normalising", ""),
    "figuring": (
        "computing deciding entries figures knowledge matching naming normalising replies wishing",
        "rapidfuzz",
    ),
    "wishing": ("computing knowledge matching naming normalising", ""),
    "computing": ("deciding entries figures knowledge naming replies", ""),
    "figures": ("entries", ""),
    "regulations": ("deciding entries knowledge matching naming normalising replies", ""),
    "bounding": ("entries knowledge naming", ""),
    "naming": ("knowledge normalising", "rapidfuzz"),
    "deciding": ("entries replies", ""),
    "wording": ("deciding entries knowledge matching normalising replies", ""),
    "conversing": ("replies", ""),
    "recent": ("conversing replies", ""),
    "matching": (
        "calibrating features finals gauging normalising numbering repairing scoring weighing",
        "numpy",
    ),
    "gauging": ("calibrating features numbering scoring weighing", "numpy"),
    "weighing": ("features numbering scoring", "numpy"),
    "scoring": ("features numbering postings", "numpy"),
    "postings": ("features numbering", "numpy"),
    "calibrating": ("", "numpy"),
    "finals": ("features numbering postings scoring", "numpy"),
    "features": ("numbering", "numpy"),
    "numbering": ("", "numpy"),
    "repairing": ("normalising stemming", "rapidfuzz"),
    "stemming": ("", ""),
    "normalising": ("language numerals", ""),
    "numerals": ("", ""),
    # --- the office's words: YAML in, frozen entries out
    "knowledge": ("entries language late loading.faults", ""),
    "loading.building": (
        "entries knowledge language loading.drafting loading.faults loading.filling "
        "loading.noting loading.overriding loading.pages loading.reading loading.records "
        "loading.slips loading.surveying loading.vetting",
        "",
    ),
    "loading.ageing": ("entries", ""),
    "loading.drafting": (
        "entries language loading.faults loading.pages loading.records loading.recounting "
        "loading.surveying loading.values replies",
        "",
    ),
    "loading.faults": ("", ""),
    "loading.filling": ("entries figures loading.pages loading.slips loading.surveying", ""),
    "loading.modelling": (
        "loading.reading loading.slips loading.values",
        "pydantic pydantic_core",
    ),
    "loading.noting": (
        "entries loading.ageing loading.drafting loading.faults loading.vetting",
        "",
    ),
    "loading.overriding": (
        "entries language loading.faults loading.modelling loading.reading loading.records "
        "loading.slips loading.values",
        "",
    ),
    "loading.listing": ("", ""),
    "loading.pages": (
        "loading.faults loading.listing loading.modelling loading.reading loading.records "
        "loading.values",
        "",
    ),
    "loading.reading": ("loading.faults loading.listing loading.slips", "yaml"),
    "loading.records": ("entries loading.modelling loading.reading loading.values", "pydantic"),
    "loading.shaping": (
        "loading.modelling loading.reading loading.records loading.slips loading.values",
        "pydantic",
    ),
    "loading.recounting": ("entries figures language loading.records loading.values", ""),
    "loading.slips": ("", "yaml"),
    "loading.surveying": (
        "entries figures loading.faults loading.pages loading.records loading.values",
        "",
    ),
    "loading.values": ("entries loading.reading loading.slips", "rapidfuzz"),
    "loading.vetting": (
        "entries loading.drafting loading.faults loading.pages loading.records loading.values",
        "",
    ),
    "language": ("entries", ""),
    "entries": ("replies", ""),
    "replies": ("", ""),
}

# Rooms that most starts never enter, and from where they are imported once somebody does. Such an
# arrow may point up the page.
LATE = {
    "front": "cli",
    "running": "playing",
    "opening": "exhibiting",
    "knowledge": "loading.building",
}

# From words to Reply nothing waits, tells the time or knows Telegram: terminal, tests and
# benchmarks call the very same line as a citizen does.
SPINE = (
    "answering",
    "choosing",
    "aspects",
    "continuing",
    "following",
    "leaning",
    "picking",
    "anchoring",
    "ruling",
    "resolving",
    "swapping",
    "halving",
    "correcting",
    "chatting",
    "civility",
    "forestalling",
    "confiding",
    "speaking",
    "figuring",
    "wishing",
    "computing",
    "figures",
    "regulations",
    "bounding",
    "naming",
    "deciding",
    "wording",
    "conversing",
    "recent",
    "matching",
    "gauging",
    "weighing",
    "scoring",
    "postings",
    "calibrating",
    "finals",
    "features",
    "numbering",
    "repairing",
    "stemming",
    "normalising",
    "numerals",
)
IMPURE = frozenset({"asyncio", "random", "socket", "telegram", "threading", "time"})


def files() -> dict[str, Path]:
    """Each room's file; an empty `__init__` is the folder's name plate and no room."""
    found = {}
    for path in sorted(BOT.rglob("*.py")):
        parts = path.relative_to(BOT).with_suffix("").parts
        if parts[-1] == "__init__":
            parts = parts[:-1]
            if len(ast.parse(path.read_text(encoding="utf-8")).body) < 2:
                continue
        found[".".join(parts)] = path
    return found


ROOMS = files()


def imports(path: Path) -> Iterator[tuple[ast.Import | ast.ImportFrom, str]]:
    """Each import statement of a file and the dotted names it brings in."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def used(path: Path) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Rooms, libraries and standard modules that a file imports."""
    rooms, libraries, standard = set(), set(), set()
    for _, name in imports(path):
        top = name.split(".")[0]
        if top == "bot":
            inner = name.removeprefix("bot.")
            rooms.add(inner if inner in ROOMS else inner.rpartition(".")[0])
        elif top in sys.stdlib_module_names:
            standard.add(top)
        else:
            libraries.add(top)
    return frozenset(rooms), frozenset(libraries), frozenset(standard)


def test_every_room_is_drawn_and_every_drawn_room_stands() -> None:
    assert sorted(PLAN) == sorted(ROOMS)


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_a_room_imports_what_the_plan_says_and_nothing_else(room: str) -> None:
    rooms, libraries, _ = used(ROOMS[room])
    drawn_rooms, drawn_libraries = PLAN[room]

    assert (sorted(rooms), sorted(libraries)) == (
        sorted(drawn_rooms.split()),
        sorted(drawn_libraries.split()),
    )


def test_no_import_is_relative_or_hidden_in_a_function() -> None:
    hidden = [
        f"{path.relative_to(BOT)}:{node.lineno}"
        for path in ROOMS.values()
        for node, _ in imports(path)
        if node.col_offset or (isinstance(node, ast.ImportFrom) and node.level)
    ]

    # uvloop is used where it exists; on Windows it does not.
    assert [place.partition(":")[0] for place in hidden] == ["running.py"]


def test_what_is_imported_late_is_drawn() -> None:
    found = {
        (room, node.args[0].value, node.args[1].value)
        for room, path in ROOMS.items()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "late"
        if isinstance(node.args[0], ast.Constant) and isinstance(node.args[1], ast.Constant)
    }

    assert {(room, str(place).removeprefix("bot.")) for room, place, _ in found} == {*LATE.items()}
    for _, place, name in found:
        assert hasattr(import_module(str(place)), str(name))


# Nor what they need and nobody else does: YAML's reader and models, Excel's writer, pages.
NOT_AT_ONCE = {
    *("bot.cli", "bot.playing", "bot.exhibiting", "bot.loading.building", "bot.loading.modelling"),
    *("bot.console", "bot.localtelegram", "bot.teaching", "yaml", "pydantic"),
    *("jinja2", "openpyxl", "xlsxwriter", "segno"),
}


def test_a_start_imports_nothing_that_is_late() -> None:
    program = "import sys, bot.front; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=BOT.parent, check=True, capture_output=True, text=True,
    )  # fmt: skip
    imported = set(done.stdout.split())

    assert "bot.answering" in imported
    assert imported & NOT_AT_ONCE == set()


def test_the_plan_has_no_circle() -> None:
    order = TopologicalSorter({room: rooms.split() for room, (rooms, _) in PLAN.items()})

    assert len(list(order.static_order())) == len(PLAN)


def test_no_door_knows_another() -> None:
    doors = {
        "door.": ("web", "preview", "console"),
        "web": ("door.",),
        "preview": ("door.", "console"),
        "console": ("door.", "preview"),
    }
    known = [
        (room, other)
        for room, (rooms, _) in PLAN.items()
        for door, others in doors.items()
        if room.startswith(door)
        for other in rooms.split()
        if other.startswith(others)
    ]

    assert known == []


def test_the_spine_is_pure() -> None:
    impure = {room: IMPURE.intersection(*used(ROOMS[room])[2:]) for room in SPINE}

    assert {room: names for room, names in impure.items() if names} == {}


def test_a_room_is_short_enough_to_be_read_at_one_sitting() -> None:
    lengths = {room: path.read_text("utf-8").count("\n") for room, path in ROOMS.items()}

    assert {room: n for room, n in lengths.items() if n > LONGEST} == {}
