// Gives each sentence a place in the page, so that the one being read can be marked.
import { split } from "./sentences.js";

const BLOCK = "h1, h2, h3, h4, p, li, td, th, dt, dd, blockquote, div";
const LEFT_OUT = "figure, [aria-hidden=true], .unseen";

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
      for (const one of [...sentences].reverse()) {
        const from = Math.max(one.from - start, 0);
        const to = Math.min(one.to, end) - start;
        if (from < to) one.spans.unshift(wrap(node, from, to));
      }
      end = start;
    }
    return sentences;
  });
}
