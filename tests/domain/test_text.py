"""What a text may hold: every script and emoji; nothing that hides, reorders or covers."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.rules import RuleBroken
from domain.text import BIDI_CONTROLS, MOST_MARKS, clean


def kept(text: str, *, least: int = 0, most: int = 600, lines: bool = True) -> str:
    return clean(text, field="pledge", least=least, most=most, lines=lines)


def refused(text: str, *, least: int = 0, most: int = 600) -> RuleBroken:
    with pytest.raises(RuleBroken) as told:
        kept(text, least=least, most=most)
    assert told.value.facts["field"] == "pledge"
    return told.value


SCRIPTS = {
    "Amharic": "በየሳምንቱ ለጎረቤቶቼ ምግብ አዘጋጃለሁ",
    "Arabic": "سأطبخ وجبة دافئة كل يوم جمعة",
    "Arabic with vowel marks": "سَأَطْبُخُ وَجْبَةً دَافِئَةً كُلَّ جُمُعَةٍ",
    "Armenian": "Ամեն ուրբաթ տաք ընթրիք կպատրաստեմ",
    "Bengali": "আমি প্রতি শুক্রবার রাতের খাবার রান্না করব",
    "Burmese": "အပတ်စဉ် သောကြာနေ့တိုင်း ညစာချက်ပေးမည်",
    "Cherokee": "ᎠᏂᏴᏫᏯ ᏗᎦᏔᎲᏍᎩ",
    "Chinese": "我每个星期五为邻居做一顿热饭",
    "Chinese beyond the basic plane": "𠮷野家在𡃁仔旁邊做飯給鄰居",
    "Georgian": "ყოველ პარასკევს თბილ ვახშამს მოვამზადებ",
    "Greek": "Θα μαγειρεύω ζεστό φαγητό κάθε Παρασκευή",
    "Gujarati": "હું દર શુક્રવારે ગરમ ભોજન રાંધીશ",
    "Hebrew": "אבשל ארוחה חמה בכל יום שישי",
    "Hebrew with points": "בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים",
    "Hindi": "मैं हर शुक्रवार को गरम खाना पकाऊँगी",
    "Japanese": "毎週金曜日に温かい夕食を作ります。がんばるぞ！",
    "Khmer": "ខ្ញុំនឹងចម្អិនអាហារពេលល្ងាចរៀងរាល់ថ្ងៃសុក្រ",
    "Korean": "매주 금요일에 따뜻한 저녁을 만들겠습니다",
    "Lao": "ຂ້ອຍຈະແຕ່ງກິນທຸກໆວັນສຸກ",
    "Malayalam": "എല്ലാ വെള്ളിയാഴ്ചയും അത്താഴം പാകം ചെയ്യും",
    "Mongolian": "ᠪᠢ ᠲᠠᠪᠠᠳᠤᠭᠠᠷ ᠭᠠᠷᠠᠭ ᠪᠦᠷᠢ",
    "N'Ko": "ߒ ߓߍ߬ ߘߎߡߎߣߌ߲ ߘߊߓߌ߬ߟߊ߬",
    "Persian with joiners": "می‌خواهم هر جمعه غذای گرم بپزم",
    "Polish": "W każdy piątek ugotuję ciepłą kolację. Żółć, źdźbło!",
    "Punjabi": "ਮੈਂ ਹਰ ਸ਼ੁੱਕਰਵਾਰ ਗਰਮ ਖਾਣਾ ਬਣਾਵਾਂਗੀ",
    "Russian": "Каждую пятницу буду готовить тёплый ужин",
    "Sinhala": "මම සෑම සිකුරාදා දිනකම උණුසුම් ආහාරයක් පිසමි",
    "Tamil": "ஒவ்வொரு வெள்ளிக்கிழமையும் சமைப்பேன்",
    "Thai": "ฉันจะทำอาหารเย็นอุ่นๆ ทุกวันศุกร์ ปู่ย่าน้ำ",
    "Tibetan": "ངས་རེས་གཟའ་པ་སངས་རེར་ཁ་ལག་བཟོ་གི་ཡིན། བསྒྲུབས",
    "Tifinagh": "ⵉⵎⴰⵣⵉⵖⵏ ⴷ ⵜⵓⵜⵍⴰⵢⵜ",
    "Urdu": "میں ہر جمعے کو گرم کھانا پکاؤں گی",
    "Vietnamese": "Tôi sẽ nấu bữa tối ấm áp mỗi thứ Sáu, phở ngon tuyệt",
    "Welsh": "Byddaf yn coginio swper cynnes bob nos Wener, ŵyl y tŷ",
    "Yoruba": "Èmi yóò se oúnjẹ alẹ́ tó gbóná ní gbogbo ọjọ́ Ẹtì, ọ̀rẹ́",
    "mathematical letters": "𝔄𝔩𝔩𝔢 𝒲𝑜𝓇𝓉𝑒 𝟙𝟚𝟛",
    "a right-to-left mark": "call 0161\u200f אנא",
}

EMOJI = {
    "plain": "🚲🍲🧶",
    "skin tones": "👍🏿 🤝🏽 👩🏾‍🍳",
    "a family": "👨‍👩‍👧‍👦",
    "a couple of two skin tones": "🧑🏻‍❤️‍💋‍🧑🏿",
    "flags": "🇬🇧🇵🇱🇺🇦",
    "flags of tags": "🏴󠁧󠁢󠁷󠁬󠁳󠁿 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "a flag of joined parts": "🏳️‍🌈🏴‍☠️🏳️‍⚧️",
    "keycaps": "1️⃣2️⃣#️⃣*️⃣",
    "with a variation selector": "❤️☀️✔️©️",
    "new in 2023": "🐦‍🔥🍋‍🟩🙂‍↔️",
    "new in 2024": "\U0001fae9\U0001fadc\U0001fae6",
    "new in 2025": "\U0001faea\U0001facd\U0001fac8",
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_script_is_kept_to_the_letter(name: str) -> None:
    text = SCRIPTS[name]
    assert kept(text, least=3) == unicodedata.normalize("NFC", text)
    assert kept(unicodedata.normalize("NFD", text)) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("name", EMOJI)
def test_every_emoji_is_kept_whole(name: str) -> None:
    assert kept(EMOJI[name], least=1) == EMOJI[name]
    assert kept(f"Ride {EMOJI[name]} together", least=10) == f"Ride {EMOJI[name]} together"


def test_letters_typed_in_parts_become_one() -> None:
    assert kept("Cafe\u0301") == "Caf\u00e9"
    assert kept("\u1112\u1161\u11ab") == "\ud55c"
    assert kept("\u212b") == "\u00c5"


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    "point", [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0)]
)
def test_control_characters_are_refused(point: int) -> None:
    assert refused(f"cook a {chr(point)} supper").code == "text.control"


@pytest.mark.parametrize(
    "point", [0xD800, 0xDFFF, 0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF]
)
def test_what_is_no_character_is_refused(point: int) -> None:
    assert refused(f"cook a {chr(point)} supper").code == "text.control"


@pytest.mark.parametrize("point", [*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
def test_what_changes_the_order_of_reading_is_refused(point: int) -> None:
    assert refused(f"send it to {chr(point)}moc.elpmaxe").code == "text.reordering"


ZALGO = {
    "many on one letter": "c" + "\u0301\u0327\u0323\u0330\u0302" * 4,
    "joiners between them": "c" + "\u0327\u200d" * 20,
    "non-joiners between them": "c" + "\u0327\u200c" * 20,
    "word joiners between them": "c" + "\u0327\u2060" * 20,
    "zero-width spaces between them": "c" + "\u0327\u200b" * 20,
    "soft hyphens between them": "c" + "\u0327\u00ad" * 20,
    "grapheme joiners between them": "c" + "\u0327\u034f" * 20,
    "variation selectors between them": "c" + "\u0327\ufe0f" * 20,
    "enclosing marks": "c" + "\u20dd" * 20,
    "marks of Thai": "ก" + "\u0e47" * 20,
    "marks without a letter": "\u0327" * 20,
    "on every letter": "".join(c + "\u0327\u0323\u0330\u0302\u0310\u0352" * 2 for c in "cook"),
}


@pytest.mark.parametrize("name", ZALGO)
def test_piles_of_marks_are_refused(name: str) -> None:
    told = refused(f"We will {ZALGO[name]} together")
    assert (told.code, told.facts["most"]) == ("text.marks", MOST_MARKS)


def test_a_few_marks_on_each_of_many_letters_are_writing() -> None:
    text = ("x" + "\u0327\u0323\u0302") * 150
    assert kept(text) == unicodedata.normalize("NFC", text)
    assert 3 <= MOST_MARKS <= 6


def test_the_most_marks_are_kept_and_one_more_is_not() -> None:
    assert kept("x" + "\u0323" * MOST_MARKS)
    assert refused("x" + "\u0323" * (MOST_MARKS + 1)).code == "text.marks"


# ----------------------------------------------------------------- length and space


def test_lengths_are_counted_in_characters_after_normalising_and_trimming() -> None:
    assert kept("x" * 10, least=10, most=600) == "x" * 10
    assert kept("x" * 600, least=10, most=600) == "x" * 600
    assert kept("  " + "e\u0301" * 600 + "\n ", least=10, most=600) == "\u00e9" * 600
    assert kept("🚲" * 10, least=10, most=10) == "🚲" * 10
    short = refused(" " * 50 + "x" * 9 + " " * 50, least=10)
    assert (short.code, short.facts["least"], short.facts["length"]) == ("text.too_short", 10, 9)
    long = refused("x" * 601, most=600)
    assert (long.code, long.facts["most"], long.facts["length"]) == ("text.too_long", 600, 601)
    assert refused("e\u0301" * 9, least=10).code == "text.too_short"


BLANK = [
    "",
    " ",
    "\n\n \t \n",
    "\u00a0\u2003\u3000",
    "\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b",
    "\u2060\ufeff\u00ad\u200d\u200e",
    "\ufe0f\ufe0f\ufe0f",
    "\u3164" * 12,
    "\uffa0\u115f\u1160",
    "\u2800" * 12,
    "\u2028\u2029",
    "\U000e0061\U000e007f",
]


@pytest.mark.parametrize("text", BLANK)
def test_nothing_to_see_is_an_empty_text(text: str) -> None:
    assert refused(text, least=1).code == "text.empty"
    assert refused(text, least=10).code in {"text.empty", "text.too_short"}


@pytest.mark.parametrize("text", BLANK)
def test_nothing_to_see_in_an_optional_text_is_no_text(text: str) -> None:
    assert kept(text) == ""
    assert kept(text, lines=False) == ""


@pytest.mark.parametrize("text", ["..........", "!!!!!!!!!!!!", "- - - - - - -", "?" * 20])
def test_punctuation_alone_says_nothing(text: str) -> None:
    assert refused(text, least=10).code == "text.empty"


@pytest.mark.parametrize("text", ["?", "–", "+", "%"])
def test_an_optional_text_may_be_a_sign(text: str) -> None:
    assert kept(text) == text


def test_lines_stay_where_there_may_be_lines_and_empty_ones_are_few() -> None:
    assert kept("one\r\ntwo\rthree\nfour") == "one\ntwo\nthree\nfour"
    assert kept("one  \n\n \n\n\n  two\t\tthree") == "one\n\ntwo three"
    assert kept("one\n\ntwo") == "one\n\ntwo"


def test_one_line_is_one_line() -> None:
    for between in ("\n", "\r\n", "\r", "\t", "  ", "\u00a0", "\u2028", "\u2029", " \n \n "):
        assert kept(f" one{between}two ", lines=False) == "one two"


def test_quotes_code_and_formulas_are_only_words_here() -> None:
    text = "=SUM(A1) <b> & 'x' \"y\" `z` *w* @everyone <@1> [a](b) \\ | ; -- %s {0}"
    assert kept(text) == text


# --------------------------------------------------------------------- for any text

AWKWARD = st.text(
    alphabet=st.sampled_from(
        " \t\r\n\u00a0\u2003\u2028\u3164\u2800\u200b\u200d\ufe0f\u0301\u0323\u0345\u20e3"
        "eo\u00e9\u1112\u1161\u11ab\u212b\u0f71\u0f72\u0f80\u0958ﬁ1#.-🚲🏻🇬\U000e0061\U0001faea"
    ),
    max_size=40,
)
ANY = st.text() | st.text(alphabet=st.characters()) | AWKWARD


def short_of_refusal(text: str, **limits: int | bool) -> str | None:
    """The text as it is kept, or None. Whatever is typed, nothing else may happen."""
    try:
        return clean(text, field="f", most=30, **limits)  # type: ignore[arg-type]
    except RuleBroken as error:
        code = error.code
    assert code.startswith("text.")
    return None


@settings(max_examples=800, deadline=None)
@given(text=ANY, least=st.sampled_from([0, 1, 10]), lines=st.booleans())
@example(text="e\n\u0301", least=0, lines=False)
@example(text="\u0f71\u0f72 \u0f71", least=0, lines=True)
def test_whatever_is_typed_is_kept_well_or_refused_with_a_code(
    text: str, least: int, lines: bool
) -> None:
    result = short_of_refusal(text, least=least, lines=lines)
    if result is None:
        return
    assert unicodedata.is_normalized("NFC", result)
    assert least <= len(result) <= 30
    assert result == result.strip()
    assert not BIDI_CONTROLS & set(result)
    assert "\r" not in result
    assert "\t" not in result
    assert lines or len(result.split("\n")) == 1
    assert "\n\n\n" not in result
    result.encode()  # nothing that a file could not hold
    assert short_of_refusal(result, least=least, lines=lines) == result


@settings(max_examples=400, deadline=None)
@given(text=ANY)
def test_text_that_is_the_same_to_a_reader_is_kept_the_same(text: str) -> None:
    parts = short_of_refusal(unicodedata.normalize("NFD", text))
    assert parts == short_of_refusal(unicodedata.normalize("NFC", text))


def test_a_text_as_long_as_a_form_can_send_is_checked_at_once() -> None:
    began = time.perf_counter()
    for text in (" " * 6000 + "x", "\n" * 6000, "x\u0301" * 3000, " \n" * 3000):
        short_of_refusal(text)
    assert time.perf_counter() - began < 1
