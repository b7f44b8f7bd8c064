// Sends one row and says what became of it.

import { ask, renewTokens } from "../../desk/session.js";

const PATIENCE = 20_000;

async function post(row) {
  const form = row.closest("form");
  const data = new FormData();
  for (const input of row.querySelectorAll("input")) data.append(input.name, input.value);
  const response = await fetch(row.dataset.url, {
    method: "POST",
    body: data,
    headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    signal: AbortSignal.timeout(PATIENCE),
  });
  const isOurs = response.headers.get("Content-Type")?.includes("json") && !response.redirected;
  return isOurs ? { status: response.status, answer: await response.json() } : { status: response.status };
}

// Why there was no answer of ours: "out", "other", "away" or "in" again, with new tokens.
async function why() {
  const box = document.querySelector("[data-trouble]");
  const session = await ask(box.dataset.session);
  if (session.state !== "in") return session.state;
  if (String(session.user) !== box.dataset.user) return "other";
  renewTokens(session.csrf);
  return "in";
}

// Returns {result: "saved" | "refused" | "changed" | "closed", answer}, or {trouble}.
export async function send(row, isSecond = false) {
  let sent = {};
  try {
    sent = await post(row);
  } catch {
    return { trouble: "away" };
  }
  const { status, answer } = sent;
  if (status === 200 && answer) return { result: "saved", answer };
  if (status === 422 && answer) return { result: "refused", answer };
  if (status === 409 && answer) return { result: answer.isClosed ? "closed" : "changed", answer };
  const trouble = await why();
  if (trouble !== "in") return { trouble };
  return isSecond ? { trouble: status === 403 ? "closed" : "away" } : send(row, true);
}
