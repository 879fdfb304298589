import { clientFiles, type PageName, pages } from "./client.ts";
import { cookieName } from "./cookies.ts";
import { secureHeaders } from "./headers.ts";
import appleIcon from "./icons/apple-touch-icon.png" with { type: "file" };
import icon192 from "./icons/icon-192.png" with { type: "file" };
import icon512 from "./icons/icon-512.png" with { type: "file" };
import maskableIcon from "./icons/icon-maskable.png" with { type: "file" };

/**
 * What the pages of the web client may do: load and talk to their own server, and nothing else. Styles may hold what the
 * build put into them as data: URLs.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
  // The one place where a script is named at run time: state/worker.ts.
  "trusted-types worker",
].join("; ");

const headersOfAll = { ...secureHeaders, "content-security-policy": contentSecurityPolicy };

type Handler = (request: Request) => Response | Promise<Response>;
type Bytes = Uint8Array<ArrayBuffer>;

/** The web client. */
export interface Web {
  /** The page, for each of the client's own places: it reads the rest from the address, and comes with what is seen there first. */
  readonly page: { GET: Handler; HEAD: Handler };
  /** The same before the sign-in: who brings a session's cookie is sent inside, where it turns out whether it is good. */
  readonly door: { GET: Handler; HEAD: Handler };
  /** The page's files, and an answer for every path that nothing else answers. */
  readonly fetch: (path: string, request: Request) => Promise<Response>;
}

const pagePath = (name: PageName) => `/${name}`;
const pagePaths: readonly string[] = Object.keys(pages).map((name) => `/${name}`);
const workerPath = "/sw.js";

/** What the installed app is shown by, at addresses that stay: the manifest names them, and iOS the last by itself. */
const icons = {
  "/icon-192.png": icon192,
  "/icon-512.png": icon512,
  "/icon-maskable.png": maskableIcon,
  "/apple-touch-icon.png": appleIcon,
};

export function makeWeb(): Web {
  let handlers: Promise<ReadonlyMap<string, Handler>> | undefined;
  const serve = async (request: Request, path: string) => {
    const isRead = request.method === "GET" || request.method === "HEAD";
    const known = await (handlers ??= makeHandlers());
    const handler = isRead ? known.get(path) : undefined;
    return handler ? handler(request) : notFound([...known.keys()]);
  };
  const page = (request: Request) => serve(request, pagePath(bringsSession(request) ? "index.html" : "door.html"));
  const door = (request: Request) =>
    bringsSession(request)
      ? new Response(null, { status: 302, headers: { ...headersOfAll, "cache-control": "no-store", location: "/" } })
      : page(request);
  return {
    page: { GET: page, HEAD: page },
    door: { GET: door, HEAD: door },
    fetch: (path, request) => serve(request, path),
  };
}

/** Whether it is a good one turns out inside. */
function bringsSession(request: Request): boolean {
  const cookies = new Bun.CookieMap(request.headers.get("cookie") ?? "");
  return [true, false].some((secure) => (cookies.get(cookieName(secure)) ?? "") !== "");
}

async function makeHandlers(): Promise<ReadonlyMap<string, Handler>> {
  const files = await listFiles();
  const all = [...files, await listWorker(files), ...(await listIcons())];
  return new Map(all.map((file) => [file.path, makeHandler(file)]));
}

interface File {
  /** Where it is asked for. */
  readonly path: string;
  readonly type: string;
  /** Another one for other bytes. */
  readonly hash: string;
  readonly cache: string;
  bytes(): Promise<Bytes>;
}

/** For what is another file when it has another name. */
const forEver = "public, max-age=31536000, immutable";

async function listFiles(): Promise<File[]> {
  const list = (await clientFiles()).map(async ({ name, content }) => ({
    path: `/${name}`,
    type: content.type,
    hash: Bun.hash(await content.arrayBuffer()).toString(36),
    cache: pagePaths.includes(`/${name}`) ? "no-cache" : forEver,
    bytes: async () => new Uint8Array(await content.arrayBuffer()),
  }));
  return Promise.all(list);
}

/** The service worker, which knows the files that it is to keep: with other files it is another one. */
async function listWorker(files: readonly File[]): Promise<File> {
  const { workerScript } = await import("./worker.ts");
  const version = Bun.hash(files.map(({ path, hash }) => `${path} ${hash}`).join("\n")).toString(36);
  const kept = files.map(({ path }) => path).filter((path) => !pagePaths.includes(path));
  const text = `self.shell=${JSON.stringify({ version, files: kept })};\n${workerScript}`;
  const bytes = new TextEncoder().encode(text);
  return {
    path: workerPath,
    type: "text/javascript;charset=utf-8",
    hash: Bun.hash(bytes).toString(36),
    cache: "no-cache",
    bytes: () => Promise.resolve(bytes),
  };
}

function listIcons(): Promise<File[]> {
  const list = Object.entries(icons).map(async ([path, file]) => {
    const bytes = await Bun.file(file).bytes();
    const hash = Bun.hash(bytes).toString(36);
    return { path, type: "image/png", hash, cache: "public, max-age=86400", bytes: () => Promise.resolve(bytes) };
  });
  return Promise.all(list);
}

function makeHandler(file: File): Handler {
  const common = {
    ...headersOfAll,
    "content-type": file.type,
    "cache-control": file.cache,
    vary: "accept-encoding",
  };
  const isText = /text|json|svg|javascript/.test(file.type);
  const made = new Map<Encoding, Promise<Bytes>>();
  const load = (encoding: Encoding) => {
    const known = made.get(encoding) ?? encode(file, encoding);
    made.set(encoding, known);
    return known;
  };
  return async ({ headers: asked }) => {
    const encoding = isText ? chooseEncoding(asked.get("accept-encoding") ?? "") : "identity";
    // A strong ETag stands for exact bytes: each encoding has its own.
    const etag = `"${file.hash}-${encoding}"`;
    const headers = { ...common, etag };
    if (matches(asked.get("if-none-match") ?? "", etag)) return new Response(null, { status: 304, headers });
    const bytes = await load(encoding);
    return new Response(bytes, {
      headers: encoding === "identity" ? headers : { ...headers, "content-encoding": encoding },
    });
  };
}

/** In the order in which they are preferred. */
const encodings = ["zstd", "gzip", "identity"] as const;
type Encoding = (typeof encodings)[number];

/** Done when somebody first asks for it, so that it does not delay the server's start. */
async function encode(file: File, encoding: Encoding): Promise<Bytes> {
  const bytes = await file.bytes();
  if (encoding === "zstd") return new Uint8Array(await Bun.zstdCompress(bytes, { level: 19 }));
  return encoding === "gzip" ? Bun.gzipSync(bytes, { level: 9 }) : bytes;
}

/** One that the client takes (RFC 9110, section 12.5.3). */
function chooseEncoding(header: string): Encoding {
  const parts = header
    .toLowerCase()
    .split(",")
    .map((part) => part.split(";").map((field) => field.trim()));
  const taken = parts.filter(([, weight]) => !/^q=0(\.0*)?$/.test(weight ?? "")).map(([name]) => name);
  return encodings.find((encoding) => taken.includes(encoding)) ?? "identity";
}

function matches(header: string, etag: string): boolean {
  return header.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag || tag.trim() === "*");
}

/** For addresses where nothing is: it looks as the client's pages do, by its files, and needs no script. */
function missing(files: readonly string[]): string {
  const [style = "", icon = ""] = [".css", ".svg"].map((end) => files.find((path) => path.endsWith(end)));
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Not found - Bantam</title>
<link rel="icon" type="image/svg+xml" href="${icon}">
<link rel="stylesheet" href="${style}">
<main class="entry">
<div class="entry-card">
<img class="logo" src="${icon}" alt="">
<h1>There is nothing here</h1>
<p class="lead">The address may have been mistyped.</p>
<a class="button" href="/">Go to Bantam</a>
</div>
</main>
</html>
`;
}

function notFound(files: readonly string[]): Response {
  return new Response(missing(files), {
    status: 404,
    headers: { ...headersOfAll, "content-type": "text/html; charset=utf-8" },
  });
}
