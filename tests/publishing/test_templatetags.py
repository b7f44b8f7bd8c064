"""Numbers, dates and titles as templates show them."""

import datetime

import pytest
from django.template import Context, Template

MOMENT = datetime.datetime(2024, 2, 29, 8, 51, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("filter_name", "value", "shown"),
    [
        ("vn_number", 1435, "1.435"),
        ("vn_number", 0, "0"),
        ("vn_number", None, ""),
        ("vn_number", "", ""),
        ("vn_date", datetime.date(2024, 2, 29), "29/02/2024"),
        ("vn_date", None, ""),
        ("vn_datetime", MOMENT, "29/02/2024 | 15:51"),
        ("vn_datetime", None, ""),
        ("vn_machine", MOMENT.replace(microsecond=9), "2024-02-29T15:51:00+07:00"),
        ("vn_machine", None, ""),
        ("vn_weekday", MOMENT, "Thứ Năm, 29/02/2024"),
        ("vn_weekday", None, ""),
        ("keep", "Tổ số 4", "Tổ số\xa04"),
        ("keep", "<b> 4 tổ", "&lt;b&gt; 4\xa0tổ"),
    ],
)
def test_filters_show_vietnamese(filter_name, value, shown):
    template = Template("{% load vietnamese %}{{ value|" + filter_name + " }}")

    assert template.render(Context({"value": value})) == shown
