import { Parts, type Read, Unreadable } from "./parts.ts";

const block = { extension: 0x21, image: 0x2c, end: 0x3b } as const;
const label = { control: 0xf9, application: 0xff } as const;
const head_bytes = 13;
/** Up to its table of colours, and the number after that. */
const image_bytes = 11;
/** An application's name and its three characters. */
const application_bytes = 11;

/** GIF89a: a screen, then blocks; the data of each stands in pieces of at most 255 bytes, which an empty one ends. */
export function readGif(bytes: Uint8Array, view: DataView): Read | undefined {
  if (!/^GIF8[79]a$/.test(String.fromCharCode(...bytes.subarray(0, 6)))) return undefined;
  const parts = new Parts(bytes);
  let width = view.getUint16(6, true);
  let height = view.getUint16(8, true);
  let frames = 0;
  let at = head_bytes + tableBytes(view.getUint8(10));
  parts.keep(0, at);
  // One that is cut off is shown by browsers as far as it goes, and kept as far as it goes.
  while (at < bytes.length && bytes[at] !== block.end) {
    const isImage = bytes[at] === block.image;
    if (!isImage && bytes[at] !== block.extension) throw new Unreadable("a block is of no known kind");
    if (isImage && at + image_bytes > bytes.length) break;
    const data = at + (isImage ? image_bytes + tableBytes(view.getUint8(at + 9)) : 2);
    const { end, isWhole } = piecesFrom(bytes, data);
    if (isImage && end > data) {
      // Browsers make the screen as large as what stands on it.
      width = Math.max(width, view.getUint16(at + 1, true) + view.getUint16(at + 5, true));
      height = Math.max(height, view.getUint16(at + 3, true) + view.getUint16(at + 7, true));
      frames++;
      parts.keep(at, end);
      if (!isWhole) parts.add(Uint8Array.of(0));
    } else if (!isImage && isWhole && isKept(bytes, at)) parts.keep(at, end);
    if (!isWhole) break;
    at = end;
  }
  parts.add(Uint8Array.of(block.end));
  return { width, height, frames, parts };
}

/** How long a table of colours is, from the flags before it. */
function tableBytes(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

/** Where the pieces end that begin at `from`, and whether the empty one is there: otherwise it ends before one that is cut off. */
function piecesFrom(bytes: Uint8Array, from: number): { end: number; isWhole: boolean } {
  let end = from;
  for (;;) {
    const length = bytes[end];
    if (length === 0) return { end: end + 1, isWhole: true };
    if (length === undefined || end + 1 + length > bytes.length) return { end, isWhole: false };
    end += 1 + length;
  }
}

/** How long a frame stays, and how often all of them come again. */
function isKept(bytes: Uint8Array, at: number): boolean {
  if (bytes[at + 1] === label.control) return true;
  // Before its name is looked at, which takes far longer where there are millions.
  if (bytes[at + 1] !== label.application || bytes[at + 2] !== application_bytes) return false;
  const name = String.fromCharCode(...bytes.subarray(at + 3, at + 3 + application_bytes));
  return name === "NETSCAPE2.0" || name === "ANIMEXTS1.0";
}
