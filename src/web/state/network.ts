import { signal } from "@preact/signals";

const offline = signal(!navigator.onLine);
for (const name of ["online", "offline"])
  addEventListener(name, () => {
    offline.value = !navigator.onLine;
  });

/** Whether this device has no network at all, as it says itself. */
export function isOffline(): boolean {
  return offline.value;
}
