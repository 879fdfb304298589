/**
 * The service worker: the client opens without the server, and quicker with it. It keeps the client's own files, which are the
 * same for everybody, and nothing that anybody wrote: what people see is none of its requests.
 */

import { late } from "../state/late.ts";

/** What the server writes before this script: it is another one whenever the client's files are. */
interface Shell {
  readonly version: string;
  readonly files: readonly string[];
}

declare const self: ServiceWorkerGlobalScope & { readonly shell: Shell };

/** So long the server's own page is waited for, which may be of a newer version, before the one kept is taken. */
const page_ms_max = 3000;
const page = "/";
const prefix = "shell ";
const { version, files } = self.shell;
const own = prefix + version;

self.addEventListener("install", (event) => {
  event.waitUntil(install());
});
self.addEventListener("activate", (event) => {
  event.waitUntil(activate());
});
self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  if (mode === "navigate") event.respondWith(openPage(event));
  else if (isOfShell(pathname)) event.respondWith(fromAnyVersion(event.request));
});

async function install(): Promise<void> {
  const cache = await caches.open(own);
  await cache.addAll([page, ...files]);
  await self.skipWaiting();
}

/** The version before stays for the tabs that still run it, and load parts of it later. */
async function activate(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== own);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
  // The browser asks the server while this worker is started.
  await self.registration.navigationPreload.enable();
  await self.clients.claim();
}

async function openPage(event: FetchEvent): Promise<Response> {
  const asked = askServer(event);
  const answer = await Promise.race([asked.catch(() => undefined), late(page_ms_max)]);
  if (answer && answer.status < 500) return answer;
  const kept = await (await caches.open(own)).match(page, { ignoreVary: true });
  return kept ?? asked;
}

async function askServer(event: FetchEvent): Promise<Response> {
  const preloaded: unknown = await event.preloadResponse;
  return preloaded instanceof Response ? preloaded : fetch(event.request);
}

/** Their names change with what is in them. */
function isOfShell(path: string): boolean {
  return files.includes(path) || /^\/[\w.-]+-[0-9a-z]{8,}\.(js|css|svg|png|woff2)$/.test(path);
}

async function fromAnyVersion(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}
