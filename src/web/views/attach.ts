import { batch, signal } from "@preact/signals";
import { type ErrorCode, errors } from "../../protocol/errors.ts";
import { commandId, type Id } from "../../protocol/id.ts";
import { limits } from "../../protocol/limits.ts";
import type { Attachment } from "../../protocol/records.ts";
import type { Client } from "../../sdk/client.ts";
import { asCommandError, type CommandError, type CommandErrorCode } from "../../sdk/error.ts";
import { words } from "../language/language.ts";
import { dropLocal, keepLocal, renameLocal } from "../state/local.ts";
import { isCalm } from "../state/moving.ts";
import { notify } from "../state/notice.ts";
import { isSignedIn } from "../state/session.ts";
import type { Store } from "../state/store.ts";
import {
  asPending,
  attachedTo,
  pictureTypes,
  setWaiting,
  type Stage,
  type Upload,
  type Waiting,
  waitingMessages,
} from "../state/uploads.ts";
import { beginDraftWith } from "../state/unsent.ts";
import { smallPath } from "./pictures.tsx";

/** How pictures get to the server: chosen, refused, uploaded, tried again; and messages that wait for theirs. */

/** At the same time; the others wait for their turn. */
const running_max = 2;
const tries_max = 4;
const wait_ms_default = 1000;
const wait_ms_max = 60_000;

/** They may move, and it does no harm to take them for it: of PNGs, which are often large, few do (`movesAsPng`). */
const movingTypes: readonly string[] = ["image/gif", "image/webp"];
/** Whatever says more of itself before its pixels is taken for one that moves. */
const png_chunks_max = 100;

/** What has not arrived: its file, and how to give it up. */
interface Going {
  readonly file: File;
  giving: AbortController;
}

const going = new Map<Id, Going>();
const turns: (() => void)[] = [];
let running = 0;

/** Adds files to what is to be sent in a channel. Resolves when they are there to be seen; they are uploaded by themselves. */
export async function attachFiles(store: Store, channel: Id, files: readonly File[]): Promise<void> {
  const attached = attachedTo(channel);
  const room = limits.attachments_max - attached.peek().length;
  if (files.length > room) notify(words().pictures.tooMany(limits.attachments_max));
  const added = await Promise.all(files.slice(0, Math.max(0, room)).map(uploadOf));
  if (!isSignedIn(store)) return;
  attached.value = [...attached.peek(), ...added];
  for (const upload of added) if (upload.stage.peek().at === "running") start(store, upload);
}

export function retryUpload(store: Store, upload: Upload): void {
  const known = going.get(upload.key);
  if (!known) return;
  known.giving = new AbortController();
  start(store, upload);
}

export function removeUpload({ client }: Store, channel: Id, upload: Upload): void {
  const attached = attachedTo(channel);
  attached.value = attached.peek().filter((each) => each !== upload);
  discard(client, upload);
}

/** It could not be shown: where the server has let go of it meanwhile it cannot be sent either. */
export async function refuseIfLost(upload: Upload): Promise<void> {
  const { status } = await fetch(smallPath(upload.attachment.peek().id), { method: "HEAD" });
  if (status === 404) upload.stage.value = { at: "refused", why: words().pictures.lost };
}

/** Sends a message as soon as all of its pictures are there. Until then it is shown as one on its way. */
export function sendWhenThere(store: Store, channel: Id, body: string, uploads: readonly Upload[]): void {
  setWaiting([...waitingMessages(), { id: commandId(), channel, body, at: store.client.now_ms, uploads }]);
  handOver(store);
}

export function retryWaiting(store: Store, { uploads }: Waiting): void {
  for (const upload of uploads) if (upload.stage.peek().at === "failed") retryUpload(store, upload);
}

export function discardWaiting({ client }: Store, message: Waiting): void {
  setWaiting(waitingMessages().filter((each) => each !== message));
  for (const upload of message.uploads) discard(client, upload);
}

async function uploadOf(file: File): Promise<Upload> {
  const key = commandId();
  const guess: Attachment = { id: key, name: file.name, type: file.type, bytes: file.size, width: 1, height: 1 };
  const made = (stage: Stage, attachment = guess): Upload => ({
    key,
    attachment: signal(attachment),
    stage: signal(stage),
    share: signal(0),
  });
  const { wrongType, tooLarge } = words().pictures;
  if (!pictureTypes.includes(file.type)) return made({ at: "refused", why: wrongType });
  if (file.size > limits.attachment_bytes_max)
    return made({ at: "refused", why: tooLarge(limits.attachment_bytes_max / 1024 / 1024) });
  const url = URL.createObjectURL(file);
  const image = await imageAt(url);
  if (!image) {
    URL.revokeObjectURL(url);
    return made({ at: "refused", why: wrongType });
  }
  keepLocal(key, isCalm.peek() && (await mayMove(file)) ? await stillOf(image) : url);
  going.set(key, { file, giving: new AbortController() });
  // As it is shown: turned as its camera said.
  return made({ at: "running" }, { ...guess, width: image.naturalWidth, height: image.naturalHeight });
}

/** Undefined for what is no picture. */
function imageAt(url: string): Promise<HTMLImageElement | undefined> {
  const image = new Image();
  return new Promise((resolve) => {
    image.addEventListener("load", () => resolve(image));
    image.addEventListener("error", () => resolve(undefined));
    image.src = url;
  });
}

async function mayMove(file: File): Promise<boolean> {
  return movingTypes.includes(file.type) || (file.type === "image/png" && (await movesAsPng(file)));
}

/** A PNG that moves says so in a chunk before those of its pixels. Each is a length, a name, that many bytes and a checksum. */
async function movesAsPng(file: File): Promise<boolean> {
  for (let at = 8, chunks = 0; chunks < png_chunks_max; chunks++) {
    const head = await file.slice(at, at + 8).arrayBuffer();
    const name = new TextDecoder().decode(head.slice(4));
    if (name === "acTL") return true;
    if (name === "IDAT" || head.byteLength < 8) return false;
    at += 12 + new DataView(head).getUint32(0);
  }
  return true;
}

/** The picture as it begins, in place of its own address. */
async function stillOf(image: HTMLImageElement): Promise<string> {
  const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
  canvas.getContext("2d")?.drawImage(image, 0, 0);
  URL.revokeObjectURL(image.src);
  return URL.createObjectURL(await canvas.convertToBlob());
}

function start(store: Store, upload: Upload): void {
  batch(() => {
    upload.stage.value = { at: "running" };
    upload.share.value = 0;
  });
  bring(store, upload).then(
    (there) => {
      going.delete(upload.key);
      if (!there || !isSignedIn(store)) return;
      renameLocal(upload.attachment.peek().id, there.id);
      batch(() => {
        upload.attachment.value = there;
        upload.stage.value = { at: "there" };
      });
      handOver(store);
    },
    (thrown: unknown) => {
      const error = asCommandError(thrown);
      if (!isSignedIn(store)) going.delete(upload.key);
      else if (error.code !== "given_up") upload.stage.value = { at: "failed", error };
    },
  );
}

/** Undefined when it was given up before its turn came. */
async function bring(store: Store, upload: Upload): Promise<Attachment | undefined> {
  if (running === running_max) await new Promise<void>((resolve) => turns.push(resolve));
  running++;
  try {
    const known = going.get(upload.key);
    return known && (await tryToBring(store, upload, known));
  } finally {
    running--;
    turns.shift()?.();
  }
}

/** Without a network it waits until that is back, as messages do. */
async function tryToBring(store: Store, upload: Upload, known: Going): Promise<Attachment> {
  const { file, giving } = known;
  const { signal: given } = giving;
  for (let tries = 1; ; tries++) {
    await store.client.ready();
    try {
      return await store.client.upload(file, file.name, {
        signal: given,
        onProgress: (done) => {
          upload.share.value = done;
        },
      });
    } catch (thrown) {
      const error = asCommandError(thrown);
      const { retry_after_ms = wait_ms_default } = error;
      if (given.aborted || tries === tries_max || !passes(error) || retry_after_ms > wait_ms_max) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, retry_after_ms);
      });
    }
  }
}

/** Whether it may go well a little later. */
function passes({ code }: CommandError): boolean {
  return code === "unreachable" || (isServers(code) && errors[code].retry);
}

function isServers(code: CommandErrorCode): code is ErrorCode {
  return Object.hasOwn(errors, code);
}

function discard(client: Client, { key, attachment, stage }: Upload): void {
  going.get(key)?.giving.abort();
  going.delete(key);
  dropLocal(attachment.peek().id);
  // Where that fails the server does it by itself, within a day.
  if (stage.peek().at === "there") client.discardUpload(attachment.peek().id).catch(() => undefined);
}

/** What has all its pictures is the client's from now on, under the same id: its row stays. */
function handOver(store: Store): void {
  const isWhole = ({ uploads }: Waiting) => uploads.every(({ stage }) => stage.peek().at === "there");
  const whole = waitingMessages().filter(isWhole);
  if (whole.length === 0) return;
  batch(() => {
    setWaiting(waitingMessages().filter((each) => !whole.includes(each)));
    store.client.restore(whole.map(asPending));
  });
}

addEventListener("beforeunload", (event) => {
  if (going.size > 0) event.preventDefault();
});
/** What still waits is a draft again: a file does not outlive its page. */
addEventListener("pagehide", () => {
  // The last one first, since each comes before what is there.
  for (const message of waitingMessages().toReversed()) beginDraftWith(message.channel, [message]);
  setWaiting([]);
});
