// The only entry: an element names the modules it wants in `data-module`.
// Paths are written out so that the storage can give them their hashed names.
const modules = {
  "card-labels": () => import("./modules/card-labels.js"),
  "chosen-files": () => import("./modules/chosen-files.js"),
  "copy-text": () => import("./modules/copy-text.js"),
  "count-view": () => import("./modules/count-view.js"),
  "display-controls": () => import("./modules/display-controls.js"),
  gallery: () => import("./modules/gallery.js"),
  "in-view": () => import("./modules/in-view.js"),
  listen: () => import("./modules/listen.js"),
  "open-form": () => import("./modules/open-form.js"),
  "open-when-wide": () => import("./modules/open-when-wide.js"),
  "print-page": () => import("./modules/print-page.js"),
  "unit-search": () => import("./modules/unit-search.js"),
  today: () => import("./modules/today.js"),
};

for (const element of document.querySelectorAll("[data-module]")) {
  for (const name of element.dataset.module.split(" ")) {
    modules[name]?.().then((module) => module.init(element));
  }
}
