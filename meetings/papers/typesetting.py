"""How a paper of Decree 30/2020 is set: its measures, lines, rules and tables.

Sizes of letters are points, of the page millimetres.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table
from docx.table import _Cell as Cell
from docx.text.paragraph import Paragraph

from publishing.vietnamese import clean_line, keep

FONT = "Times New Roman"
BODY, SMALL, LIST = 14, 12, 11  # points
PAGE_WIDTH, PAGE_HEIGHT = 210, 297  # mm
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 15
TEXT_WIDTH = PAGE_WIDTH - LEFT - RIGHT
INDENT = 10  # of a paragraph's first line: 1 to 1,27 cm
LEFT_HEAD = 65  # mm of the head for who issues; the rest is for the nation's name

CENTRE = WD_ALIGN_PARAGRAPH.CENTER
JUSTIFIED = WD_ALIGN_PARAGRAPH.JUSTIFY
START = WD_ALIGN_PARAGRAPH.LEFT


def set_style(document: Any) -> None:
    """The letters of the whole paper, and its language."""
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(BODY)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for script in ("w:eastAsia", "w:cs", "w:hAnsi", "w:ascii"):
        fonts.set(qn(script), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    properties.append(language)


def set_page(document: Any) -> None:
    """A4 with the margins of the Decree; the page's number above, from page two on."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE_WIDTH), Mm(PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = CENTRE
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    paragraph._p.append(number)


def write(
    paragraph: Paragraph,
    text: str,
    size: float,
    *,
    bold: bool = False,
    italic: bool = False,
    kept: bool = False,
) -> None:
    """Add clean text: composed, without signs that XML or a reader cannot have.

    `kept` text has its figures on one line with what they number ("năm 2024").
    """
    end = " " if text.endswith(" ") else ""
    text = keep(clean_line(text)) if kept else clean_line(text)
    run = paragraph.add_run(text + end)
    run.font.name, run.font.size = FONT, Pt(size)
    run.bold, run.italic = bold or None, italic or None


def centred(
    paragraph: Paragraph,
    text: str,
    size: float = BODY,
    *,
    before: float = 0,
    after: float = 0,
    **look: bool,
) -> Paragraph:
    """Make the paragraph a line in the middle; `look` is that of `write`."""
    paragraph.alignment = CENTRE
    space(paragraph, before, after)
    write(paragraph, text, size, **look)
    return paragraph


def line_in(
    cell: Cell,
    text: str,
    size: float,
    *,
    first: bool = False,
    before: float = 0,
    **look: bool,
) -> None:
    """Add a line in the middle of a cell, whose `first` is there already."""
    paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
    centred(paragraph, text, size, before=before, **look)


def space(paragraph: Paragraph, before: float, after: float, lines: float = 1) -> None:
    form = paragraph.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.line_spacing = lines


def rule(paragraph: Paragraph, width: float, length: float) -> None:
    """A thin line in the middle: `length` mm of `width`."""
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Mm((width - length) / 2)
    form.space_before, form.space_after, form.line_spacing = Pt(3), Pt(6), Pt(2)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    line = {"val": "single", "sz": "6", "space": "1", "color": "000000"}
    for name, value in line.items():
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders,
        *("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap"),
        *("w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr"),
    )


def bare_table(table: Table) -> Table:
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    set_margins(table, 0)
    return table


def set_margins(table: Table, mm: float) -> None:
    """The room beside the text of each cell."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(round(mm * 56.7)))  # twentieths of a point
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)


def set_widths(table: Table, widths: Sequence[float]) -> None:
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def repeat(row: object) -> None:
    _row_property(row, "w:tblHeader")
    _row_property(row, "w:cantSplit")


def together(row: object) -> None:
    """No page begins between who signs and the place for the name."""
    _row_property(row, "w:cantSplit")


def _row_property(row: object, name: str) -> None:
    properties = row._tr.get_or_add_trPr()  # type: ignore[attr-defined]
    properties.append(OxmlElement(name))
