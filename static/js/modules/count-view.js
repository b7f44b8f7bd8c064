// Reports, once, that the page is being read: when it is first seen, not when it is
// opened in a tab behind or fetched ahead.
function send(address, body) {
  if (navigator.sendBeacon?.(address, body)) return;
  fetch(address, { method: "POST", body, keepalive: true }).catch(() => {});
}

function report() {
  const { countView: address, kind, objectId: id } = element.dataset;
  send(address, new URLSearchParams({ kind, id }));
}

function reportWhenSeen() {
  if (document.visibilityState !== "visible") return;
  document.removeEventListener("visibilitychange", reportWhenSeen);
  report();
}

const element = document.querySelector("[data-count-view]");
if (element) {
  document.addEventListener("visibilitychange", reportWhenSeen);
  reportWhenSeen();
}
