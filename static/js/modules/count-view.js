// Reports, once, that the page is being read: when it is first seen, not when it is
// opened in a tab behind or fetched ahead.

export function init(element) {
  const { address, kind, objectId } = element.dataset;
  const report = () => send(address, new URLSearchParams({ kind, id: objectId }));
  if (document.visibilityState === "visible") {
    report();
    return;
  }
  const whenSeen = () => {
    if (document.visibilityState !== "visible") return;
    document.removeEventListener("visibilitychange", whenSeen);
    report();
  };
  document.addEventListener("visibilitychange", whenSeen);
}

function send(address, body) {
  if (navigator.sendBeacon?.(address, body)) return;
  fetch(address, { method: "POST", body, keepalive: true }).catch(() => {});
}
