/** Pictures made here, as real as those of cameras: PNG by hand, the others from it. */
import { deflateSync } from "node:zlib";

/** A PNG of one colour, or of `colours` from pixel to pixel. */
export function png(width: number, height: number, ...colours: readonly (readonly [number, number, number])[]): Buffer {
  const pixel = (n: number) => colours[n % colours.length] ?? [200, 80, 40];
  const line = (y: number) => [0, ...Array.from({ length: width }, (_, x) => pixel(y * width + x)).flat()];
  const data = Buffer.from(Array.from({ length: height }, (_, y) => line(y)).flat());
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
