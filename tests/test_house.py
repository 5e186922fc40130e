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
    "front": ("commands.commanding late running", "click"),
    "cli": (
        "answering checking commands.batching commands.commanding commands.explaining "
        "commands.officecommands doctor.doctoring equipping front keeping.kept "
        "measuring.evaluating measuring.examining replies signin",
        "click",
    ),
    "commands.officecommands": (
        "answering commands.commanding commands.logtools commands.posters equipping keeping.kept "
        "keeping.privacy knowledge replies reviews.replaying reviews.retelling settings "
        "tables.exporting tables.importing tables.sheets",
        "click",
    ),
    "commands.posters": (
        "door.showing drawing.postering entries equipping knowledge loading.values running "
        "settings",
        "telegram",
    ),
    "commands.commanding": ("knowledge settings", "click"),
    "running": (
        "addresses answering aside door.alerting door.commands door.digesting door.hooking "
        "door.office door.polling door.sending door.serving door.webhook equipping heap "
        "keeping.inbox keeping.inboxfile keeping.kept keeping.onlyone keeping.privacy "
        "keeping.querylog keeping.salvaging keeping.storage knowledge late learnt loading.faults "
        "opening redacting reloading settings vitals",
        "starlette uvloop",
    ),
    "playing": (
        "addresses door.commands door.serving equipping localtelegram observing opening "
        "preview.house preview.pages preview.seats running sampling signin",
        "",
    ),
    "equipping": (
        "keeping.kept keeping.privacy keeping.storage opening settings signin",
        "telegram",
    ),
    "opening": (
        "addresses aside keeping.kept keeping.remembered keeping.storage late served settings "
        "signin web",
        "starlette",
    ),
    "exhibiting": (
        "changes.takingover changes.teaching checking console.ground console.routes disclosing "
        "keeping.storage served settings signin",
        "starlette",
    ),
    "commands.batching": ("answering replies turns.conversing", ""),
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
    "commands.logtools": (
        "keeping.database keeping.inboxfile keeping.kept keeping.storage settings tables.exporting",
        "",
    ),
    # --- the Telegram door
    "door.alerting": (
        "door.sending door.showing door.splitting entries loading.faults",
        "telegram",
    ),
    "door.asking": (
        "door.door door.offering door.recalling door.showing door.visiting hearing.confiding "
        "keeping.kept keeping.queryids knowledge replies turns.conversing",
        "",
    ),
    "door.backroom": (
        "door.bounded door.calling door.sending door.showing door.visiting keeping.handovers "
        "keeping.kept keeping.remembered keeping.storage",
        "telegram",
    ),
    "door.belonging": (
        "door.door door.grouping door.sending door.standing door.visiting keeping.kept",
        "telegram",
    ),
    "door.bounded": ("", ""),
    "door.browsing": (
        "door.asking door.dashboard door.door door.pages door.pressing door.shelves door.showing "
        "door.visiting replies",
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
        "keeping.handovers replies",
        "",
    ),
    "door.commands": (
        "door.asking door.browsing door.door door.handing door.noticing door.offering "
        "door.owndata door.pressing door.showing door.visiting language normalising",
        "",
    ),
    "door.copying": ("door.showing entries knowledge replies", ""),
    "door.dashboard": (
        "door.depicting door.pages door.pressing door.shelves door.showing door.splitting "
        "drawing.charting entries replies",
        "",
    ),
    "door.depicting": (
        "door.shelves door.showing drawing.charting entries figures knowledge replies",
        "",
    ),
    "door.desking": (
        "door.backroom door.browsing door.cards door.door door.retrying door.sending "
        "door.showing door.visiting entries keeping.handovers keeping.kept keeping.queryids "
        "replies",
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
        "door.sending door.showing door.visiting keeping.handovers keeping.inbox keeping.notices "
        "keeping.privacy keeping.queryids keeping.querylog replies",
        "",
    ),
    "door.failing": (
        "door.alerting door.bounded door.door door.sending door.showing door.visiting",
        "telegram",
    ),
    "door.gallery": ("aside door.bounded door.showing drawing.charting drawing.rendering", ""),
    "door.grouping": (
        "door.door door.visiting keeping.kept keeping.remembered keeping.storage",
        "",
    ),
    "door.handlers": (
        "door.asking door.belonging door.bounded door.buttons door.commands door.desking "
        "door.door door.handing door.pressing door.queueing door.receiving door.retrying "
        "door.sending door.visiting door.waiting keeping.inboxfile normalising",
        "telegram",
    ),
    "door.handing": (
        "door.backroom door.browsing door.cards door.door door.offering door.officewords "
        "door.pressing door.retrying door.sending door.showing door.visiting keeping.handovers "
        "keeping.kept keeping.privacy keeping.queryids normalising",
        "telegram",
    ),
    "door.digesting": (
        "door.delivering door.door door.officewords door.sending door.showing door.visiting "
        "keeping.kept keeping.remembered keeping.schema keeping.storage replies reviews.digests",
        "",
    ),
    "door.delivering": ("door.limiting door.retrying door.sending door.showing", "telegram"),
    "door.hooking": ("door.polling", "telegram"),
    "door.inline": (
        "answering door.bounded door.browsing door.door door.pressing door.queueing door.quoting "
        "door.showing door.splitting keeping.kept keeping.storage normalising replies "
        "reviews.tallying",
        "telegram",
    ),
    "door.limiting": ("", ""),
    "door.menus": ("door.commands door.showing entries", "telegram"),
    "door.minding": (
        "door.cards door.door door.pressing door.retrying door.sending door.showing "
        "keeping.handovers keeping.kept",
        "telegram",
    ),
    "door.noticing": (
        "door.browsing door.door door.offering door.pressing door.showing door.visiting "
        "keeping.kept keeping.notices keeping.queryids replies",
        "",
    ),
    "door.offering": (
        "door.door door.pressing door.showing door.visiting entries hearing.forestalling "
        "keeping.kept keeping.queryids normalising replies reviews.reviewing",
        "",
    ),
    "door.office": (
        "door.bounded door.buttons door.commands door.door door.grouping door.officelog "
        "door.officeopen door.officewords door.showing door.visiting entries keeping.kept",
        "telegram",
    ),
    "door.officelog": ("door.officewords door.showing keeping.kept keeping.queryids replies", ""),
    "door.officeopen": (
        "door.officewords door.showing keeping.kept keeping.queryids replies reviews.reviewing",
        "",
    ),
    "door.officewords": ("answering door.pressing door.showing keeping.queryids", ""),
    "door.owndata": (
        "door.door door.officewords door.pressing door.showing door.visiting keeping.handovers "
        "keeping.kept keeping.notices keeping.storage",
        "",
    ),
    "door.pages": ("door.pressing door.shelves door.showing door.splitting", ""),
    "door.photos": ("door.bounded door.calling door.showing", "telegram"),
    "door.polling": ("door.calling door.visiting", "telegram"),
    "door.pressing": ("", ""),
    "door.proxies": ("", ""),
    "door.queueing": ("", ""),
    "door.receiving": (
        "compactjson door.standing door.visiting keeping.inbox keeping.inboxfile keeping.queryids",
        "telegram",
    ),
    "door.quoting": ("entries knowledge replies", ""),
    "door.recalling": ("entries knowledge", ""),
    "door.remembering": ("door.bounded keeping.kept turns.conversing", ""),
    "door.retrying": ("door.limiting door.telegramjson door.transport", "telegram"),
    "door.sending": ("door.bounded door.calling door.photos door.showing", "telegram"),
    "door.serving": (
        "door.backroom door.commands door.dispatching door.displaying door.door door.failing "
        "door.gallery door.handlers door.hooking door.inline door.limiting door.menus "
        "door.minding door.polling door.receiving door.remembering door.retrying door.sending "
        "door.telling door.tending door.transport door.visiting entries keeping.inbox "
        "keeping.notices keeping.privacy keeping.querylog",
        "telegram",
    ),
    "door.shelves": ("door.pressing door.showing entries knowledge", ""),
    "door.showing": ("door.pressing door.splitting entries replies", ""),
    "door.splitting": ("", ""),
    "door.standing": ("door.visiting", "telegram"),
    "door.telegramjson": ("", "orjson telegram"),
    "door.telling": (
        "answering door.delivering door.door door.failing door.noticing door.officewords "
        "door.sending door.showing keeping.kept keeping.notices keeping.queryids normalising "
        "replies",
        "",
    ),
    "door.tending": ("door.failing", ""),
    "door.transport": ("door.proxies door.telegramjson", "aiohttp telegram"),
    "door.visiting": ("", "telegram"),
    "door.webhook": ("door.receiving", "starlette"),
    "door.waiting": ("door.sending", ""),
    # --- figures as a picture
    "drawing.charting": ("drawing.lettering", ""),
    "drawing.lettering": ("", ""),
    "drawing.postering": ("drawing.lettering", "segno"),
    "drawing.rendering": ("", "resvg_py"),
    # --- the web door
    "web": ("guarding", "starlette uvicorn"),
    "vitals": (
        "door.polling door.visiting keeping.inbox keeping.inboxfile keeping.kept "
        "keeping.querylog metrics readiness",
        "starlette",
    ),
    "metrics": ("", "prometheus_client"),
    "readiness": ("", ""),
    "guarding": ("", "starlette"),
    "preview.house": (
        "loading.faults localtelegram localtelegram.botapi localtelegram.chats observing "
        "preview.seats",
        "",
    ),
    "preview.posting": (
        "localtelegram localtelegram.botapi localtelegram.chats localtelegram.groups "
        "localtelegram.media localtelegram.telegramtext preview.house preview.seats",
        "",
    ),
    "preview.acts": ("forms preview.house preview.posting preview.seats", ""),
    "preview.news": ("preview.house", "starlette"),
    "preview.pages": (
        "bubbles forms guarding localtelegram.chats preview.acts preview.house preview.news "
        "preview.posting preview.seats",
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
        "answering loading.faults localtelegram localtelegram.botapi ranking.matches replies "
        "turns.conversing",
        "telegram",
    ),
    "preview.seats": (
        "localtelegram localtelegram.chats localtelegram.citizens localtelegram.groups",
        "",
    ),
    "disclosing": (
        "answering aside console.figures entries keeping.kept keeping.remembered keeping.storage "
        "knowledge replies reviews.tallying sampling",
        "jinja2 starlette",
    ),
    # --- the console
    "console.routes": (
        "addresses changes.rehearsals console.add console.catalogue console.choose "
        "console.compose console.confirm console.edit console.entering console.ground "
        "console.history console.log console.publicity console.record console.remove "
        "console.replay console.review console.sample console.shipped console.standing "
        "console.teach console.today console.topic console.tryout console.variants forms "
        "guarding keeping.kept signin",
        "starlette",
    ),
    "console.variants": ("addresses console.ground console.subject reviews.gathering", "starlette"),
    "console.entering": ("addresses console.ground signin", "starlette"),
    "console.today": (
        "console.chart console.ground entries loading.ageing replies reviews.tallying",
        "starlette",
    ),
    "console.chart": ("", ""),
    "console.log": (
        "console.filtering console.ground keeping.kept keeping.queryids replies reviews.tallying "
        "sampling tables.exporting",
        "starlette",
    ),
    "console.filtering": ("addresses console.ground keeping.kept replies reviews.tallying", ""),
    "console.record": (
        "console.ground keeping.handovers keeping.kept keeping.queryids reviews.reviewing sampling",
        "starlette",
    ),
    "console.review": (
        "addresses changes.auditing console.choose console.ground console.groups console.subject "
        "entries keeping.kept keeping.queryids replies reviews.gathering reviews.postponing "
        "reviews.reviewing",
        "starlette",
    ),
    "console.subject": (
        "addresses console.ground console.groups keeping.kept keeping.queryids reviews.gathering "
        "reviews.postponing reviews.reviewing",
        "",
    ),
    "console.choose": (
        "console.ground console.subject console.teach entries normalising",
        "starlette",
    ),
    "console.teach": (
        "addresses changes.auditing changes.teaching console.ground console.saving "
        "console.subject entries keeping.kept loading.values splicing.editing",
        "starlette",
    ),
    "console.compose": (
        "changes.auditing changes.teaching console.draft console.ground console.naming "
        "console.saving console.subject console.teach entries keeping.kept",
        "starlette",
    ),
    "console.draft": (
        "console.naming console.saving entries loading.reading loading.slips loading.values "
        "loading.vetting splicing.editing splicing.revising splicing.words",
        "",
    ),
    "console.catalogue": (
        "console.ground console.sorts console.standing console.topic loading.ageing normalising",
        "starlette",
    ),
    "console.topic": (
        "changes.auditing changes.rehearsing console.fields console.ground console.sorts "
        "console.standing likeness",
        "starlette",
    ),
    "console.edit": (
        "changes.auditing changes.teaching console.faulting console.fields console.ground "
        "console.previewing console.saving console.sorts console.standing splicing.editing "
        "splicing.revising",
        "starlette",
    ),
    "console.add": (
        "aside changes.auditing changes.teaching console.faulting console.fields console.ground "
        "console.naming console.previewing console.saving console.sorts console.standing "
        "splicing.editing splicing.trees splicing.words",
        "starlette",
    ),
    "console.previewing": (
        "changes.teaching console.ground console.saving console.topic likeness splicing.editing",
        "starlette",
    ),
    "console.naming": (
        "loading.pages loading.reading loading.slips loading.values normalising splicing.files",
        "",
    ),
    "console.fields": (
        "loading.reading loading.shaping loading.slips loading.values splicing.revising "
        "splicing.trees",
        "",
    ),
    "console.faulting": (
        "changes.teaching console.fields console.saving entries loading.shaping loading.values "
        "loading.vetting",
        "",
    ),
    "console.sorts": ("entries knowledge loading.modelling loading.records loading.shaping", ""),
    "console.standing": (
        "addresses aside console.ground console.sorts loading.values splicing.files "
        "splicing.patch splicing.places splicing.trees",
        "",
    ),
    "console.confirm": (
        "changes.auditing changes.teaching console.edit console.faulting console.ground "
        "console.saving console.standing console.topic splicing.trees",
        "starlette",
    ),
    "console.remove": (
        "changes.auditing changes.teaching console.faulting console.ground console.saving "
        "console.standing console.topic splicing.editing",
        "starlette",
    ),
    "console.tryout": ("console.ground console.saving likeness", "starlette"),
    "console.shipped": (
        "aside changes.auditing changes.takingover changes.teaching console.faulting "
        "console.ground console.previewing console.saving console.sorts console.standing "
        "knowledge splicing.editing splicing.revising splicing.trees",
        "starlette",
    ),
    "console.saving": (
        "changes.auditing changes.teaching console.ground console.subject keeping.kept "
        "keeping.privacy splicing.patch splicing.trees",
        "starlette",
    ),
    "console.history": (
        "addresses changes.auditing changes.teaching console.ground console.saving "
        "splicing.patch splicing.trees",
        "starlette",
    ),
    "console.publicity": ("addresses console.ground disclosing", "starlette"),
    "console.replay": (
        "addresses console.ground console.replays replies reviews.bars reviews.replaying",
        "starlette",
    ),
    "console.replays": (
        "answering aside keeping.kept keeping.storage reviews.replaying tables.exporting",
        "",
    ),
    "console.groups": ("aside keeping.storage knowledge reviews.gathering reviews.likening", ""),
    "console.sample": ("addresses console.ground sampling", "starlette"),
    "console.ground": (
        "addresses answering changes.takingover changes.teaching console.figures console.groups "
        "console.replays entries forms keeping.kept keeping.queryids keeping.storage sampling "
        "signin tables.exporting",
        "jinja2 starlette",
    ),
    "console.figures": ("", ""),
    # --- Telegram played on this machine
    "localtelegram": (
        "localtelegram.botapi localtelegram.chats localtelegram.citizens localtelegram.faults "
        "localtelegram.groups localtelegram.messages localtelegram.queries "
        "localtelegram.settings localtelegram.updates localtelegram.world",
        "telegram",
    ),
    "localtelegram.botapi": ("", ""),
    "localtelegram.chats": ("localtelegram.botapi localtelegram.telegramtext", ""),
    "localtelegram.citizens": (
        "localtelegram.botapi localtelegram.chats localtelegram.groups localtelegram.settings "
        "localtelegram.telegramtext localtelegram.world",
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
        "localtelegram.botapi localtelegram.chats localtelegram.keyboards localtelegram.markup "
        "localtelegram.media localtelegram.telegramtext localtelegram.world",
        "",
    ),
    "localtelegram.queries": (
        "localtelegram.botapi localtelegram.keyboards localtelegram.messages "
        "localtelegram.telegramtext localtelegram.world",
        "",
    ),
    "localtelegram.settings": ("localtelegram.botapi localtelegram.chats localtelegram.world", ""),
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
        "doctor.findings door.showing keeping.inboxfile keeping.schema knowledge "
        "loading.overriding",
        "",
    ),
    "doctor.telegramchecks": ("doctor.findings", "telegram"),
    # --- what is kept, and what is learnt from it
    "changes.teaching": (
        "aside changes.auditing changes.foreseeing changes.rehearsals changes.rehearsing "
        "keeping.kept keeping.storage loading.faults replies reviews.replaying served "
        "splicing.editing splicing.files splicing.patch splicing.trees",
        "",
    ),
    "changes.rehearsals": (
        "answering aside changes.foreseeing changes.rehearsing heap keeping.kept keeping.storage "
        "reviews.tallying",
        "",
    ),
    "changes.rehearsing": (
        "answering changes.foreseeing entries keeping.kept knowledge loading.faults replies "
        "reviews.replaying",
        "",
    ),
    "changes.foreseeing": (
        "answering keeping.kept knowledge normalising replies resembling reviews.replaying",
        "",
    ),
    "reviews.postponing": ("keeping.storage reviews.reviewing", ""),
    "changes.auditing": ("keeping.kept keeping.schema keeping.storage splicing.patch", "aiosqlite"),
    "reviews.gathering": (
        "keeping.counts keeping.kept keeping.schema keeping.storage reviews.reviewing sampling",
        "",
    ),
    "reviews.likening": ("knowledge normalising ranking.features", "numpy"),
    "keeping.handovers": ("keeping.kept keeping.schema keeping.storage", ""),
    "reviews.reviewing": ("keeping.kept normalising", ""),
    "splicing.editing": (
        "splicing.folds splicing.places splicing.splices splicing.trees splicing.words",
        "yaml",
    ),
    "splicing.folds": ("", ""),
    "splicing.revising": (
        "loading.reading loading.shaping loading.slips loading.values splicing.editing "
        "splicing.parts splicing.trees splicing.words",
        "",
    ),
    "splicing.parts": ("splicing.places splicing.splices splicing.trees splicing.words", "yaml"),
    "splicing.splices": ("splicing.places splicing.words", "yaml"),
    "splicing.trees": ("loading.reading splicing.places splicing.words", ""),
    "splicing.places": ("loading.slips", "yaml"),
    "splicing.words": ("loading.reading", "yaml"),
    "splicing.patch": ("loading.slips splicing.trees", ""),
    "splicing.files": ("loading.pages loading.values splicing.patch splicing.trees", ""),
    "tables.exporting": ("keeping.kept keeping.queryids tables.workbook", ""),
    "tables.workbook": ("", "xlsxwriter"),
    "reviews.retelling": ("keeping.queryids replies reviews.bars reviews.replaying", ""),
    "reviews.replaying": ("answering keeping.kept normalising replies turns.conversing", ""),
    "reviews.bars": ("", ""),
    "reviews.tallying": ("keeping.counts keeping.kept keeping.schema keeping.storage replies", ""),
    "sampling": (
        "answering keeping.kept keeping.queryids keeping.querylog keeping.remembered "
        "keeping.storage replies",
        "yaml",
    ),
    "signin": ("keeping.schema keeping.storage", ""),
    "keeping.remembered": ("keeping.storage", ""),
    "measuring.evaluating": ("replies turns.conversing", ""),
    "measuring.examining": (
        "answering knowledge measuring.curving measuring.evaluating measuring.folding "
        "measuring.plotting measuring.reporting",
        "",
    ),
    "measuring.folding": (
        "entries knowledge measuring.evaluating normalising turns.conversing",
        "",
    ),
    "measuring.counting": ("measuring.evaluating replies", ""),
    "measuring.curving": ("measuring.evaluating", ""),
    "measuring.plotting": ("measuring.curving", ""),
    "measuring.reporting": ("measuring.counting measuring.curving measuring.evaluating", ""),
    "commands.explaining": ("replies", ""),
    "checking": (
        "entries knowledge loading.drafting loading.faults loading.pages loading.surveying "
        "loading.values normalising resembling",
        "",
    ),
    "changes.takingover": (
        "checking keeping.remembered keeping.storage knowledge loading.reading loading.values "
        "splicing.places splicing.trees",
        "",
    ),
    "tables.importing": (
        "entries knowledge loading.drafting loading.faults loading.pages loading.surveying "
        "loading.values normalising resembling tables.newentries tables.pairs tables.writing",
        "",
    ),
    "tables.newentries": (
        "entries knowledge loading.values loading.vetting normalising replies resembling "
        "tables.pairs",
        "",
    ),
    "tables.pairs": ("loading.reading loading.slips loading.values tables.sheets", ""),
    "tables.sheets": ("", "openpyxl"),
    "tables.writing": ("entries", "yaml"),
    "resembling": ("entries loading.faults normalising", "numpy rapidfuzz"),
    "keeping.inbox": ("heap keeping.inboxfile keeping.kept", ""),
    "keeping.inboxfile": ("compactjson keeping.kept", ""),
    "compactjson": ("", "orjson"),
    "keeping.onlyone": ("keeping.kept", ""),
    "keeping.salvaging": ("keeping.kept", ""),
    "keeping.storage": (
        "compactjson keeping.database keeping.kept keeping.schema replies turns.conversing",
        "",
    ),
    "keeping.database": ("keeping.kept keeping.preparing", "aiosqlite"),
    "keeping.preparing": ("keeping.kept keeping.schema", "aiosqlite"),
    "reviews.digests": (
        "keeping.kept keeping.storage reviews.postponing reviews.reviewing reviews.tallying",
        "",
    ),
    "keeping.notices": ("keeping.kept keeping.schema keeping.storage", ""),
    "keeping.schema": ("compactjson keeping.counts keeping.kept replies turns.conversing", ""),
    "keeping.counts": ("keeping.kept replies", ""),
    "keeping.querylog": ("keeping.kept keeping.queryids", ""),
    "keeping.kept": ("keeping.privacy replies turns.conversing", ""),
    "keeping.queryids": ("", ""),
    "keeping.privacy": ("keeping.identifying", ""),
    "keeping.identifying": ("", ""),
    # --- the spine: words in, Reply out
    "answering": (
        "choosing deciding entries guards.bounding guards.figuring guards.naming "
        "guards.regulations hearing.chatting hearing.civility hearing.forestalling "
        "hearing.halving hearing.parting hearing.speaking knowledge matching normalising "
        "ranking.matches recent replies turns.continuing turns.conversing turns.correcting "
        "turns.following turns.leaning turns.resolving turns.swapping wording",
        "",
    ),
    "hearing.parting": (
        "deciding guards.naming hearing.chatting hearing.halving matching normalising "
        "ranking.matches replies turns.conversing turns.leaning turns.ruling",
        "",
    ),
    "hearing.forestalling": (
        "deciding hearing.confiding knowledge matching normalising replies wording",
        "",
    ),
    "choosing": (
        "deciding guards.aspects guards.bounding guards.naming knowledge matching normalising "
        "ranking.matches replies",
        "",
    ),
    "guards.aspects": ("guards.naming knowledge normalising", ""),
    "turns.continuing": (
        "deciding entries knowledge matching normalising ranking.features ranking.matches replies "
        "turns.conversing turns.following turns.leaning turns.picking turns.resolving",
        "numpy",
    ),
    "turns.following": (
        "deciding entries knowledge matching normalising ranking.features ranking.matches "
        "ranking.numbering replies turns.anchoring turns.conversing turns.leaning turns.resolving",
        "numpy",
    ),
    "turns.leaning": (
        "deciding entries guards.naming knowledge matching normalising ranking.matches replies "
        "turns.anchoring turns.conversing turns.picking turns.resolving turns.ruling "
        "turns.swapping",
        "",
    ),
    "turns.picking": (
        "deciding guards.naming knowledge matching normalising ranking.matches replies "
        "turns.conversing turns.resolving",
        "",
    ),
    "turns.ruling": (
        "deciding entries guards.naming knowledge ranking.matches replies turns.picking",
        "",
    ),
    "turns.anchoring": (
        "deciding entries knowledge matching normalising ranking.matches replies turns.resolving "
        "turns.ruling",
        "",
    ),
    "turns.resolving": (
        "deciding entries guards.aspects guards.naming knowledge matching normalising "
        "ranking.matches replies",
        "",
    ),
    "turns.swapping": (
        "deciding entries guards.figuring guards.naming knowledge ranking.matches "
        "turns.conversing turns.rows turns.swaps",
        "",
    ),
    "turns.rows": (
        "deciding entries guards.naming guards.regulations normalising ranking.matches replies "
        "turns.conversing turns.swaps",
        "",
    ),
    "turns.swaps": ("guards.computing guards.naming knowledge normalising ranking.matches", ""),
    "hearing.halving": ("language", ""),
    "turns.correcting": ("guards.naming language normalising", ""),
    "hearing.chatting": ("entries guards.naming knowledge normalising", ""),
    "hearing.civility": (
        "entries guards.naming hearing.chatting knowledge normalising ranking.repairing",
        "",
    ),
    "hearing.confiding": ("knowledge normalising", ""),
    "hearing.speaking": ("language normalising", ""),
    "guards.figuring": (
        "deciding entries figures guards.computing guards.naming guards.wishing knowledge "
        "matching normalising ranking.matches replies",
        "rapidfuzz",
    ),
    "guards.wishing": (
        "guards.computing guards.naming knowledge matching normalising ranking.matches",
        "",
    ),
    "guards.computing": ("deciding entries figures guards.naming knowledge replies", ""),
    "figures": ("entries", ""),
    "guards.regulations": (
        "deciding entries guards.naming knowledge normalising ranking.matches replies",
        "",
    ),
    "guards.bounding": ("entries guards.naming knowledge", ""),
    "guards.naming": ("knowledge normalising", "rapidfuzz"),
    "deciding": ("entries replies", ""),
    "wording": ("deciding entries knowledge matching normalising ranking.matches replies", ""),
    "turns.conversing": ("replies", ""),
    "recent": ("replies turns.conversing", ""),
    "matching": (
        "normalising ranking.calibrating ranking.features ranking.finals ranking.gauging "
        "ranking.matches ranking.numbering ranking.repairing ranking.scoring ranking.weighing",
        "numpy",
    ),
    "ranking.matches": ("normalising", "numpy"),
    "ranking.gauging": (
        "ranking.calibrating ranking.features ranking.numbering ranking.scoring ranking.weighing",
        "numpy",
    ),
    "ranking.weighing": ("ranking.features ranking.numbering ranking.scoring", "numpy"),
    "ranking.scoring": ("ranking.features ranking.numbering ranking.postings", "numpy"),
    "ranking.postings": ("ranking.features ranking.numbering", "numpy"),
    "ranking.calibrating": ("", "numpy"),
    "ranking.finals": (
        "ranking.features ranking.numbering ranking.postings ranking.scoring",
        "numpy",
    ),
    "ranking.features": ("ranking.numbering", "numpy"),
    "ranking.numbering": ("", "numpy"),
    "ranking.repairing": ("normalising ranking.stemming", "rapidfuzz"),
    "ranking.stemming": ("", ""),
    "normalising": ("language ranking.numerals", ""),
    "ranking.numerals": ("", ""),
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
    "loading.modelling": ("loading.reading loading.slips loading.values", "pydantic pydantic_core"),
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
SPINE = {
    *("answering", "choosing", "deciding", "figures"),
    *("matching", "normalising", "recent", "wording"),
}
SPINE_FOLDERS = ("guards.", "hearing.", "ranking.", "turns.")
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
    *(
        "bot.cli",
        "bot.playing",
        "bot.exhibiting",
        "bot.loading.building",
        "bot.loading.modelling",
    ),
    *("bot.console", "bot.localtelegram", "bot.changes.teaching", "yaml", "pydantic"),
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
    spine = [room for room in ROOMS if room in SPINE or room.startswith(SPINE_FOLDERS)]
    impure = {room: IMPURE.intersection(*used(ROOMS[room])[2:]) for room in spine}

    assert {*ROOMS} >= SPINE
    assert {room: names for room, names in impure.items() if names} == {}


def test_a_room_is_short_enough_to_be_read_at_one_sitting() -> None:
    lengths = {room: path.read_text("utf-8").count("\n") for room, path in ROOMS.items()}

    assert {room: n for room, n in lengths.items() if n > LONGEST} == {}
