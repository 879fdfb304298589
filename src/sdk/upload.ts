import type { Id } from "../protocol/id.ts";
import { type Attachment, uploaded } from "../protocol/records.ts";
import { errorHere } from "./error.ts";
import { authorization, readReply } from "./http.ts";
import { timing } from "./limits.ts";

export interface UploadOptions {
  /** Gives the upload up: it rejects with the code `given_up`. */
  readonly signal?: AbortSignal | undefined;
  /** How much has left, from 0 to 1. Programs outside of browsers hear of its end alone. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** Uploads a file, to be sent in a message. `base` is as in `connect`. Rejects with a CommandError. */
export async function upload(
  base: string,
  file: Blob,
  name: string,
  { token, signal, onProgress }: UploadOptions & { readonly token?: string | undefined } = {},
): Promise<Attachment> {
  const url = new URL("/attachments", base);
  url.searchParams.set("name", name);
  if (signal?.aborted) throw errorHere("given_up");
  const sender: unknown = Reflect.get(globalThis, "XMLHttpRequest");
  const text = await (takesProgress(sender) && onProgress
    ? send(new sender(), url, file, onProgress, signal)
    : fetchText(url, file, token, signal));
  const { attachment } = readReply(text, (reply) => uploaded.read(reply, "answer", "server"));
  onProgress?.(1);
  return attachment;
}

/** Removes what was uploaded and is in no message. Rejects with a CommandError. */
export async function discardUpload(base: string, attachment: Id, token: string | undefined): Promise<void> {
  const signal = AbortSignal.timeout(timing.answer_ms);
  const url = new URL(`/attachments/${attachment}`, base);
  readReply(await textOf(url, { method: "DELETE", headers: authorization(token), signal }), () => undefined);
}

/** What is used of a browser's XMLHttpRequest, which alone tells how much has left. */
interface Sender {
  readonly responseText: string;
  readonly upload: { onprogress: ((event: { loaded: number; total: number }) => void) | null };
  onload: (() => void) | null;
  onerror: (() => void) | null;
  onabort: (() => void) | null;
  open(method: string, url: string): void;
  send(body: Blob): void;
  abort(): void;
}

function takesProgress(constructor: unknown): constructor is new () => Sender {
  return typeof constructor === "function";
}

function send(
  request: Sender,
  url: URL,
  file: Blob,
  onProgress: (share: number) => void,
  signal: AbortSignal | undefined,
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const giveUp = () => request.abort();
  request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
  request.onload = () => resolve(request.responseText);
  request.onerror = () => reject(errorHere("unreachable"));
  request.onabort = () => reject(errorHere("given_up"));
  request.open("POST", url.href);
  request.send(file);
  signal?.addEventListener("abort", giveUp);
  return promise.finally(() => signal?.removeEventListener("abort", giveUp));
}

async function fetchText(
  url: URL,
  file: Blob,
  token: string | undefined,
  signal: AbortSignal | undefined,
): Promise<string> {
  try {
    return await textOf(url, {
      method: "POST",
      headers: { "content-type": "application/octet-stream", ...authorization(token) },
      body: file,
      ...(signal && { signal }),
    });
  } catch (error) {
    throw signal?.aborted ? errorHere("given_up") : error;
  }
}

async function textOf(url: URL, request: RequestInit): Promise<string> {
  try {
    const response = await fetch(url, request);
    return await response.text();
  } catch {
    throw errorHere("unreachable");
  }
}
