// The tasks of the program that was just chosen, to be ticked without opening the text anew.

import { readFields } from "./fields.js";
import { ask } from "./server.js";

const TASKS = "Result";

/** `text` is the address of the text. What is ticked already stays; without an answer all stays, until it is saved. */
export function followProgram(form, text) {
  const program = document.getElementById("f-Program");
  program?.addEventListener("change", async () => {
    const chosen = program.value;
    const ticked = Object.entries(readFields(form)).filter(([name]) => name.split(".")[0] === TASKS);
    const answer = await ask(`${text}/nhiem-vu?${new URLSearchParams([["Program", chosen], ...ticked])}`);
    if (answer.status !== 200 || program.value !== chosen) return;
    document.getElementById(`f-${TASKS}`)?.closest(".field").remove();
    program.closest(".field").after(...new DOMParser().parseFromString(answer.html, "text/html").body.children);
  });
}
