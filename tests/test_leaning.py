"""Later turns: what they leave out is that of the turn before, and nothing else is bent to it."""

import pytest

from bot.replies import Kind
from bot.turns.conversing import Conversation
from tests.desks import said, shipped_desk

DESK = shipped_desk()
FIGURE = "skor spi nasional 2025"


@pytest.mark.parametrize(
    ("first", "then", "entry"),
    [
        ("apa itu gratifikasi", "paling telat berapa hari?", "gratifikasi"),
        ("cara cek nama di dpt", "situsnya apa?", "cek-dpt"),
        ("cara lapor korupsi lewat wbs", "nama saya dirahasiakan ga?", "whistleblowing"),
        ("apa kendala birokrasi digital", "terus solusinya?", "strategi-digital"),
        ("apa strategi birokrasi digital", "menterinya siapa?", "menteri-panrb"),
        ("sebutkan enam area perubahan zona integritas", "yang nomor empat?", "area-perubahan-zi"),
        ("apa rencana pemerintah soal ai", "contohnya?", "ai-birokrasi"),
        ("apa slogan kpu purwakarta", "maksudnya gimana", "makna-slogan"),
    ],
)
def test_a_turn_that_leaves_out_its_subject_has_that_of_the_turn_before(
    first: str, then: str, entry: str
) -> None:
    reply = said(first, then)

    assert (reply.kind, reply.entries[0]) == (Kind.ANSWER, entry)


@pytest.mark.parametrize(
    ("first", "then", "entry"),
    [
        ("apa itu gratifikasi", "alamat kantor kpu purwakarta di mana", "alamat-kantor"),
        ("cara cek nama di dpt", "wbk itu apa", "wbk"),
        ("apa kendala birokrasi digital", "kalau minta data bayar ga", "biaya-layanan"),
        ("berapa spi kpu 2024", "slogannya kpu purwakarta apa", "slogan"),
    ],
)
def test_a_subject_of_its_own_is_not_bent_to_the_one_before(
    first: str, then: str, entry: str
) -> None:
    assert said(first, then).entry == entry


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("alamat kantor kpu purwakarta", "harga sewa gedungnya berapa"),
        ("apa itu gratifikasi", "bupati purwakarta siapa"),
        ("cara cek nama di dpt", "pantun dong"),
        ("apa itu wbk", "gaji pegawainya berapa"),
    ],
)
def test_what_no_answer_holds_is_not_read_into_the_one_before(first: str, then: str) -> None:
    assert said(first, then).kind is not Kind.ANSWER


@pytest.mark.parametrize(
    ("turns", "entry"),
    [
        (("spi nasional 2023", "setahun sebelumnya?"), "spi-nasional-2022"),
        (("spi nasional 2021", "tahun berikutnya berapa"), "spi-nasional-2022"),
        (("spi nasional 2021 berapa", "bukan 2021, 2022 maksudnya"), "spi-nasional-2022"),
        (("kategori spi apa saja", "kalau kpu masuk yang mana"), "spi-kpu-2024"),
        (("berapa spi kpu 2024", "selisih sama nasional berapa"), "spi-perbandingan"),
        (("urutan aturan pemerintahan digital", "yang paling awal?"), "inpres-3-2003"),
        (("perpres 95 2018 tentang apa", "yang baru nomor berapa"), "perpres-82-2023"),
        (("inpres 3 2003 apa", "sesudah inpres itu yang baru keluar apa"), "perpres-95-2018"),
        (("spi nasional 2022", "trus setaun kemudian"), "spi-nasional-2023"),
        (("urutan aturan pemerintahan digital", "yang kedua apa?"), "perpres-95-2018"),
        (("urutan aturan pemerintahan digital", "yang terbaru isinya apa?"), "perpres-82-2023"),
        (("perpres 82 tahun 2023", "sebelum itu aturannya apa"), "perpres-95-2018"),
        (("perpres 82 tahun 2023", "kalau yang 95?"), "perpres-95-2018"),
        (("uu pemilu nomor berapa", "eh maksudnya yang pilkada"), "uu-pilkada"),
        (("spi nasional 2023", "and one year earlier"), "spi-nasional-2022"),
        (("spi nasional 2023", "a year later?"), "spi-nasional-2024"),
        (("spi nasional 2023", "mundur setaun deh, yang se-indonesia"), "spi-nasional-2022"),
        (("spi kpu 2024", "kalau bawaslu?", "mundur setaun, yang nasional"), "spi-nasional-2023"),
        (("berapa spi kpu 2024", "klo yg nasionl?"), "spi-nasional-2024"),
        (("perpres 95 2018 tentang apa", "sebelum 2018 emang ga ada?"), "inpres-3-2003"),
        (("perpres 95 2018 tentang apa", "setelah 2018?"), "perpres-82-2023"),
        (("spi nasional 2024", "yg plg baru deh"), "spi-nasional-2025"),
        (("spi nasional 2024", "yang paling awal"), "spi-nasional-2021"),
        (("spi nasional 2022", "and the year after?"), "spi-nasional-2023"),
    ],
)
def test_a_record_is_swapped_for_the_one_that_is_named(turns: tuple[str, ...], entry: str) -> None:
    assert said(*turns).entry == entry


@pytest.mark.parametrize("turn", ["naik turun?", "naik atau turun", "jadi turun ya?"])
def test_whether_a_figure_rose_is_told_whoever_else_is_asked_so(turn: str) -> None:
    assert "2021: 72,43" in said("spi nasional 2024", turn).text


@pytest.mark.parametrize(
    "turns",
    [
        ("spi nasional 2021", "setahun sebelumnya?"),
        ("spi kpu 2024", "kalau nasional", "thn sebelumnya KPU dapet brp emang"),
    ],
)
def test_a_year_before_the_first_that_is_held_is_said_not_to_be_held(turns: tuple[str]) -> None:
    assert said(*turns).kind is Kind.NO_DATA


def test_of_this_regencys_own_office_no_figure_is_told() -> None:
    reply = said("berapa spi kpu 2024", "kalau KPU Kabupaten Purwakarta sendiri berapa skornya")

    assert (reply.kind, reply.entries) == (Kind.NO_DATA, ())


@pytest.mark.parametrize(
    ("first", "then", "entry"),
    [
        ("apa itu pdpb", "aturannya nomor berapa?", "pkpu-pdpb"),
        ("apa itu gratifikasi", "dasar hukumnya apa", "gratifikasi"),
        ("apa itu spbe", "dasarnya?", "perpres-95-2018"),
        ("sebutkan enam area perubahan zona integritas", "dasarnya", "regulasi-zona-integritas"),
        ("apakah kpu purwakarta sudah digital", "dasar hukumnya apa aja", "regulasi-digital"),
    ],
)
def test_the_rules_of_the_subject_before_are_told(first: str, then: str, entry: str) -> None:
    assert said(first, then).entry == entry


@pytest.mark.parametrize(
    ("first", "then", "entry"),
    [
        ("uu asn yang berlaku sekarang", "yang 2014 masih berlaku?", "uu-asn"),
        ("apa isi inpres nomor 3 tahun 2003", "lanjutannya apa?", "perpres-95-2018"),
        ("apa isi inpres nomor 3 tahun 2003", "kalau yang 2023?", "perpres-82-2023"),
    ],
)
def test_another_years_regulation_is_the_one_that_the_one_before_speaks_of(
    first: str, then: str, entry: str
) -> None:
    assert said(first, then).entry == entry


@pytest.mark.parametrize(
    ("first", "then", "entry"),
    [
        ("apa itu wbk", "bukan wbk, maksud saya wbbm", "wbbm"),
        ("apa itu wbk", "eh bukan yang itu, wbbm", "wbbm"),
    ],
)
def test_what_a_turn_says_that_it_does_not_mean_is_left_out(
    first: str, then: str, entry: str
) -> None:
    assert said(first, then).entry == entry


def test_a_subject_denied_is_not_leant_on() -> None:
    reply = said("cara mengajukan keberatan informasi", "bukan keberatan, permohonan")

    assert "keberatan-informasi" not in reply.entries
    assert "permohonan-informasi" in {*reply.entries, *(one.entry for one in reply.choices)}


@pytest.mark.parametrize(
    ("first", "then", "entry"),
    [
        ("berapa spi kpu 2024", "bukan kpu, nasional", "spi-nasional-2024"),
        ("berapa spi kpu 2024", "bukan yang kpu, maksud saya nasional", "spi-nasional-2024"),
        ("spi nasional 2021", "bukan 2021, 2022", "spi-nasional-2022"),
        ("perpres 95 tahun 2018 tentang apa", "bukan yang 2018, yang 2023", "perpres-82-2023"),
    ],
)
def test_what_is_said_instead_of_a_figure_denied_is_swapped_in(
    first: str, then: str, entry: str
) -> None:
    assert said(first, then).entry == entry


@pytest.mark.parametrize("doubt", ["masa sih?", "yakin?", "beneran itu?", "are you sure?"])
def test_who_doubts_an_answer_is_shown_it_again_with_its_source(doubt: str) -> None:
    reply = said("apa slogan kpu purwakarta", doubt)

    assert (reply.entry, bool(reply.sources)) == ("slogan", True)
    assert said(doubt).kind is not Kind.ANSWER


@pytest.mark.parametrize(
    "turn",
    [
        "tolong ulangi dong",
        "sebutkan lagi",
        "sumbernya dari mana?",
        "belum paham, ulangi pelan pelan buat orang tua",
        "teu ngartos, jelaskeun deui saeutik saeutik",
    ],
)
def test_what_was_said_is_said_again(turn: str) -> None:
    reply = said("apa itu berakhlak", turn)

    assert (reply.kind, reply.entry) == (Kind.ANSWER, "berakhlak")
    assert said(turn).kind is not Kind.ANSWER


@pytest.mark.parametrize(
    "turn", ["terus?", "jelasin dong", "detailnya", "apa lagi", "and then?", "terus kumaha"]
)
def test_who_wants_more_of_it_is_offered_what_belongs_to_it(turn: str) -> None:
    reply = said("apa itu wbbm", turn)
    offered = {choice.entry for choice in reply.choices}

    assert (reply.kind, reply.why.rule) == (Kind.CLARIFY, "asked for more of it")
    assert {"zona-integritas", "wbk"} <= offered
    assert "berkaitan" in reply.text or "belongs" in reply.text or "patali" in reply.text
    assert said(turn).kind in (Kind.SMALLTALK, Kind.UNKNOWN)


def test_the_item_of_a_list_is_told_whether_or_not_its_meaning_is_asked() -> None:
    reply = said("6 area perubahan zi sebutin", "yg nomor lima penjelasannya?")

    assert (reply.kind, reply.entry) == (Kind.ANSWER, "area-perubahan-zi")


@pytest.mark.parametrize("turn", ["caranya?", "gimana", "kumaha carana", "how", "yang tadi"])
def test_a_piece_of_a_question_is_no_greeting_and_no_other_bodys(turn: str) -> None:
    first, then = said(turn), said("apa saja hak pemohon informasi", turn)

    assert first.why.rule == "small talk: bingung"
    assert then.kind is not Kind.REFERRAL
    assert then.why.rule != "small talk: apa-kabar"


def test_the_rules_of_what_has_none_are_no_other_bodys_either() -> None:
    assert said("alamat kantor kpu purwakarta", "aturannya?").kind is Kind.CLARIFY


@pytest.mark.parametrize(
    ("first", "then", "entry"),
    [
        ("uu pemilu nomor berapa", "berlaku sejak kapan", "uu-pemilu"),
        ("nilai spi nasional 2025", "kategorinya?", "spi-nasional-2025"),
        ("nilai spi nasional 2021", "setahun kemudian?", "spi-nasional-2022"),
        ("nilai spi kpu 2024", "ari taun 2022 nasionalna?", "spi-nasional-2022"),
        ("batas kategori waspada berapa", "trus 74,04?", "spi-kpu-2024"),
    ],
)
def test_what_the_entry_before_tells_itself_is_asked_of_it(
    first: str, then: str, entry: str
) -> None:
    assert said(first, then).entry == entry


@pytest.mark.parametrize("turn", ["contohnya apa", "kalau gagal dipegang siapa"])
def test_a_turn_that_names_nothing_asks_for_nothing_far_off(turn: str) -> None:
    reply = said("apa itu zona integritas", turn)

    assert reply.kind is Kind.CLARIFY
    assert "zona-integritas" in [choice.entry for choice in reply.choices[:2]]


@pytest.mark.parametrize("turn", ["tolong buatkan pantun", "alamat kantor di mana", "apa itu ppid"])
def test_a_turn_that_names_something_is_about_that(turn: str) -> None:
    assert said("apa itu zona integritas", turn).why.topic == DESK.reply(turn).why.topic


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("uu pilkada nomor berapa", "gaji bupati diatur di situ juga?"),
        ("uu kip nomor berapa", "kalau hak cipta?"),
    ],
)
def test_what_is_named_by_a_word_of_others_matters_is_not_read_into_the_entry_before(
    first: str, then: str
) -> None:
    assert said(first, then).kind is not Kind.ANSWER


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("apa itu wbk", "bukan wbk"),
        ("mau lapor", "bukan whistleblowing"),
        ("nilai spi kpu 2024", "bukan kpu"),
    ],
)
def test_who_only_denies_what_was_shown_is_not_shown_it_again(first: str, then: str) -> None:
    reply = said(first, then)

    assert (reply.kind, reply.why.rule) == (Kind.UNKNOWN, "none of these")


def test_what_is_asked_of_a_choice_is_answered_of_that_one() -> None:
    offers = Conversation(offered=("ppid", "jdih"))

    assert DESK.reply("yang kedua situsnya apa", offers).entry == "jdih"
    assert DESK.reply("yg pertama itu singkatan apa", offers).entry == "ppid"


def test_a_question_known_word_for_word_beside_a_story_is_answered() -> None:
    assert DESK.reply("bapak saya petani di Wanayasa. PDPB teh naon?").entry == "pdpb"


def offered(question: str) -> tuple[str, ...]:
    reply = said(question)
    assert reply.kind is Kind.CLARIFY
    return tuple(choice.entry for choice in reply.choices)


def test_a_choice_that_was_offered_is_taken_by_its_place() -> None:
    question = "berapa nilai survei integritas"
    first, second, *_ = offered(question)

    assert said(question, "yang pertama").entry == first
    assert said(question, "nomor 2 aja").entry == second
    assert said(question, "yang terakhir").entry == offered(question)[-1]
    assert said(question, "yang ketiga puluh").entry is None


@pytest.mark.parametrize(
    ("turn", "place"), [("pertama", 0), ("no 2", 1), ("3", 2), ("yang keempat", 3), ("terakhir", 3)]
)
def test_of_four_choices_each_has_its_place(turn: str, place: int) -> None:
    four = ("slogan", "wbk", "wbbm", "spi-apa")

    assert DESK.reply(turn, Conversation(offered=four)).entry == four[place]


def test_a_year_that_is_not_held_is_no_choice_of_those_offered() -> None:
    assert said("berapa nilai survei integritas", "yang 2019").entry is None


@pytest.mark.parametrize("turn", ["no hp menterinya", "nomor telepon menterinya berapa"])
def test_a_detail_that_an_entry_is_never_asked_for_is_not_read_into_it(turn: str) -> None:
    assert said("siapa menteri panrb", turn).kind is not Kind.ANSWER


def test_an_insult_alone_is_one_and_after_an_answer_its_rules() -> None:
    assert said("dasar").kind is Kind.SMALLTALK
    assert said("apa itu pdpb", "dasarnya").entry == "pkpu-pdpb"


def test_the_difference_of_the_two_before_is_both_of_them() -> None:
    assert said("uu pdp nomor berapa", "uu kip", "bedanya apa?").entries == ("uu-kip", "uu-pdp")


def test_the_link_of_what_was_spoken_of_is_its_own() -> None:
    assert said("jdih itu apa", "linknya?").entry == "jdih"


def test_the_last_answer_is_told_again_in_the_language_asked_for_with_a_reason() -> None:
    reply = said("apa slogan kpu purwakarta", "in english please, my wife is from Canada")

    assert (reply.entry, reply.language) == ("slogan", "en")


@pytest.mark.parametrize(
    "thanks",
    [
        "makasih banyak min",
        "oh begitu ya, terima kasih bu sudah sabar",
        "mantap lengkap pisan, hatur nuhun",
        "terima kasih, sangat membantu",
    ],
)
def test_thanks_with_more_words_around_are_thanks(thanks: str) -> None:
    reply = said("apa itu pdpb", thanks)

    assert (reply.kind, reply.entry) == (Kind.SMALLTALK, "thanks")


def test_thanks_beside_a_question_are_no_answer_to_it() -> None:
    assert DESK.reply("mohon info alamat kantor kpu purwakarta, terima kasih").entry == (
        "alamat-kantor"
    )


@pytest.mark.parametrize(
    ("turn", "entry"),
    [
        ("alamat kantor kpu di mana", "alamat-kantor"),
        ("slogan kpu apa", "slogan"),
        ("cara lapor kpu gimana", "whistleblowing"),
        ("anggaran kpu 2024 berapa", "rujuk-anggaran-kpu"),
        ("pemilu nasional kapan", "rujuk-jadwal-pemilu"),
        ("kalau 2023?", "spi-nasional-2023"),
        ("yang kpu 2024?", "spi-kpu-2024"),
        ("maksud saya yang kpu, 2024", "spi-kpu-2024"),
    ],
)
def test_after_a_figure_only_a_bare_body_or_year_takes_the_place_of_the_last(
    turn: str, entry: str
) -> None:
    assert said(FIGURE, turn).entry == entry


@pytest.mark.parametrize(
    "turn", ["kalau kpu?", "yang 2019 gimana?", "what about 2018", "punya kpu"]
)
def test_a_figure_that_is_not_held_is_said_so(turn: str) -> None:
    reply = said(FIGURE, turn)

    assert reply.text.startswith(("Angka SPI", "I do not hold the SPI"))


@pytest.mark.parametrize("turn", ["kantor kpu punya parkir sepeda ga", "kpu buka jam berapa"])
def test_what_is_not_published_is_said_of_that_and_not_of_the_figures(turn: str) -> None:
    reply = said(FIGURE, turn)

    assert "SPI" not in reply.text
    assert reply.text == DESK.reply(turn).text


@pytest.mark.parametrize(
    ("first", "then", "entry"),
    [
        ("spi polri 2024 berapa", "kalau kpu?", "spi-kpu-2024"),
        ("nilai spi pemda purwakarta berapa", "masa ga ada, yang KPU deh", "spi-kpu-2024"),
        ("spi kpu 2023", "yang nasional maksudku", "spi-nasional-2023"),
        ("spi kpu 2022", "kalau 2024 ada?", "spi-kpu-2024"),
        ("spi pemkab purwakarta", "bukan pemkab, kpu maksudnya", "spi-kpu-2024"),
    ],
)
def test_another_figure_may_be_named_after_one_that_is_not_held(
    first: str, then: str, entry: str
) -> None:
    assert said(first).kind in (Kind.NO_DATA, Kind.REFERRAL)
    assert said(first, then).entry == entry


def test_a_year_alone_after_the_regency_s_own_figure_is_not_answered_with_another_body_s() -> None:
    assert said("spi kpu purwakarta 2023", "kalau 2024?").kind is not Kind.ANSWER


def test_what_is_held_instead_of_what_was_refused_can_be_asked_for() -> None:
    assert said("kantornya buka sampai jam berapa").kind is Kind.NO_DATA
    assert said("kantornya buka sampai jam berapa", "kalau begitu alamatnya saja").entry == (
        "alamat-kantor"
    )


@pytest.mark.parametrize(
    ("turn", "entry"),
    [
        ("yg nomor satu jelasin", "ppid"),
        ("yang kelima", "gratifikasi"),
        ("yang nomor 4 itu apa", "whistleblowing"),
        ("yang nomor 2 syaratnya apa", "syarat-permohonan"),
        ("yang terakhir", "jdih"),
    ],
)
def test_an_item_of_the_list_before_is_taken_by_its_place(turn: str, entry: str) -> None:
    assert said("apa saja layanan kpu purwakarta", turn).entry == entry


def test_an_item_that_names_no_entry_is_told_of_in_its_list_even_after_another_answer() -> None:
    assert said("apa strategi digital pemerintah", "yang pertama itu maksudnya?").entry == (
        "strategi-digital"
    )
    turns = ("apa saja layanan kpu purwakarta", "yang nomor satu", "kalau yang ketujuh")
    assert said(*turns).entry == "cek-dpt"


@pytest.mark.parametrize(
    ("first", "then", "entry"),
    [
        ("cara lapor gratifikasi", "emailnya?", "gratifikasi"),
        ("PPID itu apa", "webnya", "ppid"),
        ("alamat kantor kpu di mana", "emailnya ada?", "kontak"),
        ("apa itu gratifikasi", "lapornya ke siapa?", "gratifikasi"),
        ("apa itu gratifikasi", "batas waktunya berapa hari", "gratifikasi"),
    ],
)
def test_its_own_is_what_it_tells_of_and_is_asked_for(first: str, then: str, entry: str) -> None:
    assert said(first, then).entry == entry


def test_what_follows_the_rules_of_a_service_may_be_of_the_service() -> None:
    turns = ("apa itu pdpb", "dasar hukumnya", "kalau ada yang meninggal harus lapor?")

    assert said(*turns).entry == "pdpb"


def test_a_court_s_or_another_subject_s_rules_are_no_place_in_the_row_of_a_law() -> None:
    assert said("aturan spbe", "kalau yang paling lama?").entry == "inpres-3-2003"
    assert said("inpres 3 tahun 2003 tentang apa", "terus diganti sama apa").entry == (
        "perpres-95-2018"
    )
    assert said("uu pilkada nomor berapa", "yang terakhir").entry != "pkpu-pdpb"


def test_who_asks_whether_it_is_not_so_denies_nothing() -> None:
    assert said("alamat kantor kpu di mana", "lho bukannya jl veteran").entry == "alamat-kantor"


def test_helplessness_before_a_question_is_no_answer_to_it() -> None:
    assert said("apa slogan kpu purwakarta", "oh gatau ya. trus visinya?").entry == "visi-misi"


@pytest.mark.parametrize(
    ("turns", "entries"),
    [
        (
            ("spi nasional 2021", "2024 sama 2025 sekalian"),
            {"spi-nasional-2024", "spi-nasional-2025"},
        ),
        (("apa bedanya nilai spi nasional dan kpu", "kalau nasional"), {"spi-nasional-2024"}),
        (("skor spi polri berapa", "dpr?", "ya udah kpu aja"), {"spi-kpu-2024"}),
    ],
)
def test_a_turn_on_figures_goes_on_with_subject_and_year(
    turns: tuple[str, ...], entries: set[str]
) -> None:
    assert {*said(*turns).entries} == entries


def test_the_best_year_of_a_figure_is_told_first_and_all_that_it_was_compared_with() -> None:
    reply = said("spi nasional 2022", "berarti paling bagus tahun berapa")

    assert reply.entry == "spi-nasional-2021"
    assert len(reply.entries) == 5


@pytest.mark.parametrize("body", ["polri", "karawang"])
def test_another_body_after_a_figure_is_asked_for_its_figure(body: str) -> None:
    reply = said("spi nasional 2024", f"kalau {body}?")

    assert (reply.kind, reply.why.rule) == (Kind.NO_DATA, "the figure asked is not held")


def test_what_is_part_of_the_answer_before_is_asked_of_it_though_it_names_others() -> None:
    assert said("cara lapor gratifikasi", "ke kpk bisa?").entry == "gratifikasi"
    assert said("cara lapor gratifikasi", "email kpk nya apa").entry == "gratifikasi"
    assert said("cara lapor gratifikasi", "kantor kpk alamatnya?").kind is not Kind.ANSWER


@pytest.mark.parametrize(
    ("turn", "entry"),
    [
        ("yang tahun 2003 itu tentang apa persisnya", "inpres-3-2003"),
        ("yang 2018?", "perpres-95-2018"),
        ("spi nasional 2023 berapa", "spi-nasional-2023"),
        ("jumlah pemilih 2023", None),
    ],
)
def test_a_year_after_an_overview_is_that_of_one_that_it_lists(
    turn: str, entry: str | None
) -> None:
    assert said("apa saja aturan pemerintahan digital", turn).entry == entry


@pytest.mark.parametrize(
    ("first", "then", "entry"),
    [
        ("spi nasional 2024 berapa", "yang 2023 makasih kak", "spi-nasional-2023"),
        ("spi nasional 2024 berapa", "makasih min. kalau KPU", "spi-kpu-2024"),
        ("apa slogan kpu purwakarta", "wah baru tau. artinya?", "makna-slogan"),
    ],
)
def test_thanks_do_not_hide_what_goes_on(first: str, then: str, entry: str) -> None:
    assert said(first, then).entry == entry


@pytest.mark.parametrize(
    "thanks", ["makasih banyak min", "hatur nuhun, jelas", "terima kasih atas informasinya"]
)
def test_thanks_alone_stay_thanks_after_an_answer(thanks: str) -> None:
    assert said("spi nasional 2024 berapa", thanks).kind is Kind.SMALLTALK


def test_a_year_misspelt_in_a_later_turn_is_asked_back_about_the_same_subject() -> None:
    reply = said("spi nasional 2025 berapa", "kalau 20c3?")

    assert (reply.kind, reply.choices[0].entry) == (Kind.CLARIFY, "spi-nasional-2023")
    assert all(choice.entry.startswith("spi-nasional") for choice in reply.choices)


@pytest.mark.parametrize("turn", ["apa itu?", "what is that", "tentang apa itu"])
def test_what_that_is_asks_for_the_same_again(turn: str) -> None:
    assert said("jdih itu apa", turn).entry == "jdih"


@pytest.mark.parametrize("turn", ["kalau 82 tahun 2022?", "yang tahun 2022"])
def test_a_regulation_of_a_year_that_none_has_is_asked_back(turn: str) -> None:
    reply = said("perpres 82 tahun 2023 tentang apa", turn)

    assert reply.kind is Kind.CLARIFY
    assert reply.choices[0].entry == "perpres-82-2023"


@pytest.mark.parametrize(
    ("turns", "entry"),
    [
        (("skor spi kpu 2024", "nasional berapa", "sabaraha bedana"), "spi-perbandingan"),
        (("skor spi nasional 2024", "and the one before that?"), "spi-nasional-2023"),
        (("what is spbe", "which regulation is it based on"), "perpres-95-2018"),
        (("menteri yang dikutip siapa namanya", "lanjut ke wbs, itu apa"), "whistleblowing"),
    ],
)
def test_other_ways_to_go_on(turns: tuple[str, ...], entry: str) -> None:
    assert said(*turns).entry == entry
