"""What can be copied from an answer: whole, of each kind one, and nothing that looks like it."""

import pytest

from bot.door.copying import LONGEST_LABEL, MOST, copies
from bot.replies import Kind, Reply
from tests.desks import shipped_desk

KNOWLEDGE = shipped_desk().knowledge
STREET = "Jalan Flamboyan No. 60, Nagri Kaler, Purwakarta"


def copied(text: str, *entries: str, language: str = "id") -> dict[str, str]:
    """What each button of an answer with this text copies, by its label."""
    kind = Kind.ANSWER if entries else Kind.REFERRAL
    reply = Reply(question="", kind=kind, text=text, language=language, entries=entries)
    return {button.label: button.copy for button in copies(reply, KNOWLEDGE)}


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (f"- Kantor: {STREET}", STREET),
        (f"Kantor ada di {STREET} 41118. Silakan datang.", f"{STREET} 41118"),
        ("Datanglah ke Jalan Flamboyan No. 60, atau tulis surat.", "Jalan Flamboyan No. 60"),
        ("Jl. Veteran Gg Flamboyan III No 60; lama.", "Jl. Veteran Gg Flamboyan III No 60"),
        (f"{STREET}\n\nDulu: Jalan Lama Nomor 5.", STREET),
    ],
)
def test_an_address_is_copied_with_its_places(text: str, address: str) -> None:
    assert copied(text) == {"📋 Salin alamat": address}


@pytest.mark.parametrize(
    "number", ["0264-200123", "(0264) 200123", "+62 264 200123", "0812 3456 7890", "+6281234567890"]
)
def test_a_telephone_number_is_copied_as_it_is_written(number: str) -> None:
    assert copied(f"Hubungi {number}, pada jam kerja.") == {"📋 Salin nomor telepon": number}


def test_an_e_mail_address_is_copied_without_the_stop_behind_it() -> None:
    text = "Tulis ke parmaskpupurwakarta@gmail.com."

    assert copied(text) == {"📋 Salin surel": "parmaskpupurwakarta@gmail.com"}


@pytest.mark.parametrize(
    "text",
    [
        "Jalan dan jembatan bukan urusan kami.",
        "Jam layanan 08.00-16.00, dan 08.00 - 16.30 pada 05-12-2025.",
        "NIK 3214010101900001 jangan dikirim.",
        "Nomor 0915/2025 dan skor 07,402.115",
        "Indeksnya 74,04 dari 255.010 responden (2024-2025).",
        "Akun @kpu_purwakarta",
        "",
    ],
)
def test_what_only_looks_like_it_is_not_offered(text: str) -> None:
    assert copied(text) == {}


@pytest.mark.parametrize(
    ("entry", "label", "number"),
    [
        ("perpres-95-2018", "📋 Salin Perpres 95/2018", "Peraturan Presiden Nomor 95 Tahun 2018"),
        (
            "putusan-mk-135-2024",
            "📋 Salin nomornya",
            "Putusan Mahkamah Konstitusi Nomor 135/PUU-XXII Tahun 2024",
        ),
    ],
)
def test_a_regulation_is_copied_by_its_full_number(entry: str, label: str, number: str) -> None:
    assert copied("Isinya.", entry) == {label: number}


def test_abroad_the_label_is_english_and_the_number_stays_official() -> None:
    assert copied("Content.", "perpres-95-2018", language="en") == {
        "📋 Copy Perpres 95/2018": "Peraturan Presiden Nomor 95 Tahun 2018"
    }


def test_two_regulations_leave_no_room_for_an_address() -> None:
    both = copied(f"Keduanya. {STREET}", "perpres-95-2018", "uu-kip")

    assert list(both) == ["📋 Salin Perpres 95/2018", "📋 Salin UU 14/2008"]


def test_an_entry_that_is_gone_meanwhile_is_no_error() -> None:
    assert copied("Isinya.", "sudah-dihapus") == {}


def test_what_ships_gets_short_labels_and_never_more_than_two() -> None:
    desk, languages = shipped_desk(), ("id", "en", "su")
    replies = [desk.show(e.id, language) for e in KNOWLEDGE.entries for language in languages]
    made = [copies(reply, KNOWLEDGE) for reply in replies if reply]

    assert max(map(len, made)) <= MOST
    assert max(len(button.label) for buttons in made for button in buttons) <= LONGEST_LABEL
    assert sum(map(bool, made)) > len(KNOWLEDGE.regulations)
