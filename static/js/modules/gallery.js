// Shows the pictures behind the links of an element one by one in a dialog. The words
// come from its data attributes (templates/components/gallery_words.html).
const SWIPE = 40; // pixels
const STEPS = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };

function make(name, attributes, ...children) {
  const element = Object.assign(document.createElement(name), attributes);
  element.append(...children);
  return element;
}

function button(text, press) {
  const made = make("button", { type: "button", className: "button quiet" }, text);
  made.addEventListener("click", press);
  return made;
}

export function init(container) {
  const links = [...container.querySelectorAll("a[href]")].filter((a) => a.querySelector("img"));
  const words = container.dataset;
  const picture = make("img", { alt: "" });
  const caption = make("figcaption");
  const status = make("p", { className: "number" });
  const dialog = make("dialog", { className: "viewer" });
  let at = 0, opener = null, touch = null;

  status.setAttribute("role", "status");
  dialog.setAttribute("aria-label", words.name ?? "");
  dialog.append(
    make("div", { className: "row" }, status,
      button(words.close ?? "×", () => dialog.close())),
    make("figure", {}, picture, caption),
    make("div", { className: "row" },
      button(words.previous ?? "‹", () => step(-1)),
      button(words.next ?? "›", () => step(1))),
  );
  document.body.append(dialog);

  function show(index) {
    at = index;
    const link = links[at];
    const alt = link.querySelector("img").alt;
    picture.src = link.href;
    caption.textContent = link.dataset.caption ?? "";
    picture.alt = alt === caption.textContent ? "" : alt;
    const count = words.count ?? "{number}/{total}";
    status.textContent = count.replace("{number}", at + 1).replace("{total}", links.length);
    new Image().src = links[(at + 1) % links.length].href;
  }
  function step(by) {
    if (Number.isFinite(by)) show((at + by + links.length) % links.length);
    else show(by < 0 ? 0 : links.length - 1);
  }

  container.addEventListener("click", (event) => {
    const index = links.indexOf(event.target.closest("a"));
    if (index < 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    opener = links[index];
    show(index);
    dialog.showModal();
  });
  dialog.addEventListener("close", () => opener?.focus());
  dialog.addEventListener("keydown", (event) => {
    if (!(event.key in STEPS)) return;
    event.preventDefault();
    step(STEPS[event.key]);
  });
  dialog.addEventListener("touchstart", ({ touches }) => {
    touch = touches.length === 1 ? touches[0] : null;
  }, { passive: true });
  dialog.addEventListener("touchend", ({ changedTouches: [last] }) => {
    const x = touch ? last.clientX - touch.clientX : 0;
    const y = touch ? last.clientY - touch.clientY : 0;
    if (Math.abs(x) > SWIPE && Math.abs(x) > 2 * Math.abs(y)) step(x < 0 ? 1 : -1);
    touch = null;
  });
}
