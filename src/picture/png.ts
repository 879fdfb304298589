import { nameAt, Parts, type Read, Unreadable } from "./parts.ts";
import { tiff_bytes, tiffOf, turnIn, turnedSize } from "./turn.ts";

const signature = 0x89504e470d0a1a0an;
/** Length, name and checksum. */
const frame_bytes = 12;
/** What says how the pixels look: all else is text, times, places, and what others have made up. */
const kept = new Set("IHDR PLTE tRNS IDAT IEND gAMA cHRM sRGB iCCP cICP sBIT bKGD pHYs acTL fcTL fdAT".split(" "));

/** PNG (W3C), section 5: chunks of length, name, data and checksum, the header first. */
export function readPng(bytes: Uint8Array, view: DataView): Read | undefined {
  if (view.getBigUint64(0) !== signature || nameAt(view, 12) !== "IHDR") return undefined;
  const parts = new Parts(bytes);
  parts.keep(0, 8);
  let at = 8;
  let name = "";
  let declared = 0;
  let counted = 0;
  let hasData = false;
  let turned: number | undefined;
  while (name !== "IEND" && at + frame_bytes <= bytes.length) {
    name = nameAt(view, at + 4);
    const end = at + frame_bytes + view.getUint32(at);
    if (name === "acTL") declared = Math.max(declared, view.getUint32(at + 8));
    if (name === "fcTL") counted++;
    if (name === "IDAT") hasData = true;
    if (kept.has(name)) parts.keep(at, end);
    else if (name === "eXIf" && turned === undefined) {
      turned = turnIn(bytes.subarray(at + 8, end - 4));
      if (turned !== undefined && turned > 1) parts.add(exif(turned));
    }
    at = end;
  }
  if (!hasData) throw new Unreadable("there are no pixels");
  const frames = declared > 0 ? Math.max(declared, counted) : 1;
  return { ...turnedSize({ width: view.getUint32(16), height: view.getUint32(20) }, turned), frames, parts, turned };
}

/** A chunk with nothing but how the picture is to be turned. */
function exif(turned: number): Uint8Array {
  const chunk = new Uint8Array(frame_bytes + tiff_bytes);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, tiff_bytes);
  chunk.set(Buffer.from("eXIf"), 4);
  chunk.set(tiffOf(turned), 8);
  view.setUint32(8 + tiff_bytes, Bun.hash.crc32(chunk.subarray(4, 8 + tiff_bytes)));
  return chunk;
}
