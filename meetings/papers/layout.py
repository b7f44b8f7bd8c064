"""A paper in the layout of Decree 30/2020, Appendix I, built part by part.

A4, margins 20/20/30/15 mm, Times New Roman; number of the page above, from the second
page on. The head follows the document system of who issues: State, Front or Party.
Knows nothing of meetings, so that any report can be written with it.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Mm, Pt
from docx.table import _Cell as Cell
from docx.text.paragraph import Paragraph

from publishing.vietnamese import clean_line, clean_text

from .typesetting import (
    BODY,
    CENTRE,
    INDENT,
    JUSTIFIED,
    LEFT_HEAD,
    LIST,
    SMALL,
    START,
    TEXT_WIDTH,
    bare_table,
    centred,
    line_in,
    repeat,
    rule,
    set_margins,
    set_page,
    set_style,
    set_widths,
    space,
    together,
    write,
)

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
BLANK = "…………"


@dataclass(frozen=True)
class Head:
    """What stands above a paper.

    `parents` in plain capitals, `issuers` in bold ones, each a line of its own; `number`
    as it is written ("Số:       /BC-UBND"); without `day` its figures are blanks.
    """

    issuers: Sequence[str]
    number: str
    place: str
    parents: Sequence[str] = ()
    day: datetime.date | None = None
    is_party: bool = False
    mark: str = ""  # "DỰ THẢO"


@dataclass(frozen=True)
class Signature:
    """Who signs: the lines above the name, such as ("TM. …", "CHỦ TỊCH")."""

    lines: Sequence[str]
    name: str = ""


@dataclass(frozen=True)
class Grid:
    """A table: widths in mm, a title for each column; `total` is its last row."""

    columns: Sequence[tuple[str, float]]
    rows: Sequence[Sequence[str]]
    total: Sequence[str] = ()
    texts: Sequence[int] = field(default=(1,))  # columns that are not figures


def written_day(day: datetime.date | None) -> str:
    """Return "ngày 05 tháng 02 năm 2024", as the Decree has it; blanks for no day.

    Days under 10 and the months January and February have a zero before them.
    """
    if day is None:
        return "ngày … tháng … năm ……"
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


class Paper:
    """A paper being written, from its head to its signatures."""

    def __init__(self, head: Head, *, title: str = "") -> None:
        self.document = Document()
        self.document.core_properties.title = clean_line(title)[:255]
        self.document.core_properties.author = ""
        self.document.core_properties.comments = ""
        set_style(self.document)
        set_page(self.document)
        self._write_head(head)

    # Parts of a paper, in the order in which they stand

    def title(self, kind: str, summary: str) -> None:
        """The kind of the document in bold capitals, its summary, and the rule."""
        self._line(kind.upper(), bold=True, before=12, after=0)
        self._line(summary, bold=True, kept=True)
        rule(self.document.add_paragraph(), TEXT_WIDTH, 50)

    def bases(self, texts: Iterable[str]) -> None:
        """The grounds, in italics: "Căn cứ …;", the last with a full stop."""
        grounds = [text.strip(" .;") for text in texts]
        for number, text in enumerate(grounds, start=1):
            begin = "" if text.lower().startswith("căn cứ") else "Căn cứ "
            end = "." if number == len(grounds) else ";"
            self._body(f"{begin}{text}{end}", italic=True)

    def heading(self, text: str) -> None:
        """A part's heading, in bold."""
        paragraph = self._body(text, bold=True)
        paragraph.paragraph_format.keep_with_next = True

    def resolves(self, text: str) -> None:
        """The word after which a document decides, in bold capitals."""
        paragraph = self._line(text.upper(), bold=True, before=6, after=6)
        paragraph.paragraph_format.keep_with_next = True

    def paragraph(self, text: str, *, lead: str = "") -> None:
        """One paragraph for each line of `text`; the first after a bold `lead`."""
        for number, line in enumerate(clean_text(text).split("\n")):
            if line.strip():
                self._body(line, lead=lead if not number else "")

    def items(self, texts: Iterable[str]) -> None:
        """A list: each item ends with a semicolon, the last with a full stop."""
        items = [text.rstrip(" .;") for text in texts]
        for number, text in enumerate(items, start=1):
            self._body(f"- {text}{'.' if number == len(items) else ';'}")

    def blank(self, *, lead: str = "", lines: int = 1) -> None:
        """Dotted lines to the right margin, to be written on by hand."""
        for number in range(lines):
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.first_line_indent = Mm(0 if number else INDENT)
            paragraph.paragraph_format.tab_stops.add_tab_stop(
                Mm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
            )
            space(paragraph, 0, 6, lines=1.1)
            if lead and not number:
                write(paragraph, f"{lead} ", BODY, bold=True)
            paragraph.add_run("\t")

    def closing(self, text: str) -> None:
        """The last sentence: the signatures never stand on a page without it."""
        self._body(f"{text}./.").paragraph_format.keep_with_next = True

    def grid(self, grid: Grid) -> None:
        """A table with lines; its head is repeated on each page."""
        table = self.document.add_table(rows=1, cols=len(grid.columns))
        table.style = "Table Grid"
        set_margins(table, 1)
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        titles = [title for title, _width in grid.columns]
        _fill(table.rows[0].cells, titles, grid, bold=True, head=True)
        repeat(table.rows[0])
        for row in grid.rows:
            _fill(table.add_row().cells, row, grid)
        if grid.total:
            _fill(table.add_row().cells, grid.total, grid, bold=True)
        set_widths(table, [width for _title, width in grid.columns])
        self.document.add_paragraph().paragraph_format.space_after = Pt(0)

    def signatures(
        self, right: Signature, *, left: Signature | None = None, copies: Sequence[str]
    ) -> None:
        """Who signs, on the right; on the left a second one, or to whom copies go."""
        table = bare_table(self.document.add_table(rows=1, cols=2))
        set_widths(table, [TEXT_WIDTH / 2, TEXT_WIDTH / 2])
        for row in table.rows:
            together(row)
        beside, signing = table.rows[0].cells
        _sign(signing, right)
        if left is None:
            _copies(beside, copies)
            return
        _sign(beside, left)
        after = bare_table(self.document.add_table(rows=1, cols=2))
        set_widths(after, [TEXT_WIDTH / 2, TEXT_WIDTH / 2])
        _copies(after.rows[0].cells[0], copies)

    def appendix(self, title: str, source: str, *, number: str = "") -> None:
        """Begin an appendix on a page of its own; `source` says whose it is.

        `number` is Roman, where there are several.
        """
        first = self._line(f"PHỤ LỤC {number}".strip(), bold=True)
        # No break of its own: on a full page it would leave an empty one behind it.
        first.paragraph_format.page_break_before = True
        self._line(title, bold=True)
        self._line(source, italic=True, after=8)

    def to_bytes(self) -> bytes:
        """The paper as a .docx file."""
        file = io.BytesIO()
        self.document.save(file)
        return file.getvalue()

    # How it is done

    def _write_head(self, head: Head) -> None:
        table = bare_table(self.document.add_table(rows=2, cols=2))
        set_widths(table, [LEFT_HEAD, TEXT_WIDTH - LEFT_HEAD])
        issuer, nation = table.rows[0].cells
        number, place = table.rows[1].cells
        _issuers(issuer, head)
        _nation(nation, head)
        line_in(number, head.number, 13, first=True, before=4)
        if head.mark:
            line_in(number, head.mark, 13, bold=True, before=4)
        day = f"{head.place}, {written_day(head.day)}"
        line_in(place, day, BODY, italic=True, first=True, before=4)

    def _line(
        self, text: str, *, before: float = 0, after: float = 0, **look: bool
    ) -> Paragraph:
        paragraph = self.document.add_paragraph()
        return centred(paragraph, text, before=before, after=after, **look)

    def _body(self, text: str, *, lead: str = "", **look: bool) -> Paragraph:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = JUSTIFIED
        paragraph.paragraph_format.first_line_indent = Mm(INDENT)
        space(paragraph, 0, 6, lines=1.1)
        if lead:
            write(paragraph, f"{lead} ", BODY, bold=True)
        write(paragraph, text, BODY, **look)
        return paragraph


def _issuers(cell: Cell, head: Head) -> None:
    lines = [(name, False) for name in head.parents]
    lines += [(name, True) for name in head.issuers]
    for number, (name, bold) in enumerate(lines):
        line_in(cell, name.upper(), SMALL, bold=bold, first=not number)
    if head.is_party:
        line_in(cell, "*", BODY)
    else:
        rule(cell.add_paragraph(), LEFT_HEAD, 24)


def _nation(cell: Cell, head: Head) -> None:
    width = TEXT_WIDTH - LEFT_HEAD
    if head.is_party:
        line_in(cell, PARTY, 15, bold=True, first=True)
        rule(cell.add_paragraph(), width, 72)
        return
    line_in(cell, NATION, 12.5, bold=True, first=True)
    line_in(cell, MOTTO, 13.5, bold=True)
    rule(cell.add_paragraph(), width, 64)


def _sign(cell: Cell, signature: Signature) -> None:
    for number, line in enumerate(signature.lines):
        line_in(cell, line, BODY, bold=not line.startswith("("), first=not number)
    for _line in range(4):
        line_in(cell, "", BODY)
    line_in(cell, signature.name or BLANK, BODY, bold=True)


def _copies(cell: Cell, copies: Sequence[str]) -> None:
    first = cell.paragraphs[0]
    space(first, 0, 0)
    write(first, "Nơi nhận:", SMALL, bold=True, italic=True)
    for number, copy in enumerate(copies, start=1):
        paragraph = cell.add_paragraph()
        space(paragraph, 0, 0)
        end = "." if number == len(copies) else ";"
        write(paragraph, f"- {copy}{end}", LIST)


def _fill(
    cells: Sequence[Cell],
    texts: Sequence[str],
    grid: Grid,
    *,
    bold: bool = False,
    head: bool = False,
) -> None:
    for column, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        paragraph = cell.paragraphs[0]
        space(paragraph, 2, 2)
        is_text = column in grid.texts and not head
        paragraph.alignment = START if is_text else CENTRE
        write(paragraph, text, SMALL, bold=bold)
