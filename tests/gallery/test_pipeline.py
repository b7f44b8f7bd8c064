"""What comes out of the pipeline, byte by byte, and what it refuses."""

from functools import partial
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from gallery.pipeline import render, widths_for
from tests import pictures
from tests.pictures import BLUE, GREEN, RED, SECRETS, upload


def opened(content):
    return Image.open(BytesIO(content))


def corners(content):
    """Return the colours at the top left, top right and bottom left."""
    picture = opened(content).convert("RGB")
    right, bottom = picture.width - 9, picture.height - 9
    return [picture.getpixel(place) for place in ((8, 8), (right, 8), (8, bottom))]


def is_near(colour, wanted):
    return all(abs(a - b) <= 12 for a, b in zip(colour, wanted, strict=True))


def rendered_files(rendered):
    return [rendered.master, *rendered.webp.values()]


def message_of(content, name="anh.jpg"):
    with pytest.raises(ValidationError) as caught:
        render(upload(content, name))
    [message] = caught.value.messages
    return message


GOOD = {
    "phone.jpg": pictures.phone_jpeg,
    "phone.heic": pictures.heic,
    "two.jpg": pictures.two_pictures_jpeg,
    "cmyk.jpg": pictures.cmyk_jpeg,
    "broken-profile.jpg": pictures.broken_profile_jpeg,
    "ANH.WEBP": pictures.webp,
    "chat.jfif": pictures.plain_jpeg,
    "polyglot.jpg": pictures.polyglot_jpeg,
}


SECRETIVE = {
    **GOOD,
    "plain.jpg": partial(pictures.phone_jpeg, profile=False),
    "a.png": pictures.transparent_png,
}


@pytest.mark.parametrize("name", GOOD)
def test_every_size_shows_the_picture_upright_in_true_colours(name):
    rendered = render(upload(GOOD[name](), name))

    for content in rendered_files(rendered):
        shown = corners(content)
        assert all(map(is_near, shown, (RED, GREEN, BLUE))), shown


@pytest.mark.parametrize("orientation", range(1, 9))
def test_each_orientation_of_a_camera_is_turned_upright(orientation):
    rendered = render(upload(pictures.phone_jpeg(orientation)))

    assert (rendered.width, rendered.height) == (1600, 1200)
    assert all(map(is_near, corners(rendered.master), (RED, GREEN, BLUE)))


@pytest.mark.parametrize(
    "name",
    ["phone.jpg", "plain.jpg", "phone.heic", "ANH.WEBP", "a.png", "polyglot.jpg"],
)
def test_nothing_that_came_with_the_pixels_goes_on_living(name):
    rendered = render(upload(SECRETIVE[name](), name))

    for content in rendered_files(rendered):
        assert not [secret for secret in SECRETS if secret in content]
        assert b"<script" not in content
        assert b"<?php" not in content
        picture = opened(content)
        assert not picture.getexif()
        assert not {"exif", "xmp", "comment", "icc_profile"} & set(picture.info)


def test_the_test_picture_does_carry_the_secrets():
    source = pictures.phone_jpeg()

    assert all(secret in source for secret in SECRETS)


def test_master_fits_2560_pixels_and_widths_descend_from_it():
    rendered = render(upload(pictures.plain_jpeg(3200, 2400)))

    assert (rendered.width, rendered.height) == (2560, 1920)
    assert opened(rendered.master).size == (2560, 1920)
    assert opened(rendered.master).format == "JPEG"
    sizes = {width: opened(webp).size for width, webp in rendered.webp.items()}
    assert sizes == {480: (480, 360), 960: (960, 720), 1600: (1600, 1200)}


def test_a_picture_of_48_megapixels_is_taken():
    rendered = render(upload(pictures.png_of(8000, 6000), "lon.png"))

    assert (rendered.width, rendered.height) == (2560, 1920)


@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (100, [100]),
        (479, [479]),
        (500, [500]),
        (700, [480, 700]),
        (960, [480, 960]),
        (1000, [480, 1000]),
        (1600, [480, 960, 1600]),
        (2560, [480, 960, 1600]),
    ],
)
def test_widths_never_enlarge_and_always_reach_the_master_or_1600(width, widths):
    assert widths_for(width) == widths


def test_transparency_becomes_white():
    rendered = render(upload(pictures.transparent_png(), "a.png"))

    assert is_near(opened(rendered.master).getpixel((10, 10)), RED)
    assert opened(rendered.master).getpixel((390, 10)) == (255, 255, 255)


def test_palette_with_transparency_becomes_plain_colours():
    rendered = render(upload(pictures.palette_png(), "a.png"))

    assert opened(rendered.master).mode == "RGB"


def test_grey_of_16_bits_keeps_its_shades():
    rendered = render(upload(pictures.grey_16_bit_png(), "a.png"))

    assert is_near(opened(rendered.master).getpixel((50, 50)), (64, 64, 64))
    assert is_near(opened(rendered.master).getpixel((350, 50)), (255, 255, 255))


def test_of_an_animation_the_first_picture_is_taken():
    rendered = render(upload(pictures.animated_gif(), "a.gif"))

    assert is_near(opened(rendered.master).getpixel((150, 100)), RED)
    assert not getattr(opened(rendered.webp[300]), "is_animated", False)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_damaged_camera_data_do_not_refuse_a_picture():
    rendered = render(upload(pictures.broken_exif_jpeg()))

    assert (rendered.width, rendered.height) == (1200, 800)


def test_the_kind_of_picture_may_differ_from_its_ending():
    """Messenger apps rename pictures daily, and what is stored is made anew."""
    rendered = render(upload(pictures.transparent_png(), "zalo.jpg"))

    assert rendered.width == 400


WRONG_CONTENT = "nội dung không phải là ảnh"
DAMAGED = "Ảnh bị hỏng hoặc chép chưa hết"
TOO_MANY = "tối đa 50 triệu điểm ảnh"
WRONG_ENDING = "Hãy chọn tệp JPEG, PNG, WebP, HEIC hoặc GIF"


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (pictures.PDF, "giay-moi.jpg", WRONG_CONTENT),
        (pictures.POSTSCRIPT, "anh.png", WRONG_CONTENT),
        (pictures.SVG, "anh.png", WRONG_CONTENT),
        (pictures.HTML, "anh.jpg", WRONG_CONTENT),
        (b"GIF", "anh.gif", WRONG_CONTENT),
        (pictures.plain_jpeg(), "anh.html", WRONG_ENDING),
        (pictures.plain_jpeg(), "anh.jpg.php", WRONG_ENDING),
        (pictures.plain_jpeg(), "anh.svg", WRONG_ENDING),
        (pictures.plain_jpeg(), "anh", WRONG_ENDING),
        (b"", "anh.jpg", "Tệp rỗng"),
        (pictures.many_scans_jpeg(), "anh.jpg", DAMAGED),
        (pictures.text_bomb_png(), "anh.png", DAMAGED),
        (pictures.bomb_png(), "anh.png", TOO_MANY),
        (pictures.huge_bomb_png(), "anh.png", TOO_MANY),
        (pictures.png_of(1, 1), "anh.png", "chỉ có 1 × 1 điểm ảnh"),
        (pictures.png_of(5000, 99), "anh.png", "ít nhất 100 điểm ảnh"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_input_gets_a_clear_message(content, name, message):
    assert message in message_of(content, name)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (pictures.phone_jpeg, "anh.jpg"),
        (pictures.transparent_png, "anh.png"),
        (pictures.webp, "anh.webp"),
        (pictures.heic, "anh.heic"),
    ],
)
@pytest.mark.parametrize("part", [0.03, 0.5, 0.9])
def test_a_picture_cut_short_is_refused(source, name, part):
    content = pictures.truncated(source(), part)

    assert DAMAGED in message_of(content, name)


def test_a_picture_beyond_the_byte_limit_is_refused_by_its_length(settings):
    settings.PHOTO_MAX_BYTES = 3 * 1024**2

    message = message_of(pictures.plain_jpeg() + b"\0" * 3 * 1024**2)

    assert message == "Ảnh quá nặng: mỗi ảnh không quá 3 MB."
