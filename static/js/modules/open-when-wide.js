// What is folded away on a phone stands open where there is room beside the list.
export function init(details) {
  if (matchMedia("(min-width: 64rem)").matches) details.open = true;
}
