// How this reader likes to read, set before the first paint: hence a plain script
// in the head and not a module. The controls are wired by modules/display-controls.js.
(function () {
  const root = document.documentElement;
  root.dataset.script = "on";
  try {
    for (const name of ["theme", "text"]) {
      const kept = localStorage.getItem(name);
      if (kept) root.dataset[name] = kept;
    }
  } catch {
    // Storage may be closed to us; the device's own preference serves.
  }
})();
