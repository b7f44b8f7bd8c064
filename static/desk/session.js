// Asks the portal who is signed in now. Signing in gives new tokens for the forms.

const PATIENCE = 10_000;

// Returns {state: "in" | "out" | "away"}, with user, csrf and arrived when "in".
export async function ask(url, tokens = []) {
  const query = new URLSearchParams(tokens.map((token) => ["form", token]));
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const response = await fetch(`${url}?${query}`, { cache: "no-store", signal });
    if (response.status === 401 || response.redirected) return { state: "out" };
    if (!response.ok) return { state: "away" };
    return { state: "in", ...(await response.json()) };
  } catch {
    return { state: "away" };
  }
}

export function renewTokens(csrf) {
  for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = csrf;
  for (const editor of Object.values(window.CKEDITOR?.instances ?? {})) {
    editor.config.fileTools_requestHeaders = { "X-CSRFToken": csrf };
  }
}
