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

/** Waits until the device has all that it needs to start without the server. */
export async function isKept(window: Window, text: string): Promise<void> {
  await window.until("navigator.serviceWorker.controller !== null");
  await window.until(`(${database}).then((all) => all.includes(${JSON.stringify(text)}))`);
}
