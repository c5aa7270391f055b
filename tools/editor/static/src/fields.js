// The fields of the form as they stand, and others in their place.

const OURS = new Set(["body", "token", "action", "revision"]);

/** Name and value of each field; a box that is not ticked has no name. */
export const readFields = form =>
  Object.fromEntries([...new FormData(form)].filter(([name, value]) => !OURS.has(name) && typeof value === "string"));

export function fillFields(form, fields) {
  const controls = [...form.elements].filter(one => one.name && !OURS.has(one.name) && one.type !== "file");
  for (const control of controls) fill(control, fields);
  const named = new Set(controls.map(one => one.name));
  // What the page has no place for is still part of the text.
  for (const [name, value] of Object.entries(fields)) if (!named.has(name) && !ticked(controls, name, value)) carry(form, name, value);
}

/** Fields take what a document says of itself, where the server has found that they may. */
export const proposed = (form, fields) => fillFields(form, { ...readFields(form), ...fields });

function fill(control, fields) {
  const value = fields[control.name] ?? "";
  if (control.type === "checkbox" || control.type === "radio") control.checked = value === control.value || chosen(fields, control);
  else if (control.value !== value) {
    if (control.options && ![...control.options].some(one => one.value === value)) control.add(new Option(value, value));
    control.value = value;
  }
}

const group = name => name.split(".")[0];

/** A list of things that are ticked may come with a number for each. */
const chosen = (fields, { name, value, type }) => type === "checkbox"
  && Object.entries(fields).some(([key, one]) => one === value && key.includes(".") && group(key) === group(name));

const ticked = (controls, name, value) => controls.some(one => one.type === "checkbox" && one.value === value && group(one.name) === group(name));

function carry(form, name, value) {
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name, value });
  form.append(input);
}
