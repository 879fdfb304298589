import { Parts, type Read, Unreadable } from "./parts.ts";
import { tiff_bytes, tiffOf, turnIn, turnedSize } from "./turn.ts";

const marker = { start: 0xd8, end: 0xd9, scan: 0xda, app0: 0xe0, app1: 0xe1, app2: 0xe2, app14: 0xee } as const;
/** Cameras and programs make about ten. Each costs a decoder as much as the whole picture. */
const scans_max = 30;
/** Up to the picture's width, and with its own length. */
const frame_bytes_min = 7;

const exifName = "Exif\0\0";

/** Of a picture without thumbnail: version 1.1, square pixels. */
const jfif = Uint8Array.from([0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]);

/** ITU T.81, annex B: segments of a marker and a length; after the header of a scan comes its data, which has no length. */
export function readJpeg(bytes: Uint8Array, view: DataView): Read | undefined {
  if (view.getUint16(0) !== 0xff00 + marker.start) return undefined;
  const parts = new Parts(bytes);
  parts.keep(0, 2);
  let size: { width: number; height: number } | undefined;
  let turned: number | undefined;
  let scans = 0;
  let at = bytes.indexOf(0xff, 2);
  while (at !== -1 && at + 1 < bytes.length) {
    const code = view.getUint8(at + 1);
    if (code === marker.end) {
      parts.keep(at, at + 2);
      break;
    }
    // 0xff before a marker fills; those up to 0x01 and of restarts stand alone, and mean nothing here.
    if (code === 0xff || code <= 1 || isRestart(code)) {
      at = bytes.indexOf(0xff, code === 0xff ? at + 1 : at + 2);
      continue;
    }
    const length = view.getUint16(at + 2);
    // What is read here has to be what is kept, and decoded from that.
    if (length < (isFrame(code) ? frame_bytes_min : 2)) throw new Unreadable("a segment is too short");
    const end = at + 2 + length;
    if (isFrame(code)) {
      if (size) throw new Unreadable("there are two pictures");
      size = { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    }
    if (code === marker.app0 && textAt(bytes, at + 4, "JFIF\0")) parts.add(jfif);
    else if (code === marker.app1 && turned === undefined && textAt(bytes, at + 4, exifName)) {
      turned = turnIn(bytes.subarray(at + 10, end));
      if (turned !== undefined && turned > 1) parts.add(exif(turned));
    } else if (isKept(code) || isProfile(bytes, code, at)) parts.keep(at, end);
    at = end;
    if (code === marker.scan) {
      if (!size || ++scans > scans_max) throw new Unreadable("there are too many scans, or none of a picture");
      at = scanEnd(bytes, end);
      parts.keep(end, at);
    }
    if (at < bytes.length && bytes[at] !== 0xff) at = bytes.indexOf(0xff, at);
  }
  if (!size || scans === 0) throw new Unreadable("there are no pixels");
  return { ...turnedSize(size, turned), frames: 1, parts };
}

function isRestart(code: number): boolean {
  return code >= 0xd0 && code <= 0xd7;
}

/** C4, C8 and CC are no frames but tables and reserved. */
function isFrame(code: number): boolean {
  return code >= 0xc0 && code <= 0xcf && code !== 0xc4 && code !== 0xc8 && code !== 0xcc;
}

/** Tables, frames and scans. */
function isKept(code: number): boolean {
  return (code >= 0xc0 && code <= 0xcf && code !== 0xc8) || (code >= marker.scan && code <= 0xdd);
}

/** What the colours mean: ICC.1, annex B.4, and Adobe's note 5116. */
function isProfile(bytes: Uint8Array, code: number, at: number): boolean {
  return (
    (code === marker.app2 && textAt(bytes, at + 4, "ICC_PROFILE\0")) ||
    (code === marker.app14 && textAt(bytes, at + 4, "Adobe"))
  );
}

/** Where a scan's data ends that begins at `from`: at the next marker that is not of a restart. */
function scanEnd(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at)) {
    const code = bytes[at + 1];
    if (code === undefined) break;
    if (code === 0xff) at++;
    else if (code === 0 || isRestart(code)) at += 2;
    else return at;
  }
  return bytes.length;
}

function textAt(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** A segment with nothing but how the picture is to be turned. */
function exif(turned: number): Uint8Array {
  const head = [0xff, marker.app1, 0, 2 + exifName.length + tiff_bytes, ...Buffer.from(exifName)];
  return Uint8Array.from([...head, ...tiffOf(turned)]);
}
