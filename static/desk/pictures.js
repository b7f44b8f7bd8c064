// Sends each chosen photograph alone, shows how far it is, and adds it to the form.
// Without this module the form itself carries the files.

const say = (text, name) => text.replace("%(name)s", name);

function send(file, unit, box, progress) {
  return new Promise((resolve, reject) => {
    const tooLarge = box.querySelector("[data-status]").dataset.toolarge;
    if (file.size > Number(box.dataset.maxBytes)) return reject(new Error(tooLarge));
    const request = new XMLHttpRequest();
    const data = new FormData();
    data.append("file", file);
    data.append("unit", unit);
    request.open("POST", box.dataset.uploadUrl);
    request.setRequestHeader("X-CSRFToken", box.closest("form").elements.csrfmiddlewaretoken.value);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) progress.value = event.loaded / event.total;
    };
    request.onerror = () => reject(new Error(""));
    request.onload = () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* not ours: say it broke */ }
      if (request.status === 200 && answer.id) resolve(answer);
      else reject(new Error(answer.error || ""));
    };
    request.send(data);
  });
}

function addEntry(box, photo) {
  const list = box.querySelector(".picture-list");
  const item = document.createElement("li");
  item.className = "picture-entry";
  item.innerHTML = box.querySelector("template[data-entry]").innerHTML
    .replaceAll("__id__", photo.id).replaceAll("__order__", list.children.length + 1);
  item.querySelector("[data-thumb]").src = photo.thumb;
  list.append(item);
  if (!box.querySelector("input[type=radio]:checked")) item.querySelector("input[type=radio]").checked = true;
}

function begin(box) {
  const input = box.querySelector("input[type=file]");
  const status = box.querySelector("[data-status]");
  let waiting = 0;

  async function take(file, unit) {
    const line = document.createElement("p");
    const progress = document.createElement("progress");
    progress.setAttribute("aria-label", say(status.dataset.sending, file.name));
    line.append(say(status.dataset.sending, file.name), " ", progress);
    status.after(line);
    waiting += 1;
    try {
      addEntry(box, await send(file, unit, box, progress));
      line.remove();
    } catch (error) {
      line.className = "errornote";
      line.setAttribute("role", "alert");
      line.textContent = error.message ? `${file.name}: ${error.message}` : say(status.dataset.failed, file.name);
    }
    waiting -= 1;
  }

  input.addEventListener("change", async () => {
    const unit = box.dataset.unit || input.form.elements.unit?.value;
    status.textContent = unit ? "" : status.dataset.nounit;
    const files = [...input.files];
    input.value = "";
    if (unit) for (const file of files) await take(file, unit);
  });
  input.form.addEventListener("submit", (event) => {
    if (!waiting) return;
    event.preventDefault();
    status.textContent = status.dataset.waiting;
  });
}

document.querySelectorAll("[data-pictures]").forEach(begin);
