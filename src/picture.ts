/** Pictures that are kept and shown as they are: told by their own bytes, and never by what a client says of them. */
export const pictureTypes = ["image/png", "image/jpeg", "image/webp"] as const;

export interface Picture {
  readonly type: (typeof pictureTypes)[number];
  readonly width: number;
  readonly height: number;
}

/**
 * What the header of the bytes says; undefined for what is no picture of these types, and for one that moves. Nothing is
 * decoded: a small file that says it is a huge picture costs nothing here, and is for the caller to refuse.
 */
export function readPicture(bytes: Uint8Array): Picture | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const picture = readPng(view) ?? readJpeg(view) ?? readWebp(view);
    return picture && picture.width > 0 && picture.height > 0 ? picture : undefined;
  } catch (error) {
    // It ends before its header does.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const png_signature = 0x89504e470d0a1a0an;

/** PNG (W3C), section 5: chunks of length, name, data and checksum, the header first. */
function readPng(view: DataView): Picture | undefined {
  if (view.getBigUint64(0) !== png_signature || nameAt(view, 12) !== "IHDR") return undefined;
  for (let at = 8; nameAt(view, at + 4) !== "IDAT"; at += 12 + view.getUint32(at))
    if (nameAt(view, at + 4) === "acTL") return undefined;
  return { type: "image/png", width: view.getUint32(16), height: view.getUint32(20) };
}

/** ITU T.81, annex B: segments of a marker and a length, until that of a frame, which has the size. */
function readJpeg(view: DataView): Picture | undefined {
  if (view.getUint16(0) !== 0xffd8) return undefined;
  for (let at = 2; view.getUint8(at) === 0xff; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint8(at + 1);
    // C4, C8 and CC are no frames but tables and reserved.
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { type: "image/jpeg", width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    // The picture's data without a frame before it.
    if (marker === 0xda) return undefined;
  }
  return undefined;
}

/** RFC 9649: a RIFF container whose first chunk says which of three kinds it is. */
function readWebp(view: DataView): Picture | undefined {
  if (nameAt(view, 0) !== "RIFF" || nameAt(view, 8) !== "WEBP") return undefined;
  const type = "image/webp";
  switch (nameAt(view, 12)) {
    case "VP8 ":
      if (view.getUint16(23) !== 0x9d01 || view.getUint8(25) !== 0x2a) return undefined;
      return { type, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    case "VP8L": {
      if (view.getUint8(20) !== 0x2f) return undefined;
      const size = view.getUint32(21, true);
      return { type, width: (size & 0x3fff) + 1, height: ((size >>> 14) & 0x3fff) + 1 };
    }
    case "VP8X":
      // The second bit says that it moves.
      if ((view.getUint8(20) & 2) !== 0) return undefined;
      return { type, width: uint24(view, 24) + 1, height: uint24(view, 27) + 1 };
    default:
      return undefined;
  }
}

function nameAt(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
}
