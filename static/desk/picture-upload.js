// Sends chosen photographs, a few at a time, each with its own bar and its own retry.
import { append, fill, renumber, tell } from "./picture-list.js";

const AT_ONCE = 3;
const PATIENCE = 10 * 60 * 1000; // milliseconds until a silent connection counts as broken

function send(file, unit, box, show) {
  return new Promise((resolve, reject) => {
    const words = box.querySelector("[data-status]").dataset;
    if (file.size > Number(box.dataset.maxBytes)) return reject(words.toolarge);
    const request = new XMLHttpRequest();
    const data = new FormData();
    data.append("unit", unit);
    data.append("file", file);
    request.open("POST", box.dataset.uploadUrl);
    request.timeout = PATIENCE;
    request.setRequestHeader("X-CSRFToken", box.closest("form").elements.csrfmiddlewaretoken.value);
    request.upload.onprogress = (event) => { if (event.lengthComputable) show(event.loaded / event.total); };
    request.onerror = request.ontimeout = () => reject(words.broken);
    request.onload = () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* not ours: say it broke */ }
      if (request.status === 200 && answer.id) resolve(answer);
      else reject(answer.error || words.broken);
    };
    request.send(data);
  });
}

export function uploader(box) {
  const queue = [];
  let running = 0;
  const batch = { done: 0, count: 0 };

  function next() {
    while (running < AT_ONCE && queue.length) {
      running += 1;
      start(queue.shift()).then(() => { running -= 1; next(); });
    }
  }

  async function start({ file, unit, item }) {
    const bar = item.querySelector("progress");
    const state = item.querySelector(".sending-state");
    state.textContent = state.dataset.sending;
    try {
      fill(box, item, await send(file, unit, box, (part) => {
        bar.value = part;
        if (part === 1) state.textContent = state.dataset.working;
      }));
      batch.done += 1;
      tell(box, "sent", batch);
    } catch (fault) {
      item.classList.add("failed");
      item.querySelector(".sending-fault").textContent = `${file.name}: ${fault}`;
    }
  }

  function enqueue(job) {
    const { item } = job;
    item.className = "sending";
    item.replaceChildren(box.querySelector("template[data-sending]").content.cloneNode(true));
    item.querySelectorAll(".sending-name, button span").forEach((one) => { one.textContent = job.file.name; });
    item.querySelector("progress").setAttribute("aria-label", job.file.name);
    const state = item.querySelector(".sending-state");
    state.textContent = state.dataset.queued;
    item.querySelector("[data-retry]").onclick = () => { enqueue(job); next(); };
    item.querySelector("[data-drop]").onclick = () => { item.remove(); batch.count -= 1; renumber(box); };
    queue.push(job);
  }

  return (files, unit) => {
    for (const file of files) enqueue({ file, unit, item: append(box, "sending") });
    batch.count += files.length;
    next();
  };
}
