import logging

import pytest

from civicportal.logs import OneLineFormatter


def line(message, *args):
    formatter = OneLineFormatter("{levelname} {message}", style="{")
    record = logging.LogRecord("a", logging.INFO, __file__, 1, message, args, None)
    return formatter.format(record)


@pytest.mark.parametrize(
    ("character", "shown"),
    [
        ("\n", "\\n"),
        ("\r", "\\r"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\u2028", "\\u2028"),
        ("\u202e", "\\u202e"),
        ("\x00", "\\x00"),
    ],
)
def test_what_comes_from_outside_cannot_begin_a_line_or_paint_one(character, shown):
    assert line("Not found: %s", f"/a{character}b") == f"INFO Not found: /a{shown}b"


def test_vietnamese_stays_readable():
    assert line("Đã đăng: %s", "Phường Kim Liên") == "INFO Đã đăng: Phường Kim Liên"


def test_a_path_with_a_line_break_is_logged_on_one_line(client, db, caplog):
    handler = logging.getLogger().handlers
    assert handler, "no handler is configured"

    client.get("/khong-co/%0aINFO root forged")

    formatter = OneLineFormatter()
    lines = [formatter.format(record) for record in caplog.records]
    assert any("khong-co" in text for text in lines)
    assert not any("\n" in text for text in lines)


def test_the_key_in_the_address_of_a_preview_is_not_logged():
    token = "AbC_d-ef" * 4

    shown = line("Not Found: %s", f"/xem-truoc/{token}/anh/x/y.webp")

    assert shown == "INFO Not Found: /xem-truoc/…/anh/x/y.webp"
