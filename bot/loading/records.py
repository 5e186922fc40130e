"""The format of the knowledge folder as models: what they refuse is refused, and nothing else.

The descriptions are Indonesian, for editors show them to staff. After a change here write
`knowledge/schema.json` anew with `python -m bot.loading.records > knowledge/schema.json`.
"""

import json
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Annotated, Any

from pydantic import Field, PlainValidator, WithJsonSchema

from bot.entries import FollowUp, Scope, SmallTalkKind, Text
from bot.loading import values
from bot.loading.modelling import Many, Record, Sections
from bot.loading.reading import Scalar
from bot.loading.values import Texts

TEXT = {"type": ["string", "number", "boolean"]}
LIST = {"type": "array", "items": TEXT}


def _by_language(part: dict[str, Any]) -> dict[str, Any]:
    translations = {
        "type": "object",
        "properties": dict.fromkeys(values.LANGUAGES, part),
        "required": ["id"],
        "additionalProperties": False,
    }
    return {"anyOf": [part, translations]}


def _one_of(kinds: type[StrEnum]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": [str(kind) for kind in kinds]})


Line = Annotated[str, PlainValidator(values.sentence), WithJsonSchema(TEXT)]
Word = Annotated[str, PlainValidator(values.word), WithJsonSchema(TEXT)]
# A row of a word table; an empty one drops its word.
Row = Annotated[str, PlainValidator(values.row), WithJsonSchema(TEXT)]
Phrasings = Annotated[tuple[Scalar, ...], PlainValidator(values.sentences), WithJsonSchema(LIST)]
Words = Annotated[tuple[str, ...], PlainValidator(values.words), WithJsonSchema(LIST)]
Translated = Annotated[Text, PlainValidator(values.text), WithJsonSchema(_by_language(TEXT))]
Lists = Annotated[Texts, PlainValidator(values.texts), WithJsonSchema(_by_language(LIST))]
Id = Annotated[
    str,
    PlainValidator(values.identifier),
    WithJsonSchema({"type": "string", "pattern": f"^{values.IDENTIFIER.pattern}$"}),
]
Ids = Annotated[tuple[str, ...], PlainValidator(values.identifiers), WithJsonSchema(LIST)]
Then = Annotated[tuple[FollowUp, ...], PlainValidator(values.follow_ups), WithJsonSchema(LIST)]
Url = Annotated[str, PlainValidator(values.address), WithJsonSchema({"type": "string"})]
Day = Annotated[date, PlainValidator(values.day), WithJsonSchema({"type": "string"})]
Year = Annotated[int, PlainValidator(values.year), WithJsonSchema({"type": ["integer", "string"]})]
Years = Annotated[
    tuple[int, ...],
    PlainValidator(values.years),
    WithJsonSchema({"type": "array", "items": {"type": ["integer", "string"]}}),
]
Number = Annotated[
    Decimal, PlainValidator(values.number), WithJsonSchema({"type": ["number", "string"]})
]
YesNo = Annotated[bool, PlainValidator(values.yes), WithJsonSchema({"type": ["boolean", "string"]})]
ScopeWord = Annotated[Scope, PlainValidator(partial(values.choice, Scope)), _one_of(Scope)]
TalkKind = Annotated[
    SmallTalkKind, PlainValidator(partial(values.choice, SmallTalkKind)), _one_of(SmallTalkKind)
]


class SourceRecord(Record):
    title: Line = Field(title="Nama sumber", description="Nama sumbernya")
    url: Url | None = Field(
        None, title="Alamat halaman", description="Alamat halaman, diawali https://"
    )
    date: Day | None = Field(
        None, title="Tanggal sumber", description="Tanggal sumber: 2025-12-08 atau 8 Desember 2025"
    )


class Vouched(Record):
    """What vouches for an entry, and where it leads."""

    sources: tuple[SourceRecord, ...] = Field((), title="Sumber", description="Sumber jawaban")
    checked: Day | None = Field(
        None, title="Diperiksa", description="Hari jawaban terakhir dicocokkan dengan sumbernya"
    )
    confirmed_by: Line | None = Field(
        None,
        title="Disahkan oleh",
        description="Siapa di kantor yang mengesahkan; kosong: warga melihat “belum dikonfirmasi”",
    )
    related: Ids = Field((), title="Entri terkait", description="Paling banyak enam id")
    part_of: Id | None = Field(
        None,
        title="Bagian dari",
        description="Id entri induk; jawabannya ikut ditampilkan, terlipat, di bawah yang ini",
    )
    then: Then = Field(
        (),
        title="Pertanyaan lanjutan",
        description="Misalnya “artinya apa -> makna-slogan”; tanpa -> dijawab dengan entri ini",
    )
    private: YesNo = Field(
        False, title="Rahasia", description="ya: kata-kata pertanyaannya tidak pernah disimpan"
    )
    scope: ScopeWord = Field(
        Scope.OFFICE,
        title="Berlaku bagi",
        description="office: hanya tentang kantor ini; general: berlaku di lembaga mana pun",
    )


class Named(Vouched):
    id: Id = Field(title="ID", description="Nama tetap: a-z, angka dan -, paling panjang 40")
    title: Translated = Field(
        title="Judul", description="Tulisan tombol, paling baik 24 huruf, paling panjang 64 bita"
    )
    ask: Phrasings = Field(
        title="Cara bertanya",
        description="Cara warga menanyakannya, makin banyak dan beragam makin baik",
    )


class EntryRecord(Named):
    answer: Translated = Field(
        title="Jawaban", description="Jawabannya; boleh memuat {spi kpu 2024} dan sejenisnya"
    )


class OtherRegulationRecord(Record):
    kind: Word = Field(title="Jenis", description="Jenis, misalnya UU")
    number: Word = Field(title="Nomor", description="Nomor")
    year: Year = Field(title="Tahun", description="Tahun")
    name: Line | None = Field(None, title="Tentang", description="Judul resmi sesudah “tentang”")


class RegulationRecord(Named):
    kind: Word = Field(title="Jenis", description="Singkatan jenisnya, misalnya Perpres atau PKPU")
    number: Word = Field(
        title="Nomor", description='Nomor, sebagai teks: 95, HK.03.1, "135/PUU-XXII"'
    )
    year: Year = Field(title="Tahun", description="Tahun")
    name: Line | None = Field(None, title="Tentang", description="Judul resmi sesudah “tentang”")
    title: Translated | None = Field(  # type: ignore[assignment]
        None, title="Judul", description="Tulisan tombol; kosong: “Perpres 95/2018”"
    )
    about: Translated = Field(title="Yang diatur", description="Apa yang diatur")
    status: Translated | None = Field(
        None, title="Keadaan", description="Masih berlaku, diganti, belum diperiksa"
    )
    replaces: tuple[OtherRegulationRecord, ...] = Field(
        (), title="Menggantikan", description="Peraturan yang digantikan"
    )
    amended_by: tuple[OtherRegulationRecord, ...] = Field(
        (), title="Diubah oleh", description="Peraturan yang mengubah"
    )
    scope: ScopeWord = Field(Scope.GENERAL, title="Berlaku bagi", description="office atau general")


class SubjectRecord(Record):
    id: Id = Field(description="Nama tetap subjek")
    name: Translated = Field(description="Nama subjek dalam kalimat")
    words: Words = Field((), description="Kata yang dipakai warga untuk menyebutnya")


class RangeCategoryRecord(Record):
    name: Word = Field(description="Nama kategori")
    low: Number = Field(alias="from", description="Batas bawah")
    high: Number = Field(alias="to", description="Batas atas")


class RangeRecord(Record):
    years: Years = Field(description="Tahun-tahun yang memakai rentang ini")
    categories: tuple[RangeCategoryRecord, ...] = Field(description="Kategori dari bawah ke atas")


class FigureRecord(Vouched):
    subject: Word = Field(title="Subjek", description="Id subjek")
    year: Year = Field(title="Tahun", description="Tahun survei")
    index: Number = Field(title="Indeks", description="Indeks 0 sampai 100, misalnya 71,53")
    category: Word | None = Field(
        None, title="Kategori", description="Kategori; kosong: menurut rentang tahunnya"
    )
    note: Translated | None = Field(
        None, title="Keterangan", description="Satu dua kalimat sesudah angkanya"
    )
    id: Id | None = Field(None, title="ID", description="Kosong: spi-SUBJEK-TAHUN")
    title: Translated | None = Field(None, title="Judul", description="Kosong: “SPI nasional 2024”")
    ask: Phrasings = Field(
        (), title="Cara bertanya", description="Tambahan bagi cara bertanya yang dibuat sendiri"
    )


class ChannelRecord(Record):
    name: Translated = Field(title="Nama saluran", description="Nama saluran")
    address: Line = Field(title="Alamat", description="Alamat, nomor, atau situs")


class ServiceRecord(Named):
    what: Translated = Field(
        title="Jawaban langsung", description="Jawaban langsung, satu sampai tiga kalimat"
    )
    steps: Lists | None = Field(None, title="Langkah", description="Langkah-langkah")
    channels: tuple[ChannelRecord, ...] = Field((), title="Saluran", description="Di mana dilayani")
    hours: Translated | None = Field(None, title="Jam layanan", description="Jam layanan")
    cost: Translated | None = Field(None, title="Biaya", description="Biaya")
    time_limit: Translated | None = Field(None, title="Batas waktu", description="Batas waktu")
    legal_basis: Translated | None = Field(None, title="Dasar hukum", description="Dasar hukum")
    note: Translated | None = Field(None, title="Catatan", description="Catatan penutup")


class SmallTalkRecord(Record):
    id: Id = Field(title="ID", description="Nama tetap")
    kind: TalkKind = Field(title="Jenis", description="greeting, thanks, goodbye atau other")
    words: Words = Field(
        (), title="Kata lepas", description="Pesan yang hanya berisi kata-kata ini"
    )
    signs: Words = Field(
        (),
        title="Tanda",
        description="Kata atau frasa yang menandainya di mana pun dalam pesan yang tidak bertanya",
    )
    ask: Phrasings = Field((), title="Pesan utuh", description="Pesan utuh")
    answer: Translated = Field(title="Balasan", description="Balasan singkat")


class SpiRecord(Sections):
    subjects: Many[SubjectRecord] = Field((), description="Milik siapa indeksnya")
    ranges: Many[RangeRecord] = Field((), description="Rentang kategori menurut tahun")
    figures: Many[FigureRecord] = Field((), description="Angka SPI; satu entri tiap angka")


class KnowledgeFile(Sections):
    """Satu berkas pengetahuan: satu kategori."""

    title: Translated | None = Field(None, description="Nama kategori")
    entries: Many[EntryRecord] = Field((), description="Tanya jawab")
    regulations: Many[RegulationRecord] = Field(
        (), description="Peraturan; satu entri tiap peraturan"
    )
    spi: SpiRecord | None = Field(None, description="Survei Penilaian Integritas")
    services: Many[ServiceRecord] = Field((), description="Layanan kantor; satu entri tiap layanan")
    referrals: Many[EntryRecord] = Field(
        (), description="Urusan lembaga lain dan ke mana harus pergi"
    )
    gaps: Many[EntryRecord] = Field(
        (), description="Yang sering ditanyakan tetapi belum diumumkan kantor"
    )
    smalltalk: Many[SmallTalkRecord] = Field(
        (), description="Salam, terima kasih, pamit, lain-lain"
    )


class KindRecord(Record):
    name: Translated = Field(description="Nama panjang, misalnya Peraturan Presiden")
    forms: Words = Field((), description="Cara warga menulisnya")


class LanguageFile(Sections):
    """language.yaml: kalimat dan daftar kata bot; yang ditulis di sini menggantikan bawaannya."""

    say: dict[str, Translated] = Field({}, description="Kalimat bot")
    short: dict[str, Row] = Field({}, description="Singkatan dan artinya")
    sundanese: dict[str, Row] = Field({}, description="Kata Sunda dan padanannya")
    javanese: dict[str, Row] = Field({}, description="Kata Jawa dan padanannya")
    english: dict[str, Row] = Field({}, description="Kata Inggris dan padanannya")
    filler: Words = Field((), description="Kata pengisi yang tidak dihitung")
    protected: Words = Field((), description="Kata yang tidak dipotong imbuhannya")
    hollow: Words = Field(
        (), description="Kata yang tidak berarti sendiri dalam pertanyaan lanjutan"
    )
    openers: Words = Field((), description="Pembuka yang bukan bagian pertanyaan")
    closers: Words = Field((), description="Penutup yang bukan bagian pertanyaan")
    frame: Words = Field((), description="Kata yang menanyakan hal itu sendiri, bukan rinciannya")
    joiners: Words = Field((), description="Kata yang menyambung dua pertanyaan")
    places: Words = Field((), description="Nama tempat lain")
    home_places: Words = Field((), description="Nama tempat kantor ini")
    home_bodies: Words = Field((), description="Cara menyebut lembaga kantor ini")
    speech: dict[str, Words] = Field({}, description="Kata sebelum dan sesudah yang berbicara")
    kinds: dict[str, KindRecord] = Field({}, description="Jenis peraturan")
    bodies: dict[str, Words] = Field({}, description="Lembaga dan cara menyebutnya")
    question_types: dict[str, Words] = Field({}, description="Kata tanya menurut jenisnya")
    telltale: dict[str, Words] = Field({}, description="Kata yang menandai bahasa: id, en, su")
    report: dict[str, Words] = Field({}, description="Kata yang menandai laporan pelanggaran")


def schema() -> dict[str, Any]:
    """The JSON Schema of a knowledge file; `#/$defs/LanguageFile` is that of language.yaml."""
    made = KnowledgeFile.model_json_schema()
    language = LanguageFile.model_json_schema(ref_template="#/$defs/{model}")
    definitions = {**made.pop("$defs"), **language.pop("$defs", {}), "LanguageFile": language}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "$defs": definitions}


if __name__ == "__main__":
    print(json.dumps(schema(), ensure_ascii=False, indent=2))
