import { readdirSync } from "node:fs";
import { basename, join } from "node:path";

const embedded = join(import.meta.dir, "client");

/** The page of the web client, among its files. */
export const pageName = "index.html";

interface ClientFile {
  /** All but the page's have the hash of what is in them in their name. */
  readonly name: string;
  readonly content: Blob;
}

/** The web client's files. The executable has them inside; run from source, they are made now. */
export async function clientFiles(): Promise<ClientFile[]> {
  if (Bun.isStandaloneExecutable)
    return readdirSync(embedded).map((name) => ({ name, content: Bun.file(join(embedded, name)) }));
  const { outputs } = await bundleClient();
  return outputs.map((content) => ({ name: basename(content.path), content }));
}

/** Bundles the web client, by itself: what a browser loads needs no names that profiles of the server can be read by. */
export function bundleClient(outdir?: string): Promise<Bun.BuildOutput> {
  return Bun.build({
    entrypoints: [join(import.meta.dir, "../web/index.html")],
    ...(outdir !== undefined && { outdir }),
    publicPath: "/",
    // What the page names from the root is a route of the server and not a file.
    external: ["/*"],
    splitting: true,
    minify: true,
    define: { "process.env.NODE_ENV": '"production"' },
  });
}
