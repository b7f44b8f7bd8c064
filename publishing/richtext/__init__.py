"""Rich text: the one door to the editor and to the sanitiser.

Everyone else uses these names and knows neither CKEditor nor nh3, so that the editor
can be exchanged here alone; docs/adr says how. `clean_html` stands on every way to
the database: whatever the editor, an import or an attacker sends, only what `policy`
lists is stored, and cleaning it again changes nothing.
"""

from .clean import clean_html, has_inline_pictures, plain_text
from .editor import RichTextWidget, editor_csp
from .fields import RichTextField, RichTextFormField

__all__ = [
    "RichTextField",
    "RichTextFormField",
    "RichTextWidget",
    "clean_html",
    "editor_csp",
    "has_inline_pictures",
    "plain_text",
]
