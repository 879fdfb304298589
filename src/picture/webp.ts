import { nameAt, Parts, type Read, Unreadable } from "./parts.ts";

/** The container's head: "RIFF", its length, "WEBP". */
const head_bytes = 12;
const kept = new Set(["VP8 ", "VP8L", "ALPH", "ICCP", "ANIM", "ANMF"]);
/** Of the flags in VP8X. */
const flag = { moves: 0x02, xmp: 0x04, exif: 0x08, alpha: 0x10 } as const;
/** Of a frame, before its own chunks: its place, its size, how long it stays. */
const frame_bytes = 16;

/** RFC 9649: a RIFF container whose first chunk says which of three kinds it is. */
export function readWebp(bytes: Uint8Array, view: DataView): Read | undefined {
  if (nameAt(view, 0) !== "RIFF" || nameAt(view, 8) !== "WEBP") return undefined;
  const { width, height, moves } = readFirst(view);
  const parts = new Parts(bytes);
  const head = Uint8Array.from(bytes.subarray(0, head_bytes));
  parts.add(head);
  let frames = 0;
  let still: Uint8Array | undefined;
  let hasData = false;
  for (let at = head_bytes; at + 8 <= bytes.length;) {
    const name = nameAt(view, at);
    const data_bytes = view.getUint32(at + 4, true);
    const end = at + 8 + data_bytes + (data_bytes % 2);
    if (name === "ANMF" && ++frames === 1) still = stillOf(bytes.subarray(at + 8, at + 8 + data_bytes));
    if (name === "VP8 " || name === "VP8L") hasData = true;
    if (name === "VP8X" && at === head_bytes) parts.add(withoutTexts(Uint8Array.from(bytes.subarray(at, end))));
    else if (kept.has(name)) parts.keep(at, end);
    at = end;
  }
  if (!hasData && frames === 0) throw new Unreadable("there are no pixels");
  new DataView(head.buffer).setUint32(4, parts.length - 8, true);
  return { width, height, frames: moves ? frames : 1, parts, still: moves ? still : undefined };
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

/** A frame by itself. Where it does not fill the picture it stands for that all the same. */
function stillOf(frame: Uint8Array): Uint8Array {
  const chunks = frame.subarray(frame_bytes);
  const still = new Uint8Array(head_bytes + 18 + chunks.length);
  const view = new DataView(still.buffer);
  still.set(Buffer.from("RIFF????WEBPVP8X"));
  view.setUint32(4, still.length - 8, true);
  view.setUint32(16, 10, true);
  still[20] = flag.alpha;
  // Width and height stand in both in the same way.
  still.set(frame.subarray(6, 12), 24);
  still.set(chunks, 30);
  return still;
}

/** The chunk VP8X without the word that Exif and XMP are there. */
function withoutTexts(chunk: Uint8Array): Uint8Array {
  chunk[8] = (chunk[8] ?? 0) & ~(flag.xmp | flag.exif);
  return chunk;
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
}
