"""A knowledge folder with a bit of everything, and what is left of it after a clearance."""

_ZONE = """\
title: {id: Umum, en: General}
entries:
  - id: zona
    title: {id: Zona Integritas, en: Integrity Zone, su: Zona Integritas}
    ask:
      - apa itu zona integritas
      - jelaskan zona integritas
      - naon ari zona integritas teh
      - what is an integrity zone
    answer: {id: "Zona Integritas <ZI> & seterusnya.", en: "An <b>integrity zone</b>."}
    sources: [{title: "Permen <PANRB> & lain", url: "https://jdih.id/a?b=1&c=2", date: 2025-12-08}]
    checked: 2026-11-24
RELATED
"""
_REST = """\
  - id: wbk
    title: WBK
    ask: [apa syarat wbk, syarat predikat wbk, wbk singkatan dari apa, cara meraih wbk]
    answer: "WBK adalah Wilayah Bebas dari Korupsi. Alamat: https://kpu.go.id/?a=1&b=<2>"
    checked: 2026-11-24
    confirmed_by: Kasubbag
    related: [zona, wbbm]
  - id: wbbm
    title: WBBM
    ask: [apa syarat wbbm, syarat predikat wbbm, wbbm singkatan dari apa, cara meraih wbbm]
    answer: |
      - Wilayah Birokrasi Bersih

      - dan Melayani 👍
  - id: sejarah
    title: Sejarah kantor
    ask: [ceritakan sejarah kantor, bagaimana riwayat berdirinya kantor, sejarah berdirinya]
    answer: "KALIMAT"
  - id: tata-tertib
    title: Tata tertib
    ask: [bacakan tata tertib tamu, aturan bagi tamu apa saja, tata tertib ruang tunggu]
    answer: "KALIMAT"
  - id: lapor
    title: Lapor pelanggaran
    ask: [ke mana melapor kecurangan, lapor pungli petugas, saya mau mengadukan petugas]
    answer: "“Laporkan lewat kanal pengaduan kantor.”"
    private: true
referrals:
  - id: ktp
    title: KTP
    ask: [cara bikin ktp, ktp saya hilang, urus ktp di mana]
    answer: Silakan ke Disdukcapil.
  - id: sim
    title: SIM
    ask: [perpanjang sim, bikin sim di mana, syarat sim c]
    answer: Silakan ke Polres.
smalltalk:
  - id: salam
    kind: greeting
    words: [halo, hai, pagi, sampurasun]
    ask: [selamat pagi]
    answer: {id: "Halo! Silakan bertanya.", en: "Hello!", su: "Sampurasun!"}
  - id: makasih
    kind: thanks
    words: [makasih, thanks, nuhun]
    ask: [terima kasih]
    answer: Sama-sama.
""".replace("KALIMAT", "Kalimat ini panjang sekali & <tetap> utuh 🏛. " * 75)

_TAUGHT = """\
  - id: parkir
    title: Parkir sepeda
    ask: [ada parkir sepeda tidak, parkir sepeda di mana, tempat sepeda]
    answer: "Parkir sepeda ada di samping."
referrals:"""

WHOLE = _ZONE.replace("RELATED", "    related: [wbk, sejarah]") + _REST
FEWER = _ZONE.replace("RELATED\n", "")
# The whole, once the office has answered a question more, and once it has put that right.
TAUGHT = WHOLE.replace("referrals:", _TAUGHT)
CORRECTED = TAUGHT.replace("di samping", "di belakang")
