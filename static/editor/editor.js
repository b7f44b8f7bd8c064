// Prepares the rich text editor: token and unit for uploads, plain names for buttons.
// It runs after CKEditor's script and before any editor is made.

const { CKEDITOR } = window

function form(editor) {
  return editor.element.$.form
}

// The unit is a field of the form while it can be chosen, later an attribute in it.
function sendUnit(editor, request) {
  const field = form(editor)?.elements[editor.element.data("unit-field")]
  const unit = field?.value || form(editor)?.querySelector("[data-unit]")?.dataset.unit
  if (unit) request.unit = unit
}

function nameButtons(editor) {
  for (const [name, label] of Object.entries(editor.config.labels)) {
    const item = editor.ui.items[name]
    if (item) item.args[0].label = label
  }
}

// The server keeps no classes; the editor knows a captioned picture by one.
function markCaptionedPictures(fragment) {
  fragment.forEach((element) => {
    if (element.name === "figure" && element.find("img", true).length) {
      element.addClass("image")
    }
  }, CKEDITOR.NODE_ELEMENT)
}

function prepare(editor) {
  editor.on("configLoaded", () => {
    const token = form(editor)?.elements.csrfmiddlewaretoken?.value
    editor.config.fileTools_requestHeaders = { "X-CSRFToken": token ?? "" }
    editor.config.uploadImage_supportedTypes = /image\/(jpeg|png|gif|bmp|webp|hei[cf])/
    const label = document.querySelector(`label[for="${editor.element.getId()}"]`)
    if (label) editor.config.title = label.textContent.trim().replace(/:$/, "")
  })
  editor.on("langLoaded", () => Object.assign(editor.lang.format, editor.config.words.format))
  editor.on("pluginsLoaded", () => {
    Object.assign(editor.lang.image2, editor.config.words.image2)
    nameButtons(editor)
  })
  // Word's main heading is our first heading level inside an article.
  editor.on("paste", ({ data }) => {
    data.dataValue = data.dataValue.replace(/<(\/?)h1\b/gi, "<$1h2")
  }, null, null, 1)
  editor.on("toHtml", (event) => markCaptionedPictures(event.data.dataValue), null, null, 7)
  editor.on("fileUploadRequest", (event) => sendUnit(editor, event.data.requestData))
}

// A picture is chosen first and described then; without an upload view only described.
function uploadFirst({ data }) {
  if (data.name !== "image2") return
  const pages = data.definition.contents
  pages.sort((one, other) => (other.id === "Upload") - (one.id === "Upload"))
}

if (CKEDITOR) {
  CKEDITOR.on("instanceCreated", ({ editor }) => prepare(editor))
  CKEDITOR.on("dialogDefinition", uploadFirst)
}
