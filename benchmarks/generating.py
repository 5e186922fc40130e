"""Sentences that read like citizens' questions, as many as wanted, the same at every run.

An entry is an aspect of a thing of a kind ("biaya izin usaha kecil"), so neighbours share most of
their words, as an office's do. Phrasings and queries are made apart: other openings, other orders,
more left out and more misspelt, and no query is a phrasing.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

SEED = 20261125
LARGEST = 1_000
"""Entries at most; smaller sets have ten phrasings an entry."""

ASPECTS = """
biaya/ongkos/tarif/bayar berapa/harga; syarat/persyaratan/berkas yang dibawa/butuh apa saja;
jadwal/kapan/tanggal berapa/hari apa; alamat/di mana/lokasi/tempat/ke mana;
dasar hukum/aturan/undang undang/peraturan/regulasi; cara/bagaimana/langkah/tata cara/prosedur;
tujuan/untuk apa/manfaat/gunanya/kenapa perlu; petugas/siapa yang melayani/penanggung jawab
"""
THINGS = """
izin/perizinan; surat pengantar/pengantar; bantuan tunai/santunan; pelatihan/kursus;
lelang/tender; beasiswa/dana sekolah; pajak/retribusi; magang/kerja praktik; arsip/berkas lama;
tamu/kunjungan; pinjaman/kredit; sertifikat/piagam; penelitian/riset; lomba/sayembara;
subsidi/potongan harga; bibit/benih; vaksin/imunisasi; asuransi/jaminan; sewa gedung/aula;
ambulans/mobil jenazah; perbaikan jalan/jalan rusak; lampu jalan/penerangan; sampah/kebersihan;
air bersih/ledeng; pemeriksaan/inspeksi; penyuluhan/sosialisasi; perpindahan/mutasi;
pengaduan/keluhan; donor darah/darah; peta lahan/batas tanah; kios/lapak; parkir langganan/parkir;
katalog/daftar barang; alat berat/traktor; seragam/baju dinas; posyandu/timbang bayi;
internet gratis/wifi; taman baca/buku; kompos/pupuk
"""
KINDS = """
usaha kecil/umkm; nelayan/pelaut; petani sawah/petani; guru honorer/guru; lansia/orang tua;
pedagang pasar/pedagang; rumah susun/rusun; angkutan kota/angkot; sanggar tari/sanggar;
peternak ayam/peternak; bidan desa/bidan; pengrajin bambu/pengrajin; mahasiswa/kuliah;
difabel/penyandang cacat; yatim piatu/yatim; koperasi simpan pinjam/koperasi; hutan lindung/hutan;
tambak udang/tambak; masjid jami/masjid; gereja; sopir truk/sopir; penjahit/konveksi;
warung kopi/kafe; bengkel las/bengkel; apotek; klinik gigi/dokter gigi; hotel/penginapan;
pabrik tahu/tahu tempe; atlet renang/atlet; pemadam/damkar; kelompok musik/musisi;
kebun teh/perkebunan; wisata curug/curug; sekolah dasar/sd; pesantren/santri; penyair/sastrawan;
pemulung/rongsokan; lebah madu/madu
"""
OPENINGS = (
    ("", "min", "mau tanya", "tolong info", "saya ingin tahu", "permisi", "halo kak"),
    ("", "punten", "izin bertanya", "pagi pak", "gan", "boleh tanya", "mohon penjelasan"),
)
ENDINGS = (
    ("", "ya", "dong", "terima kasih", "yang benar", "sekarang", "saat ini"),
    ("", "sih", "kak", "makasih", "tahun ini", "di sini", "mohon dibantu"),
)


@dataclass(frozen=True, kw_only=True)
class Generated:
    """Entries with their phrasings (entry, text), and queries (entry, text) made apart."""

    rows: tuple[tuple[str, str], ...]
    queries: tuple[tuple[str, str], ...]


def generated(size: int, queries: int) -> Generated:
    """`size` phrasings in up to LARGEST entries, and about `queries` queries, all deterministic."""
    count = max(2, min(LARGEST, size // 10))
    topics = list(product(_words(ASPECTS), _words(THINGS), _words(KINDS)))
    chosen = random.Random(SEED).sample(topics, count)
    taken: set[str] = set()
    shares = [size // count + (at < size % count) for at in range(count)]
    rows = [
        (f"topik-{at}", text)
        for at, (topic, share) in enumerate(zip(chosen, shares, strict=True))
        for text in _distinct(topic, share, random.Random(SEED + at), taken, learnt=True)
    ]
    asked = [
        (f"topik-{at % count}", text)
        for at in range(queries)
        for text in _distinct(chosen[at % count], 1, random.Random(-SEED - at), taken, learnt=False)
    ]
    return Generated(rows=tuple(rows), queries=tuple(asked))


def _words(listed: str) -> list[list[str]]:
    """Each thing's names: things parted by semicolons, names by slashes."""
    return [thing.strip().split("/") for thing in listed.split(";")]


Topic = tuple[Sequence[str], Sequence[str], Sequence[str]]


def _distinct(
    topic: Topic, wanted: int, chance: random.Random, taken: set[str], *, learnt: bool
) -> Iterator[str]:
    """Texts that nobody has said yet."""
    while wanted:
        text = _said(topic, chance, learnt)
        if text not in taken:
            taken.add(text)
            wanted -= 1
            yield text


def _said(topic: Topic, chance: random.Random, learnt: bool) -> str:
    """One way to say it; a query is shortened, reordered and misspelt more often."""
    core = [_shortened(chance.choice(names), chance, 0.05 if learnt else 0.3) for names in topic]
    if chance.random() < (0.2 if learnt else 0.5):
        chance.shuffle(core)
    side = 0 if learnt else 1
    parts = [chance.choice(OPENINGS[side]), *core, chance.choice(ENDINGS[side])]
    words = " ".join(part for part in parts if part).split()
    slips = chance.choices((0, 1, 2), (80, 17, 3) if learnt else (50, 35, 15))[0]
    for _ in range(slips):
        at = chance.randrange(len(words))
        words[at] = _slipped(words[at], chance)
    return " ".join(words)


def _shortened(name: str, chance: random.Random, often: float) -> str:
    """A name of several words, now and then without one of them."""
    words = name.split()
    if len(words) > 1 and chance.random() < often:
        words.pop(chance.randrange(len(words)))
    return " ".join(words)


def _slipped(word: str, chance: random.Random) -> str:
    """The word with a letter lost, doubled, swapped, or its vowels dropped."""
    if len(word) < 4:
        return word
    at = chance.randrange(1, len(word) - 1)
    kind = chance.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    if kind == 2:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[0] + "".join(letter for letter in word[1:] if letter not in "aeiou")
