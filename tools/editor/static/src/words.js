// The Vietnamese words of the page's script, which the page itself carries (`templates/words.json`).

const all = JSON.parse(document.getElementById("loi-noi")?.textContent || "{}");

/** The words of that name, with `{name}` filled in. */
export const say = (name, values = {}) =>
  (all[name] ?? name).replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
