import type { Window } from "./window.ts";

/** Everything that the browser keeps of this server in its database, as text. */
export const database = `new Promise((resolve, reject) => {
  const opening = indexedDB.open("bantam");
  opening.onerror = () => reject(opening.error);
  opening.onupgradeneeded = () => opening.transaction.abort();
  opening.onsuccess = () => {
    const asking = opening.result.transaction("kept").objectStore("kept").getAll();
    asking.onsuccess = () => { opening.result.close(); resolve(JSON.stringify(asking.result)); };
  };
}).catch(() => "")`;

/** As when somebody looks elsewhere and back: then what is to be kept is written at once, and otherwise within seconds. */
const lookAway = `(() => {
  const tell = () => document.dispatchEvent(new Event("visibilitychange"));
  Object.defineProperty(document, "visibilityState", { configurable: true, value: "hidden" });
  tell();
  delete document.visibilityState;
  tell();
})()`;

/** Has what is needed to start without the server kept by the device, and waits until it is. */
export async function isKept(window: Window, text: string): Promise<void> {
  await window.until("navigator.serviceWorker.controller !== null");
  await window.until(`(${lookAway}, ${database}).then((all) => all.includes(${JSON.stringify(text)}))`);
}
