"""The editor: django-ckeditor with what makes CKEditor 4 acceptable, and its policy.

CKEditor 4 gets no more security fixes. The settings below take away what its known
holes need; `checks` fails when one of them is missing, and whatever the browser
sends is cleaned on the server anyway.
"""

from collections.abc import Callable
from typing import Any

from ckeditor.widgets import CKEditorWidget
from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django import forms
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from js_asset import Script

# Plugins that load from elsewhere, run foreign markup, had holes, or make what is
# never kept. "image" gives way to "image2", which knows captions.
REMOVED_PLUGINS = (
    "about,autoembed,bidi,codesnippet,codesnippetgeshi,colorbutton,colordialog,"
    "copyformatting,div,docprops,elementspath,embed,embedbase,embedsemantic,exportpdf,"
    "flash,font,forms,iframe,image,language,liststyle,newpage,pagebreak,preview,print,"
    "save,scayt,showblocks,smiley,sourcearea,sourcedialog,stylescombo,templates,wsc"
)
UPLOAD_PLUGINS = "uploadimage,uploadwidget"

ALLOWED_CONTENT = (
    "p h2 h3 h4 ul li blockquote strong em u s sub sup br hr figcaption caption "
    "table thead tbody tfoot tr; ol[start,type]; a[!href,title]; "
    "img[!src,alt,width,height,data-widget,data-cke-upload-id]; figure(image); td[colspan,rowspan]; "
    "th[colspan,rowspan,scope]"
)
DISALLOWED_CONTENT = "script style iframe object embed form; *[on*]; *{*}"

CONFIG: dict[str, Any] = {
    "allowedContent": ALLOWED_CONTENT,
    "disallowedContent": DISALLOWED_CONTENT,
    "removePlugins": REMOVED_PLUGINS,
    "extraPlugins": "image2,uploadimage",
    "versionCheck": False,
    "customConfig": "",
    "stylesSet": False,
    "toolbar": [
        {"name": "styles", "items": ["Format"]},
        {"name": "basicstyles", "items": ["Bold", "Italic"]},
        {"name": "paragraph", "items": ["BulletedList", "NumberedList", "Blockquote"]},
        {"name": "insert", "items": ["Link", "Unlink", "Image", "Table"]},
        {"name": "cleanup", "items": ["RemoveFormat", "Undo", "Redo"]},
    ],
    "format_tags": "p;h2;h3;h4",
    "linkDefaultProtocol": "https://",
    "removeDialogTabs": "link:target;link:advanced;table:advanced",
    "image2_altRequired": True,
    "clipboard_handleImages": False,
    "image2_disableResizer": True,
    # Vietnamese letters stay letters in the source that reaches the server.
    "entities": False,
    "disableNativeSpellChecker": False,
    "pasteFromWordPromptCleanup": False,
    "contentsLanguage": "vi",
    "bodyClass": "article-body",
    "width": "100%",
    "height": 420,
    "resize_dir": "vertical",
    "toolbarCanCollapse": False,
}
SCRIPTS = ("editor", "dialogs", "night")
# What buttons and formats are called; the editor's own words speak of code.
LABELS = {
    "Bold": _("Bold"),
    "Italic": _("Slanted"),
    "BulletedList": _("List"),
    "NumberedList": _("Numbered list"),
    "Blockquote": _("Quotation"),
    "Link": _("Link"),
    "Unlink": _("Remove link"),
    "Image": _("Insert picture"),
    "Table": _("Insert table"),
    "RemoveFormat": _("Remove formatting"),
    "Undo": _("Undo"),
    "Redo": _("Redo"),
}
LANGUAGE = {
    "format": {
        "tag_p": _("Paragraph"),
        "tag_h2": _("Heading"),
        "tag_h3": _("Smaller heading"),
        "tag_h4": _("Smallest heading"),
    },
    "image2": {
        "title": pgettext_lazy("editor", "Picture"),
        "infoTab": pgettext_lazy("editor", "Picture"),
        "urlMissing": _("Choose a picture first."),
        "alt": _("Description for people who cannot see the picture"),
        "altMissing": _("Describe the picture for people who cannot see it."),
        "captioned": _("With a caption below the picture"),
        "captionPlaceholder": _("Caption"),
    },
    "link": {
        "displayText": _("Words that readers see"),
        "toUrl": pgettext_lazy("editor", "Web page"),
        "toEmail": pgettext_lazy("editor", "E-mail address"),
        "type": _("Where the link leads"),
        "noUrl": _("Enter the address of the page."),
        "noEmail": _("Enter the e-mail address."),
    },
    "uploadwidget": {
        "abort": _("Sending the picture was stopped."),
        "doneOne": _("The picture has been sent."),
        "doneMany": _("%1 pictures have been sent."),
        "uploadOne": _("Sending the picture ({percentage}%)…"),
        "uploadMany": _("Sending pictures, {current} of {max} done ({percentage}%)…"),
    },
}
# What our own parts of the dialogs say.
DIALOGS = {
    "choose": pgettext_lazy("editor", "Choose a picture"),
    "sending": _("Sending the picture…"),
    "sent": _("The picture has been sent: describe it below."),
    "failed": _("The picture could not be sent. Choose it again."),
    "beginsWith": _("Begins with"),
    "pageAddress": _("Address of the page"),
    "withinPortal": _("within the portal (/…)"),
}


def upload_address() -> str | None:
    """Return the address of our own upload view; None where settings name none."""
    name = getattr(settings, "RICHTEXT_UPLOAD_URL_NAME", "")
    return f"{reverse(name)}?editor=1" if name else None


class RichTextWidget(CKEditorWidget):
    """The editor over a textarea, which stays usable where the editor does not start.

    `unit_field` names the field of the same form that says for which unit a picture
    is uploaded.
    """

    def __init__(self, attrs: dict[str, Any] | None = None, unit_field: str = "unit"):
        super().__init__(attrs=attrs, template_name="publishing/editor.html")
        # Settings may adjust (CKEDITOR_CONFIGS); the checks look at the outcome.
        adjusted = getattr(settings, "CKEDITOR_CONFIGS", {}).get(self.config_name, {})
        self.config = {"skin": "moono-lisa", **CONFIG, **adjusted}
        self.unit_field = unit_field

    @property
    def media(self) -> forms.Media:
        own = forms.Media(
            css={"all": ["editor/editor.css"]},
            js=[Script(f"editor/{name}.js", type="module") for name in SCRIPTS],
        )
        return super().media + own

    def get_context(
        self, name: str, value: Any, attrs: dict[str, Any] | None
    ) -> dict[str, Any]:
        self.config["contentsCss"] = static("editor/contents.css")
        self.config["labels"] = LABELS
        self.config["words"] = LANGUAGE
        self.config["dialogWords"] = DIALOGS
        if address := upload_address():
            self.config["imageUploadUrl"] = address
        else:
            self.config["removePlugins"] = f"{REMOVED_PLUGINS},{UPLOAD_PLUGINS}"
            self.config["extraPlugins"] = "image2"
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-unit-field"] = self.unit_field
        return context


def editor_csp(view: Callable[..., Any]) -> Callable[..., Any]:
    """Relax the content policy on a view that carries the editor, and on no other.

    CKEditor 4 puts `onclick` and `style` attributes into its toolbar and does not
    start without.
    """
    relaxed = {"script-src": [UNSAFE_INLINE], "style-src": [UNSAFE_INLINE]}
    return csp_update(relaxed)(view)
