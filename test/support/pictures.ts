/** Pictures made here, as real as those of cameras: PNG by hand, the others from it. */
import { randomFillSync } from "node:crypto";
import { deflateSync } from "node:zlib";

/** A PNG of one colour, or of `colours` from pixel to pixel. */
export function png(width: number, height: number, ...colours: readonly (readonly [number, number, number])[]): Buffer {
  const pixel = (n: number) => colours[n % colours.length] ?? [200, 80, 40];
  const line = (y: number) => [0, ...Array.from({ length: width }, (_, x) => pixel(y * width + x)).flat()];
  const data = Buffer.from(Array.from({ length: height }, (_, y) => line(y)).flat());
  return pngOf(chunk("IHDR", header(width, height)), chunk("IDAT", deflateSync(data)), chunk("IEND", Buffer.alloc(0)));
}

/** A PNG that cannot be made smaller. */
export function noisy(width: number, height: number): Buffer {
  const data = Buffer.alloc((1 + width * 3) * height);
  for (let y = 0; y < height; y++) randomFillSync(data, 1 + y * (1 + width * 3), width * 3);
  return pngOf(chunk("IHDR", header(width, height)), chunk("IDAT", deflateSync(data)), chunk("IEND", Buffer.alloc(0)));
}

export function pngOf(...chunks: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), ...chunks]);
}

/** A PNG's header: 8 bits of red, green and blue. */
export function header(width: number, height: number): Buffer {
  const fields = Buffer.alloc(13);
  fields.writeUInt32BE(width, 0);
  fields.writeUInt32BE(height, 4);
  fields.set([8, 2], 8);
  return fields;
}

export function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(Bun.hash.crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** A small one of its own colour, as commands carry it. */
export function aPicture(): string {
  const [red = 0, green = 0, blue = 0] = crypto.getRandomValues(new Uint8Array(3));
  return png(8, 8, [red, green, blue]).toString("base64");
}

/** A JPEG with these segments in it, before its own. */
export function jpegWith(bytes: Uint8Array, ...segments: readonly Uint8Array[]): Buffer {
  return Buffer.concat([bytes.subarray(0, 2), ...segments, bytes.subarray(2)]);
}

export function segment(marker: number, ...parts: readonly (string | Uint8Array)[]): Buffer {
  const data = Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : part)));
  return Buffer.concat([Buffer.of(0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 0xff), data]);
}

/** As cameras write it: how the picture is to be turned, among other things. */
export function exif(turned: number, order: "little" | "big", other: Uint8Array): Buffer {
  const short = (n: number) => (order === "little" ? [n & 0xff, n >> 8] : [n >> 8, n & 0xff]);
  const long = (n: number) => (order === "little" ? [...short(n), 0, 0] : [0, 0, ...short(n)]);
  const maker = [...short(0x010f), ...short(2), ...long(other.length), ...long(8 + 2 + 24 + 4)];
  const orientation = [...short(0x0112), ...short(3), ...long(1), ...short(turned), 0, 0];
  const mark = order === "little" ? "II" : "MM";
  const directory = Buffer.from([...short(42), ...long(8), ...short(2), ...maker, ...orientation, ...long(0)]);
  return segment(0xe1, "Exif\0\0", mark, directory, other);
}

export function webpOf(...chunks: readonly Buffer[]): Buffer {
  const data = Buffer.concat([Buffer.from("WEBP"), ...chunks]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(data.length);
  return Buffer.concat([Buffer.from("RIFF"), length, data]);
}

export function webpChunk(name: string, data: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(data.length);
  return Buffer.concat([Buffer.from(name), length, data, Buffer.alloc(data.length % 2)]);
}

/** A WebP that shows these, which are as `Bun.Image` makes them and all of this size, one after the other. */
export function webpThatMoves(width: number, height: number, ...frames: readonly Uint8Array[]): Buffer {
  const canvas = Buffer.alloc(10);
  canvas[0] = 2;
  canvas.writeUIntLE(width - 1, 4, 3);
  canvas.writeUIntLE(height - 1, 7, 3);
  const head = Buffer.alloc(16);
  canvas.copy(head, 6, 4);
  head.writeUIntLE(100, 12, 3);
  const shown = frames.map((frame) => webpChunk("ANMF", Buffer.concat([head, frame.subarray(12)])));
  return webpOf(webpChunk("VP8X", canvas), webpChunk("ANIM", Buffer.alloc(6)), ...shown);
}

/** A PNG that shows these, which are as they are made here and all of this size, one after the other. */
export function pngThatMoves(width: number, height: number, first: Buffer, second: Buffer): Buffer {
  const control = (n: number) => {
    const fields = Buffer.alloc(26);
    for (const [at, value] of [n, width, height].entries()) fields.writeUInt32BE(value, at * 4);
    fields.writeUInt16BE(1, 20);
    return chunk("fcTL", fields);
  };
  const data = (bytes: Buffer) => bytes.subarray(bytes.indexOf("IDAT") + 4, -16);
  return pngOf(
    chunk("IHDR", header(width, height)),
    chunk("acTL", Buffer.from("0000000200000000", "hex")),
    control(0),
    chunk("IDAT", data(first)),
    control(1),
    chunk("fdAT", Buffer.concat([Buffer.of(0, 0, 0, 2), data(second)])),
    chunk("IEND", Buffer.alloc(0)),
  );
}

/** A GIF of two colours with so many frames, each of them whole, and these blocks before them. */
export function gif(width: number, height: number, frames: number, ...blocks: readonly Buffer[]): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt16LE(width, 0);
  size.writeUInt16LE(height, 2);
  const screen = Buffer.concat([Buffer.from("GIF89a"), size, Buffer.of(0x80, 0, 0, 0, 0, 0, 255, 255, 255)]);
  // Codes of 3 bits, the lowest first, that begin anew with every pixel: 4 clears, 0 is a pixel, 5 ends.
  const bytes = new Uint8Array(Math.ceil(((2 * width * height + 1) * 3) / 8));
  for (let n = 0; n <= 2 * width * height; n++) {
    const code = n === 2 * width * height ? 5 : n % 2 === 0 ? 4 : 0;
    for (let bit = 0; bit < 3; bit++) {
      const at = n * 3 + bit;
      bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (((code >> bit) & 1) << (at & 7));
    }
  }
  const image = Buffer.concat([Buffer.of(0x2c, 0, 0, 0, 0), size, Buffer.of(0, 2), pieces(bytes)]);
  const control = gifBlock(0xf9, Buffer.of(0, 10, 0, 0));
  const loop = application("NETSCAPE2.0", Buffer.of(1, 0, 0));
  const shown = Array.from({ length: frames }, () => [control, image]).flat();
  return Buffer.concat([screen, ...(frames > 1 ? [loop] : []), ...blocks, ...shown, Buffer.of(0x3b)]);
}

export function gifBlock(label: number, data: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(0x21, label), pieces(data)]);
}

export function application(name: string, data: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(0x21, 0xff, name.length), Buffer.from(name), pieces(data)]);
}

function pieces(data: Uint8Array): Buffer {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < data.length; at += 255) {
    const part = data.subarray(at, at + 255);
    parts.push(Buffer.of(part.length), part);
  }
  return Buffer.concat([...parts, Buffer.of(0)]);
}
