import { describe, expect, test } from "bun:test";
import { randomId } from "../../src/protocol/id.ts";
import { limits } from "../../src/protocol/limits.ts";
import type { Attachment } from "../../src/protocol/records.ts";
import { textOf } from "../../src/web/state/summary.ts";
import { columnsOf, height_px, shownSize } from "../../src/web/views/picturesize.ts";

const attachment = (name: string, width = 300, height = 200): Attachment => ({
  id: randomId(),
  name,
  type: "image/png",
  bytes: 1000,
  width,
  height,
});

describe("the size at which a picture is shown", () => {
  test.each([
    ["as it is when there is room", 300, 200, 300, 200],
    ["smaller, in its ratio, when it is too wide", 4000, 3000, 420, 315],
    ["smaller, in its ratio, when it is too high", 300, 600, 160, 320],
    ["a part, when all of it would be a line across", 9000, 90, 420, 84],
    ["a part, when all of it would be a line down", 90, 9000, 90, 225],
    ["so that a finger finds it, when it is tiny", 1, 1, 48, 48],
    ["so that a finger finds it, when it is a thin line", 400, 1, 48, 48],
  ])("%s", (_, width, height, shown_width, shown_height) => {
    expect(shownSize({ width, height })).toEqual({ width: shown_width, height: shown_height });
  });

  test("is never beyond what is reserved, whatever the picture says of itself", () => {
    for (const width of [1, 2, 47, 500, 99_999])
      for (const height of [1, 3, 49, 700, 99_999]) {
        const shown = shownSize({ width, height });
        expect(shown.width).toBeWithin(48, 421);
        expect(shown.height).toBeWithin(48, 321);
      }
  });

  test("of several is that of tiles: what a message takes grows by rows", () => {
    const some = (count: number) => Array.from({ length: count }, () => attachment("a.png"));
    expect([2, 3, 4, 5, limits.attachments_max].map(columnsOf)).toEqual([2, 3, 2, 3, 3]);
    expect(height_px([])).toBe(0);
    expect(height_px(some(1))).toBe(204);
    expect(height_px(some(6))).toBe(2 * height_px(some(3)));
    expect(height_px(some(4))).toBe(2 * height_px(some(2)));
  });
});

test("where pictures are not seen their names are read", () => {
  expect(textOf({ body: "Look", attachments: [attachment("a.png"), attachment("b.png")] })).toBe(
    "Look\nPicture: a.png\nPicture: b.png",
  );
  expect(textOf({ body: "", attachments: [attachment("a.png")] })).toBe("Picture: a.png");
  expect(textOf({ body: "Look" })).toBe("Look");
});
