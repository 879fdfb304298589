/**
 * How a picture is to be turned before it is shown, as cameras say it: 1 to 8, with 1 for not at all. CIPA DC-008 (Exif),
 * 4.6: it stands in the first directory of a TIFF header.
 */
const orientation_tag = 0x0112;

/** Undefined where the header does not say it. */
export function turnIn(tiff: Uint8Array): number | undefined {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  try {
    const order = view.getUint16(0);
    const little = order === 0x4949;
    if ((!little && order !== 0x4d4d) || view.getUint16(2, little) !== 42) return undefined;
    const directory = view.getUint32(4, little);
    const entries = view.getUint16(directory, little);
    for (let i = 0; i < entries; i++) {
      const entry = directory + 2 + i * 12;
      if (view.getUint16(entry, little) !== orientation_tag) continue;
      const value = view.getUint16(entry + 8, little);
      return value >= 1 && value <= 8 ? value : undefined;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return undefined;
}

export const tiff_bytes = 26;

/** A header that says nothing else. */
export function tiffOf(turned: number): Uint8Array {
  const tiff = new DataView(new ArrayBuffer(tiff_bytes));
  tiff.setUint32(0, 0x4d4d_002a);
  tiff.setUint32(4, 8);
  // One entry: a number of 16 bits, once.
  tiff.setUint16(8, 1);
  tiff.setUint16(10, orientation_tag);
  tiff.setUint16(12, 3);
  tiff.setUint32(14, 1);
  tiff.setUint16(18, turned);
  return new Uint8Array(tiff.buffer);
}

/** The second four turn it on its side. */
export function turnedSize(
  { width, height }: { width: number; height: number },
  turned = 1,
): { width: number; height: number } {
  return turned > 4 ? { width: height, height: width } : { width, height };
}
