import re

from meetings import codes


def test_a_code_reads_well_and_holds_no_look_alikes():
    made = {codes.code_for(f"token {number}") for number in range(500)}

    assert len(made) == 500
    assert all(re.fullmatch(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){2}", code) for code in made)
    assert not set("01ILO") & set("".join(made))


def test_a_form_sent_twice_has_one_code():
    assert codes.code_for("token") == codes.code_for("token")


def test_a_code_is_read_however_it_is_typed():
    assert codes.written(" 7kqf m3xd-92tb ") == "7KQF-M3XD-92TB"


def test_what_is_no_code_is_none():
    for text in ("", "7KQF", "7KQF-M3XD-92TO", "' OR 1=1 --", "ệ" * 12, "٣" * 12):
        assert codes.written(text) == ""


def test_the_database_keeps_no_code():
    code = codes.code_for("token")

    assert code not in codes.digest(code)
    assert len(codes.digest(code)) == 64
