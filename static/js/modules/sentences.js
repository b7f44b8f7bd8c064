// Finds the sentences of Vietnamese text.
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
