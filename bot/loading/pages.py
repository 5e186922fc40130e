"""A knowledge folder read page by page: a file that cannot be read costs only itself."""

from dataclasses import dataclass, field
from pathlib import Path

from bot.loading.faults import Fault
from bot.loading.listing import SUFFIX, content, listed, version
from bot.loading.modelling import modelled
from bot.loading.reading import Fields, faults_of, read
from bot.loading.records import KnowledgeFile
from bot.loading.values import IDENTIFIER, LONGEST_ID

MISNAMED = (".yaml", ".yml", ".yaml.txt", ".yml.txt")
LANGUAGE = "language.yaml"
UNREAD = "berkas ini tidak dibaca karena namanya tidak berakhiran `.yaml`; ganti namanya bila perlu"
FILE_NAME = "nama berkas hanya boleh huruf kecil a-z, angka dan -, paling panjang {} huruf"


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One file and what is good in it; its name without `.yaml` is the category's id."""

    file: str
    category: str
    record: KnowledgeFile


@dataclass(kw_only=True, slots=True)
class Folder:
    """All pages, the overriding language if there is one, and what was wrong on the way."""

    name: str
    pages: list[Page] = field(default_factory=list)
    language: Fields | None = None
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    lost: str = ""
    """The text of all files with faults, and the ids of records refused later."""
    version: str = ""

    def may_hold(self, name: str) -> bool:
        """Whether what is missing may stand in a file with faults: then nobody is told it lacks."""
        return name in self.lost


def opened(path: Path) -> Folder:
    """Read all of a folder; whatever is wrong with it is among the faults."""
    path = path.resolve()
    folder = Folder(name=path.name)
    found = [(file.name, _bytes(file, folder)) for file in _files(path, folder)]
    contents = [(name, raw) for name, raw in found if raw is not None]
    for name, raw in contents:
        _add(name, raw, folder)
    folder.version = version(contents)
    return folder


def _files(path: Path, folder: Folder) -> list[Path]:
    try:
        present = listed(path)
    except OSError as error:
        folder.faults.append(_fault(path.name, f"folder tidak terbaca: {_reason(error)}"))
        return []
    for file in present:
        if file.suffix != SUFFIX and file.name.lower().endswith(MISNAMED):
            folder.notes.append(_fault(file.name, UNREAD))
    found = [file for file in present if file.suffix == SUFFIX]
    if not found:
        folder.faults.append(_fault(path.name, "folder tidak berisi berkas .yaml"))
    return found


def _bytes(file: Path, folder: Folder) -> bytes | None:
    try:
        return content(file)
    except OSError as error:
        folder.faults.append(_fault(file.name, f"berkas tidak terbaca: {_reason(error)}"))
        return None


def _add(name: str, raw: bytes, folder: Folder) -> None:
    root, faults = read(name, raw)
    if name == LANGUAGE:
        folder.language = root
    elif root is not None:
        record, slips = modelled(KnowledgeFile, root)
        faults += faults_of(name, slips)
        category = name.removesuffix(".yaml")
        if not IDENTIFIER.fullmatch(category) or len(category) > LONGEST_ID:
            folder.faults.append(_fault(name, FILE_NAME.format(LONGEST_ID)))
        folder.pages.append(Page(file=name, category=category, record=record))
    if faults:
        folder.lost += raw.decode("utf-8", "replace")
    folder.faults += faults


def _fault(file: str, message: str) -> Fault:
    return Fault(file=file, line=1, message=message)


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
