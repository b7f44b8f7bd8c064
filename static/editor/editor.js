// Prepares the rich text editor: token and unit for uploads, plain names for buttons.
// It runs after CKEditor's script and before any editor is made.

const { CKEDITOR } = window

function form(editor) {
  return editor.element.$.form
}

function sendUnit(editor, request) {
  const name = editor.element.data("unit-field")
  const unit = form(editor)?.elements[name]
  if (unit?.value) request.unit = unit.value
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
    const label = document.querySelector(`label[for="${editor.element.getId()}"]`)
    if (label) editor.config.title = label.textContent.trim().replace(/:$/, "")
  })
  editor.on("langLoaded", () => {
    Object.assign(editor.lang.format, editor.config.formatLabels)
  })
  editor.on("pluginsLoaded", () => nameButtons(editor))
  editor.on("toHtml", (event) => markCaptionedPictures(event.data.dataValue), null, null, 7)
  editor.on("fileUploadRequest", (event) => sendUnit(editor, event.data.requestData))
}

if (CKEDITOR) CKEDITOR.on("instanceCreated", ({ editor }) => prepare(editor))
