// The dialogs for pictures and links, cut down to what an article needs.

const { CKEDITOR } = window

const fits = (definition) => {
  definition.minWidth = Math.min(window.innerWidth - 48, 450)
  definition.minHeight = Math.min(definition.minHeight, 160)
}

// Sends the chosen file at once and tells the dialog where the picture now is.
function send(editor, file, dialog, state) {
  const words = editor.config.dialogWords
  const loader = editor.uploadRepository.create(file)
  state.textContent = `${file.name}: ${words.sending}`
  loader.on("uploaded", () => {
    dialog.setValueOf("info", "src", loader.url)
    state.textContent = words.sent
    dialog.getContentElement("info", "alt").focus()
  })
  loader.on("error", () => { state.textContent = loader.message || words.failed })
  loader.on("abort", () => { state.textContent = words.failed })
  loader.upload(editor.config.imageUploadUrl)
}

// An input of the page itself, and not CKEditor's, which stands in a frame whose keys
// the dialog never hears.
function chooser(editor) {
  const id = CKEDITOR.tools.getNextId()
  const words = editor.config.dialogWords
  return {
    type: "html",
    id: "choose",
    html: `<div class="picture-chooser file-choose"><label class="button quiet" for="${id}">${CKEDITOR.tools.htmlEncode(words.choose)}</label>`
      + `<input type="file" id="${id}" accept="image/*,.heic,.heif"><p role="status"></p></div>`,
    focus() { this.getElement().$.querySelector("input").focus() },
    onLoad() {
      const [box, dialog] = [this.getElement().$, this.getDialog()]
      box.querySelector("input").addEventListener("change", ({ target }) => {
        if (target.files[0]) send(editor, target.files[0], dialog, box.querySelector("p"))
      })
    },
    setup() {
      const box = this.getElement().$
      box.querySelector("input").value = ""
      box.querySelector("p").textContent = ""
    },
  }
}

// One page: choose, describe. The address and the size are found by the machine.
function pictureDialog(editor, definition) {
  if (!editor.config.imageUploadUrl) return
  definition.removeContents("Upload")
  const info = definition.getContents("info")
  const known = info.elements.filter(({ type }) => type === "vbox" || type === "hbox")
  for (const part of known) part.style = "display:none"
  info.elements.unshift(chooser(editor))
}

function linkDialog(editor, definition) {
  const info = definition.getContents("info")
  const words = editor.config.dialogWords
  info.get("linkType").items = info.get("linkType").items.filter(([, kind]) => kind === "url" || kind === "email")
  info.get("protocol").items = [["https://", "https://"], ["http://", "http://"], [words.withinPortal, ""]]
  info.get("protocol").label = words.beginsWith
  info.get("url").label = words.pageAddress
  info.get("urlOptions").children[0].widths = ["45%", "55%"]
  info.remove("emailSubject")
  info.remove("emailBody")
}

const ours = { image2: pictureDialog, link: linkDialog }

// Before the plugins that look at what a definition holds.
CKEDITOR?.on("dialogDefinition", ({ editor, data }) => {
  ours[data.name]?.(editor, data.definition)
  fits(data.definition)
}, null, null, 1)
