/** Pictures that look like something: for those who look at how they are shown. */
import { png } from "./pictures.ts";

type Colour = readonly [number, number, number];

/** Hills under an evening sky. `hue` makes it another evening. */
export function scenery(width: number, height: number, hue = 0): Buffer {
  const sky = turned([250, 190, 130], hue);
  const zenith = turned([70, 80, 150], hue);
  const colours: Colour[] = [];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [across, down] = [x / width, y / height];
      const far = 0.58 + 0.06 * Math.sin(across * 7 + hue) + 0.03 * Math.sin(across * 17);
      const near = 0.76 + 0.07 * Math.sin(across * 5 + 2 + hue);
      const sun = Math.hypot((across - 0.68) * (width / height), down - 0.36);
      if (down > near) colours.push(mixed([30, 50, 45], [15, 28, 30], (down - near) * 3));
      else if (down > far) colours.push(mixed([80, 80, 120], [60, 90, 95], (down - far) * 4));
      else if (sun < 0.09) colours.push([255, 240, 205]);
      else colours.push(mixed(zenith, sky, Math.min(1, down / far)));
    }
  return png(width, height, ...colours);
}

function mixed(a: Colour, b: Colour, share: number): Colour {
  const at = Math.min(1, Math.max(0, share));
  return [0, 1, 2].map((i) => Math.round((a[i] ?? 0) * (1 - at) + (b[i] ?? 0) * at)) as never;
}

/** The same colour, with its parts in another order. */
function turned([red, green, blue]: Colour, hue: number): Colour {
  return (
    (
      [
        [red, green, blue],
        [green, red, blue],
        [blue, green, red],
        [green, blue, red],
      ] as const
    )[hue % 4] ?? [red, green, blue]
  );
}
