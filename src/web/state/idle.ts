/** Does something when there is nothing else to do, or after so long. */
export function whenIdle(act: () => void, ms_max: number): void {
  // Safari has no idle time to give.
  if ("requestIdleCallback" in globalThis) requestIdleCallback(act, { timeout: ms_max });
  else setTimeout(act);
}
