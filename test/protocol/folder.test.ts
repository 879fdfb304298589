import { expect, test } from "bun:test";
import { Glob } from "bun";

test("The protocol stands on nothing but itself: everything that it imports is in its folder", async () => {
  const transpiler = new Bun.Transpiler({ loader: "ts" });
  const paths = [...new Glob("src/protocol/**/*.ts").scanSync()];
  expect(paths.length).toBeGreaterThan(10);
  for (const path of paths)
    for (const { path: imported } of transpiler.scanImports(await Bun.file(path).text())) {
      const target = new URL(imported, new URL(path, "file:///")).pathname;
      expect([path, target]).toEqual([path, expect.stringMatching(/^\/src\/protocol\/.*\.ts$/)]);
    }
});
