"""Small real documents for the demonstration: a DOCX that Word opens, a PDF poster."""

import time
import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from PIL import Image

from .catalogue import Attachment
from .drawing import draw

DAY = (
    2026,
    1,
    1,
    0,
    0,
    0,
)  # one date for all, so that the same text gives the same file
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN_PART = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
)
OFFICE_DOCUMENT = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
)
FONT = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"/>'

CONTENT_TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{MAIN_PART}"/></Types>'
)
RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
    f' Type="{OFFICE_DOCUMENT}" Target="word/document.xml"/></Relationships>'
)
BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def make_file(attachment: Attachment) -> bytes:
    """Return the document's bytes, of the kind that its name ends with."""
    if attachment.scene:
        return poster(attachment.scene)
    return docx(attachment.heading, attachment.paragraphs, attachment.table)


def poster(scene: str) -> bytes:
    """Return a one-page PDF that holds the drawn scene."""
    day = time.struct_time((*DAY, 0, 1, 0))
    pdf = BytesIO()
    picture = Image.open(BytesIO(draw(scene)))
    picture.save(pdf, "PDF", resolution=150, creationDate=day, modDate=day)
    return pdf.getvalue()


def docx(
    heading: str, paragraphs: Iterable[str], table: Sequence[Sequence[str]] = ()
) -> bytes:
    """Return a Word document: a heading, paragraphs, and a table if it has rows."""
    body = [_paragraph(heading, bold=True, centred=True)]
    body += [_paragraph(text) for text in paragraphs]
    if table:
        body += [_table(table), _paragraph("")]
    document = (
        f'<w:document xmlns:w="{WORD}"><w:body>{"".join(body)}</w:body></w:document>'
    )
    return _archive(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "_rels/.rels": RELATIONS,
            "word/document.xml": document,
        }
    )


def _archive(parts: dict[str, str]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in parts.items():
            text = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{xml}'
            archive.writestr(zipfile.ZipInfo(name, DAY), text.encode())
    return packed.getvalue()


def _paragraph(text: str, *, bold: bool = False, centred: bool = False) -> str:
    place = '<w:jc w:val="center"/>' if centred else ""
    weight = "<w:b/>" if bold else ""
    return (
        f'<w:p><w:pPr><w:spacing w:after="120"/>{place}</w:pPr>'
        f'<w:r><w:rPr>{FONT}{weight}<w:sz w:val="28"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    )


def _table(rows: Sequence[Sequence[str]]) -> str:
    cells = "".join(
        f"<w:tr>{''.join(_cell(text, bold=number == 0) for text in row)}</w:tr>"
        for number, row in enumerate(rows)
    )
    columns = "<w:gridCol/>" * len(rows[0])
    return (
        f"<w:tbl><w:tblPr><w:tblBorders>{BORDERS}</w:tblBorders></w:tblPr>"
        f"<w:tblGrid>{columns}</w:tblGrid>{cells}</w:tbl>"
    )


def _cell(text: str, *, bold: bool) -> str:
    return f"<w:tc><w:tcPr/>{_paragraph(text, bold=bold)}</w:tc>"
