/** F1, F4: what is a picture is told by its bytes, its size before anybody decodes it, and nothing else of it is kept. */
import { expect, test } from "bun:test";
import { readPicture } from "../src/picture/picture.ts";
import {
  application,
  chunk,
  exif,
  gif,
  gifBlock,
  header,
  jpegWith,
  png,
  pngOf,
  segment,
  webpChunk,
  webpOf,
  webpThatMoves,
} from "./support/pictures.ts";

const made = png(30, 20, [200, 80, 40], [10, 20, 30]);
const image = () => new Bun.Image(made);
const [jpeg, progressive, webp, lossless] = await Promise.all([
  image().jpeg({ quality: 80 }).bytes(),
  image().jpeg({ quality: 80, progressive: true }).bytes(),
  image().webp({ quality: 80 }).bytes(),
  image().webp({ lossless: true }).bytes(),
]);

const secret = "52.5163 N, 13.3777 E";
const text = Buffer.from(secret);
const frame = chunk("fcTL", Buffer.alloc(26));
const iend = chunk("IEND", Buffer.alloc(0));
/** The one chunk of a WebP that Bun makes. */
const pixels = (bytes: Uint8Array) => Buffer.from(bytes.subarray(12));
const extended = (flags: number, width: number, height: number): Buffer => {
  const data = Buffer.alloc(10);
  data[0] = flags;
  data.writeUIntLE(width - 1, 4, 3);
  data.writeUIntLE(height - 1, 7, 3);
  return webpChunk("VP8X", data);
};
const moving = (frames: number) => webpThatMoves(30, 20, ...Array.from({ length: frames }, () => webp));

test.each([
  ["PNG", made, "image/png", 1],
  [
    "PNG that moves",
    pngOf(
      chunk("IHDR", header(30, 20)),
      chunk("acTL", Buffer.from("0000000300000000", "hex")),
      frame,
      chunk("IDAT", Buffer.alloc(1)),
      iend,
    ),
    "image/png",
    3,
  ],
  ["JPEG", jpeg, "image/jpeg", 1],
  ["progressive JPEG", progressive, "image/jpeg", 1],
  ["WebP with loss", webp, "image/webp", 1],
  ["WebP without loss", lossless, "image/webp", 1],
  ["WebP with a profile", webpOf(extended(0x20, 30, 20), webpChunk("ICCP", text), pixels(webp)), "image/webp", 1],
  ["WebP that moves", moving(2), "image/webp", 2],
  ["GIF", gif(30, 20, 1), "image/gif", 1],
  ["GIF that moves", gif(30, 20, 4), "image/gif", 4],
] as const)(
  "a %s is told with its size, wherever it stands in memory, and stays what it is",
  (_name, bytes, type, frames) => {
    const around = Buffer.concat([Buffer.alloc(7), bytes, Buffer.alloc(0)]).subarray(7);
    for (const each of [bytes, around]) {
      const picture = readPicture(each);
      expect(picture).toMatchObject({ type, width: 30, height: 20, frames });
      expect(Buffer.concat(picture?.parts ?? [])).toEqual(Buffer.from(bytes));
      expect(picture?.bytes).toBe(bytes.length);
    }
  },
);

test.each([
  [
    "PNG: texts, times, Exif and what nobody knows",
    pngOf(
      chunk("IHDR", header(30, 20)),
      chunk("tEXt", text),
      chunk("iTXt", text),
      chunk("eXIf", text),
      chunk("prVt", text),
      made.subarray(33),
    ),
  ],
  ["PNG: after its end", Buffer.concat([made, text])],
  [
    "JPEG: Exif, XMP, comments, other pictures in it",
    jpegWith(
      jpeg,
      segment(0xe1, "Exif\0\0MM\0*", text),
      segment(0xe1, "http://ns.adobe.com/xap/1.0/\0", text),
      segment(0xe2, "MPF\0", text),
      segment(0xed, "Photoshop 3.0\0", text),
      segment(0xfe, text),
    ),
  ],
  [
    "JPEG: the thumbnail in its first segment",
    jpegWith(jpeg, segment(0xe0, "JFIF\0\x01\x02\0\0\x01\0\x01\x01\x06", text)),
  ],
  [
    "JPEG: Exif between the scans",
    Buffer.concat([
      progressive.subarray(0, lastScan(progressive)),
      segment(0xe1, "Exif\0\0", text),
      progressive.subarray(lastScan(progressive)),
    ]),
  ],
  ["JPEG: after its end", Buffer.concat([jpeg, text])],
  [
    "WebP: Exif, XMP and what nobody knows",
    webpOf(
      extended(0x0c, 30, 20),
      pixels(webp),
      webpChunk("EXIF", text),
      webpChunk("XMP ", text),
      webpChunk("ABCD", text),
    ),
  ],
  ["WebP: after its end", Buffer.concat([webp, text])],
  ["GIF: comments and XMP", gif(30, 20, 2, gifBlock(0xfe, text), application("XMP DataXMP", text))],
  ["GIF: after its end", Buffer.concat([gif(30, 20, 1), text])],
] as const)("what says where and by whom is taken out of a %s", async (name, bytes) => {
  expect(Buffer.from(bytes).includes(secret)).toBe(true);
  const picture = readPicture(bytes);
  const plain = Buffer.concat(picture?.parts ?? []);
  expect(picture).toMatchObject({ width: 30, height: 20 });
  expect(plain.includes(secret)).toBe(false);
  expect(readPicture(plain)).toMatchObject({ ...picture, parts: readPicture(plain)?.parts ?? [] });
  if (name.startsWith("GIF")) return;
  expect(await new Bun.Image(plain).png().bytes()).toEqual(await new Bun.Image(bytes).png().bytes());
});

test("how it is to be turned stays, and its size is as it is shown", async () => {
  for (const order of ["little", "big"] as const)
    for (let turned = 1; turned <= 8; turned++) {
      const bytes = jpegWith(jpeg, exif(turned, order, text));
      const picture = readPicture(bytes);
      const plain = Buffer.concat(picture?.parts ?? []);
      const shown = await new Bun.Image(bytes).png().bytes();
      expect(await new Bun.Image(plain).png().bytes()).toEqual(shown);
      const { width, height } = await new Bun.Image(shown).metadata();
      expect([turned, picture?.width, picture?.height]).toEqual([turned, width, height]);
      expect(plain.includes(secret)).toBe(false);
    }
});

test("how a PNG is to be turned stays, before its pixels and after them, and its size is as it is shown", () => {
  for (const order of ["little", "big"] as const)
    for (let turned = 1; turned <= 8; turned++) {
      const said = chunk("eXIf", exif(turned, order, text).subarray(10));
      const [head, data] = [chunk("IHDR", header(30, 20)), made.subarray(33, -12)];
      for (const bytes of [pngOf(head, said, data, iend), pngOf(head, data, said, said, iend)]) {
        const picture = readPicture(bytes);
        const plain = Buffer.concat(picture?.parts ?? []);
        const [width, height] = turned > 4 ? [20, 30] : [30, 20];
        expect(picture).toMatchObject({ width, height, turned });
        expect(plain.includes(secret)).toBe(false);
        expect(readPicture(plain)).toMatchObject({ width, height });
        expect(readPicture(plain)?.turned).toBe(turned > 1 ? turned : undefined);
      }
    }
});

test("one that says it is huge is told by its header alone", () => {
  const bomb = pngOf(chunk("IHDR", header(60_000, 60_000)), chunk("IDAT", Buffer.alloc(0)));
  expect(readPicture(bomb)).toMatchObject({ type: "image/png", width: 60_000, height: 60_000 });
  // Browsers make room for what stands outside of the screen.
  const screen = gif(10, 10, 1);
  screen.writeUInt16LE(50_000, screen.indexOf(0x2c, 13) + 5);
  expect(readPicture(screen)).toMatchObject({ width: 50_000, height: 10 });
});

test.each([
  ["nothing", Buffer.alloc(0)],
  ["a page", Buffer.from("<!doctype html><script>alert(1)</script>")],
  ["a drawing", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
  ["a GIF without a picture", Buffer.from("GIF89a\x01\0\x01\0\0\0\0;", "latin1")],
  ["a GIF that is a script as well", Buffer.from("GIF89a=1;alert(1)//", "latin1")],
  ["a page with a picture behind it", Buffer.concat([Buffer.from("<script>"), made])],
  ["a PNG whose first bytes are others", Buffer.concat([Buffer.from("%PDF-1.7"), made.subarray(8)])],
  ["a JPEG whose first bytes are others", Buffer.concat([Buffer.from("MZ"), jpeg.subarray(2)])],
  ["a RIFF of sound", Buffer.from("RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x44\xac\0\0\x88\x58\x01\0", "latin1")],
  ["a PNG of no width", pngOf(chunk("IHDR", header(0, 9)), chunk("IDAT", Buffer.alloc(0)))],
  ["a PNG without pixels", pngOf(chunk("IHDR", header(9, 9)), iend)],
  [
    "a PNG with a chunk that is said to be longer than it is",
    pngOf(chunk("IHDR", header(9, 9)), Buffer.from("ffffffff74455874", "hex")),
  ],
  ["a PNG whose header is elsewhere", pngOf(chunk("tEXt", Buffer.alloc(13)), chunk("IHDR", header(9, 9)))],
  ["a JPEG without a frame", Buffer.from("ffd8ffda0008", "hex")],
  ["a JPEG whose segments end", Buffer.from("ffd8ffe00002", "hex")],
  ["a JPEG whose size stands beyond its frame", shortFrame()],
  ["a JPEG with a segment of no length", jpegWith(jpeg, Buffer.from("ffdb0000", "hex"))],
  ["a JPEG of two pictures", jpegWith(jpeg, Buffer.from("ffc0000b080014001e0101110000", "hex").subarray(0, 13))],
  [
    "a JPEG of a thousand scans",
    Buffer.concat([jpeg.subarray(0, -2), ...Array.from({ length: 1000 }, () => scanOf(jpeg)), jpeg.subarray(-2)]),
  ],
  ["a WebP that moves without a frame", webpOf(extended(2, 9, 9))],
  // Each that is kept by itself takes memory.
  ["a GIF of a million parts", gif(9, 9, 1, Buffer.alloc(6_000_000, "21f90021fe00", "hex"))],
  ["a JPEG of a million parts", jpegWith(jpeg, Buffer.alloc(8_000_000, "ffdb0002fffe0002", "hex"))],
])("%s is no picture", (_name, bytes) => {
  expect(readPicture(bytes)).toBeUndefined();
});

test("cut off or changed anywhere it is a picture or none, and never a fault", () => {
  for (const whole of [made, jpeg, progressive, webp, lossless, moving(2), gif(30, 20, 3)])
    for (let length = 0; length < whole.length; length++) {
      const picture = readPicture(whole.subarray(0, length));
      if (picture) expect(picture).toMatchObject({ width: 30, height: 20 });
      const changed = Buffer.from(whole);
      for (const value of [0, 0x7f, 0xff]) {
        changed[length] = value;
        readPicture(changed);
      }
    }
});

test("a GIF that is cut off is one as far as it goes, and whole again", async () => {
  const whole = gif(30, 20, 3, gifBlock(0xfe, text));
  const begins = [...whole.keys()].filter((at) => whole.subarray(at, at + 5).equals(Buffer.of(0x2c, 0, 0, 0, 0)));
  expect(begins).toHaveLength(3);
  for (let length = 0; length < whole.length; length++) {
    const picture = readPicture(whole.subarray(0, length));
    // A frame is there from its first piece on, of 255 bytes and their number.
    const frames = begins.filter((at) => at + 11 + 256 <= length).length;
    expect([length, picture?.frames ?? 0]).toEqual([length, frames]);
    if (!picture) continue;
    const plain = Buffer.concat(picture.parts);
    expect(plain.subarray(-2)).toEqual(Buffer.of(0, 0x3b));
    expect(readPicture(plain)).toMatchObject({ frames, width: 30, height: 20, bytes: plain.length });
  }
  expect(await new Bun.Image(Buffer.concat(readPicture(whole.subarray(0, 400))?.parts ?? [])).metadata()).toMatchObject(
    {
      width: 30,
      height: 20,
    },
  );
});

/** Cut there, what follows would become another length and size. */
function shortFrame(): Buffer {
  const short = Buffer.from(jpeg);
  short.writeUInt16BE(1, short.indexOf(Buffer.of(0xff, 0xc0)) + 2);
  return short;
}

function lastScan(bytes: Uint8Array): number {
  return Buffer.from(bytes).lastIndexOf(Buffer.of(0xff, 0xda));
}

function scanOf(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(lastScan(bytes), -2);
}
