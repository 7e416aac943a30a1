"""Made-up names in English and Japanese, as many as wanted and no two alike.

The decision hidden here is how a number becomes a name: its bits are mixed without loss and spelled in
syllables that no two words read alike, so that nobody has to remember which names are taken.
"""

from __future__ import annotations

from aigraph.ontology import PERSON

_SYLLABLES = [s.split(":") for s in ["va:ヴァ", "ve:ヴェ", "vi:ヴィ", "vo:ヴォ", "fa:ファ", "fe:フェ", "fi:フィ", "fo:フォ", "za:ザ", "ze:ゼ", "zo:ゾ", "zu:ズ", "la:ラ", "le:レ", "li:リ", "lo:ロ", "lu:ル", "mi:ミ", "mo:モ", "ne:ネ", "no:ノ", "qua:クァ", "que:クェ", "quo:クォ", "wi:ウィ", "we:ウェ", "tse:ツェ", "tso:ツォ", "ja:ジャ", "je:ジェ", "jo:ジョ", "dyu:デュ"]]  # fmt: skip
"""Thirty-two syllables, five bits each, no two of which can be read as others."""
_SUFFIXES: dict[str, list[list[str]]] = {
    kind: [s.split(":") for s in text.split()]
    for kind, text in {
        "company": "Labs:ラボ Systems:システムズ Works:ワークス Dynamics:ダイナミクス Robotics:ロボティクス Computing:コンピューティング "
        "Devices:デバイス Networks:ネットワークス Software:ソフトウェア Industries:インダストリーズ Research:リサーチ Motors:モーターズ "
        "Semiconductors:セミコンダクターズ Energy:エナジー Logic:ロジック Media:メディア",
        "fund": "Capital:キャピタル Ventures:ベンチャーズ Partners:パートナーズ Holdings:ホールディングス",
        "nonprofit": "Foundation:財団 Institute:研究所 Alliance:連盟 Society:協会",
        "government": "Agency:庁 Commission:委員会 Ministry:省 Bureau:局",
        "court": "Court:裁判所 Tribunal:審判所",
        "university": "University:大学 College:カレッジ",
        "publication": "Times:タイムズ Post:ポスト Journal:ジャーナル Gazette:ガゼット Herald:ヘラルド Review:レビュー Tribune:トリビューン Observer:オブザーバー",
        "team": "Team:チーム Group:グループ",
        "project": "Project:計画 Program:プログラム",
        "document": "Paper:論文 Charter:憲章",
        "facility": "Campus:キャンパス Plant:工場",
        "other": "Club:クラブ Guild:ギルド",
    }.items()
}


def _mixed(number: int, bits: int) -> int:
    """Return another number of so many bits: no two numbers become the same one."""
    mask, half = (1 << bits) - 1, bits // 2 + 1
    number &= mask
    number ^= number >> half
    number = number * 0x9E3779B1 & mask
    return number ^ number >> half


def _word(number: int, syllables: int) -> tuple[str, str]:
    """Return a made-up word in Latin letters and katakana, another one for each number of five bits a syllable."""
    chosen = [_SYLLABLES[number >> 5 * i & 31] for i in range(syllables)]
    return "".join(s[0] for s in chosen).capitalize(), "".join(s[1] for s in chosen)


def name_of(kind: str, number: int) -> tuple[str, str]:
    """Return the name of the so-manieth entity of a type, in English and Japanese; no two have the same."""
    if kind == PERSON:
        number = _mixed(number, 25)
        (given, given_ja), (family, family_ja) = _word(number, 2), _word(number >> 10, 3)
        return f"{given} {family}", f"{given_ja}・{family_ja}"
    suffixes = _SUFFIXES.get(kind)
    if suffixes is None:
        return coined(number, 4)
    number = _mixed(number, 15 + len(suffixes).bit_length() - 1)
    (stem, kana), (suffix, ja) = _word(number, 3), suffixes[number >> 15]
    return f"{stem} {suffix}", f"{kana}{ja}"


def slug(name: str) -> str:
    """Return a name as an id."""
    return name.lower().replace(" ", "-")


def coined(number: int, syllables: int) -> tuple[str, str]:
    """Return a made-up word for a number, that of the next number quite another."""
    return _word(_mixed(number, 5 * syllables), syllables)
