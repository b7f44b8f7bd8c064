// Lets CKEditor send pictures the way the portal takes them: with the form's CSRF
// token and the unit that the form is about. Load it after the editor's scripts.

const form = document.querySelector("form:has([name=csrfmiddlewaretoken]):has(textarea)");

function prepare(editor) {
  // The editor opens the request at priority 5 and sends it at 999.
  editor.on("fileUploadRequest", (event) => {
    const { fileLoader, requestData } = event.data;
    const fields = form.elements;
    fileLoader.xhr.setRequestHeader("X-CSRFToken", fields.csrfmiddlewaretoken.value);
    const unit = form.querySelector("[data-unit]")?.dataset.unit || fields.unit?.value;
    if (unit) requestData.unit = unit;
  }, null, null, 6);
}

if (form && window.CKEDITOR) {
  Object.values(window.CKEDITOR.instances).forEach(prepare);
  window.CKEDITOR.on("instanceCreated", (event) => prepare(event.editor));
}
