"""Words as search sees them."""

from engine.store.folding import LONGEST_WORD, search_words


def test_case_and_diacritics_do_not_count() -> None:
    assert search_words("Đơn ĐỀ NGHỊ đơn") == ["don", "de", "nghi"]


def test_of_a_word_without_end_the_beginning_counts() -> None:
    assert search_words("a" * 5000) == ["a" * LONGEST_WORD]


def test_signs_are_no_words() -> None:
    assert search_words("' & | ! :* \\ ???") == []
