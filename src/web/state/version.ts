import { signal } from "@preact/signals";
import type { Client } from "../../sdk/client.ts";

/** Whether the server has another version of the client than the one that runs here. */
export const isOutdated = signal(false);

/**
 * Has the client's files kept by the service worker, where the browser has one (in secure contexts alone), and looks for a new
 * version when the connection is back: the server may have been updated meanwhile.
 */
export function followVersion(client: Client): void {
  const worker = startWorker();
  let wasOnline = true;
  client.on("change", () => {
    const isOnline = client.connection.state === "online";
    if (isOnline && !wasOnline) Promise.all([look(), worker.then((known) => known?.update())]).catch(ignored);
    wasOnline = isOnline;
  });
}

declare global {
  /** Of browsers that know them: what names a script goes through a policy, which the server's headers allow by name. */
  var trustedTypes:
    | {
        createPolicy(
          name: string,
          rules: { createScriptURL(url: string): string },
        ): { createScriptURL(url: string): string };
      }
    | undefined;
}

const path = "/sw.js";
const policy = globalThis.trustedTypes?.createPolicy("worker", { createScriptURL: () => path });

async function startWorker(): Promise<ServiceWorkerRegistration | undefined> {
  if (!("serviceWorker" in navigator)) return undefined;
  try {
    return await navigator.serviceWorker.register(policy?.createScriptURL(path) ?? path);
  } catch {
    // The browser keeps nothing, as in some private windows: all but starting offline works without it.
    return undefined;
  }
}

/** A page names the scripts that it is made of: one that does not name this one is another version's. */
async function look(): Promise<void> {
  const own = document.querySelector("script[type=module]")?.getAttribute("src");
  const response = await fetch("/");
  if (own && response.ok && !(await response.text()).includes(`"${own}"`)) isOutdated.value = true;
}

function ignored(): void {}
