"""Which documents are taken; each refusal has its own words."""

import zipfile

import pytest
from django.core.exceptions import ValidationError

from documents import inspection
from documents.inspection import check_file
from tests import pictures
from tests.office import (
    archive,
    docx,
    link_member,
    office,
    old_office,
    open_document,
)
from tests.pictures import HTML, PDF, upload

GOOD = {
    "Kế hoạch.pdf": PDF,
    "Bao cao.DOCX": docx(),
    "danh-sach.xlsx": office("xl/workbook.xml"),
    "trinh-chieu.pptx": office("ppt/presentation.xml"),
    "cu.doc": old_office("WordDocument"),
    "cu.xls": old_office("Workbook"),
    "mo.odt": open_document("text"),
    "mo.ods": open_document("spreadsheet"),
}


@pytest.mark.parametrize("name", GOOD)
def test_documents_of_offices_are_taken_and_typed_by_ourselves(name):
    kind = check_file(upload(GOOD[name], name, declared="text/html"))

    assert kind.content_type != "text/html"
    assert "/" in kind.content_type


def message_of(content, name):
    with pytest.raises(ValidationError) as caught:
        check_file(upload(content, name))
    [message] = caught.value.messages
    return message


WRONG_ENDING = "Hãy chọn một trong các loại: pdf, doc, xls, docx, xlsx, pptx, odt, ods"
WRONG_CONTENT = "Nội dung tệp không đúng với tên tệp"
DAMAGED = "Tệp bị hỏng hoặc chép chưa hết"
MACROS = "Tệp có chứa macro"


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (HTML, "trang.html", WRONG_ENDING),
        (pictures.SVG, "hinh.svg", WRONG_ENDING),
        (b"MZ\x90\0", "cai-dat.exe", WRONG_ENDING),
        (PDF, "giay-moi.pdf.exe", WRONG_ENDING),
        (PDF, "khong-duoi", WRONG_ENDING),
        (docx(), "mau.docm", WRONG_ENDING),
        (archive({"a.txt": b"a"}), "nen.zip", WRONG_ENDING),
        (pictures.plain_jpeg(), "ban-scan.jpg", "lưu thành PDF"),
        (HTML, "trang.pdf", WRONG_CONTENT),
        (b"MZ\x90\0" + b"\0" * 100, "bao-cao.pdf", WRONG_CONTENT),
        (pictures.plain_jpeg(), "anh.pdf", WRONG_CONTENT),
        (b"\n\n" + PDF, "lech.pdf", WRONG_CONTENT),
        (PDF, "ten.docx", WRONG_CONTENT),
        (docx(), "ten.pdf", WRONG_CONTENT),
        (docx(), "ten.xlsx", WRONG_CONTENT),
        (archive({"a.txt": b"a"}), "nen.docx", WRONG_CONTENT),
        (open_document("text"), "ten.ods", WRONG_CONTENT),
        (archive({"content.xml": b"x"}), "ten.odt", WRONG_CONTENT),
        (old_office("WordDocument"), "ten.xls", WRONG_CONTENT),
        (old_office("EncryptedPackage"), "khoa.docx", WRONG_CONTENT),
        (b"", "rong.pdf", "Tệp rỗng"),
        (PDF[:-20], "cut.pdf", DAMAGED),
        (docx()[:-40], "cut.docx", DAMAGED),
        (docx(**{"word/vbaProject.bin": b"x"}), "macro.docx", MACROS),
        (open_document("text", {"Basic/Standard/M.xml": b"x"}), "macro.odt", MACROS),
        (old_office(macros=True), "macro.doc", MACROS),
        (docx(**{"../../etc/cron.d/x": b"x"}), "thoat.docx", DAMAGED),
        (docx(**{"/etc/passwd": b"x"}), "thoat.docx", DAMAGED),
        (docx(**{"..\\..\\x": b"x"}), "thoat.docx", DAMAGED),
        (docx(**{"C:x": b"x"}), "thoat.docx", DAMAGED),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_input_gets_a_clear_message(content, name, message):
    assert message in message_of(content, name)


def test_a_link_inside_is_refused():
    content = office("word/document.xml", {link_member(): b"/etc/passwd"})

    assert DAMAGED in message_of(content, "lien-ket.docx")


def test_an_encrypted_part_is_refused():
    content = bytearray(docx())
    entry = content.rindex(b"PK\x01\x02")
    content[entry + 8] |= 1

    assert DAMAGED in message_of(bytes(content), "khoa.docx")


def test_too_many_members_are_refused_before_the_list_is_read(monkeypatch):
    content = archive({f"word/{number}.xml": b"x" for number in range(11)})
    monkeypatch.setattr(inspection, "MAX_MEMBERS", 10)
    monkeypatch.setattr(zipfile, "ZipFile", lambda *args: pytest.fail("was opened"))

    with pytest.raises(ValidationError, match="Tệp chứa quá nhiều"):
        check_file(upload(content, "nhieu.docx"))


def test_a_bomb_is_refused_by_what_it_says_of_itself():
    bomb = docx(**{"word/media/zero.bin": b"\0" * (inspection.MAX_UNPACKED + 1)})

    assert len(bomb) < 1024**2
    assert "Tệp chứa quá nhiều" in message_of(bomb, "bom.docx")


def test_a_file_beyond_the_limit_is_refused_by_its_length(settings):
    settings.DOCUMENT_MAX_BYTES = 1024**2

    message = message_of(PDF + b"\0" * 1024**2, "lon.pdf")

    assert message == "Tệp quá nặng: mỗi tệp không quá 1 MB."
