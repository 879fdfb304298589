/** F1, F4: what is a picture is told by its bytes, and its size before anybody decodes it. */
import { expect, test } from "bun:test";
import { readPicture } from "../src/picture.ts";
import { chunk, header, png, pngOf } from "./support/pictures.ts";

const made = png(30, 20, [200, 80, 40], [10, 20, 30]);
const image = () => new Bun.Image(made);
const [jpeg, webp, lossless] = await Promise.all([
  image().jpeg({ quality: 80 }).bytes(),
  image().webp({ quality: 80 }).bytes(),
  image().webp({ lossless: true }).bytes(),
]);

/** A WebP's extended header, with these flags. */
function extended(flags: number, width: number, height: number): Buffer {
  const bytes = Buffer.alloc(30);
  bytes.write("RIFF\0\0\0\0WEBPVP8X", "latin1");
  bytes[20] = flags;
  bytes.writeUIntLE(width - 1, 24, 3);
  bytes.writeUIntLE(height - 1, 27, 3);
  return bytes;
}

test.each([
  ["PNG", made, "image/png"],
  ["JPEG", jpeg, "image/jpeg"],
  ["WebP with loss", webp, "image/webp"],
  ["WebP without loss", lossless, "image/webp"],
  ["WebP with an alpha channel", extended(0x10, 30, 20), "image/webp"],
] as const)("a %s is told with its size, wherever it stands in memory", (_name, bytes, type) => {
  const around = Buffer.concat([Buffer.alloc(7), bytes]).subarray(7);
  for (const each of [bytes, around]) expect(readPicture(each)).toEqual({ type, width: 30, height: 20 });
});

test("one that says it is huge is told by its header alone", () => {
  const bomb = pngOf(chunk("IHDR", header(60_000, 60_000)), chunk("IDAT", Buffer.alloc(0)));
  expect(readPicture(bomb)).toEqual({ type: "image/png", width: 60_000, height: 60_000 });
});

test.each([
  ["nothing", Buffer.alloc(0)],
  ["a page", Buffer.from("<!doctype html><script>alert(1)</script>")],
  ["a drawing", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
  ["a GIF", Buffer.from("GIF89a\x01\0\x01\0\0\0\0;", "latin1")],
  ["a page with a picture behind it", Buffer.concat([Buffer.from("<script>"), made])],
  ["a PNG whose first bytes are others", Buffer.concat([Buffer.from("%PDF-1.7"), made.subarray(8)])],
  ["a JPEG whose first bytes are others", Buffer.concat([Buffer.from("MZ"), jpeg.subarray(2)])],
  ["a RIFF of sound", Buffer.from("RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x44\xac\0\0\x88\x58\x01\0", "latin1")],
  ["a PNG of no width", pngOf(chunk("IHDR", header(0, 9)), chunk("IDAT", Buffer.alloc(0)))],
  [
    "a PNG that moves",
    pngOf(chunk("IHDR", header(9, 9)), chunk("acTL", Buffer.alloc(8)), chunk("IDAT", Buffer.alloc(0))),
  ],
  [
    "a PNG with a chunk that is said to be longer than it is",
    pngOf(chunk("IHDR", header(9, 9)), Buffer.from("ffffffff74455874", "hex")),
  ],
  ["a PNG whose header is elsewhere", pngOf(chunk("tEXt", Buffer.alloc(13)), chunk("IHDR", header(9, 9)))],
  ["a JPEG without a frame", Buffer.from("ffd8ffda0008", "hex")],
  ["a JPEG whose segments end", Buffer.from("ffd8ffe00002", "hex")],
  ["a WebP that moves", extended(2, 9, 9)],
])("%s is no picture", (_name, bytes) => {
  expect(readPicture(bytes)).toBeUndefined();
});

test("cut off anywhere in its header it is no picture, and never a fault", () => {
  for (const whole of [made, jpeg, webp, lossless])
    for (let length = 0; length < whole.length; length++) {
      const picture = readPicture(whole.subarray(0, length));
      if (picture) expect(picture).toMatchObject({ width: 30, height: 20 });
    }
});
