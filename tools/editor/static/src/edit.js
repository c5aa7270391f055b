// The page of one text: the editing area, saving, what is wrong, the page in a frame, publishing.

import { makeArea } from "./area.js";
import { makeBringing } from "./bringing.js";
import { button, el } from "./dom.js";
import { fillFields, proposed, readFields } from "./fields.js";
import { renewHead, stateIs } from "./head.js";
import { makeLooking } from "./looking.js";
import { publish } from "./publishing.js";
import { makeSaving } from "./saving.js";
import { ask, encoded, queue } from "./server.js";
import { followProgram } from "./tasks.js";
import { drawer as makeDrawer } from "./unsent.js";
import { say } from "./words.js";

// Milliseconds after which a page says again that it is open; it then learns what others have saved.
const PRESENCE = 45_000;

function start(form) {
  form.reset(); // what a browser remembers of another visit belongs to another revision
  const { base, path } = form.dataset;
  const text = `${base}/bai/${encoded(path)}`;
  const drawer = makeDrawer(JSON.stringify([form.dataset.person ?? "", base, path]));
  const turn = queue();
  const speak = (words, kind = "") => Object.assign(form.querySelector("[data-saved]"), { textContent: words, className: kind });
  const complain = words => speak(words, "problem");
  let saving = null;

  const bring = makeBringing({ server: bringer(form, text, turn, () => saving.save("autosave")), complain });
  const area = makeArea(form.querySelector("[data-body]"), {
    bring,
    changed: () => saving.changed(),
    fileAddress: name => `${text}/tep/${encoded(unescaped(name))}?rong=640`,
  });
  const desk = {
    current: () => ({ fields: readFields(form), body: area.body() }),
    put: ({ fields, body }) => (fillFields(form, fields), area.put(body)),
    busy: () => area.view.composing,
  };
  const look = makeLooking({ form, area });
  saving = makeSaving({ form, desk, drawer, turn, tell: teller(form, speak, look) });
  form.addEventListener("input", event => event.target.name && event.target.name !== "body" && saving.changed());
  form.addEventListener("change", event => event.target.name && event.target.name !== "body" && saving.changed());
  form.addEventListener("keydown", event => {
    if (event.key !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    saving.save("save");
  });
  const published = () => standsOnPublished(form, desk);
  form.addEventListener("submit", event => submit(event, { form, area, saving, look, complain, published }));
  addEventListener("beforeunload", event => {
    if (!saving.unsent()) return;
    event.preventDefault();
    event.returnValue = true;
  });
  followProgram(form, text);
  for (const type of ["dragover", "drop"]) addEventListener(type, stay);
  setInterval(() => document.hidden || saving.save("presence"), PRESENCE);
  offer(form, drawer, saving, desk);
  look(form.dataset.revision);
}

/** A file that is dropped beside the words does not take the place of the page. */
const stay = event => event.dataTransfer?.types.includes("Files") && event.preventDefault();

const unescaped = name => {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
};

/** Files and pasted passages change the text's folder, so they take their turn with what is saved. */
function bringer(form, text, turn, save) {
  const post = (place, entries) => turn(async () => {
    const answer = await ask(`${text}/${place}`, { method: "POST", body: filled(entries) });
    if (answer.revision) form.dataset.revision = answer.revision;
    return answer.status === 200 ? answer : { error: answer.error ?? say("no_network") };
  });
  const filled = entries => {
    const data = new FormData();
    for (const [name, value] of Object.entries({ revision: form.dataset.revision, ...entries })) data.append(name, value);
    return data;
  };
  const take = async (place, entries) => {
    await save();
    const answer = await post(place, entries);
    if (answer.fields) proposed(form, answer.fields);
    return { ...answer, remarks: [...(answer.remarks ?? []), ...(answer.refused ?? [])] };
  };
  const read = given => take("dan", typeof given === "string" ? { html: given } : { file: given });
  return { upload: file => take("tep", { file }), read };
}

// The office's clock, wherever the browser is.
const timeZone = "Asia/Ho_Chi_Minh";
const clock = moment => new Date(moment).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone });

function teller(form, speak, look) {
  const others = document.querySelector("[data-others]");
  return {
    saving: () => speak(say("saving")),
    saved: async (answer, whole) => {
      speak(whole ? say("saved", { at: clock(answer.saved_at) }) : say("saving"));
      if (others) others.textContent = answer.others?.length ? say("others", { names: answer.others.join(", ") }) : "";
      stateIs(form, answer);
      if (whole) await look(answer.revision);
    },
    merged: ({ by = "", conflicts }) => speak(say(conflicts ? "merged_conflicts" : "merged", { by })),
    refused: words => speak(words, "problem"),
    offline: () => speak(say("offline"), "problem"),
  };
}

/** What was left unsent by a tab that was closed, or a night without network. */
async function offer(form, drawer, saving, desk) {
  const now = desk.current();
  for (const left of await drawer.left()) {
    if (JSON.stringify([left.fields, left.body]) === JSON.stringify([now.fields, now.body])) {
      drawer.forget(left.key);
      continue;
    }
    const done = () => (drawer.forget(left.key), note.remove());
    const take = async () => (saving.put(left), await saving.keep(), done());
    const note = el("div", { class: "notice unsent", role: "alert" }, el("p", {}, say("unsent", { at: clock(left.at), day: new Date(left.at).toLocaleDateString("vi-VN", { timeZone }) })),
      el("div", { class: "buttons" }, button(say("take_unsent"), take), button(say("drop_unsent"), done)));
    form.before(note);
  }
}

/** The page goes on from what was published, if that is what it shows. */
async function standsOnPublished(form, desk) {
  const now = await renewHead(form);
  const same = now && JSON.stringify(desk.current()) === JSON.stringify({ fields: readFields(now), body: now.elements.body.value });
  if (same) form.dataset.revision = now.dataset.revision;
  return same;
}

const goToFirstError = () => document.querySelector("[data-problems] .error button")?.click();

/** Everything is saved before the server is asked to go on. What is only looked at is there already. */
async function submit(event, { form, area, saving, look, complain, published }) {
  const { submitter } = event;
  const action = submitter?.name === "action" ? submitter.value : "save";
  area.fill();
  if (form.dataset.leaving) return;
  event.preventDefault();
  const whole = await saving.save("save");
  if (action === "look") document.getElementById("pane-look")?.click();
  if (!whole || action === "save" || action === "look") return;
  if (action === "publish") {
    const wrong = await publish(form, { look: () => look(form.dataset.revision), published });
    return wrong && (complain(say("not_published")), goToFirstError());
  }
  form.dataset.leaving = "1";
  area.fill();
  for (const field of document.querySelectorAll("input[name=revision]")) field.value = form.dataset.revision;
  submitter.click();
}

const form = document.querySelector("form[data-editor]");
if (form) start(form);
