"""What the checks of one article say, and what they leave in peace."""

import time
from types import SimpleNamespace

import pytest

from civicportal.demo.catalogue import read_all
from news.checks import advise
from news.services import Content
from tests.factories import make_contact, make_ward
from tests.publishing.encoders import TCVN3, encode

pytestmark = pytest.mark.django_db

SUMMARY = "Bữa cơm chung của khu dân cư."


def content(**fields):
    """Content with which nothing is wrong, but for `fields`."""
    text = fields.pop("text", None)
    fields.setdefault("title", "Ngày hội về từng ngõ")
    fields.setdefault("summary", SUMMARY)
    fields.setdefault("body", f"<p>{text}</p>" if text else "<p>Một đoạn văn ngắn.</p>")
    return Content(section=None, **fields)


def photo(alt):
    return SimpleNamespace(alt=alt, pk=1)


def codes(ward, **fields):
    return [one.code for one in advise(content(**fields), unit=ward)]


def only(ward, **fields):
    """The one advice given."""
    (one,) = advise(content(**fields), unit=ward)
    return one


def test_nothing_is_said_of_an_article_with_which_nothing_is_wrong(ward):
    assert codes(ward) == []


def test_an_empty_article_lacks_its_summary_alone(ward):
    assert codes(ward, title="", summary=" ", body="") == ["no-summary"]


def test_the_demonstration_raises_no_alarm():
    """Forty-five articles as staff write them: advice must stay rare to be read."""
    for unit_content in read_all():
        unit = make_ward(name="Thử", slug=f"thu-{unit_content.slug}")
        for story in unit_content.stories:
            pictures = [
                (photo(unit_content.pictures[key].alt), caption)
                for key, caption in story.pictures
            ]
            found = advise(
                content(
                    title=story.title,
                    summary=story.summary,
                    body=story.body,
                    pictures=pictures,
                ),
                unit=unit,
            )
            assert found == [], story.title


# --- Title, summary, paragraphs, headings


@pytest.mark.parametrize(
    "title",
    [
        "PHƯỜNG KIM LIÊN TỔ CHỨC HỘI NGHỊ ĐẠI BIỂU NHÂN DÂN",
        "UBND PHƯỜNG KIM LIÊN: LỊCH TIẾP CÔNG DÂN THÁNG 11",
        "THÔNG BÁO LỊCH CẮT NƯỚC ngày 12/3",
    ],
)
def test_a_title_in_capitals_is_pointed_out(ward, title):
    one = only(ward, title=title)

    assert (one.code, one.field) == ("title-in-capitals", "title")


@pytest.mark.parametrize(
    "title",
    [
        "HĐND, UBND, UBMTTQ ký chương trình phối hợp",
        "UBND - UBMTTQ: KH 2026",
        "Kế hoạch 02/KHLT/UBND-UBMTTQ",
        "TIN VẮN",
        "Quỹ VÌ NGƯỜI NGHÈO nhận thêm 30 suất quà trong tháng",
    ],
)
def test_abbreviations_in_a_title_are_no_capitals(ward, title):
    assert "title-in-capitals" not in codes(ward, title=title)


LONG = (
    "Ngày 18/11/2026, cả 36 khu dân cư của phường cùng mở hội ngay giữa ngõ nhà mình."
)


def test_a_paragraph_pasted_twice_is_pointed_out_once(ward):
    body = f"<p>{LONG}</p><p>Đoạn giữa.</p><p>{LONG.upper()}</p><p>{LONG}</p>"

    one = only(ward, body=body)

    assert one.code == "paragraph-repeated"
    assert one.where.startswith("NGÀY 18/11/2026")
    assert "2" in one.message


def test_short_lines_may_come_twice(ward):
    assert codes(ward, body="<p>Xin cảm ơn!</p><p>Ảnh</p><p>Xin cảm ơn!</p>") == []


def test_a_text_that_begins_with_its_title_or_summary_is_pointed_out(ward):
    title = only(ward, body="<p>NGÀY HỘI VỀ TỪNG NGÕ</p><p>Khác.</p>")
    summary = only(ward, summary=LONG, body=f"<p>{LONG} Rồi đoạn văn đi tiếp.</p>")

    assert title.code == "title-repeated"
    assert summary.code == "summary-repeated"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h2>Một</h2><p>x</p><h3>Hai</h3><p>x</p><h2>Ba</h2>", []),
        ("<h2>Một</h2><h3>a</h3><h4>b</h4><h3>c</h3><h2>d</h2>", []),
        ("<h3>Mở đầu</h3><p>x</p>", ["Mở đầu"]),
        ("<h2>Một</h2><h4>Sâu <em>quá</em></h4><p>x</p>", ["Sâu quá"]),
        ("<p>Không có đề mục</p>", []),
    ],
)
def test_heading_levels_left_out_are_pointed_out(ward, body, expected):
    found = advise(content(body=body), unit=ward)

    assert [one.where for one in found] == expected
    assert all(one.code == "heading-skipped" for one in found)


# --- Pictures


def test_pictures_without_description_are_counted_and_named(ward):
    pictures = [(photo(alt), "") for alt in ("Sân nhà văn hóa", "", "IMG_2034.JPG")]

    one = only(ward, pictures=pictures)

    assert (one.code, one.field) == ("alt-missing", "pictures")
    assert "2" in one.message
    assert one.where.count(",") == 1


@pytest.mark.parametrize(
    "alt", ["IMG_20240229_154501", "DSC 0012", "ảnh 1", "image.png"]
)
def test_the_name_of_a_file_describes_nothing(ward, alt):
    assert codes(ward, pictures=[(photo(alt), "")]) == ["alt-missing"]


@pytest.mark.parametrize("alt", ["Ảnh tập thể đội nấu ăn", "Hình vẽ cổng làng"])
def test_a_description_that_begins_like_a_name_is_one(ward, alt):
    assert codes(ward, pictures=[(photo(alt), "")]) == []


def test_a_picture_in_the_text_without_description_is_pointed_out(ward):
    tag = '<img src="/media/photos/aa/960.webp" alt="{}">'
    body = f"<p>{tag.format('')}</p><p>{tag.format('Sân &amp; cổng')}</p>"

    one = only(ward, body=body)

    assert (one.code, one.field) == ("alt-missing", "body")


# --- Names


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("UBNTTQ", "UBMTTQ"),
        ("LNPN", "LHPN"),
        ("UNBD", "UBND"),
        ("HDND", "HĐND"),
        ("đòa kết", "đoàn kết"),
        ("đòan viên", "đoàn"),
        ("hội nghi đai biểu", "hội nghị đại biểu"),
        ("nghi quyết", "nghị quyết"),
        ("nhân dâm", "nhân dân"),
        ("Ủy ban nhân đân", "Ủy ban nhân dân"),
        ("Hội đông nhân dân", "Hội đồng nhân dân"),
        ("mặt trận tổ quốc", "Mặt trận Tổ quốc"),
        ("Liên hiệp phụ nử", "Liên hiệp Phụ nữ"),
        ("Chủ tịch Hồ Chi Minh", "Chủ tịch Hồ Chí Minh"),
        ("họat", "hoạt"),
        ("QỦA", "QUẢ"),
        ("phường Kim Liến", "Kim Liên"),
        ("phường Kim liên", "Kim Liên"),
    ],
)
def test_a_misspelt_name_is_pointed_out_with_the_right_one(ward, wrong, right):
    one = only(ward, text=f"Sáng nay {wrong} đã họp.")

    assert one.code == "misspelt-name"
    assert one.fix == right
    assert one.where in wrong


@pytest.mark.parametrize(
    "text",
    [
        "Ủy ban nhân dân, Uỷ ban Nhân dân, UỶ BAN NHÂN DÂN",
        "Ủy ban MTTQ Việt Nam phường, UBMTTQ, MTTQVN, LHPN, HĐND và UBND",
        "Mặt trận Tổ quốc Việt Nam; MẶT TRẬN TỔ QUỐC; công tác mặt trận; tổ quốc",
        "hoà, hòa, thuỷ lợi, quý, quả, khỏe, xóa, lòe",
        "lễ hội nghi lễ cổ truyền, có mặt trân trọng, họ chỉ mình tôi",
        "phường Kim Liên, PHƯỜNG KIM LIÊN, chị Liên, kim loại, tượng Kim liên",
        "https://ubnd.vn/uy-ban-nhan-dan và uy ban nhan dan",
        "đại biểu, nhân dân phấn khởi; tổ, dân, phố",
    ],
)
def test_names_written_right_are_left_in_peace(ward, text):
    assert "misspelt-name" not in codes(ward, text=text)


def test_a_fault_that_stands_often_is_told_once_and_faults_have_an_end(ward):
    text = (
        "UBNTTQ họp. UBNTTQ nghỉ. " + "qùa hòan tòan họat lọai thỏai đọan khỏan tóan "
    )

    found = advise(content(text=text), unit=ward)

    assert [one.where for one in found].count("UBNTTQ") == 1
    assert len(found) == 8


def test_one_word_in_two_spellings_is_pointed_out(ward):
    one = only(ward, text="đời sống văn hoá và gia đình văn hóa")

    assert one.code == "two-spellings"
    assert {"hoá", "hóa"} == set(one.where.split(" – "))


def test_a_person_may_spell_her_name_as_she_likes(ward):
    assert codes(ward, text="Bà Thuỷ đi dọc kênh thủy lợi.") == []


def test_the_wrong_decree_is_pointed_out_where_it_speaks_of_culture(ward):
    text = "Xét danh hiệu Gia đình văn hóa theo Nghị định số 112/2018/NĐ-CP."

    assert codes(ward, text=text) == ["decree-number"]
    assert codes(ward, text="Nghị định số 112/2018/NĐ-CP về việc khác.") == []
    assert codes(ward, text=text.replace("112", "122")) == []


# --- Persons


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Tặng quà hộ ông Nguyễn Văn An ở tổ 5", "hộ ông Nguyễn Văn An"),
        ("thăm hộ nghèo bà Trần Thị Bé", "hộ nghèo bà Trần Thị Bé"),
        ("đến gia đình anh Hùng, tổ 3", "gia đình anh Hùng"),
        ("Gia đình chị Đặng Thị Ánh được hỗ trợ", "Gia đình chị Đặng Thị Ánh"),
        ("hộ Lê Văn Tám chậm nộp", "hộ Lê Văn Tám"),
        ("hộ ông/bà Phạm Ương", "hộ ông/bà Phạm Ương"),
    ],
)
def test_a_household_by_name_is_pointed_out(ward, text, place):
    one = only(ward, text=text)

    assert (one.code, one.where) == ("household-named", place)


@pytest.mark.parametrize(
    "text",
    [
        "72 hộ gia đình được biểu dương, hộ ông bà nội, hộ bà con, gia đình anh em",
        "gia đình Anh hùng Lực lượng vũ trang, gia đình Bà Mẹ Việt Nam anh hùng",
        "Chủ tịch UBND phường Nguyễn Văn An và bà Trần Thị Bé dự hội nghị",
        "hộ dân phố Phạm Ngọc Thạch, ủng hộ Lê",
        "cán bộ ủng hộ ông đồ, bảo hộ anh chị em công nhân",
    ],
)
def test_households_without_names_and_office_holders_are_left_in_peace(ward, text):
    assert codes(ward, text=text) == []


@pytest.mark.parametrize(
    "number",
    [
        "0912345678",
        "0912 345 678",
        "091.234.5678",
        "0356-789-012",
        "+84 912 345 678",
        "84912345678",
        "0912.34.56.78",
    ],
)
def test_a_mobile_number_is_pointed_out(ward, number):
    one = only(ward, text=f"Liên hệ anh Bình: {number}.")

    assert (one.code, one.where) == ("private-phone", number)


@pytest.mark.parametrize(
    "text",
    [
        "Văn phòng: 024 3000 0121, 02430000121, (024) 3000 0121, 1900 1234, 113",
        "Đường dây nóng của phường: 0912 345 678",
        "Số trực ban công an phường 0912345678",
        "Ngày 09.11.2024 08:30 và 03/9/2024-05/9/2024, 0,912345678, 1.091.234.567 đồng",
        "Mã hồ sơ 000.09.12.H26-251120-0912345678-01, số 10912345678",
        "35.323/51.477 hộ, 0935 hộ",
    ],
)
def test_numbers_of_offices_dates_and_sums_are_left_in_peace(ward, text):
    assert codes(ward, text=text) == []


def test_a_number_that_the_unit_gives_as_its_contact_is_left_in_peace(ward):
    make_contact(unit=ward, phone="024 3000 0121, 0912.345.678")

    assert codes(ward, text="Gọi 0912 345 678.") == []
    assert codes(ward, text="Gọi 0912 345 679.") == ["private-phone"]


@pytest.mark.parametrize(
    "text",
    [
        "CCCD số 001085012345",
        "căn cước công dân: 001 085 012 345",
        "CMND 012345678 cấp ngày 1/1/2010",
        "ông An, 001085012345, tổ 5",
    ],
)
def test_an_identity_number_is_pointed_out(ward, text):
    assert codes(ward, text=text) == ["identity-number"]


@pytest.mark.parametrize(
    "text",
    [
        "Mang theo CCCD đến trụ sở trước 17 giờ ngày 20/11/2026",
        "Cấp 1.435 thẻ căn cước trong năm 2026",
        "Mã hồ sơ 001085012345",
        "tổng 099.085.012.345 đồng, 2026001085012345",
    ],
)
def test_words_and_figures_about_cards_are_left_in_peace(ward, text):
    assert codes(ward, text=text) == []


def test_a_private_bank_account_is_pointed_out_and_an_offices_is_not(ward):
    private = (
        "Giúp cháu Bình qua số tài khoản 1903 4567 8901 2345, chủ tài khoản mẹ cháu."
    )
    public = "Quỹ Vì người nghèo, số tài khoản 1903456789012345 tại Kho bạc Nhà nước."

    assert codes(ward, text=private) == ["bank-account"]
    assert codes(ward, text=public) == []
    assert codes(ward, text="Mở tài khoản VNeID từ 1/7/2025, 2.142/2.203 người") == []


def test_every_field_is_looked_at(ward):
    one = advise(
        content(
            title="Hộ ông Nguyễn An",
            summary="UBNTTQ họp",
            pictures=[(photo("Sân"), "Gọi 0912345678")],
            attachments=[(SimpleNamespace(), "CCCD 001085012345")],
        ),
        unit=ward,
    )

    assert {(a.code, a.field) for a in one} == {
        ("household-named", "title"),
        ("misspelt-name", "summary"),
        ("private-phone", "pictures"),
        ("identity-number", "attachments"),
    }


# --- Old encodings


def test_text_in_an_old_encoding_is_pointed_out_with_what_it_says(ward):
    old = encode(
        "Sáng nay, đại biểu nhân dân dự hội nghị ở phường Khương Thượng", TCVN3
    )

    one = only(ward, text=old)

    assert one.code == "old-encoding"
    assert "TCVN3" in one.message
    assert one.fix == "Sáng nay, đại biểu nhân dân dự hội nghị ở phường Khương Thượng"


# --- Samples of real pages


def test_a_page_as_wards_write_it_is_read_as_a_proofreader_would(ward):
    """After a ward's report of 2024, with the faults that it had."""
    first = (
        "Sáng 28/02/2024, UBND-UBMTTQ, Ban chỉ đạo cuộc vận động “Toàn dân đoàn kết xây"
        " dựng đời sống văn hoá” phường long trọng tổ chức hội nghị Đại biểu nhân dân bàn"
        " việc xây dựng đời sống văn hóa ở cơ sở năm 2024."
    )
    second = (
        "Dự hội nghị có lãnh đạo Đảng uỷ - UBND - UBMTTQ phường, các ông/bà Đảng uỷ viên,"
        " Trưởng ban CTMT, Tổ trưởng -Tổ phó tổ dân phố, đại diện nhân dân 18 tổ dân phố."
    )
    third = (
        "Báo cáo tổng hợp ý kiến tại hội nghi đai biểu nhân dân các tổ dân phố; cuộc vận"
        ' động "Toàn dân đòa kết xây dựng nông thôn mới"; Hội CCB, Hội LNPN.'
    )
    body = f"<p>{first}</p><p>{second}</p><p>{third}</p>"

    found = advise(content(body=body), unit=ward)

    assert [(one.code, one.fix) for one in found] == [
        ("misspelt-name", "hội nghị đại biểu"),
        ("misspelt-name", "đoàn kết"),
        ("misspelt-name", "LHPN"),
        ("two-spellings", None),
    ]


# --- Time and queries


@pytest.mark.parametrize(
    "body",
    [
        "<p>" + "Hộ ông Nguyễn Văn An, 0912 345 67, hội nghi. " * 2_200 + "</p>",
        "<p>" + "0" * 100_000 + "</p>",
        "<p>" + "0 " * 50_000 + "</p>",
        "<p>" + "òa" * 50_000 + "</p>",
        "<p>" + "gia đình bà " * 8_000 + "</p>",
        "<p>" + "Hộ Trần A" * 11_000 + "</p>",
        "<p>" + "CCCD " * 20_000 + "</p>",
        "<h2>" * 25_000,
        '<a href="' * 10_000,
        "<a " * 33_000,
        "<img " * 20_000,
        "<p>" + "Ủy ban nhân " * 8_000 + "</p>",
    ],
)
def test_a_long_text_is_checked_without_delay(ward, body):
    started = time.process_time()

    advise(content(body=body), unit=ward)

    assert time.process_time() - started < 2


def test_a_long_article_asks_the_database_no_more_than_a_short_one(
    ward, django_assert_max_num_queries
):
    links = "".join(
        f'<p>Gọi 09123456{n:02d}, <a href="https://so{n}.example.vn/">xem {n}</a>, '
        f'<a href="/kim-lien/tin-tuc/{n + 1}/">bài {n}</a> {LONG} {n}</p>'
        for n in range(40)
    )

    with django_assert_max_num_queries(8):
        advise(content(body=links), unit=ward)
