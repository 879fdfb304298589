/** What makes an installed app of the client: the manifest, its icons, and the service worker. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { openWorkspace, type Workspace } from "../support/people.ts";

const web = join(import.meta.dir, "../../src/web");

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace({ run: "binary", settings: { workspace: "Harbour" } });
}, 120_000);
afterAll(() => workspace[Symbol.asyncDispose]());

const get = (path: string, headers: Record<string, string> = {}) => fetch(workspace.server.url + path, { headers });

interface Manifest {
  name: string;
  lang: string;
  start_url: string;
  scope: string;
  display: string;
  theme_color: string;
  background_color: string;
  icons: { src: string; sizes: string; type: string; purpose?: string }[];
  shortcuts: { name: string; url: string; icons: Manifest["icons"] }[];
}

test("the manifest is what browsers ask of one that can be installed, and every icon is there in its size", async () => {
  const answer = await get("/manifest.webmanifest");
  expect(answer.headers.get("content-type")).toBe("application/manifest+json");
  const manifest = (await answer.json()) as Manifest;
  expect(manifest).toMatchObject({ start_url: "/", scope: "/", display: "standalone" });
  const sizes = manifest.icons.map((icon) => [icon.sizes, icon.purpose ?? "any"]);
  expect(sizes).toEqual([
    ["192x192", "any"],
    ["512x512", "any"],
    ["512x512", "maskable"],
  ]);
  const listed = [...manifest.icons, ...manifest.shortcuts.flatMap(({ icons }) => icons)];
  for (const icon of [...listed, { src: "/apple-touch-icon.png", sizes: "180x180", type: "image/png" }]) {
    const { headers, bytes } = await get(icon.src).then(async (each) => ({
      headers: each.headers,
      bytes: await each.bytes(),
    }));
    expect(headers.get("content-type")).toBe(icon.type);
    // PNG: width and height stand in the first chunk.
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    expect(`${view.getUint32(16)}x${view.getUint32(20)}`).toBe(icon.sizes);
  }
  for (const { url } of manifest.shortcuts) expect((await get(url)).status).toBe(200);
});

test("the app has the workspace's name for who is signed in, and tells it to nobody else", async () => {
  const nameFor = async (headers: Record<string, string>) =>
    ((await (await get("/manifest.webmanifest", headers)).json()) as Manifest).name;
  const { token } = workspace.people.cho;
  expect(await nameFor({ authorization: `Bearer ${token}` })).toBe("Harbour");
  expect(await nameFor({ cookie: `session=${token}`, "sec-fetch-site": "cross-site" })).toBe("Bantam");
  expect(await nameFor({ authorization: "Bearer nonsense" })).toBe("Bantam");
  expect(await nameFor({})).toBe("Bantam");
});

test("its shortcuts are in the language that the browser asks for, and English for all others", async () => {
  const shortcutsFor = async (language: string) => {
    const answer = await get("/manifest.webmanifest", { "accept-language": language });
    expect(answer.headers.get("vary")).toContain("accept-language");
    const { lang, shortcuts } = (await answer.json()) as Manifest;
    return [lang, ...shortcuts.map(({ name }) => name)];
  };
  const english = ["en", "Write to somebody", "Browse channels"];
  const german = ["de", "Jemandem schreiben", "Kanäle durchsehen"];
  for (const language of ["de", "de-AT,de;q=0.9,en;q=0.8", "fr, DE;q=0.5"])
    expect(await shortcutsFor(language)).toEqual(german);
  for (const language of ["", "en-GB,de;q=0.5", "fr", "*", "constructor", ",;q=,"])
    expect(await shortcutsFor(language)).toEqual(english);
});

test("the page names the manifest, and its colours and the manifest's are the design's", async () => {
  const page = await (await get("/")).text();
  expect(page).toContain('rel="manifest" href="/manifest.webmanifest"');
  const tokens = await Bun.file(join(web, "style/tokens.css")).text();
  const [, light, dark] = /--ground: light-dark\((#\w+), (#\w+)\)/.exec(tokens) ?? [];
  const metas = [...page.matchAll(/name="theme-color" media="\(prefers-color-scheme: (\w+)\)" content="(#\w+)"/g)];
  expect(metas.map(([, scheme, colour]) => [scheme, colour])).toEqual([
    ["light", light],
    ["dark", dark],
  ]);
  const manifest = (await (await get("/manifest.webmanifest")).json()) as Manifest;
  expect([manifest.theme_color, manifest.background_color]).toEqual([`${light}`, `${light}`]);
});

test("the page shows the logo before the client is there: the same as the client's", async () => {
  const page = await (await get("/")).text();
  const [, bird = ""] = /const bird = "([^"]+)"/.exec(await Bun.file(join(web, "views/logo.tsx")).text()) ?? [];
  expect(bird).toStartWith("M7 20");
  expect(page.slice(page.indexOf('id="app"'))).toContain(`d="${bird}"`);
  expect(await Bun.file(join(import.meta.dir, "../../src/server/icons/icon.svg")).text()).toContain(`d="${bird}"`);
});

test("the service worker is looked for anew each time, and keeps the page's own files and nothing else", async () => {
  const answer = await get("/sw.js");
  expect(answer.headers.get("content-type")).toStartWith("text/javascript");
  expect(answer.headers.get("cache-control")).toBe("no-cache");
  expect(answer.headers.get("content-security-policy")).toContain("worker-src 'self'");
  const again = await get("/sw.js", { "if-none-match": answer.headers.get("etag") ?? "" });
  expect(again.status).toBe(304);
  const script = await answer.text();
  const { shell } = runWorker(script);
  const page = await (await get("/")).text();
  const named = [...page.matchAll(/(?:src|href)="(\/[\w.-]+-\w{8}\.(?:js|css|png))"/g)].map(([, path = ""]) => path);
  expect(named.length).toBeGreaterThanOrEqual(3);
  expect(shell.files).toEqual(expect.arrayContaining(named));
  for (const path of shell.files) {
    const file = await get(path);
    expect([path, file.status, file.headers.get("cache-control")]).toEqual([
      path,
      200,
      "public, max-age=31536000, immutable",
    ]);
  }
});

test("a new service worker keeps the files of the version before, for tabs that still run it, and no older ones", async () => {
  const script = await (await get("/sw.js")).text();
  const worker = runWorker(script, ["shell oldest", "shell before", "something else"]);
  await worker.happen("install");
  await worker.happen("activate");
  expect([...worker.kept.keys()]).toEqual(["shell before", "something else", `shell ${worker.shell.version}`]);
  expect(worker.kept.get(`shell ${worker.shell.version}`)).toEqual(["/", ...worker.shell.files]);
});

test("of what the page asks for, the service worker answers its files and pages alone", async () => {
  const script = await (await get("/sw.js")).text();
  const worker = runWorker(script);
  const answers = (path: string, mode = "cors", method = "GET", origin = "http://here") =>
    worker.answers({ url: origin + path, mode, method });
  expect(answers("/c/AAAAAAAAAAAAAAAA", "navigate")).toBe(true);
  expect(answers(worker.shell.files[0] ?? "")).toBe(true);
  // A part of the version before, which a tab that still runs it loads.
  expect(answers("/chunk-0abc1def.js")).toBe(true);
  for (const path of ["/api/message.list", "/ws", "/manifest.webmanifest", "/sw.js", "/metrics", "/"])
    expect([path, answers(path)]).toEqual([path, false]);
  expect(answers("/api/message.send", "cors", "POST")).toBe(false);
  expect(answers("/chunk-0abc1def.js", "cors", "GET", "http://elsewhere")).toBe(false);
});

type Handler = (event: object) => void;

/** Runs the script as a browser would, with caches that hold lists of paths. */
function runWorker(script: string, names: readonly string[] = []) {
  const kept = new Map<string, string[]>(names.map((name) => [name, []]));
  const handlers = new Map<string, Handler>();
  const self = {
    shell: { version: "", files: [] as string[] },
    addEventListener: (name: string, handler: Handler) => handlers.set(name, handler),
    skipWaiting: () => Promise.resolve(),
    registration: { navigationPreload: { enable: () => Promise.resolve() } },
    clients: { claim: () => Promise.resolve() },
  };
  const caches = {
    keys: () => Promise.resolve([...kept.keys()]),
    delete: (name: string) => Promise.resolve(kept.delete(name)),
    match: () => Promise.resolve(new Response()),
    open: (name: string) => {
      const paths = kept.get(name) ?? [];
      kept.set(name, paths);
      return Promise.resolve({
        match: () => Promise.resolve(new Response()),
        addAll: (added: string[]) => Promise.resolve(paths.push(...added)),
      });
    },
  };
  const fetched = () => Promise.resolve(new Response());
  // The server's own script, run as browsers run it.
  // oxlint-disable-next-line typescript/no-implied-eval
  new Function("self", "caches", "location", "fetch", script)(self, caches, { origin: "http://here" }, fetched);
  return {
    shell: self.shell,
    kept,
    async happen(name: string): Promise<void> {
      const waits: Promise<unknown>[] = [];
      handlers.get(name)?.({ waitUntil: (promise: Promise<unknown>) => waits.push(promise) });
      await Promise.all(waits);
    },
    answers(request: { url: string; mode: string; method: string }): boolean {
      let answered = false;
      const respondWith = () => {
        answered = true;
      };
      handlers.get("fetch")?.({ request, respondWith, preloadResponse: Promise.resolve(undefined) });
      return answered;
    },
  };
}
