import { nameAt, Parts, type Read, Unreadable } from "./parts.ts";

/** The container's head: "RIFF", its length, "WEBP". */
const head_bytes = 12;
const kept = new Set(["VP8 ", "VP8L", "ALPH", "ICCP", "ANIM", "ANMF"]);
/** Of the flags in VP8X. */
const flag = { moves: 0x02, xmp: 0x04, exif: 0x08 } as const;

/** RFC 9649: a RIFF container whose first chunk says which of three kinds it is. */
export function readWebp(bytes: Uint8Array, view: DataView): Read | undefined {
  if (nameAt(view, 0) !== "RIFF" || nameAt(view, 8) !== "WEBP") return undefined;
  const { width, height, moves } = readFirst(view);
  const parts = new Parts(bytes);
  const head = Uint8Array.from(bytes.subarray(0, head_bytes));
  parts.add(head);
  let frames = 0;
  let hasData = false;
  for (let at = head_bytes; at + 8 <= bytes.length;) {
    const name = nameAt(view, at);
    const data_bytes = view.getUint32(at + 4, true);
    const end = at + 8 + data_bytes + (data_bytes % 2);
    if (name === "ANMF") frames++;
    if (name === "VP8 " || name === "VP8L") hasData = true;
    if (name === "VP8X" && at === head_bytes) parts.add(withoutTexts(Uint8Array.from(bytes.subarray(at, end))));
    else if (kept.has(name)) parts.keep(at, end);
    at = end;
  }
  if (!hasData && frames === 0) throw new Unreadable("there are no pixels");
  new DataView(head.buffer).setUint32(4, parts.length - 8, true);
  return { width, height, frames: moves ? frames : 1, parts };
}

function readFirst(view: DataView): { width: number; height: number; moves: boolean } {
  const moves = false;
  switch (nameAt(view, head_bytes)) {
    case "VP8 ":
      if (view.getUint16(23) !== 0x9d01 || view.getUint8(25) !== 0x2a) break;
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff, moves };
    case "VP8L": {
      if (view.getUint8(20) !== 0x2f) break;
      const size = view.getUint32(21, true);
      return { width: (size & 0x3fff) + 1, height: ((size >>> 14) & 0x3fff) + 1, moves };
    }
    case "VP8X":
      return {
        width: uint24(view, 24) + 1,
        height: uint24(view, 27) + 1,
        moves: (view.getUint8(20) & flag.moves) !== 0,
      };
  }
  throw new Unreadable("the first chunk is none of the three");
}

/** The chunk VP8X without the word that Exif and XMP are there. */
function withoutTexts(chunk: Uint8Array): Uint8Array {
  chunk[8] = (chunk[8] ?? 0) & ~(flag.xmp | flag.exif);
  return chunk;
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
}
