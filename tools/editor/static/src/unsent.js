// Words that the server has not acknowledged, kept in the browser until it has.

const STORE = "unsent";

const database = new Promise((done, failed) => {
  const opening = indexedDB.open("soan-bai", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  opening.onsuccess = () => done(opening.result);
  opening.onerror = () => failed(opening.error);
});
database.catch(() => {});

async function within(mode, work) {
  const transaction = (await database).transaction(STORE, mode);
  const asked = work(transaction.objectStore(STORE));
  return new Promise((done, failed) => {
    transaction.oncomplete = () => done(asked.result);
    transaction.onerror = transaction.onabort = () => failed(transaction.error);
  });
}

/** The drawer of one text and one person. Each tab has its own place in it. A browser that keeps nothing is no fault. */
export function drawer(text) {
  const key = [text, crypto.randomUUID()];
  const range = IDBKeyRange.bound([text, ""], [text, "\uffff"]);
  return {
    keep: words => within("readwrite", store => store.put({ ...words, at: Date.now(), key }, key)).catch(() => {}),
    forget: (which = key) => within("readwrite", store => store.delete(which)).catch(() => {}),
    /** What other tabs, or this page before, have left. */
    left: () => within("readonly", store => store.getAll(range)).catch(() => []),
  };
}
