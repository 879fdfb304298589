import { signal } from "@preact/signals";

/** Whether the server has another version of the client than the one that runs here. */
export const isOutdated = signal(false);
