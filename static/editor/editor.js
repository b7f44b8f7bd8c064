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
    for (const [part, words] of Object.entries(editor.config.words)) {
      Object.assign((editor.lang[part] ??= {}), words)
    }
    nameButtons(editor)
  })
  // Word's main heading is our first heading level inside an article.
  editor.on("paste", ({ data }) => {
    data.dataValue = data.dataValue.replace(/<(\/?)h1\b/gi, "<$1h2")
  }, null, null, 1)
  editor.on("toHtml", (event) => markCaptionedPictures(event.data.dataValue), null, null, 7)
  editor.on("fileUploadRequest", (event) => sendUnit(editor, event.data.requestData))
}

// The field itself is hidden behind the editor; a link to it leads into the text.
function takeFocus(editor) {
  for (const link of document.querySelectorAll(`a[href="#${editor.element.getId()}"]`)) {
    link.addEventListener("click", (event) => {
      event.preventDefault()
      editor.focus()
    })
  }
}

if (CKEDITOR) {
  CKEDITOR.on("instanceCreated", ({ editor }) => prepare(editor))
  CKEDITOR.on("instanceReady", ({ editor }) => takeFocus(editor))
}
