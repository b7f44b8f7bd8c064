// What this browser keeps of unfinished articles: one entry for each open form,
// named after the person, the article and the form. Knows nothing of pages.

const DAYS_KEPT = 7;
const PREFIX = "draft:";
const LEFT = "left:"; // when a person signed out here: pages still open keep no more

function stored() {
  const found = [];
  for (const name of Object.keys(localStorage)) {
    if (!name.startsWith(PREFIX)) continue;
    try { found.push(JSON.parse(localStorage.getItem(name))); } catch { localStorage.removeItem(name); }
  }
  return found;
}

function attempt(work, otherwise) {
  try { return work(); } catch { return otherwise; } // storage closed to us, or full
}

export const nameOf = ({ user, article, token }) => `${PREFIX}${user}:${article || "new"}:${token}`;

export function write(draft, openedAt) {
  return attempt(() => {
    if (Number(localStorage.getItem(LEFT + draft.user)) > openedAt) return true;
    localStorage.setItem(nameOf(draft), JSON.stringify(draft));
    return true;
  }, false);
}

export const read = (key) => attempt(() => JSON.parse(localStorage.getItem(nameOf(key))), null);

export const drop = (draft) => attempt(() => localStorage.removeItem(nameOf(draft)));

// The drafts of a person, newest first.
export function list(user) {
  return attempt(() => {
    const oldest = Date.now() - DAYS_KEPT * 24 * 3600 * 1000;
    const all = stored();
    all.filter((draft) => !(draft.at > oldest)).forEach(drop);
    return all
      .filter((draft) => draft.at > oldest && draft.user === user)
      .sort((one, other) => other.at - one.at);
  }, []);
}

export function leave(user) {
  list(user).forEach(drop);
  attempt(() => localStorage.setItem(LEFT + user, String(Date.now())));
}

// A form that is open in a tab holds a lock of its draft's name; a crash lets it go.
export function hold(key) {
  navigator.locks?.request(nameOf(key), () => new Promise(() => {}));
}

export async function openElsewhere() {
  const locks = await navigator.locks?.query();
  return new Set((locks?.held ?? []).map((lock) => lock.name));
}
