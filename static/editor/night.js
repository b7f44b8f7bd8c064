// The text inside the editor at night, and in the size that the reader chose.

const { CKEDITOR } = window
const page = document.documentElement
const device = matchMedia("(prefers-color-scheme: dark)")

// The frame has a document of its own: it is told what the reader of the page wants.
function showAsPage(frame) {
  const { theme, text } = page.dataset
  const isNight = theme === "dark" || (theme !== "light" && device.matches)
  frame?.setAttribute("data-theme", isNight ? "dark" : "light")
  frame?.setAttribute("data-text", text ?? "")
}

function followPage(editor) {
  const show = () => showAsPage(editor.document?.getDocumentElement())
  editor.on("contentDom", show)
  editor.on("panelShow", ({ data }) => {
    showAsPage(data.element.findOne("iframe")?.getFrameDocument().getDocumentElement())
  })
  new MutationObserver(show).observe(page, { attributeFilter: ["data-theme", "data-text"] })
  device.addEventListener("change", show)
}

CKEDITOR?.on("instanceCreated", ({ editor }) => followPage(editor))
