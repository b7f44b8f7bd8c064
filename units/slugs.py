"""The word that names a unit in addresses: `/kim-lien/`.

It stands at the root of the URL scheme, so the other words of that level are
reserved: for the field, for the URL converter and for the conversion of the lists.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from publishing.vietnamese import fold

SLUG_PATTERN = "[a-z0-9]+(?:-[a-z0-9]+)*"
SHORTEST_COMPARED, LONGEST_COMPARED = 3, 40
KIND_BEFORE = "^(?:phuong|xa|thi-tran|quan|huyen|thi-xa|thanh-pho|tinh|dac-khu)-(?=.)"

RESERVED_SLUGS = frozenset(
    {
        "admin",
        "album",
        "anh",
        "api",
        "assets",
        "bai-viet",
        "ban-do",
        "bao-cao",
        "bieu-mau",
        "binh-luan",
        "chuong-trinh",
        "chuong-trinh-phoi-hop",
        "chuyen-muc",
        "css",
        "dang-nhap",
        "dang-xuat",
        "danh-ba",
        "danh-gia",
        "danh-muc",
        "dem",
        "dia-chi",
        "dieu-khoan",
        "doc-bai",
        "don-vi",
        "du-lieu",
        "en",
        "favicon",
        "feed",
        "files",
        "gioi-thieu",
        "gop-y",
        "gui",
        "healthz",
        "hinh-anh",
        "hoat-dong",
        "hoi-dap",
        "hoi-nghi",
        "hoi-nghi-nhan-dan",
        "huong-dan",
        "huyen",
        "i18n",
        "in",
        "in-an",
        "index",
        "js",
        "khao-sat",
        "lich",
        "lien-he",
        "login",
        "logout",
        "manifest",
        "mat-khau",
        "media",
        "metrics",
        "nguoi-dung",
        "nhan-su",
        "opensearch",
        "phan-anh",
        "phuong",
        "phuong-xa",
        "quan",
        "quan-tri",
        "readyz",
        "rieng-tu",
        "robots",
        "rss",
        "security",
        "service-worker",
        "sitemap",
        "so-do",
        "so-lieu",
        "static",
        "sw",
        "tai-khoan",
        "tai-len",
        "tai-lieu",
        "tai-ve",
        "tep",
        "thong-bao",
        "thong-ke",
        "thong-tin",
        "thu-tuc",
        "tim-kiem",
        "tin",
        "tin-tuc",
        "tinh",
        "to-chuc",
        "tong-hop",
        "trang-chu",
        "tro-giup",
        "trung-tam",
        "unit",
        "units",
        "van-ban",
        "vi",
        "vi-vn",
        "video",
        "well-known",
        "xa",
        "xem-truoc",
        "y-kien",
    }
)


def validate_slug(value: str) -> None:
    """Refuse what is not lower-case words with hyphens, and the reserved words."""
    if not re.fullmatch(SLUG_PATTERN, value):
        raise ValidationError(
            _("Use lower-case letters without marks, digits and single hyphens."),
            "invalid",
        )
    if value in RESERVED_SLUGS:
        raise ValidationError(
            _("“%(word)s” is an address of the portal itself. Choose another word."),
            "reserved",
            {"word": value},
        )


def words_like(word: str) -> list[str]:
    """Return address words that `word` may have been meant for, itself first.

    Marks and the kind before a name do not count: "Phường-Kim-Liên" is "kim-lien".
    The others differ by one letter: left out, added, changed, or two in wrong order.
    None are returned for what is too short or too long to be compared.
    """
    bare = re.sub(KIND_BEFORE, "", "-".join(re.findall("[a-z0-9]+", fold(word))))
    if not SHORTEST_COMPARED <= len(bare) <= LONGEST_COMPARED:
        return []
    cuts = [(bare[:at], bare[at:]) for at in range(len(bare) + 1)]
    words = [bare, *(head + tail[1:] for head, tail in cuts if tail)]
    words += [head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if tail[1:]]
    for letter in "abcdeghiklmnopqrstuvxy0123456789-":
        words += [head + letter + tail for head, tail in cuts]
        words += [head + letter + tail[1:] for head, tail in cuts if tail]
    return list(dict.fromkeys(words))


class UnitSlugConverter:
    """URL converter of a unit's slug; reserved words fall through to other paths."""

    regex = SLUG_PATTERN

    def to_python(self, value: str) -> str:
        if value in RESERVED_SLUGS:
            raise ValueError(value)
        return value

    def to_url(self, value: str) -> str:
        return value
