// Finds the sentences of Vietnamese text and gives each a place in the page, so that
// the one being read aloud can be marked.
const BLOCK = "h1, h2, h3, h4, p, li, td, th, dt, dd, blockquote, div";
const LEFT_OUT = "figure, [aria-hidden=true], .unseen";
// A full stop behind these does not end a sentence: "TP. Hà Nội", "ThS. Lê Thị B."
const SHORT = /(?:^|[\s("“])(?:TP|Tp|tp|P|Q|H|TX|TT|Tr|tr|Th|ThS|TS|PGS|GS|BS|KS|LS|NSND|NSƯT|Nxb|St|No|v\.v|\p{Lu})\.$/u;
const END = /[.!?…]+["”»’)\]]*(?=\s+["“«‘([–-]*[\p{Lu}\d])/gu;
const LONGEST = 220; // letters: some voices stop in the middle of more

// Ends of sentences in `text`, as positions; the last one is its length.
function ends(text) {
  const found = [...text.matchAll(END)].map((match) => match.index + match[0].length);
  const real = found.filter((end) => !SHORT.test(text.slice(0, end)));
  return [...real, text.length];
}

// Cuts what is too long behind a comma, or at a space where there is none.
function shortened(text, from, to) {
  const parts = [];
  while (to - from > LONGEST) {
    const piece = text.slice(from, from + LONGEST);
    const cut = Math.max(piece.lastIndexOf(", "), piece.lastIndexOf("; ")) + 1;
    const length = cut > 40 ? cut : piece.lastIndexOf(" ") + 1 || LONGEST;
    parts.push([from, from + length]);
    from += length;
  }
  return [...parts, [from, to]];
}

// [[from, to], …] of the sentences of one paragraph, without the space around them.
export function split(text) {
  let from = 0;
  const sentences = ends(text).flatMap((end) => {
    const parts = shortened(text, from, end);
    from = end;
    return parts;
  });
  return sentences
    .map(([start, end]) => {
      const piece = text.slice(start, end);
      return [start + piece.length - piece.trimStart().length, start + piece.trimEnd().length];
    })
    .filter(([start, end]) => /[\p{L}\d]/u.test(text.slice(start, end)));
}

// The text nodes below `roots`, those of one paragraph together.
function paragraphs(roots) {
  const found = [];
  let last = null;
  for (const root of roots) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { parentElement } = walker.currentNode;
      if (parentElement.closest(LEFT_OUT)) continue;
      const block = parentElement.closest(BLOCK);
      if (block !== last) found.push([]);
      found.at(-1).push(walker.currentNode);
      last = block;
    }
  }
  return found;
}

function wrap(node, from, to) {
  const range = document.createRange();
  range.setStart(node, from);
  range.setEnd(node, to);
  const span = document.createElement("span");
  range.surroundContents(span);
  return span;
}

// Wraps every sentence below `roots`: [{text, spans}, …] in the order of reading.
export function wrapSentences(roots) {
  return paragraphs(roots).flatMap((nodes) => {
    const text = nodes.map((node) => node.data).join("");
    const sentences = split(text).map(([from, to]) => ({
      from, to, spans: [], text: text.slice(from, to).replace(/\s+/g, " "),
    }));
    let end = text.length;
    for (const node of nodes.reverse()) {
      const start = end - node.length;
      for (const one of sentences.toReversed?.() ?? [...sentences].reverse()) {
        const from = Math.max(one.from - start, 0);
        const to = Math.min(one.to, end) - start;
        if (from < to) one.spans.unshift(wrap(node, from, to));
      }
      end = start;
    }
    return sentences;
  });
}
