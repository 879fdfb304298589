import { readGif } from "./gif.ts";
import { readJpeg } from "./jpeg.ts";
import { type Read, Unreadable } from "./parts.ts";
import { readPng } from "./png.ts";
import { readWebp } from "./webp.ts";

/** Pictures that are kept and shown as they are: told by their own bytes, and never by what a client says of them. */
export const pictureTypes = ["image/png", "image/jpeg", "image/webp", "image/gif"] as const;
export type PictureType = (typeof pictureTypes)[number];

export interface Picture extends Omit<Read, "parts"> {
  readonly type: PictureType;
  /**
   * Its bytes without what is not needed to show it: where and when and by whom it was taken, thumbnails, comments, and what
   * stands after its end. How a JPEG or PNG is to be turned stays; browsers show others as they are stored.
   */
  readonly parts: readonly Uint8Array[];
  readonly bytes: number;
}

const readers: Readonly<Record<PictureType, (bytes: Uint8Array, view: DataView) => Read | undefined>> = {
  "image/png": readPng,
  "image/jpeg": readJpeg,
  "image/webp": readWebp,
  "image/gif": readGif,
};

/**
 * What the bytes are, by their structure alone; undefined for what is no picture of these types. Nothing is decoded: a small
 * file that says it is a huge picture costs nothing here, and is for the caller to refuse; so is one whose pixels are broken.
 */
export function readPicture(bytes: Uint8Array): Picture | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const type of pictureTypes) {
    try {
      const read = readers[type](bytes, view);
      if (!read) continue;
      const { width, height, frames, parts, still, turned } = read;
      if (width === 0 || height === 0 || frames === 0) return undefined;
      return { type, width, height, frames, still, turned, parts: parts.list, bytes: parts.length };
    } catch (error) {
      // A RangeError: it ends before its header does.
      if (!(error instanceof Unreadable || error instanceof RangeError)) throw error;
    }
  }
  return undefined;
}
