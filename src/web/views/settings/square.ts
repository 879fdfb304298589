import { limits } from "../../../protocol/limits.ts";

const side_pixels = 256;

/** From the best to the smallest. A browser that cannot make WebP makes a PNG instead, which may be small enough too. */
const encodings = [
  ["image/webp", 0.9],
  ["image/webp", 0.7],
  ["image/jpeg", 0.85],
  ["image/jpeg", 0.6],
  ["image/jpeg", 0.3],
] as const;

/**
 * The middle of a picture as a square of the size that the server takes, in base64; undefined for what this browser cannot
 * read. It is drawn anew: what the file says of the place and the camera stays here.
 */
export async function squareOf(file: Blob): Promise<string | undefined> {
  const image = await createImageBitmap(file).catch(() => undefined);
  if (!image) return undefined;
  const side = Math.min(image.width, image.height);
  const [x, y] = [(image.width - side) / 2, (image.height - side) / 2];
  const canvas = Object.assign(document.createElement("canvas"), { width: side_pixels, height: side_pixels });
  const context = canvas.getContext("2d");
  if (!context) return undefined;
  context.imageSmoothingQuality = "high";
  const draw = () => context.drawImage(image, x, y, side, side, 0, 0, side_pixels, side_pixels);
  draw();
  for (const [type, quality] of encodings) {
    // JPEG has no transparency, and would show black.
    if (type === "image/jpeg") {
      context.fillStyle = "white";
      context.fillRect(0, 0, side_pixels, side_pixels);
      draw();
    }
    const [, text = ""] = canvas.toDataURL(type, quality).split(",");
    if ((text.length / 4) * 3 <= limits.avatar_bytes_max) return text;
  }
  return undefined;
}
