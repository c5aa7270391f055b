// What is asked of the server: each question with the token of the session, one after another where they change
// something, so that each knows the newest revision.

import { fresh, renew, signIn } from "./sign_in.js";

export { fresh };

const token = () => document.querySelector("meta[name=token]").content;

export const encoded = path => path.split("/").map(encodeURIComponent).join("/");

/** `{status, ...answer}`; the status is 0 where nothing came back. An expired session is opened again in place. */
export async function ask(address, { headers = {}, ...given } = {}) {
  let response;
  try {
    response = await fetch(address, { ...given, headers: { accept: "application/json", "x-soan": token(), ...headers } });
  } catch {
    return { status: 0 };
  }
  const answer = await response.json().catch(() => ({}));
  if (response.status === 401 && answer.sign_in) {
    await signIn(answer.sign_in);
    return ask(address, { headers, ...given });
  }
  // Somebody signed in again in another tab.
  if (response.status === 403 && await renew()) return ask(address, { headers, ...given });
  return { ...answer, status: response.status };
}

/** A row of tasks of which one runs at a time. */
export function queue() {
  let last = Promise.resolve();
  return task => (last = last.then(task, task));
}

/** The answer as lines, each as it comes. */
export async function* lines(address, given) {
  const response = await fetch(address, { ...given, headers: { accept: "application/json", "x-soan": token(), ...given.headers } });
  if (!response.ok) throw await response.json().catch(() => ({}));
  let rest = "";
  for await (const words of chunks(response.body)) {
    const whole = (rest + words).split("\n");
    rest = whole.pop();
    yield* whole.filter(Boolean);
  }
  if (rest) yield rest;
}

async function* chunks(stream) {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield decoder.decode(value, { stream: true });
  }
}
