import type { Client } from "../../sdk/client.ts";
import { whenIdle } from "./idle.ts";
import { ownKept, writeKept } from "./kept.ts";
import { isOutdated } from "./version.ts";

/** What goes on beside the conversation while somebody is signed in: fetched when that is there. */

/** Changes are gathered so long, and then written when there is nothing else to do. */
const write_ms = 3000;
const idle_ms_max = 5000;

/** Keeps what a client knows that has just been welcomed, until its session is over. */
export function keep(client: Client): void {
  const { session } = client.model;
  if (session === undefined || "reason" in client.connection) return;
  ownKept(session);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    clearTimeout(timer);
    timer = undefined;
    const snapshot = client.snapshot();
    if (snapshot && !("reason" in client.connection)) writeKept(session, snapshot);
  };
  const later = () => {
    timer ??= setTimeout(() => whenIdle(write, idle_ms_max), write_ms);
  };
  const hidden = () => {
    // A phone may end the page any time from now on.
    if (timer !== undefined && document.visibilityState === "hidden") write();
  };
  const stop = client.on("change", ({ channels, messages, users, me }) => {
    if ("reason" in client.connection) {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", hidden);
      stop();
    } else if (channels.size > 0 || messages.size > 0 || users || me) later();
  });
  document.addEventListener("visibilitychange", hidden);
  later();
}

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
