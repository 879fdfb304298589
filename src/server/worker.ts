import { bundle } from "../profile/bundle.macro.ts" with { type: "macro" };

/** The client's service worker, built when this program is. */
export const workerScript = bundle("../web/worker/worker.ts");
