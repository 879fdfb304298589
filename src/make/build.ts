/** `bun run build` makes dist/bantam: one executable with the web client and the migrations inside. */
import { rmSync } from "node:fs";
import { bundleClient } from "../server/client.ts";

rmSync("dist/client", { recursive: true, force: true });
for (const { name, content } of await bundleClient()) await Bun.write(`dist/client/${name}`, content);

const built = await Bun.build({
  // A Worker's file is found in the executable only when it is listed here. All lie flat in one folder there, so that
  // "./worker.ts" beside the file that starts it means the same in both.
  entrypoints: [
    "src/main.ts",
    "src/store/files/preparer.ts",
    "src/store/sqlite/checkpointer.ts",
    "src/store/sqlite/search/searcher.ts",
  ],
  naming: { entry: "[name].[ext]" },
  target: "bun",
  // Without esm, bytecode makes CommonJS, in which import.meta.dir is a folder of the building machine.
  format: "esm",
  splitting: true,
  bytecode: true,
  sourcemap: "linked",
  // Identifiers keep their names so that CPU profiles can be read.
  minify: { whitespace: true, syntax: true, identifiers: false },
  define: { "process.env.NODE_ENV": '"production"' },
  compile: {
    outfile: "dist/bantam",
    assets: ["drizzle", "dist/client"],
    // The executable must not run what it finds in the folder it was started from.
    autoloadDotenv: false,
    autoloadBunfig: false,
  },
});

for (const output of built.outputs) {
  if (output.kind === "entry-point") console.log(output.path);
}
