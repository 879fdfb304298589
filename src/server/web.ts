import { basename } from "node:path";
import app from "../web/index.html";
import { secureHeaders } from "./headers.ts";

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
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

const headersOfAll = { ...secureHeaders, "content-security-policy": contentSecurityPolicy };

type Handler = (request: Request) => Response | Promise<Response>;
type Bytes = Uint8Array<ArrayBuffer>;

/** The web client. */
export interface Web {
  /** The page, for each of the client's own places: it reads the rest from the address. */
  readonly page: { GET: Handler; HEAD: Handler };
  /** The page's files, and an answer for every path that nothing else answers. */
  readonly fetch: (path: string, request: Request) => Promise<Response>;
}

const pagePath = "/index.html";

export function makeWeb(): Web {
  let handlers: Promise<ReadonlyMap<string, Handler>> | undefined;
  const serve = async (request: Request, path: string) => {
    const isRead = request.method === "GET" || request.method === "HEAD";
    const known = await (handlers ??= makeHandlers());
    const handler = isRead ? known.get(path) : undefined;
    return handler ? handler(request) : notFound([...known.keys()]);
  };
  const page = (request: Request) => serve(request, pagePath);
  return { page: { GET: page, HEAD: page }, fetch: (path, request) => serve(request, path) };
}

async function makeHandlers(): Promise<ReadonlyMap<string, Handler>> {
  return new Map((await listFiles()).map((file) => [file.path, makeHandler(file)]));
}

interface File {
  /** Where it is asked for. */
  readonly path: string;
  readonly type: string;
  /** Another one for other bytes. */
  readonly hash: string;
  bytes(): Promise<Bytes>;
}

/** The executable has them inside. Run from source, they are made when somebody first asks. */
async function listFiles(): Promise<File[]> {
  if (app.files)
    return app.files.map(({ path, loader, headers }) => ({
      path: loader === "html" ? pagePath : `/${basename(path)}`,
      type: headers["content-type"],
      hash: headers.etag,
      bytes: () => Bun.file(path).bytes(),
    }));
  const define = { "process.env.NODE_ENV": '"production"' };
  const { outputs } = await Bun.build({
    entrypoints: [app.index],
    publicPath: "/",
    splitting: true,
    minify: true,
    define,
  });
  return outputs.map((output) => ({
    path: `/${basename(output.path)}`,
    type: output.type,
    hash: output.hash ?? "",
    bytes: async () => new Uint8Array(await output.arrayBuffer()),
  }));
}

function makeHandler(file: File): Handler {
  const common = {
    ...headersOfAll,
    "content-type": file.type,
    "cache-control": file.path === pagePath ? "no-cache" : "public, max-age=31536000, immutable",
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
