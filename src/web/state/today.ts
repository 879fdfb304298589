import { signal } from "@preact/signals";

/** When the day began that it is where the reader is: another time as soon as it is another day. */
export const today = signal(beginOfToday());

/** The clock may have gone on meanwhile: of a computer that slept, timers are late. */
for (const name of ["focus", "visibilitychange"]) addEventListener(name, look);
awaitMidnight();

function look(): void {
  today.value = beginOfToday();
}

function awaitMidnight(): void {
  const midnight = new Date();
  midnight.setHours(24, 0, 0, 0);
  setTimeout(() => {
    look();
    awaitMidnight();
  }, midnight.getTime() - Date.now());
}

function beginOfToday(): number {
  return new Date().setHours(0, 0, 0, 0);
}
