// Puts what was typed in a record's form before into the same form again.

const FIXED = new Set(["hidden", "file", "submit", "button"]);
const isOfRows = ([name]) => /-(id|INITIAL_FORMS)$/.test(name);

function grouped(pairs) {
  const found = new Map();
  for (const pair of pairs) found.set(pair[0], [...(found.get(pair[0]) ?? []), pair]);
  return found;
}

// The rows are the same ones, in the same places: what was typed finds its way back.
export function hasSameRows(form, { fields }) {
  return fields.filter(isOfRows).every(([name, value]) => !value || form.elements[name]?.value === value);
}

function addRows(form, fields) {
  for (const [name, value] of fields.filter(([one]) => one.endsWith("-TOTAL_FORMS"))) {
    const group = document.getElementById(name.replace("TOTAL_FORMS", "group"));
    const lacking = Number(value) - Number(form.elements[name]?.value);
    for (let count = 0; count < Math.min(lacking, 200); count += 1) group?.querySelector(".add-row a")?.click();
  }
}

export function fill(form, { fields }) {
  addRows(form, fields);
  const typed = grouped(fields);
  for (const input of form.elements) {
    if (!input.name || FIXED.has(input.type)) continue;
    const values = (typed.get(input.name) ?? []).map(([, value]) => value);
    if (["checkbox", "radio"].includes(input.type)) input.checked = values.includes(input.value);
    else if (input.multiple) for (const option of input.options) option.selected = values.includes(option.value);
    else if (values.length) input.value = values[0];
    input.dispatchEvent(new Event("change", { bubbles: true }));
    if (input.closest("details") && input.value) input.closest("details").open = true;
  }
  // Whoever has saved in between is told of by the portal, as in any form.
  form.elements.seen.value = typed.get("seen")?.[0][1] ?? "";
}
