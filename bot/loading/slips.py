"""What people mistype in YAML, and how each slip is put right, in the words of the office."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import yaml
from yaml.events import Event, MappingEndEvent, ScalarEvent, SequenceEndEvent

QUOTE = 'apit seluruh teks dengan tanda kutip ganda ("…")'

UTF_16 = (
    "berkas tersimpan sebagai UTF-16 (Notepad menyebutnya “Unicode”); simpan ulang sebagai "
    "UTF-8: menu File, Save As, pilihan Encoding: UTF-8"
)
NOT_UTF_8 = (
    "ada huruf yang bukan UTF-8 (berkas mungkin tersimpan sebagai ANSI); simpan ulang sebagai "
    "UTF-8: menu File, Save As, pilihan Encoding: UTF-8"
)
TOO_DEEP = "isi bersarang terlalu dalam; bentuk pengetahuan paling dalam enam tingkat"
DOCUMENTS = "satu berkas hanya satu dokumen; hapus baris `---` atau `...` ini"
DIRECTIVE = "baris yang diawali % dibaca YAML sebagai perintah; hapus, atau " + QUOTE
NO_SECTIONS = (
    "isi berkas bukan bagian bernama; mulai dengan nama bagian di kolom pertama, "
    "misalnya `entries:`, lalu isinya menjorok di bawahnya"
)
BAD_KEY = "kunci harus satu kata diikuti titik dua, misalnya `title:`, bukan daftar atau kurung"
MERGE = "kunci `<<` (gabungan YAML) tidak dipakai; tulis ruasnya satu per satu"
TWICE = "kunci `{}` sudah ada di baris {}; satu kunci hanya boleh sekali, hapus salah satu"
TAB = "baris ini menjorok dengan tab; YAML hanya menerima spasi, ganti tiap tab dengan dua spasi"
INNER_TAB = "ada tab di depan teks ini; YAML hanya menerima spasi, ganti dengan satu spasi"
WIDE_SPACE = (
    "baris ini menjorok dengan spasi khusus (U+{:04X}, biasanya tersalin dari Word atau web); "
    "ganti dengan spasi biasa"
)
HIDDEN = "ada tanda tersembunyi U+{:04X} (biasanya ikut tersalin); hapus dan ketik ulang bagian itu"
SWALLOWED = (
    "teks yang mulai di baris {} menelan baris ini; beri spasi setelah `-` dan sejajarkan "
    "dengan butir di atasnya, tutup tanda kutipnya, atau tulis teks panjang di bawah `|`"
)
UNCLOSED_QUOTE = "tanda kutip {} dibuka tetapi tidak ditutup; tutup di akhir teksnya"
AFTER_QUOTE = (
    "ada tulisan setelah tanda kutip {} penutup; apit seluruh teks, dan bila teksnya sendiri "
    "memuat tanda itu, pakai tanda kutip jenis lain di luar"
)
UNCLOSED_BRACKET = "kurung {} dibuka tetapi tidak ditutup, atau koma antar-ruasnya kurang"
AFTER_BRACKET = f"teks yang diawali [ atau {{ dibaca YAML sebagai daftar; {QUOTE}"
BLOCK = f"teks yang diawali | atau > harus mulai di baris berikutnya, atau {QUOTE}"
COLON = f"titik dua diikuti spasi di dalam teks dibaca YAML sebagai kunci baru; {QUOTE}"
INLINE_LIST = "butir `- ` harus mulai di barisnya sendiri, di bawah kuncinya"
NO_SPACE_COLON = "setelah titik dua harus ada spasi: tulis `{}: …`"
NO_SPACE_DASH = "setelah tanda `-` harus ada spasi: tulis `- …`"
NO_KEY = "baris ini bukan `kunci: nilai` dan bukan butir `- …`; periksa titik dua dan jorokannya"
COMMENT = f"tulisan sesudah ` #` dibaca YAML sebagai komentar sehingga teks terpotong; {QUOTE}"
COMMA = (
    "koma di dalam {{…}} memisahkan ruas, sehingga `{}` terbaca sebagai ruas tersendiri; apit "
    'teks yang berkoma dengan tanda kutip ganda ("…")'
)
DECIMAL_COMMA = 'koma di dalam {…} memisahkan ruas; tulis angkanya "73,10" (dikutip) atau 73.10'
NOT_A_LIST = "di sini harus daftar: tiap butir di barisnya sendiri, diawali `- `"
NOT_FIELDS = "di sini harus ruas bernama, masing-masing `kunci: nilai` di barisnya sendiri"
MISSING = "kunci `{}` wajib, tetapi belum ada atau masih kosong"
INDENT = (
    "jorokan baris ini tidak sejajar dengan saudaranya; kunci dan butir `- ` yang setingkat "
    "harus mulai di kolom yang sama"
)
ESCAPE = r"garis miring terbalik di dalam kutip ganda harus ditulis \\, atau pakai kutip tunggal"
UNREADABLE = "susunan YAML tidak terbaca di sini; periksa jorokan, titik dua dan tanda kutip"

BREAK = re.compile(r"\r\n|\n|\r")
HIDDEN_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
ODD_INDENT = re.compile("^ *([\t\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000])", re.MULTILINE)


class Slip(ValueError):
    """One thing to put right; `line` is None where only the caller knows the place."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


class Slips(ValueError):
    """Several slips of one value."""

    def __init__(self, found: Iterable[Slip]) -> None:
        super().__init__()
        self.found = tuple(found)


def leading(character: str) -> str:
    """The remedy for a text that begins with a character which YAML keeps for itself."""
    return f"teks yang diawali {character} punya arti khusus di YAML; {QUOTE}"


def reach(event: Event) -> tuple[int, int, int]:
    """First line, last line, and the column behind the last character; all from 0."""
    start, end = event.start_mark, event.end_mark
    assert start is not None and end is not None
    return start.line, end.line, end.column


def lines_of(text: str) -> list[str]:
    """The lines as libyaml counts them; str.splitlines would count more."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def refuse_characters(text: str) -> None:
    """Raise a Slip at the first character that no editor shows but YAML stumbles over."""
    for pattern, message in ((HIDDEN_CHARACTER, HIDDEN), (ODD_INDENT, WIDE_SPACE)):
        found = pattern.search(text)
        if found:
            character = found.group(found.lastindex or 0)
            line = len(BREAK.findall(text, 0, found.end() - 1)) + 1
            raise Slip(TAB if character == "\t" else message.format(ord(character)), line)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Place:
    """Where YAML gave up: lines count from 0; `last` is what could still be read before it."""

    lines: Sequence[str]
    line: int
    column: int
    opened: int
    last: Event | None

    @property
    def here(self) -> str:
        return self.lines[self.line] if self.line < len(self.lines) else ""

    def slip(self, message: str, line: int | None = None) -> Slip:
        return Slip(message, min(self.line if line is None else line, len(self.lines) - 1) + 1)


def explained(error: yaml.YAMLError, lines: Sequence[str], last: Event | None) -> Slip:
    """The syntax error as a person would put it."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return Slip(UNREADABLE, 1)
    opened = error.context_mark or error.problem_mark
    place = _Place(
        lines=lines,
        line=error.problem_mark.line,
        column=error.problem_mark.column,
        opened=opened.line,
        last=last,
    )
    said = f"{error.context}: {error.problem}"
    return next((explain(place) for part, explain in PROBLEMS if part in said), _other(place))


def _character(place: _Place) -> Slip:
    character = place.here[place.column : place.column + 1]
    if not character:
        return place.slip(UNREADABLE)
    return place.slip(INNER_TAB if character == "\t" else leading(character))


def _quote(place: _Place) -> Slip:
    line = place.lines[place.opened]
    return place.slip(UNCLOSED_QUOTE.format('"' if '"' in line else "'"), place.opened)


def _colon(place: _Place) -> Slip:
    before = place.here[: place.column]
    return place.slip(COLON if re.search(r":\s|^\s*-\s", before) else INDENT)


def _no_colon(place: _Place) -> Slip:
    line = place.lines[place.opened].strip()
    key = re.match(r"([a-z_]+):\S", line)
    if key:
        return place.slip(NO_SPACE_COLON.format(key[1]), place.opened)
    if _commented(place, place.opened - 1):
        return place.slip(COMMENT, place.opened - 1)
    return place.slip(NO_SPACE_DASH if re.match(r"-\S", line) else NO_KEY, place.opened)


def _other(place: _Place) -> Slip:
    """Structure that does not fit: what was read last tells why."""
    last = place.last
    start, end, _ = reach(last) if last else (0, -1, 0)
    if isinstance(last, ScalarEvent) and last.style in ("'", '"') and end == place.line:
        message = AFTER_QUOTE if start == place.line else UNCLOSED_QUOTE
        return place.slip(message.format(last.style), start)
    if isinstance(last, SequenceEndEvent | MappingEndEvent) and _closed(place):
        return place.slip(AFTER_BRACKET)
    if _commented(place, place.line - 1):
        return place.slip(COMMENT, place.line - 1)
    return place.slip(NO_SPACE_DASH if re.match(r"\s*-\S", place.here) else INDENT)


def _closed(place: _Place) -> bool:
    """Whether a bracket was closed right before, and not a block by its indentation."""
    return place.here[: place.column].rstrip().endswith(("]", "}"))


def _commented(place: _Place, line: int) -> bool:
    """A comment behind a text, and the next line would have gone on with the text."""
    return line >= 0 and re.search(r"\S\s+#", place.lines[line]) is not None


def _bracket(place: _Place) -> Slip:
    opening = re.search(r"[\[{]", place.lines[place.opened])
    return place.slip(UNCLOSED_BRACKET.format(opening[0] if opening else "{"), place.opened)


PROBLEMS: Sequence[tuple[str, Callable[[_Place], Slip]]] = (
    ("cannot start any token", _character),
    ("did not find expected node content", _character),
    ("mapping keys are not allowed", _character),
    ("scanning a quoted scalar: found unexpected", _quote),
    ("unknown escape", lambda place: place.slip(ESCAPE)),
    ("mapping values are not allowed", _colon),
    ("block sequence entries are not allowed", lambda place: place.slip(INLINE_LIST)),
    ("could not find expected ':'", _no_colon),
    ("scanning a block scalar: found a tab", lambda place: place.slip(TAB)),
    ("scanning a block scalar", lambda place: place.slip(BLOCK, place.opened)),
    ("scanning an anchor", lambda place: place.slip(leading("&"))),
    ("scanning an alias", lambda place: place.slip(leading("*"))),
    ("a tag", lambda place: place.slip(leading("!"))),
    ("a directive", lambda place: place.slip(DIRECTIVE)),
    ("parsing a flow", _bracket),
)
