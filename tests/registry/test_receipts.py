"""Receipt codes: told apart from slips of the pen, and typed as people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.registry import receipts
from engine.registry.receipts import ALPHABET, CHARACTERS, Mistyped, new_code, read_code

LETTERS = st.text(ALPHABET, min_size=CHARACTERS, max_size=CHARACTERS)
CODES = LETTERS.map(lambda letters: receipts._grouped(letters + receipts._check(letters)))


def test_a_code_holds_at_least_128_bits_and_no_two_are_the_same():
    assert len(ALPHABET) ** CHARACTERS >= 2**128
    assert len({new_code() for _ in range(200)}) == 200


@given(CODES)
def test_case_spaces_hyphens_and_letters_that_look_like_digits_do_not_matter(code):
    typed = code.lower().replace("-", "  ").replace("0", "o").replace("1", "l")
    assert read_code(typed) == read_code(code.replace("-", "")) == code
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code)
    assert read_code(f" {wide}　") == code


@given(CODES, st.integers(0, CHARACTERS + 1), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_a_slip_and_not_another_code(code, at, letter):
    letters = code.replace("-", "")
    wrong = letters[:at] + letter + letters[at + 1 :]
    if wrong != letters:
        with pytest.raises(Mistyped):
            read_code(wrong)


@given(CODES, st.integers(0, CHARACTERS - 2))
def test_two_neighbours_that_are_swapped_are_a_slip(code, at):
    letters = code.replace("-", "")
    wrong = letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :]
    if wrong != letters:
        with pytest.raises(Mistyped):
            read_code(wrong)


@pytest.mark.parametrize("typed", ["", "7H2K", "U" * 28, "0" * 29, "一" * 28, "\ud800" * 28, "\0" * 28])
def test_what_is_no_code_is_a_slip(typed):
    with pytest.raises(Mistyped):
        read_code(typed)
