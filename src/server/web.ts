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
type File = NonNullable<Bun.HTMLBundle["files"]>[number];
type Bytes = Uint8Array<ArrayBuffer>;

/** Run from source, Bun serves the page and its files itself. */
type Page = Bun.HTMLBundle | { GET: Handler; HEAD: Handler };

/** The web client. */
export interface Web {
  /** The page, for each of the client's own places: it reads the rest from the address. */
  readonly page: Page;
  /** The page's files, and an answer for every path that nothing else answers. */
  readonly fetch: Handler;
}

export function makeWeb(): Web {
  const files = new Map<string, Handler>();
  let page: Page = app;
  for (const file of app.files ?? []) {
    const handler = serve(file);
    if (file.loader === "html") page = { GET: handler, HEAD: handler };
    else files.set(`/${basename(file.path)}`, handler);
  }
  return {
    page,
    fetch(request) {
      const file = files.get(new URL(request.url).pathname);
      return file && (request.method === "GET" || request.method === "HEAD") ? file(request) : notFound();
    },
  };
}

function serve(file: File): Handler {
  const type = file.headers["content-type"];
  const common = {
    ...headersOfAll,
    "content-type": type,
    "cache-control": file.loader === "html" ? "no-cache" : "public, max-age=31536000, immutable",
    vary: "accept-encoding",
  };
  const isText = /text|json|svg|javascript/.test(type);
  const made = new Map<Encoding, Promise<Bytes>>();
  const load = (encoding: Encoding) => {
    const known = made.get(encoding) ?? encode(file, encoding);
    made.set(encoding, known);
    return known;
  };
  return async ({ headers: asked }) => {
    const encoding = isText ? chooseEncoding(asked.get("accept-encoding") ?? "") : "identity";
    // A strong ETag stands for exact bytes: each encoding has its own.
    const etag = `"${file.headers.etag}-${encoding}"`;
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
  const bytes = await Bun.file(file.path).bytes();
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

const missing = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Not found - Bantam</title>
<h1>There is nothing here</h1>
<p>The address may have been mistyped. <a href="/">Go to Bantam</a></p>
</html>
`;

function notFound(): Response {
  return new Response(missing, {
    status: 404,
    headers: { ...headersOfAll, "content-type": "text/html; charset=utf-8" },
  });
}
