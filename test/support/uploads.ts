/** Uploading as any program does it, and looking at what was uploaded. */
import type { Id } from "../../src/protocol/id.ts";
import type { Failure } from "../../src/protocol/frames.ts";
import type { Attachment } from "../../src/protocol/records.ts";
import { png } from "./pictures.ts";

export type Bytes = Uint8Array | ReadableStream<Uint8Array>;

export interface Uploaded {
  readonly status: number;
  readonly attachment?: Attachment;
  readonly error?: Failure;
}

export interface UploadOptions {
  readonly name?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Uploads the bytes with a token, and returns what was answered. */
export async function tryUpload(
  url: string,
  token: string | undefined,
  bytes: Bytes,
  { name = "a.png", headers = {} }: UploadOptions = {},
): Promise<Uploaded> {
  const response = await fetch(`${url}/attachments?name=${encodeURIComponent(name)}`, {
    method: "POST",
    headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
    body: bytes instanceof Uint8Array ? Uint8Array.from(bytes) : bytes,
  });
  return { status: response.status, ...((await response.json()) as object) };
}

/** As tryUpload, of what is taken. */
export async function upload(
  url: string,
  token: string,
  bytes: Bytes = aPng(),
  options: UploadOptions = {},
): Promise<Attachment> {
  const { status, attachment, error } = await tryUpload(url, token, bytes, options);
  if (!attachment) throw new Error(`the upload was answered with ${status}: ${error?.message}`);
  return attachment;
}

/** A small one of its own colour. */
export function aPng(): Uint8Array<ArrayBuffer> {
  const [red = 0, green = 0, blue = 0] = crypto.getRandomValues(new Uint8Array(3));
  return Uint8Array.from(png(8, 8, [red, green, blue]));
}

export interface Way {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The ways to ask for a file. */
export const ways: readonly Way[] = [
  {},
  { method: "HEAD" },
  { headers: { range: "bytes=0-9" } },
  { headers: { "if-none-match": "*" } },
  { headers: { "if-modified-since": new Date().toUTCString() } },
];

export function download(
  url: string,
  token: string | undefined,
  attachment: Id | string,
  { method = "GET", headers = {} }: Way = {},
): Promise<Response> {
  const own = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return fetch(`${url}/attachments/${attachment}`, { method, headers: { ...own, ...headers } });
}
