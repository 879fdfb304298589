/** The Worker of files.ts: makes of what was received what is kept, one after the other, away from the chats' thread. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { type Picture, type PictureType, readPicture } from "../../picture/picture.ts";
import { limits } from "../../protocol/limits.ts";

/** Paths. `small` may stay without a file. */
export interface Order {
  readonly received: string;
  readonly whole: string;
  readonly small: string;
}

/** What is kept of a file. */
export interface Prepared {
  readonly type: PictureType;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly moves: boolean;
  /** Whether there is a small one: of what is small already, and does not move, there is none. Small ones stand still. */
  readonly small: boolean;
}

export type Report =
  | { readonly says: "prepared"; readonly prepared: Prepared }
  /** It is not taken. The reason is a sentence for its uploader. */
  | { readonly says: "refused"; readonly reason: string }
  | { readonly says: "failed"; readonly error: unknown };

class Unfit extends Error {
  override name = "Unfit";
}

declare const self: Worker;

const small_quality = 80;
/** What each way of being turned means, to the right and before it is mirrored from side to side. */
const degrees: Readonly<Record<number, number>> = { 3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270 };
const mirrored: readonly number[] = [2, 4, 5, 7];

self.onmessage = ({ data }: MessageEvent<Order>) => {
  prepare(data).then(
    (prepared) => report({ says: "prepared", prepared }),
    (error: unknown) =>
      report(error instanceof Unfit ? { says: "refused", reason: error.message } : { says: "failed", error }),
  );
};

/** Nothing bears its last name before it is whole and synced. */
async function prepare({ received, whole, small }: Order): Promise<Prepared> {
  const picture = fitPicture(readFileSync(received));
  const { type, bytes, width, height } = picture;
  const [newWhole, newSmall] = [`${whole}.new`, `${small}.new`];
  writeThrough(newWhole, picture.parts);
  const moves = picture.frames > 1;
  const made = await smallOf(picture.still ?? Bun.file(newWhole), picture.turned);
  const isKept = moves || Math.max(width, height) > limits.attachment_small_pixels_max;
  if (isKept) {
    writeThrough(newSmall, [made]);
    renameSync(newSmall, small);
  }
  renameSync(newWhole, whole);
  rmSync(received);
  syncFolder(dirname(whole));
  return { type, bytes, width, height, moves, small: isKept };
}

function fitPicture(bytes: Uint8Array): Picture {
  const picture = readPicture(bytes);
  if (!picture) throw new Unfit("Only pictures are taken: PNG, JPEG, WebP and GIF. This file is none, or is broken.");
  const { width, height, frames } = picture;
  const moves = frames > 1;
  const pixels_max = moves ? limits.attachment_moving_pixels_max : limits.attachment_pixels_max;
  if (width * height > pixels_max) {
    const what = moves ? "A picture that moves" : "A picture";
    throw new Unfit(
      `${what} may have at most ${pixels_max / 1_000_000} million pixels; this one is ${width} x ${height}.`,
    );
  }
  if (frames > limits.attachment_frames_max)
    throw new Unfit(`A picture that moves may have at most ${limits.attachment_frames_max} frames.`);
  return picture;
}

/** A small one that stands still, which also shows that the picture can be decoded. */
async function smallOf(picture: Uint8Array | Bun.BunFile, turned = 1): Promise<Uint8Array> {
  const side = limits.attachment_small_pixels_max;
  try {
    const image = new Bun.Image(picture, { maxPixels: limits.attachment_pixels_max }).rotate(degrees[turned] ?? 0);
    return await (mirrored.includes(turned) ? image.flop() : image)
      .resize(side, side, { fit: "inside", withoutEnlargement: true })
      .webp({ quality: small_quality })
      .bytes();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (typeof code !== "string" || !code.startsWith("ERR_IMAGE")) throw error;
    throw new Unfit("The picture cannot be shown: it is broken, or of a rare kind.");
  }
}

function writeThrough(path: string, parts: readonly Uint8Array[]): void {
  const file = openSync(path, "wx", 0o600);
  try {
    for (const part of parts) for (let done = 0; done < part.length;) done += writeSync(file, part, done);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function report(said: Report): void {
  postMessage(said);
}
